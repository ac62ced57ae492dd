using BenchmarkDotNet.Attributes;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Benchmarks;

/// <summary>Requests to the kernel. <c>benchmarks/peers/route.c</c> does the same.</summary>
[MemoryDiagnoser]
public class KernelBenchmarks
{
    private NetNamespace _first = null!;
    private NetNamespace _second = null!;

    [GlobalSetup]
    public void SetUp()
    {
        _first = NetNamespace.Create();
        _second = NetNamespace.Create();
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _first.Dispose();
        _second.Dispose();
    }

    [Benchmark]
    public int GetLink() => _first.Links.Get(1).Index;

    [Benchmark]
    public void CreateAndDeleteVethPair() => VethPair.Create(_first, "veth0", _second, "veth0").Delete();
}
