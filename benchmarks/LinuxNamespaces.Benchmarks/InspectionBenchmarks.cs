using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using LinuxNamespaces.Inspection;

namespace LinuxNamespaces.Benchmarks;

/// <summary>
/// All namespaces of the machine: by lsns(8), which looks at processes only up to version 2.40, by a snapshot of the same, and by one of everything. Starting the
/// program is part of what lsns costs.
/// </summary>
[MemoryDiagnoser]
public class InspectionBenchmarks
{
    private static readonly NamespaceGraphOptions s_processes = new() { Holders = NamespaceHolderKinds.Process };
    private static readonly NamespaceGraphOptions s_own = new() { ProcessId = Environment.ProcessId };

    [Benchmark(Baseline = true)]
    public int Lsns()
    {
        using Process process = Process.Start(new ProcessStartInfo("lsns", ["--json"]) { RedirectStandardOutput = true })!;
        int length = process.StandardOutput.ReadToEnd().Length;
        process.WaitForExit();
        return length;
    }

    [Benchmark]
    public NamespaceGraph SnapshotOfProcesses() => NamespaceGraph.Snapshot(s_processes);

    [Benchmark]
    public NamespaceGraph SnapshotOfEverything() => NamespaceGraph.Snapshot();

    [Benchmark]
    public NamespaceGraph SnapshotOfThisProcess() => NamespaceGraph.Snapshot(s_own);
}
