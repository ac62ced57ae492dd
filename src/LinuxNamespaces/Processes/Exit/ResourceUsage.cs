using System.Globalization;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>Describes the resources that a process used, together with those of its children that it waited for. See getrusage(2).</summary>
public sealed class ResourceUsage
{
    internal ResourceUsage(TimeSpan userTime, TimeSpan systemTime, long maxResidentBytes)
    {
        UserTime = userTime;
        SystemTime = systemTime;
        MaxResidentBytes = maxResidentBytes;
    }

    /// <summary>Gets the processor time in the program.</summary>
    public TimeSpan UserTime { get; }

    /// <summary>Gets the processor time in the kernel.</summary>
    public TimeSpan SystemTime { get; }

    /// <summary>Gets the most memory that the process had at a time, in bytes.</summary>
    public long MaxResidentBytes { get; }

    /// <summary>Returns a description such as <c>user 0.120 s, system 0.010 s, 4096 kB</c>.</summary>
    /// <returns>The description.</returns>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"user {UserTime.TotalSeconds:0.000} s, system {SystemTime.TotalSeconds:0.000} s, {MaxResidentBytes / 1024} kB");

    internal static ResourceUsage From(in rusage usage) => new(
        Time(usage.ru_utime),
        Time(usage.ru_stime),
        usage.ru_maxrss * 1024);

    private static TimeSpan Time(timeval time) => new((time.tv_sec * TimeSpan.TicksPerSecond) + (time.tv_usec * TimeSpan.TicksPerMicrosecond));
}
