using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>What a process used, with those of its children that it waited for. See getrusage(2).</summary>
/// <param name="UserTime">Processor time in the program.</param>
/// <param name="SystemTime">Processor time in the kernel.</param>
/// <param name="MaxResidentBytes">The most memory it had at a time, in bytes.</param>
public sealed record ResourceUsage(TimeSpan UserTime, TimeSpan SystemTime, long MaxResidentBytes)
{
    internal static ResourceUsage From(in rusage usage) => new(
        Time(usage.ru_utime),
        Time(usage.ru_stime),
        usage.ru_maxrss * 1024);

    private static TimeSpan Time(timeval time) => new((time.tv_sec * TimeSpan.TicksPerSecond) + (time.tv_usec * TimeSpan.TicksPerMicrosecond));
}
