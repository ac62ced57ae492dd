using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The requests about links that are not about one that is known already.</summary>
internal static class LinkMessages
{
    // Two ends of a veth pair with everything set take about 300 bytes.
    internal const int BufferSize = 1024;

    internal static LinkInfo Get(RouteConnection connection, int index, string name)
    {
        NetlinkMessageWriter request = new(stackalloc byte[64], Linux.RTM_GETLINK);
        request.WriteStruct<ifinfomsg>().ifi_index = index;
        request.WriteUInt32(Linux.IFLA_EXT_MASK, Linux.RTEXT_FILTER_SKIP_STATS);
        return connection.Get(request, new RouteOperation("get link", name), Parse)!;
    }

    internal static bool TryGet(RouteConnection connection, string name, out LinkInfo? info, out NetlinkException? failure)
    {
        NetlinkMessageWriter request = new(stackalloc byte[256], Linux.RTM_GETLINK);
        request.WriteStruct<ifinfomsg>();
        request.WriteUInt32(Linux.IFLA_EXT_MASK, Linux.RTEXT_FILTER_SKIP_STATS);
        // Each of the two finds both kinds of names; only the first is older than kernel 5.5.
        request.WriteString(InterfaceName.IsLong(name) ? Linux.IFLA_ALT_IFNAME : Linux.IFLA_IFNAME, name);
        return connection.TryGet(request, new RouteOperation("get link", name), Parse, out info, out failure);
    }

    /// <param name="masterIndex">Only the ports of this link; null for all links.</param>
    internal static List<LinkInfo> List(RouteConnection connection, int? masterIndex)
    {
        NetlinkMessageWriter request = new(stackalloc byte[64], Linux.RTM_GETLINK);
        request.WriteStruct<ifinfomsg>();
        request.WriteUInt32(Linux.IFLA_EXT_MASK, Linux.RTEXT_FILTER_SKIP_STATS);
        if (masterIndex is { } master)
        {
            request.WriteInt32(Linux.IFLA_MASTER, master);
        }

        List<LinkInfo> links = connection.Dump(request, new RouteOperation("list links", null), Parse);
        // A kernel that does not know the filter sends all.
        return masterIndex is null ? links : links.FindAll(link => link.MasterIndex == masterIndex);
    }

    /// <summary>Starts a message that creates a link.</summary>
    internal static NetlinkMessageWriter StartCreate(Span<byte> buffer, string name, LinkOptions options)
    {
        NetlinkMessageWriter request = new(buffer, Linux.RTM_NEWLINK, Linux.NLM_F_CREATE | Linux.NLM_F_EXCL | Linux.NLM_F_ECHO);
        request.WriteStruct<ifinfomsg>();
        request.WriteString(Linux.IFLA_IFNAME, name);
        options.WriteCommon(ref request);
        return request;
    }

    /// <summary>Creates a link and gives it back as the kernel made it.</summary>
    internal static Link Create(RouteConnection connection, scoped in NetlinkMessageWriter request, string name, RouteOperation operation)
    {
        LinkInfo? created;
        try
        {
            created = connection.ExecuteEcho(request, operation, Parse);
        }
        catch (NetlinkException e) when (e.Errno == Errno.EOPNOTSUPP)
        {
            throw new NotSupportedException(e.Message, e);
        }

        // Before it learned to echo, the kernel only said that it was done.
        return LinkKind.ToLink(connection, created ?? Find(connection, name));
    }

    internal static LinkInfo Find(RouteConnection connection, string name) =>
        TryGet(connection, name, out LinkInfo? info, out NetlinkException? failure) ? info! : throw failure!;

    internal static LinkInfo? Parse(in NetlinkMessage message) =>
        message.Type == Linux.RTM_NEWLINK ? LinkInfo.Read(message) : null;
}
