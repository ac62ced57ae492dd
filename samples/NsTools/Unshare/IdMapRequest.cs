using System.Globalization;
using LinuxNamespaces.Samples.NsTools.Options;

namespace LinuxNamespaces.Samples.NsTools.Unshare;

/// <summary>The ids that are to be mapped, of users or of groups.</summary>
/// <param name="ownMap">The map of the user namespace that the tool is in.</param>
/// <param name="given">The subordinate ids of the user.</param>
/// <param name="file">Where those come from.</param>
internal sealed class IdMapRequest(string ownMap, Func<IReadOnlyList<(uint First, uint Count)>> given, string file)
{
    private readonly List<(Span Inside, Span Outside)> _ranges = [];

    /// <summary>What the id of the caller is inside; null leaves it out.</summary>
    internal uint? Single { get; set; }

    /// <summary>Whether ranges are asked for, besides the id of the caller.</summary>
    internal bool HasRanges => _ranges.Count > 0;

    /// <summary>Adds ids: a word, or three numbers.</summary>
    internal void Add(string text)
    {
        switch (text)
        {
            case "auto":
                // As many inside as there is place for.
                (uint first, uint count) = FirstGiven();
                _ranges.Add((new(0, uint.MaxValue), new(first, count)));
                break;
            case "subids":
                (uint start, uint length) = FirstGiven();
                _ranges.Add((new(start, length), new(start, length)));
                break;
            case "all":
                _ranges.AddRange(OwnRanges());
                break;
            default:
                _ranges.Add(Parse(text));
                break;
        }
    }

    /// <summary>The map: what is asked for, with holes where the id of the caller goes.</summary>
    /// <param name="own">The id of the caller.</param>
    internal List<IdRange> ToRanges(uint own)
    {
        List<IdRange> map = Single is { } single ? [new IdRange(single, own)] : [];
        foreach ((Span inside, Span outside) in _ranges)
        {
            map.AddRange(Single is { } taken ? Pair(Without(inside, taken), Without(outside, own)) : Pair([inside], [outside]));
        }

        return map;
    }

    private static List<Span> Without(Span span, uint hole)
    {
        if (hole < span.First || hole - span.First >= span.Count)
        {
            return [span];
        }

        uint before = hole - span.First;
        return [new(span.First, before), new(hole + 1, span.Count - before - 1)];
    }

    // In their order; what is left over on one side is not mapped.
    private static IEnumerable<IdRange> Pair(List<Span> inside, List<Span> outside)
    {
        while (inside.Count > 0 && outside.Count > 0)
        {
            uint count = Math.Min(inside[0].Count, outside[0].Count);
            if (count > 0)
            {
                yield return new IdRange(inside[0].First, outside[0].First, count);
            }

            Skip(inside, count);
            Skip(outside, count);
        }
    }

    private static void Skip(List<Span> spans, uint count)
    {
        spans[0] = new(spans[0].First + count, spans[0].Count - count);
        if (spans[0].Count == 0)
        {
            spans.RemoveAt(0);
        }
    }

    // Inner first since util-linux 2.39; outer first and commas before.
    private static (Span Inside, Span Outside) Parse(string text)
    {
        bool isOld = text.Contains(',', StringComparison.Ordinal);
        uint?[] numbers = [.. text.Split(isOld ? ',' : ':').Select(Numbers.TryParse)];
        return numbers is [{ } first, { } second, { } count]
            ? isOld ? (new(second, count), new(first, count)) : (new(first, count), new(second, count))
            : throw new ToolException($"invalid mapping '{text}'");
    }

    private (uint First, uint Count) FirstGiven()
    {
        IReadOnlyList<(uint First, uint Count)> ranges = given();
        return ranges.Count > 0 ? ranges[0] : throw new ToolException($"no line matching user \"{Environment.UserName}\" in {file}");
    }

    private IEnumerable<(Span Inside, Span Outside)> OwnRanges() =>
        File.ReadLines(ownMap)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(fields => new Span(uint.Parse(fields[0], CultureInfo.InvariantCulture), uint.Parse(fields[2], CultureInfo.InvariantCulture)))
            .Select(span => (span, span));

    private readonly record struct Span(uint First, uint Count);
}
