using System.Globalization;

namespace LinuxNamespaces;

/// <summary>Parses ID maps as in /proc/PID/uid_map; user_namespaces(7).</summary>
internal static class IdMapReader
{
    /// <summary>The value of an outside ID that is not mapped in the reader's user namespace.</summary>
    internal const uint Nobody = uint.MaxValue;

    internal static IReadOnlyList<IdRange> Parse(string text)
    {
        List<IdRange> ranges = [];
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length != 3 || !TryParse(fields[0], out uint inside) || !TryParse(fields[1], out uint outside) || !TryParse(fields[2], out uint count))
            {
                throw new InvalidDataException($"{PrintableText.Quote(line)} is not a line of an ID map.");
            }

            ranges.Add(new IdRange(inside, outside, count));
        }

        return ranges;
    }

    /// <summary>Translates an ID outside into the namespace; null if it is not mapped.</summary>
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

    /// <summary>Translates an ID of the namespace to that outside; null if it is not mapped.</summary>
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
