using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.IntegrationTests.Oracles;

/// <summary>The neighbours of a link, as the library and as ip-neighbour(8) see them.</summary>
internal static class NeighbourOracle
{
    internal static void ShouldAgree(NetNamespace netNamespace, Link link, bool proxy = false) => Facts.ShouldAgree(
        () => List(netNamespace, link, proxy).Select(Of),
        () => [.. All(netNamespace, link, "-4", proxy), .. All(netNamespace, link, "-6", proxy)]);

    /// <summary>Each neighbour has the words that ip-neighbour(8) prints.</summary>
    internal static void ShouldReadTheSame(NetNamespace netNamespace, Link link) =>
        List(netNamespace, link, false).Select(neighbour => neighbour.ToString()).Should().BeEquivalentTo(
            (Tool.RunIn(netNamespace, "ip", "-4", "neigh", "show", "nud", "all", "dev", link.Name) + Tool.RunIn(netNamespace, "ip", "-6", "neigh", "show", "nud", "all", "dev", link.Name))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !IsMulticast(line)).Select(line => Normal(line, link.Name)));

    private static bool IsMulticast(string address) => address.StartsWith("ff", StringComparison.Ordinal);

    private static string Normal(string line, string link)
    {
        string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        // With a filter by the link ip does not name it.
        return string.Join(' ', words.Contains("dev") ? words : [words[0], "dev", link, .. words[1..]]);
    }

    // The kernel adds multicast groups when it sends to them, perhaps between two looks.
    private static IReadOnlyList<Neighbour> List(NetNamespace netNamespace, Link link, bool proxy) =>
        [.. netNamespace.Neighbours.List(new NeighbourFilter { LinkIndex = link.Index, Proxy = proxy }).Where(neighbour => !neighbour.Address.IsIPv6Multicast)];

    private static Facts Of(Neighbour neighbour)
    {
        Facts facts = Facts.Of(neighbour);
        facts.Remove(nameof(Neighbour.CacheInfo));
        facts.Remove(nameof(Neighbour.Probes));
        facts.Set(nameof(Neighbour.LinkLayerAddress), neighbour.LinkLayerAddress is { } address ? Convert.ToHexString(address.GetAddressBytes()) : null);
        return facts;
    }

    private static IEnumerable<Facts> All(NetNamespace netNamespace, Link link, string family, bool proxy) =>
        Tool.Json(netNamespace, ["ip", family, "-d", "-j", "neigh", "show", .. proxy ? (string[])["proxy"] : ["nud", "all"], "dev", link.Name]).Where(item => !IsMulticast(item.Text("dst")!)).Select(item => Read(item, link, proxy));

    private static Facts Read(JsonElement item, Link link, bool proxy)
    {
        NeighbourFlags flags = (item.Find("router") is null ? 0 : NeighbourFlags.Router) | (item.Find("extern_learn") is null ? 0 : NeighbourFlags.ExternallyLearned)
            | (item.Find("managed") is null ? 0 : NeighbourFlags.Managed) | (proxy ? NeighbourFlags.Proxy : 0);
        Facts facts = [];
        facts.Set(nameof(Neighbour.Address), item.Text("dst"));
        facts.Set(nameof(Neighbour.LinkIndex), link.Index);
        facts.Set(nameof(Neighbour.LinkName), link.Name);
        facts.Set(nameof(Neighbour.LinkLayerAddress), item.Text("lladdr")?.Replace(":", "", StringComparison.Ordinal).ToUpperInvariant());
        facts.Set(nameof(Neighbour.State), item.Texts("state").Aggregate(NeighbourState.None, (state, name) => state | Enum.Parse<NeighbourState>(name, ignoreCase: true)));
        facts.Set(nameof(Neighbour.Flags), flags);
        facts.Set(nameof(Neighbour.Protocol), item.Text("protocol") is { } protocol ? Enum.TryParse(protocol, ignoreCase: true, out RouteProtocol known) ? known : null : null);
        facts.Set(nameof(Neighbour.IsProxy), proxy);
        return facts;
    }
}
