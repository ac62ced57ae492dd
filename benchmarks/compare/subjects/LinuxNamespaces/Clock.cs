using System.Diagnostics;
using System.Globalization;

namespace LinuxNamespaces.Compare;

/// <summary>Measures as <c>measure</c> of <c>../c/compare.h</c> does.</summary>
internal static class Clock
{
    /// <summary>Repeats work, first unmeasured, and prints the time of one of the parts that it consists of, in nanoseconds.</summary>
    internal static void Measure(Action work, int parts = 1)
    {
        TimeSpan warmUp = Milliseconds("COMPARE_WARMUP");
        TimeSpan length = Milliseconds("COMPARE_MEASURE");
        long begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < warmUp)
        {
            work();
        }

        long runs = 0;
        TimeSpan elapsed;
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        begin = Stopwatch.GetTimestamp();
        do
        {
            work();
            runs++;
            elapsed = Stopwatch.GetElapsedTime(begin);
        }
        while (elapsed < length);
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        Print(null, elapsed.TotalNanoseconds / (runs * parts));
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / (runs * parts):F1} bytes allocated for each"));
    }

    internal static void Print(string? part, double nanoseconds) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(part is null ? null : $"{part} ")}{nanoseconds:F3}"));

    private static TimeSpan Milliseconds(string variable) =>
        TimeSpan.FromMilliseconds(double.Parse(Environment.GetEnvironmentVariable(variable) ?? "0", CultureInfo.InvariantCulture));
}
