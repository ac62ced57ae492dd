using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using LinuxNamespaces.Tests.Netlink;

namespace LinuxNamespaces.Tests.Network;

/// <summary>A connection to a made-up kernel that agrees to everything, and what is sent over it.</summary>
internal sealed class RecordedConnection : IDisposable
{
    internal const byte LinkIndex = 5;

    /// <summary>The end of the header of every first request: its sequence number, and the port of <see cref="FakeKernel"/>.</summary>
    internal const string SequenceAndPort = "01000000" + "67120000";

    // The end of a link's message: flags and change of ifinfomsg, IFLA_IFNAME veth0, IFLA_LINKINFO { IFLA_INFO_KIND bridge }.
    private const string AfterIndex = "0000000000000000" + "0A0003007665746830000000" + "10001280" + "0B0001006272696467650000";

    // rtgenmsg, NETNSA_NSID 7
    private static readonly byte[] s_namespaceId = Convert.FromHexString("00000000" + "0800010007000000");

    private readonly NetNamespace _namespace = NetNamespace.OpenCurrent();
    private readonly List<byte[]> _requests = [];

    internal RecordedConnection() => Rtnetlink = new RtnetlinkConnection(_namespace, new FakeKernel(Answer));

    internal RtnetlinkConnection Rtnetlink { get; }

    internal NamespaceHandle Namespace => _namespace.Handle;

    /// <summary>A link that the kernel was not asked for.</summary>
    internal Link Link => LinkOf(LinkIndex);

    public void Dispose()
    {
        Rtnetlink.Dispose();
        _namespace.Dispose();
    }

    /// <summary>Everything that is sent by an action, in hexadecimal; each request has a sequence number of its own, from 1.</summary>
    internal static IReadOnlyList<string> Requests(Action<RecordedConnection> action)
    {
        using RecordedConnection connection = new();
        action(connection);
        return [.. connection._requests.Select(Convert.ToHexString)];
    }

    /// <summary>The first request of an action.</summary>
    internal static string Request(Action<RecordedConnection> action) => Requests(action)[0];

    internal static string RequestOfLink(Action<Link> action) => Request(connection => action(connection.Link));

    /// <summary>A bridge that the kernel was not asked for.</summary>
    internal Bridge BridgeOf(byte index) => (Bridge)LinkOf(index);

    /// <summary>Another link that the kernel was not asked for.</summary>
    internal Link LinkOf(byte index) => LinkKinds.ToLink(Rtnetlink, LinkInfo.Read(new NetlinkMessage((byte[])[.. new byte[16], .. LinkMessage(index)])));

    private static byte[] LinkMessage(byte index) => [0, 0, 0, 0, index, 0, 0, 0, .. Convert.FromHexString(AfterIndex)];

    private IEnumerable<FakeKernel.Reply> Answer(byte[] request, int number)
    {
        _requests.Add(request);
        int type = BitConverter.ToUInt16(request, 4);
        int flags = BitConverter.ToUInt16(request, 6);
        bool get = type is Linux.RTM_GETLINK or Linux.RTM_GETADDR or Linux.RTM_GETROUTE or Linux.RTM_GETNEIGH or Linux.RTM_GETRULE or Linux.RTM_GETNEXTHOP or Linux.RTM_GETNSID;
        if (get && (flags & Linux.NLM_F_DUMP) != 0)
        {
            yield return new(FakeKernel.Message(request, Linux.NLMSG_DONE, new byte[4]));
            yield break;
        }

        if (type == Linux.RTM_GETNSID)
        {
            yield return new(FakeKernel.Message(request, Linux.RTM_NEWNSID, s_namespaceId));
        }
        else if (get || (flags & Linux.NLM_F_ECHO) != 0)
        {
            yield return new(FakeKernel.Message(request, Linux.RTM_NEWLINK, LinkMessage(LinkIndex)));
        }

        yield return new(FakeKernel.Message(request, Linux.NLMSG_ERROR, new byte[4]));
    }
}
