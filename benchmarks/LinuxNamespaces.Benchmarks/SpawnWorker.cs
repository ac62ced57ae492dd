using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace LinuxNamespaces.Benchmarks;

/// <summary>The part of this library and of the runtime in the comparison; what it reads and writes is told in <c>peers/spawn.c</c>.</summary>
internal static partial class SpawnWorker
{
    private const int RUSAGE_SELF = 0;
    private const int RUSAGE_CHILDREN = -1;

    internal static void Run(int ballastMebibytes)
    {
        byte[][] ballast = Spawn.Ballast(ballastMebibytes / 1024);
        using NetNamespace? joined = Environment.IsPrivilegedProcess ? NetNamespace.Create() : null;
        // Not the reader and writer of Console, with which the runtime begins to handle SIGCHLD.
        using StreamReader requests = new(Console.OpenStandardInput());
        using StreamWriter answers = new(Console.OpenStandardOutput()) { AutoFlush = true };
        while (requests.ReadLine() is { } line)
        {
            string[] words = line.Split(' ');
            Action spawn = words[0] switch
            {
                "process" => Spawn.ByRuntime,
                "none" => Spawn.WithoutNamespaces,
                "seven" => Spawn.InSevenNamespaces,
                "join" => () => Spawn.Joining(joined!),
                "init" => Spawn.UnderInit,
                string other => throw new ArgumentException($"There is no mode '{other}'."),
            };
            answers.WriteLine(string.Join(' ', Measure(spawn, int.Parse(words[1], CultureInfo.InvariantCulture))));
        }

        GC.KeepAlive(ballast);
    }

    private static long[] Measure(Action spawn, int count)
    {
        long[] times = new long[1 + count];
        long used = ProcessorTime();
        for (int i = 1; i <= count; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            spawn();
            times[i] = (long)Stopwatch.GetElapsedTime(begin).TotalNanoseconds;
        }

        times[0] = ProcessorTime() - used;
        return times;
    }

    private static long ProcessorTime() => Used(RUSAGE_SELF) + Used(RUSAGE_CHILDREN);

    private static long Used(int who)
    {
        _ = getrusage(who, out Rusage usage);
        return ((usage.UserSeconds + usage.SystemSeconds) * 1_000_000_000) + ((usage.UserMicroseconds + usage.SystemMicroseconds) * 1000);
    }

    [LibraryImport("libc")]
    private static partial int getrusage(int who, out Rusage usage);

    [StructLayout(LayoutKind.Sequential, Size = 144)]
    private struct Rusage
    {
        internal long UserSeconds;
        internal long UserMicroseconds;
        internal long SystemSeconds;
        internal long SystemMicroseconds;
    }
}
