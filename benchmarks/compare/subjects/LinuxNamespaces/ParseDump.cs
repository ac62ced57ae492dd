using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Compare;

internal static class ParseDump
{
    private const int Links = 2000;

    internal static void Run()
    {
        byte[] dump = Record();
        Clock.Measure(
            () =>
            {
                long sum = 0;
                foreach (NetlinkMessage message in new NetlinkMessageReader(dump))
                {
                    sum += LinkInfo.Read(message).Mtu;
                }

                Check(sum);
            },
            Links);
    }

    internal static void RunAsValues()
    {
        byte[] dump = Record();
        Clock.Measure(
            () =>
            {
                LinkValue link = default;
                long sum = 0;
                foreach (NetlinkMessage message in new NetlinkMessageReader(dump))
                {
                    link.OnMessage(message);
                    sum += link.Mtu;
                }

                Check(sum);
            },
            Links);
    }

    private static void Check(long sum)
    {
        if (sum != Links * 1500)
        {
            throw new InvalidOperationException("Other links were read.");
        }
    }

    private static byte[] Record()
    {
        using NetNamespace here = NetNamespace.OpenCurrent();
        using NetlinkConnection connection = here.OpenNetlink(Linux.NETLINK_ROUTE);
        NetlinkMessageWriter request = LinkRequests.Get(stackalloc byte[64], 100);
        LastMessage last = new();
        connection.Get(request, new NetlinkOperation("get link"), ref last);
        byte[] dump = new byte[Links * last.Bytes.Length];
        for (int i = 0; i < Links; i++)
        {
            last.Bytes.CopyTo(dump, i * last.Bytes.Length);
        }

        return dump;
    }

    private struct LastMessage : INetlinkMessageHandler
    {
        public LastMessage()
        {
        }

        internal byte[] Bytes { get; private set; } = [];

        public readonly void Restart()
        {
        }

        public void OnMessage(in NetlinkMessage message)
        {
            nlmsghdr header = message.Header;
            byte[] padding = new byte[NetlinkAlignment.Align(message.Payload.Length) - message.Payload.Length];
            Bytes = [.. MemoryMarshal.AsBytes(new ReadOnlySpan<nlmsghdr>(in header)), .. message.Payload, .. padding];
        }
    }
}
