using System.Diagnostics;
using System.Runtime.InteropServices;
using LinuxNamespaces.Processes;

namespace LinuxNamespaces.Stress;

/// <summary>Threads that start processes while the heap is compacted, signals come, and the runtime's own processes start and end.</summary>
internal static class StormMode
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    internal static (bool Passed, string Line) Run(TimeSpan duration, int threads)
    {
        using Trials trials = new();
        trials.Run(0);
        Residue before = Residue.Take();
        int signals = 0;
        using PosixSignalRegistration registration = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Interlocked.Increment(ref signals));
        using NamespaceProcess self = NamespaceProcess.Attach(Environment.ProcessId);
        int started = 0;
        int others = 0;
        List<string> failures = [];
        using CancellationTokenSource end = new(duration);

        List<Thread> all = [.. Enumerable.Range(0, threads).Select(_ => Repeat(() => trials.Run(Interlocked.Increment(ref started))))];
        all.Add(Repeat(CompactGarbage));
        all.Add(Repeat(() =>
        {
            self.SendSignal(PosixSignal.SIGWINCH);
            Thread.Sleep(1);
        }));
        all.Add(Repeat(() => RunOther(Interlocked.Increment(ref others))));
        bool hangs = !all.TrueForAll(thread => thread.Join(duration + s_patience));

        Residue after = Residue.Take();
        string line = $"{started} starts by {threads} threads in {duration.TotalSeconds:f0} s, {trials.Failures} failed as they should, {trials.Namespaces} with namespaces; "
            + $"{signals} signals, {others} other processes, collections {GC.CollectionCount(0)}/{GC.CollectionCount(1)}/{GC.CollectionCount(2)}, children {before.Children} -> {after.Children}"
            + (hangs ? "; a thread hangs" : string.Empty)
            + (failures.Count > 0 ? $"; {failures.Count} wrong, such as {failures[0]}" : string.Empty);
        return (!hangs && failures.Count == 0 && after.Children == before.Children && signals > 0 && others > 0, line);

        Thread Repeat(Action action)
        {
            Thread thread = new(() =>
            {
                while (!end.IsCancellationRequested)
                {
                    try
                    {
                        action();
                    }
#pragma warning disable CA1031 // Whatever goes wrong is the result.
                    catch (Exception e)
#pragma warning restore CA1031
                    {
                        lock (failures)
                        {
                            failures.Add(e.ToString());
                        }
                    }
                }
            })
            {
                IsBackground = true,
            };
            thread.Start();
            return thread;
        }
    }

    private static void CompactGarbage()
    {
        List<byte[]> kept = [];
        for (int i = 0; i < 2000; i++)
        {
            byte[] block = new byte[64 + (i % 1000)];
            if (i % 3 == 0)
            {
                kept.Add(block);
            }
        }

        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.KeepAlive(kept);
    }

    private static void RunOther(int number)
    {
        int code = number % 256;
        using Process process = Process.Start("/bin/sh", ["-c", $"exit {code}"]);
        process.WaitForExit();
        if (process.ExitCode != code)
        {
            throw new InvalidOperationException($"the runtime's own process: exit code {process.ExitCode} instead of {code}");
        }
    }
}
