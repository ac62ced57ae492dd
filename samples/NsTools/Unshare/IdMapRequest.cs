using System.Globalization;
using LinuxNamespaces.Processes;
using LinuxNamespaces.Samples.NsTools.Options;

namespace LinuxNamespaces.Samples.NsTools.Unshare;

/// <summary>The ids that are to be mapped, of users or of groups.</summary>
/// <param name="ownMap">The map of the user namespace that the tool is in.</param>
/// <param name="given">The subordinate ids of the user.</param>
/// <param name="file">Where those come from.</param>
internal sealed class IdMapRequest(string ownMap, Func<IReadOnlyList<(uint First, uint Count)>> given, string file)
{
    private readonly List<IdRange> _ranges = [];

    /// <summary>What the id of the caller is inside; null leaves it out.</summary>
    internal uint? Single { get; set; }

    /// <summary>Adds ids: a word, or three numbers.</summary>
    internal void Add(string text)
    {
        switch (text)
        {
            case "auto":
                (uint first, uint count) = FirstGiven();
                _ranges.Add(new IdRange(0, first, count));
                break;
            case "subids":
                (uint start, uint length) = FirstGiven();
                _ranges.Add(new IdRange(start, start, length));
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
    internal IReadOnlyList<IdRange> ToRanges(uint own)
    {
        if (Single is not { } inside)
        {
            return _ranges;
        }

        IEnumerable<IdRange> rest = _ranges.SelectMany(range => WithoutInside(range, inside)).SelectMany(range => WithoutOutside(range, own));
        return [new IdRange(inside, own), .. rest];
    }

    // The last outer id is left over where an inner one is taken out.
    private static IEnumerable<IdRange> WithoutInside(IdRange range, uint hole)
    {
        if (hole < range.Inside || hole - range.Inside >= range.Count)
        {
            return [range];
        }

        uint before = hole - range.Inside;
        return Existing(new(range.Inside, range.Outside, before), new(hole + 1, range.Outside + before, range.Count - before - 1));
    }

    private static IEnumerable<IdRange> WithoutOutside(IdRange range, uint hole)
    {
        if (hole < range.Outside || hole - range.Outside >= range.Count)
        {
            return [range];
        }

        uint before = hole - range.Outside;
        return Existing(new(range.Inside, range.Outside, before), new(range.Inside + before, hole + 1, range.Count - before - 1));
    }

    private static IEnumerable<IdRange> Existing(params IdRange[] ranges) => ranges.Where(range => range.Count > 0);

    // Inner first since util-linux 2.39; outer first and commas before.
    private static IdRange Parse(string text)
    {
        bool isOld = text.Contains(',', StringComparison.Ordinal);
        string[] parts = text.Split(isOld ? ',' : ':');
        if (parts.Length != 3)
        {
            throw new ToolException(parts.Length > 3 ? $"too many elements for mapping '{text}'" : $"mapping '{text}' contains only {parts.Length} elements");
        }

        uint[] numbers = [.. parts.Select(Number)];
        if (numbers[2] == 0)
        {
            throw new ToolException($"mapping '{text}' has no ids");
        }

        return isOld ? new IdRange(numbers[1], numbers[0], numbers[2]) : new IdRange(numbers[0], numbers[1], numbers[2]);
    }

    private static uint Number(string part) =>
        uint.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? number : throw new ToolException($"could not parse ID: '{part}'");

    private (uint First, uint Count) FirstGiven()
    {
        IReadOnlyList<(uint First, uint Count)> ranges = given();
        return ranges.Count > 0 ? ranges[0] : throw new ToolException($"no line matching user \"{Environment.UserName}\" in {file}");
    }

    private IEnumerable<IdRange> OwnRanges() =>
        File.ReadLines(ownMap)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(fields => (First: Numbers.ParseId(fields[0], "ID"), Count: Numbers.ParseId(fields[2], "ID")))
            .Select(range => new IdRange(range.First, range.First, range.Count));
}
