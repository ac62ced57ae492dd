using System.Globalization;

namespace LinuxNamespaces;

/// <summary>How the clocks of a new time namespace differ from those of the caller; resolution one nanosecond, of .NET 100.</summary>
/// <param name="Monotonic">Added to CLOCK_MONOTONIC.</param>
/// <param name="Boottime">Added to CLOCK_BOOTTIME, which <c>uptime</c> shows.</param>
/// <remarks>See time_namespaces(7). No clock may become negative.</remarks>
public sealed record TimeOffsets(TimeSpan Monotonic, TimeSpan Boottime)
{
    internal string Format() => $"{Line("monotonic", Monotonic)}\n{Line("boottime", Boottime)}\n";

    /// <summary>Reads what /proc/PID/timens_offsets says.</summary>
    internal static TimeOffsets Parse(string text)
    {
        TimeOffsets offsets = new(TimeSpan.Zero, TimeSpan.Zero);
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length != 3
                || !long.TryParse(fields[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seconds)
                || !uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out uint nanoseconds)
                || Math.Abs((decimal)seconds) >= TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerSecond)
            {
                throw new InvalidDataException($"{PrintableText.Quote(line)} is no offset of a clock.");
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
