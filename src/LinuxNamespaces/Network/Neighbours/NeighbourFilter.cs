using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>Selects neighbours. A neighbour must satisfy everything that is set.</summary>
/// <remarks>
/// The kernel applies <see cref="Family"/>, the link, <see cref="MasterIndex"/> and <see cref="Proxy"/>; the library applies the rest, and
/// checks the family and the link again, as older kernels ignore them.
/// </remarks>
public sealed record NeighbourFilter
{
    private readonly LinkReference _link;

    internal static NeighbourFilter None { get; } = new();

    /// <summary>Gets the address family; <see langword="null"/> for both.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The family is neither IPv4 nor IPv6.</exception>
    public AddressFamily? Family
    {
        get;
        init => field = value is { } family ? Prefix.RequireFamily(family, nameof(Family)) : null;
    }

    /// <summary>Gets the index of the link; <see langword="null"/> for all links. Setting it replaces <see cref="LinkName"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? LinkIndex
    {
        get => _link.Index;
        init => _link = LinkReference.ByIndex(value, nameof(LinkIndex));
    }

    /// <summary>Gets the name of the link; <see langword="null"/> for all links. Setting it replaces <see cref="LinkIndex"/>.</summary>
    /// <exception cref="ArgumentException">The name is not a valid interface name.</exception>
    public string? LinkName
    {
        get => _link.Name;
        init => _link = LinkReference.ByName(value, nameof(LinkName));
    }

    /// <summary>Gets the index of the master of the links, such as a bridge; <see langword="null"/> for all links.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? MasterIndex
    {
        get;
        init => field = NumberRange.Require(value, 1, int.MaxValue, nameof(MasterIndex));
    }

    /// <summary>Gets the states, of which a neighbour has one; <see langword="null"/> for all states.</summary>
    public NeighbourState? States { get; init; }

    /// <summary>Gets whether proxy entries are selected. Defaults to <see langword="false"/>: all entries that are not proxies.</summary>
    public bool Proxy { get; init; }

    /// <summary>Gets the IP address; <see langword="null"/> for all.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>Gets a prefix that the address lies in; <see langword="null"/> for all.</summary>
    public IPNetwork? Within { get; init; }

    /// <summary>Gets which program created the entries; <see langword="null"/> for any.</summary>
    public RouteProtocol? Protocol { get; init; }

    private LinkReference Link
    {
        init => _link = value;
    }

    internal NeighbourFilter Resolve(RtnetlinkConnection connection) => this with { Link = _link.Resolve(connection) };

    internal bool Matches(Neighbour neighbour) =>
        (Family is null || Family == neighbour.Family)
        && (LinkIndex is null || LinkIndex == neighbour.LinkIndex)
        && (States is not { } states || (neighbour.State == NeighbourState.None ? states == NeighbourState.None : (neighbour.State & states) != 0))
        && Proxy == neighbour.IsProxy
        && (Address is null || Address.Equals(neighbour.Address))
        && (Within is not { } within || (within.BaseAddress.AddressFamily == neighbour.Family && within.Contains(neighbour.Address)))
        && (Protocol is null || Protocol == neighbour.Protocol);

    internal bool Matches(in NeighbourValue neighbour) =>
        (Family is null || Family == neighbour.Family)
        && (LinkIndex is null || LinkIndex == neighbour.LinkIndex)
        && (States is not { } states || (neighbour.State == NeighbourState.None ? states == NeighbourState.None : (neighbour.State & states) != 0))
        && Proxy == ((neighbour.Flags & NeighbourFlags.Proxy) != 0)
        && (Address is null || IPAddressValue.FromIPAddress(Address) == neighbour.Address)
        && (Within is not { } within || neighbour.Address.IsIn(within))
        && (Protocol is null || Protocol == neighbour.Protocol);
}
