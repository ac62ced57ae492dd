using System.Net;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>Ranges of which an attachment gets one address.</summary>
internal sealed class RangeSet
{
    private RangeSet(int index, IReadOnlyList<AddressRange> ranges)
    {
        Index = index;
        Ranges = ranges;
    }

    /// <summary>The position in the configuration, which the store uses as a name.</summary>
    internal int Index { get; }

    internal IReadOnlyList<AddressRange> Ranges { get; }

    /// <summary>Reads all sets of a configuration, those of the runtime first.</summary>
    internal static IReadOnlyList<RangeSet> Create(HostLocalConfiguration configuration)
    {
        IpamSettings ipam = configuration.Ipam ?? throw PluginErrors.Invalid("The configuration has no 'ipam'.");
        List<RangeSettings[]> all = [.. configuration.RuntimeConfig?.IpRanges ?? []];
        if (!string.IsNullOrEmpty(ipam.Subnet))
        {
            all.Add([new RangeSettings { Subnet = ipam.Subnet, RangeStart = ipam.RangeStart, RangeEnd = ipam.RangeEnd, Gateway = ipam.Gateway }]);
        }

        all.AddRange(ipam.Ranges ?? []);
        if (all.Count == 0)
        {
            throw PluginErrors.Invalid("'ipam' has no ranges of addresses.");
        }

        RangeSet[] sets = [.. all.Select((ranges, index) => new RangeSet(index, ReadRanges(ranges, index)))];
        for (int i = 0; i < sets.Length; i++)
        {
            foreach (RangeSet other in sets[(i + 1)..])
            {
                if (sets[i].Ranges.FirstOrDefault(range => other.Ranges.Any(range.Overlaps)) is { } overlap)
                {
                    throw PluginErrors.Invalid($"The range {overlap} of set {i} overlaps with one of set {other.Index}.");
                }
            }
        }

        return sets;
    }

    internal AddressRange? Find(IPAddress address) => Ranges.FirstOrDefault(range => range.Contains(address));

    /// <summary>Enumerates all addresses once, beginning after the one that was given away last.</summary>
    internal IEnumerable<(AddressRange Range, IPAddress Address)> After(IPAddress? last)
    {
        int start = last is null ? -1 : Ranges.ToList().FindIndex(range => range.Contains(last));
        UInt128 after = start < 0 ? 0 : AddressNumber.ToNumber(last!);
        start = Math.Max(start, 0);
        bool hasStart = last is not null && Ranges[start].Contains(last);
        if (hasStart && after < Ranges[start].Last)
        {
            foreach (IPAddress address in Addresses(Ranges[start], after + 1, Ranges[start].Last))
            {
                yield return (Ranges[start], address);
            }
        }

        for (int i = hasStart ? 1 : 0; i < Ranges.Count; i++)
        {
            AddressRange range = Ranges[(start + i) % Ranges.Count];
            foreach (IPAddress address in Addresses(range, range.First, range.Last))
            {
                yield return (range, address);
            }
        }

        if (hasStart)
        {
            foreach (IPAddress address in Addresses(Ranges[start], Ranges[start].First, after))
            {
                yield return (Ranges[start], address);
            }
        }
    }

    private static IEnumerable<IPAddress> Addresses(AddressRange range, UInt128 first, UInt128 last)
    {
        for (UInt128 number = first; ; number++)
        {
            yield return AddressNumber.ToAddress(number, range.Family);
            if (number == last)
            {
                yield break;
            }
        }
    }

    private static AddressRange[] ReadRanges(RangeSettings[] settings, int index)
    {
        if (settings is not { Length: > 0 })
        {
            throw PluginErrors.Invalid($"The set of ranges {index} is empty.");
        }

        AddressRange[] ranges = [.. settings.Select(range => AddressRange.Create(range ?? new RangeSettings()))];
        if (ranges.Any(range => range.Family != ranges[0].Family))
        {
            throw PluginErrors.Invalid($"The set of ranges {index} has both IPv4 and IPv6. Use a set for each.");
        }

        for (int i = 0; i < ranges.Length; i++)
        {
            if (ranges[(i + 1)..].FirstOrDefault(ranges[i].Overlaps) is { } other)
            {
                throw PluginErrors.Invalid($"The ranges {ranges[i]} and {other} overlap.");
            }
        }

        return ranges;
    }
}
