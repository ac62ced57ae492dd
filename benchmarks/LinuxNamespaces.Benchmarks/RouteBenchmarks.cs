using BenchmarkDotNet.Attributes;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Benchmarks;

/// <summary>The hot paths of netlink: the wire alone, and with the kernel (needs root or <c>unshare -Urnm</c>).</summary>
[MemoryDiagnoser]
public class RouteBenchmarks
{
    private const int LinkCount = 2000;

    private readonly byte[] _buffer = new byte[1024];
    private readonly VethPairOptions _options = new();
    private byte[] _dump = [];
    private NetNamespace? _first;
    private NetNamespace? _second;

    [GlobalSetup]
    public void SetUp()
    {
        List<byte> dump = [];
        for (int i = 0; i < LinkCount; i++)
        {
            dump.AddRange(VethPair.StartCreate(_buffer, $"veth{i}", $"peer{i}", 7, _options).Finish().ToArray());
        }

        _dump = [.. dump];
    }

    [GlobalSetup(Targets = [nameof(GetLink), nameof(CreateAndDeleteVethPair)])]
    public void SetUpKernel()
    {
        _first = NetNamespace.Create();
        _second = NetNamespace.Create();
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _first?.Dispose();
        _second?.Dispose();
    }

    [Benchmark]
    public int BuildVethMessage() => VethPair.StartCreate(_buffer, "veth0", "br-veth0", 7, _options).Finish().Length;

    [Benchmark]
    public int WalkDumpOf2000Links()
    {
        int attributes = 0;
        foreach (NetlinkMessage message in new NetlinkMessageReader(_dump))
        {
            foreach (NetlinkAttribute attribute in message.AttributesAfter<ifinfomsg>())
            {
                attributes += attribute.Type == Linux.IFLA_IFNAME ? 1 : 0;
            }
        }

        return attributes;
    }

    [Benchmark]
    public int ParseDumpOf2000Links()
    {
        int links = 0;
        foreach (NetlinkMessage message in new NetlinkMessageReader(_dump))
        {
            links += LinkInfo.Read(message).Name.Length;
        }

        return links;
    }

    [Benchmark]
    public int GetLink() => _first!.Links.Get(1).Index;

    [Benchmark]
    public void CreateAndDeleteVethPair() => VethPair.Create(_first!, "veth0", _second!, "veth0").Delete();
}
