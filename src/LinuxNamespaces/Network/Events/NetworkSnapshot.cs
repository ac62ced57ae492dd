namespace LinuxNamespaces.Network;

/// <summary>Represents what a network namespace had at one moment. It does not change.</summary>
/// <remarks>A list is empty if its kind of objects is not watched.</remarks>
/// <seealso cref="NetworkState"/>
public sealed class NetworkSnapshot
{
    internal NetworkSnapshot()
    {
    }

    /// <summary>Gets a number that grows with each change. The first snapshot of a <see cref="NetworkState"/> has 1.</summary>
    public long Version { get; internal init; }

    /// <summary>Gets how often the state was rebuilt, because the kernel dropped notifications. Changes from in between are part of the state, and were not seen one by one.</summary>
    public long RebuildCount { get; internal init; }

    /// <summary>Gets the links in the order of their indexes.</summary>
    public IReadOnlyList<LinkInfo> Links { get; internal init; } = [];

    /// <summary>Gets the addresses in the order of the indexes of their links.</summary>
    public IReadOnlyList<LinkAddress> Addresses { get; internal init; } = [];

    /// <summary>Gets the routes of all tables, IPv4 first.</summary>
    public IReadOnlyList<Route> Routes { get; internal init; } = [];

    /// <summary>Gets the rules in the order of their priorities, IPv4 first.</summary>
    public IReadOnlyList<RoutingRule> Rules { get; internal init; } = [];

    /// <summary>Gets the neighbours in the order of the indexes of their links, without proxy entries. Their states are those that the kernel notified about.</summary>
    public IReadOnlyList<Neighbour> Neighbours { get; internal init; } = [];

    /// <summary>Gets the nexthop objects in the order of their numbers.</summary>
    public IReadOnlyList<Nexthop> Nexthops { get; internal init; } = [];

    /// <summary>Gets the IDs (nsid) of other namespaces in ascending order.</summary>
    public IReadOnlyList<int> NamespaceIds { get; internal init; } = [];

    /// <summary>Finds a link by its name or by an alternative name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The link; <see langword="null"/> if there is none.</returns>
    public LinkInfo? FindLink(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Links.FirstOrDefault(link => link.Name == name || link.AlternativeNames.Contains(name));
    }

    /// <summary>Finds a link by its index.</summary>
    /// <param name="index">The index.</param>
    /// <returns>The link; <see langword="null"/> if there is none.</returns>
    public LinkInfo? FindLink(int index) => Links.FirstOrDefault(link => link.Index == index);

    /// <summary>Lists the addresses of a link.</summary>
    /// <param name="linkIndex">The index of the link.</param>
    /// <returns>The addresses.</returns>
    public IReadOnlyList<InterfaceAddress> GetAddresses(int linkIndex) => [.. Addresses.Where(address => address.LinkIndex == linkIndex).Select(address => address.Address)];
}
