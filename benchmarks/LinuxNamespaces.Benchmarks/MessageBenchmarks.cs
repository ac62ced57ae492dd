using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Benchmarks;

/// <summary>Messages without the kernel: how they are built, walked and made objects of.</summary>
[MemoryDiagnoser]
public class MessageBenchmarks
{
    private const int LinkCount = 2000;

    private readonly byte[] _buffer = new byte[1024];
    private readonly byte[] _first = [.. "veth0"u8];
    private readonly byte[] _second = [.. "br-veth0"u8];
    private readonly VethOptions _options = new("br-veth0");
    private byte[] _dump = [];

    [GlobalSetup]
    public void SetUp()
    {
        byte[] message = RecordLink();
        _dump = [.. Enumerable.Repeat(message, LinkCount).SelectMany(part => part)];
    }

    [Benchmark]
    public int BuildVethMessage() => LinkRequests.Create(_buffer, "veth0", _options, dataNamespace: 7).Finish().Length;

    /// <summary>With names that are UTF-8 already, and nothing but the writer.</summary>
    [Benchmark]
    public int BuildVethMessageOfUtf8()
    {
        NetlinkMessageWriter request = new(_buffer, Linux.RTM_NEWLINK, NetlinkMessageFlags.Create | NetlinkMessageFlags.Exclusive | NetlinkMessageFlags.Echo);
        request.WriteStruct<ifinfomsg>();
        request.WriteString(Linux.IFLA_IFNAME, _first);
        NestedAttribute information = request.BeginNested(Linux.IFLA_LINKINFO);
        request.WriteString(Linux.IFLA_INFO_KIND, "veth"u8);
        NestedAttribute data = request.BeginNested(Linux.IFLA_INFO_DATA);
        NestedAttribute peer = request.BeginNested(VethLink.VETH_INFO_PEER);
        request.WriteStruct<ifinfomsg>();
        request.WriteString(Linux.IFLA_IFNAME, _second);
        request.WriteInt32(Linux.IFLA_NET_NS_FD, 7);
        request.EndNested(peer);
        request.EndNested(data);
        request.EndNested(information);
        return request.Finish().Length;
    }

    [Benchmark]
    public uint ParseDumpOf2000LinksAsValues()
    {
        uint sum = 0;
        LinkValue link = default;
        foreach (NetlinkMessage message in new NetlinkMessageReader(_dump))
        {
            link.OnMessage(message);
            sum += link.Mtu;
        }

        return sum;
    }

    [Benchmark]
    public int WalkDumpOf2000Links()
    {
        int names = 0;
        foreach (NetlinkMessage message in new NetlinkMessageReader(_dump))
        {
            foreach (NetlinkAttribute attribute in message.AttributesAfter<ifinfomsg>())
            {
                names += attribute.Type == Linux.IFLA_IFNAME ? 1 : 0;
            }
        }

        return names;
    }

    [Benchmark]
    public int ParseDumpOf2000Links()
    {
        int length = 0;
        foreach (NetlinkMessage message in new NetlinkMessageReader(_dump))
        {
            length += LinkInfo.Read(message).Name.Length;
        }

        return length;
    }

    /// <summary>A link as the kernel tells of it when asked for all.</summary>
    private static byte[] RecordLink()
    {
        using NetNamespace netNamespace = NetNamespace.Create();
        VethPair.Create(netNamespace, "veth0", netNamespace, "veth1");
        using NetlinkConnection connection = netNamespace.OpenNetlink(Linux.NETLINK_ROUTE);
        NetlinkMessageWriter request = new(stackalloc byte[64], Linux.RTM_GETLINK);
        request.WriteStruct<ifinfomsg>();
        request.WriteUInt32(Linux.IFLA_EXT_MASK, Linux.RTEXT_FILTER_SKIP_STATS);
        LastMessage last = new();
        connection.Dump(request, new NetlinkOperation("list links"), ref last);
        return last.Bytes;
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
