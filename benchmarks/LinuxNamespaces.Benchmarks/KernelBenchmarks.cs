using System.Net;
using System.Net.Sockets;
using BenchmarkDotNet.Attributes;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Benchmarks;

/// <summary>Requests to the kernel. <c>benchmarks/compare</c> compares the same work with C and other tools.</summary>
[MemoryDiagnoser]
public class KernelBenchmarks
{
    private const int AtOnce = 16;
    private const int RouteCount = 100_000;
    private const int BatchSize = 1000;

    private static readonly Route s_route = new(new IPNetwork(IPAddress.Parse("11.0.0.0"), 32)) { LinkIndex = 1, Scope = RouteScope.Link, Protocol = RouteProtocol.Boot };

    private NetNamespace _first = null!;
    private NetNamespace _second = null!;
    private NetNamespace _routed = null!;
    private NetlinkConnection _connection = null!;
    private NetlinkConnection _routes = null!;

    [GlobalSetup]
    public void SetUp()
    {
        _first = NetNamespace.Create();
        _second = NetNamespace.Create();
        _routed = NetNamespace.Create();
        _routed.Loopback.Up();
        _connection = _first.OpenNetlink(Linux.NETLINK_ROUTE);
        _routes = _routed.OpenNetlink(Linux.NETLINK_ROUTE);
        Change(Linux.RTM_NEWROUTE, 0x0a000000, RouteCount);
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _first.Dispose();
        _second.Dispose();
        _routed.Dispose();
        _connection.Dispose();
        _routes.Dispose();
    }

    [Benchmark]
    public int GetLink() => _first.Links.Get(1).Index;

    [Benchmark]
    public int GetLinkAsValue()
    {
        NetlinkMessageWriter request = LinkRequests.Get(stackalloc byte[64], 1);
        LinkValue link = default;
        _connection.Get(request, new NetlinkOperation("get link"), ref link);
        return link.Index;
    }

    [Benchmark]
    public ulong DumpRoutesAsValues()
    {
        NetlinkMessageWriter request = RouteRequests.List(stackalloc byte[64], Linux.AF_INET);
        RouteValue.Sum sum = default;
        _routes.Dump(request, new NetlinkOperation("list routes"), ref sum);
        return sum.Count >= RouteCount ? sum.Total : throw new InvalidOperationException($"{sum.Count} routes");
    }

    [Benchmark]
    public ulong EnumerateRoutesAsValues()
    {
        NetlinkMessageWriter request = RouteRequests.List(stackalloc byte[64], Linux.AF_INET);
        ulong total = 0;
        foreach (NetlinkMessage message in _routes.EnumerateDump(request, new NetlinkOperation("list routes")))
        {
            RouteValue route = RouteValue.Read(message);
            total += route.Destination + (uint)route.Link;
        }

        return total;
    }

    [Benchmark]
    public void AddAndDeleteRoute()
    {
        _routed.Routes.Add(s_route);
        _routed.Routes.Delete(s_route);
    }

    /// <summary>The time is that of a thousand routes.</summary>
    [Benchmark]
    public void AddAndDeleteRoutesInBatches()
    {
        Change(Linux.RTM_NEWROUTE, 0x0b000000, BatchSize);
        Change(Linux.RTM_DELROUTE, 0x0b000000, BatchSize);
    }

    [Benchmark]
    public void CreateAndDeleteVethPair() => VethPair.Create(_first, "veth0", _second, "veth0").Delete();

    [Benchmark]
    public void OpenSocket() => _first.CreateSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp).Dispose();

    /// <summary>As in C, a descriptor; around it <see cref="Socket"/> asks the kernel for more.</summary>
    [Benchmark]
    public void OpenSocketHandle() => _first.CreateSocketHandle((int)AddressFamily.InterNetwork, (int)SocketType.Stream, (int)ProtocolType.Tcp).Dispose();

    /// <summary>The time is that of one of them.</summary>
    [Benchmark(OperationsPerInvoke = AtOnce)]
    public void OpenSixteenSockets()
    {
        foreach (Socket socket in _first.CreateSockets(AtOnce, AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            socket.Dispose();
        }
    }

    private void Change(ushort type, uint first, int count)
    {
        NetlinkBatch batch = new();
        Span<byte> buffer = stackalloc byte[128];
        for (uint i = 0; i < count; i++)
        {
            NetlinkMessageWriter request = new(buffer, type, type == Linux.RTM_NEWROUTE ? NetlinkMessageFlags.Create | NetlinkMessageFlags.Exclusive : NetlinkMessageFlags.None);
            ref rtmsg header = ref request.WriteStruct<rtmsg>();
            header.rtm_family = Linux.AF_INET;
            header.rtm_dst_len = 32;
            header.rtm_table = Linux.RT_TABLE_MAIN;
            header.rtm_protocol = (byte)RouteProtocol.Boot;
            header.rtm_scope = (byte)RouteScope.Link;
            header.rtm_type = (byte)RouteType.Unicast;
            request.WriteUInt32BigEndian(Linux.RTA_DST, first + i);
            request.WriteInt32(Linux.RTA_OIF, 1);
            batch.Add(request, new NetlinkOperation("change route"));
        }

        _routes.Execute(batch).ThrowIfFailed();
    }
}
