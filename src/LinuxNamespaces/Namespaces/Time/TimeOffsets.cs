using System.Globalization;

namespace LinuxNamespaces;

/// <summary>The offsets of the clocks of a time namespace. The resolution is 100 nanoseconds, that of <see cref="TimeSpan"/>.</summary>
/// <remarks>No clock may become negative. See time_namespaces(7).</remarks>
public sealed record TimeOffsets
{
    /// <summary>Gets the offset that is added to CLOCK_MONOTONIC. Defaults to zero.</summary>
    public TimeSpan Monotonic { get; init; }

    /// <summary>Gets the offset that is added to CLOCK_BOOTTIME, which <c>uptime</c> shows. Defaults to zero.</summary>
    public TimeSpan Boottime { get; init; }

    internal string Format() => $"{Line("monotonic", Monotonic)}\n{Line("boottime", Boottime)}\n";

    /// <summary>Parses the text of /proc/PID/timens_offsets.</summary>
    internal static TimeOffsets Parse(string text)
    {
        TimeOffsets offsets = new();
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length != 3
                || !long.TryParse(fields[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seconds)
                || !uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out uint nanoseconds)
                || Math.Abs((decimal)seconds) >= TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerSecond)
            {
                throw new InvalidDataException($"{PrintableText.Quote(line)} is not an offset of a clock.");
            }

            TimeSpan offset = new((seconds * TimeSpan.TicksPerSecond) + (nanoseconds / TimeSpan.NanosecondsPerTick));
            offsets = fields[0] switch
            {
                "monotonic" => offsets with { Monotonic = offset },
                "boottime" => offsets with { Boottime = offset },
                _ => offsets,
            };
        }

        return offsets;
    }

    private static string Line(string clock, TimeSpan offset)
    {
        (long seconds, long ticks) = Math.DivRem(offset.Ticks, TimeSpan.TicksPerSecond);
        if (ticks < 0)
        {
            seconds--;
            ticks += TimeSpan.TicksPerSecond;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{clock} {seconds} {ticks * TimeSpan.NanosecondsPerTick}");
    }
}
