using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Compare;

internal static class GetByName
{
    private const string Name = "veth0";

    internal static void Run()
    {
        using NetNamespace here = NetNamespace.OpenCurrent();
        Clock.Measure(() => Check(here.Links.Get(Name).Index));
    }

    internal static void RunAsValue()
    {
        using NetNamespace here = NetNamespace.OpenCurrent();
        using NetlinkConnection connection = here.OpenNetlink(Linux.NETLINK_ROUTE);
        Clock.Measure(() => Check(Read(connection)));
    }

    /// <summary>Asks once: what a program costs that does nothing else.</summary>
    internal static void Start()
    {
        using NetNamespace here = NetNamespace.OpenCurrent();
        Check(here.Links.Get(Name).Index);
    }

    private static int Read(NetlinkConnection connection)
    {
        NetlinkMessageWriter request = new(stackalloc byte[64], Linux.RTM_GETLINK);
        request.WriteStruct<ifinfomsg>();
        request.WriteUInt32(Linux.IFLA_EXT_MASK, Linux.RTEXT_FILTER_SKIP_STATS);
        request.WriteString(Linux.IFLA_IFNAME, Name);
        LinkValue link = default;
        connection.Get(request, new NetlinkOperation("get link"), ref link);
        return link.Index;
    }

    private static void Check(int index)
    {
        if (index != 100)
        {
            throw new InvalidOperationException("Another link was returned.");
        }
    }
}
