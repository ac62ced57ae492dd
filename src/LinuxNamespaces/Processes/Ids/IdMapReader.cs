using System.Globalization;

namespace LinuxNamespaces.Processes;

/// <summary>Reads what /proc/PID/uid_map says; user_namespaces(7).</summary>
internal static class IdMapReader
{
    /// <summary>Stands for an id outside that the reader's user namespace does not have.</summary>
    internal const uint Nobody = uint.MaxValue;

    internal static IReadOnlyList<IdRange> Parse(string text)
    {
        List<IdRange> ranges = [];
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length != 3 || !TryParse(fields[0], out uint inside) || !TryParse(fields[1], out uint outside) || !TryParse(fields[2], out uint count))
            {
                throw new InvalidDataException($"{PrintableText.Quote(line)} is no line of an id map.");
            }

            ranges.Add(new IdRange(inside, outside, count));
        }

        return ranges;
    }

    /// <summary>The id inside of one outside; null when it has none.</summary>
    internal static uint? Inside(IReadOnlyList<IdRange> ranges, uint outside)
    {
        foreach (IdRange range in ranges)
        {
            if (range.Outside != Nobody && outside >= range.Outside && outside - range.Outside < range.Count)
            {
                return range.Inside + (outside - range.Outside);
            }
        }

        return null;
    }

    /// <summary>The id outside of one inside; null when it has none.</summary>
    internal static uint? Outside(IReadOnlyList<IdRange> ranges, uint inside)
    {
        foreach (IdRange range in ranges)
        {
            if (range.Outside != Nobody && inside >= range.Inside && inside - range.Inside < range.Count)
            {
                return range.Outside + (inside - range.Inside);
            }
        }

        return null;
    }

    private static bool TryParse(string field, out uint value) => uint.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
