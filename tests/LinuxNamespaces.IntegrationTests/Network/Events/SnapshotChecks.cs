using FluentAssertions;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.IntegrationTests.Network.Events;

/// <summary>Compares snapshots with what the kernel lists.</summary>
internal static class SnapshotChecks
{
    // The kernel enters these states without a notification.
    private const NeighbourState Silent = NeighbourState.Incomplete | NeighbourState.Delay | NeighbourState.NoArp;

    internal static bool IsEqualTo(NetworkSnapshot snapshot, NetNamespace netNamespace, out string difference)
    {
        difference = Compare("links", snapshot.Links.Select(Text), netNamespace.Links.Select(link => Text(link.Info)))
            ?? Compare("addresses", snapshot.Addresses.Select(address => $"{address} {address.Address.Flags}"), Addresses(netNamespace))
            ?? Compare("routes", snapshot.Routes.Select(Text), netNamespace.Routes.Select(Text))
            ?? Compare("rules", snapshot.Rules.Select(rule => rule.ToString()), netNamespace.Rules.Select(rule => rule.ToString()))
            ?? Compare("neighbours", snapshot.Neighbours.Where(IsTold).Select(Text), netNamespace.Neighbours.Where(IsTold).Select(Text))
            ?? Compare("nexthops", snapshot.Nexthops.Select(nexthop => $"{nexthop} {nexthop.Flags}"), netNamespace.Nexthops.Select(nexthop => $"{nexthop} {nexthop.Flags}"))
            ?? Compare("ids", snapshot.NamespaceIds.Select(id => $"{id}"), netNamespace.ListIds().Select(id => $"{id}"))
            ?? string.Empty;
        return difference.Length == 0;
    }

    /// <summary>Checks what is true at every moment.</summary>
    internal static void ShouldBeConsistent(NetworkSnapshot snapshot)
    {
        HashSet<int> links = [.. snapshot.Links.Select(link => link.Index)];
        links.Should().HaveCount(snapshot.Links.Count);
        links.Should().Contain(1);
        snapshot.Links.Select(link => link.Name).Should().OnlyHaveUniqueItems();
        snapshot.Addresses.Where(address => !links.Contains(address.LinkIndex)).Should().BeEmpty();
        snapshot.Addresses.Should().OnlyHaveUniqueItems();
        snapshot.Neighbours.Where(neighbour => !links.Contains(neighbour.LinkIndex!.Value)).Should().BeEmpty();
        snapshot.Rules.Select(rule => (rule.Family, rule.Priority)).Should().OnlyHaveUniqueItems();
        snapshot.Routes.Should().OnlyHaveUniqueItems();
    }

    internal static string Text(LinkInfo link) => $"{link} {link.Flags} {link.OperationalState} {link.Mtu} {link.MasterIndex} {link.Alias} {link.Address} {link.Carrier} {string.Join(',', link.AlternativeNames)}";

    internal static string Text(Route route) => $"{route with { Expires = null }} {route.Flags}";

    internal static string Text(Neighbour neighbour) => $"{neighbour}";

    internal static bool IsTold(Neighbour neighbour) => (neighbour.State & Silent) == 0;

    internal static IEnumerable<string> Addresses(NetNamespace netNamespace) =>
        netNamespace.Links.SelectMany(link => link.GetAddresses().Select(address => $"{address} on #{link.Index} {address.Flags}"));

    internal static string? Compare(string what, IEnumerable<string> ours, IEnumerable<string> kernels)
    {
        Dictionary<string, int> rest = ours.GroupBy(text => text).ToDictionary(group => group.Key, group => group.Count());
        foreach (string text in kernels)
        {
            rest[text] = rest.GetValueOrDefault(text) - 1;
        }

        string[] different = [.. rest.Where(count => count.Value != 0).Select(count => $"{count.Value} {count.Key}")];
        return different.Length == 0 ? null : $"{what}: {string.Join(" | ", different.Take(10))}";
    }
}
