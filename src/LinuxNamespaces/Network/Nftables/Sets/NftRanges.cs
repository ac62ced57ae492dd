namespace LinuxNamespaces.Network;

/// <summary>Joins the pairs in which the kernel reports ranges: a first key, and the key after the last one.</summary>
internal static class NftRanges
{
    internal static List<NftSetElement> Join(NftSet set, List<NftReportedElement> reported)
    {
        if (!set.HasEnds)
        {
            return [.. reported.Select(item => item.Element)];
        }

        List<NftSetElement> elements = [.. reported.Where(item => item.Element.Key is null).Select(item => item.Element)];
        // The end of a range sorts before the start of the next one that has the same key.
        NftReportedElement[] keys = [.. reported.Where(item => item.Element.Key is not null).OrderBy(item => item, Comparer<NftReportedElement>.Create(Compare))];
        NftSetElement? open = null;
        foreach (NftReportedElement item in keys)
        {
            if (item.IsEnd)
            {
                elements.AddRange(open is null ? [] : [Close(open, NftPrefix.Decrement(item.Element.Key!))]);
                open = null;
            }
            else
            {
                // Without an end, the range goes on to the last key of all.
                elements.AddRange(open is null ? [] : [Close(open, NftPrefix.Decrement(item.Element.Key!))]);
                open = item.Element;
            }
        }

        if (open is not null)
        {
            elements.Add(Close(open, new NftValue([.. Enumerable.Repeat(byte.MaxValue, open.Key!.Length)])));
        }

        return elements;
    }

    private static NftSetElement Close(NftSetElement open, NftValue last) =>
        open.Key!.Length != last.Length || last.Span.SequenceCompareTo(open.Key.Span) < 0
            ? throw new InvalidDataException("The kernel reported a range that ends before it starts.")
            : new NftSetElement(open.Key, last)
            {
                Value = open.Value,
                Verdict = open.Verdict,
                ObjectName = open.ObjectName,
                Timeout = open.Timeout,
                ReportedExpiration = open.Expires,
                Expressions = open.Expressions,
                UserData = open.UserData,
            };

    private static int Compare(NftReportedElement left, NftReportedElement right)
    {
        int order = left.Element.Key!.Span.SequenceCompareTo(right.Element.Key!.Span);
        return order != 0 ? order : right.IsEnd.CompareTo(left.IsEnd);
    }
}

/// <param name="IsEnd">Whether the key is the one after the last of a range.</param>
internal sealed record NftReportedElement(NftSetElement Element, bool IsEnd);
