namespace LinuxNamespaces.Processes;

/// <summary>How the clocks of a new time namespace differ from those of the caller; resolution one nanosecond, of .NET 100.</summary>
/// <param name="Monotonic">Added to CLOCK_MONOTONIC.</param>
/// <param name="Boottime">Added to CLOCK_BOOTTIME, which <c>uptime</c> shows.</param>
/// <remarks>See time_namespaces(7). No clock may become negative.</remarks>
public sealed record TimeOffsets(TimeSpan Monotonic, TimeSpan Boottime)
{
    internal string Format() => $"{Line("monotonic", Monotonic)}\n{Line("boottime", Boottime)}\n";

    private static string Line(string clock, TimeSpan offset)
    {
        (long seconds, long ticks) = Math.DivRem(offset.Ticks, TimeSpan.TicksPerSecond);
        if (ticks < 0)
        {
            seconds--;
            ticks += TimeSpan.TicksPerSecond;
        }

        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{clock} {seconds} {ticks * TimeSpan.NanosecondsPerTick}");
    }
}
