using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Compare;

internal static class GetByIndex
{
    private const int Index = 100;

    internal static void Run()
    {
        using NetNamespace here = NetNamespace.OpenCurrent();
        Clock.Measure(() => Check(here.Links.Get(Index).Index));
    }

    internal static void RunAsValue()
    {
        using NetNamespace here = NetNamespace.OpenCurrent();
        using NetlinkConnection connection = here.OpenNetlink(Linux.NETLINK_ROUTE);
        Clock.Measure(() => Check(Read(connection)));
    }

    private static int Read(NetlinkConnection connection)
    {
        NetlinkMessageWriter request = new(stackalloc byte[64], Linux.RTM_GETLINK);
        request.WriteStruct<ifinfomsg>().ifi_index = Index;
        request.WriteUInt32(Linux.IFLA_EXT_MASK, Linux.RTEXT_FILTER_SKIP_STATS);
        LinkValue link = default;
        connection.Get(request, new NetlinkOperation("get link"), ref link);
        return link.Index;
    }

    private static void Check(int index)
    {
        if (index != Index)
        {
            throw new InvalidOperationException("Another link was returned.");
        }
    }
}
