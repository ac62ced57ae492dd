using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Compare;

internal static class DumpLinks
{
    internal static void Run(int count)
    {
        using NetNamespace here = NetNamespace.OpenCurrent();
        Clock.Measure(() => Check(here.Links.List().Count, count));
    }

    internal static void RunAsValues(int count)
    {
        using NetNamespace here = NetNamespace.OpenCurrent();
        using NetlinkConnection connection = here.OpenNetlink(Linux.NETLINK_ROUTE);
        Clock.Measure(() => Check(Read(connection), count));
    }

    private static int Read(NetlinkConnection connection)
    {
        NetlinkMessageWriter request = new(stackalloc byte[64], Linux.RTM_GETLINK);
        request.WriteStruct<ifinfomsg>();
        request.WriteUInt32(Linux.IFLA_EXT_MASK, Linux.RTEXT_FILTER_SKIP_STATS);
        Reader links = default;
        connection.Dump(request, new NetlinkOperation("list links"), ref links);
        return links.Count;
    }

    private static void Check(int seen, int count)
    {
        if (seen != count + 1)
        {
            throw new InvalidOperationException($"{seen} links");
        }
    }

    private struct Reader : INetlinkMessageHandler
    {
        private LinkValue _link;

        internal int Count { get; private set; }

        public void Restart() => this = default;

        public void OnMessage(in NetlinkMessage message)
        {
            _link.OnMessage(message);
            Count++;
        }
    }
}
