using BenchmarkDotNet.Attributes;

namespace LinuxNamespaces.Benchmarks;

/// <summary>
/// Starting a process and waiting for its end, in a small program and in one that holds 4 GiB (joining needs root or
/// <c>unshare -Urnm</c>). <c>benchmarks/compare</c> compares it with other languages.
/// </summary>
[MemoryDiagnoser]
public class SpawnBenchmarks
{
    private byte[][] _ballast = [];
    private NetNamespace? _joined;

    [Params(0, 4)]
    public int BallastGiB { get; set; }

    [GlobalSetup]
    public void SetUp() => _ballast = Spawn.Ballast(BallastGiB);

    [GlobalSetup(Target = nameof(JoiningByLauncher))]
    public void SetUpNamespace()
    {
        SetUp();
        _joined = NetNamespace.Create();
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _joined?.Dispose();
        GC.KeepAlive(_ballast);
    }

    [Benchmark(Baseline = true)]
    public void ProcessStart() => Spawn.ByRuntime();

    [Benchmark]
    public void WithoutNamespaces() => Spawn.WithoutNamespaces();

    [Benchmark]
    public void InSevenNamespaces() => Spawn.InSevenNamespaces();

    [Benchmark]
    public void JoiningByLauncher() => Spawn.Joining(_joined!);

    [Benchmark]
    public void InSevenNamespacesUnderInit() => Spawn.UnderInit();
}
