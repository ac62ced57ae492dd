using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>Selects routes. A route must satisfy everything that is set.</summary>
/// <remarks>
/// The kernel applies <see cref="Family"/>, <see cref="Table"/>, <see cref="Protocol"/>, <see cref="Type"/> and the link; the library checks
/// them again, as older kernels ignore them. See ip-route(8), <c>show</c> and <c>flush</c>.
/// </remarks>
public sealed record RouteFilter
{
    private readonly LinkReference _link;

    internal static RouteFilter None { get; } = new();

    /// <summary>Gets the address family; <see langword="null"/> for both.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The family is neither IPv4 nor IPv6.</exception>
    public AddressFamily? Family
    {
        get;
        init => field = value is { } family ? Prefix.RequireFamily(family, nameof(Family)) : null;
    }

    /// <summary>Gets the table, 1 to 2^32 - 1; <see langword="null"/> for all tables.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public long? Table
    {
        get;
        init => field = NumberRange.Require(value, 1, uint.MaxValue, nameof(Table));
    }

    /// <summary>Gets which program created the routes; <see langword="null"/> for any. <see cref="RouteProtocol.Unspecified"/> is checked by the library only.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not 0 to 255.</exception>
    public RouteProtocol? Protocol
    {
        get;
        init => field = value is { } number ? Prefix.RequireByte(number, nameof(Protocol)) : null;
    }

    /// <summary>Gets the type; <see langword="null"/> for all types.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not 0 to 255.</exception>
    public RouteType? Type
    {
        get;
        init => field = value is { } number ? Prefix.RequireByte(number, nameof(Type)) : null;
    }

    /// <summary>Gets the scope; <see langword="null"/> for all scopes.</summary>
    public RouteScope? Scope { get; init; }

    /// <summary>Gets the index of the link that packets leave by, on one of the paths. Setting it replaces <see cref="LinkName"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? LinkIndex
    {
        get => _link.Index;
        init => _link = LinkReference.ByIndex(value, nameof(LinkIndex));
    }

    /// <summary>Gets the name of the link that packets leave by, on one of the paths. Setting it replaces <see cref="LinkIndex"/>.</summary>
    /// <exception cref="ArgumentException">The name is not a valid interface name.</exception>
    public string? LinkName
    {
        get => _link.Name;
        init => _link = LinkReference.ByName(value, nameof(LinkName));
    }

    /// <summary>Gets the destination; <see langword="null"/> for any.</summary>
    public IPNetwork? Destination { get; init; }

    /// <summary>Gets a prefix that the destination lies in (<c>root</c> of ip-route); <see langword="null"/> for any.</summary>
    public IPNetwork? Within { get; init; }

    /// <summary>Gets the gateway, on one of the paths; <see langword="null"/> for any.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>Gets the metric, 0 to 2^32 - 1; <see langword="null"/> for any.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public long? Metric
    {
        get;
        init => field = NumberRange.Require(value, 0, uint.MaxValue, nameof(Metric));
    }

    /// <summary>Whether something is set at all.</summary>
    internal bool IsEmpty => this == None;

    /// <summary>Whether nothing is set but the family, which every kernel applies.</summary>
    internal bool HasOnlyFamily => this with { Family = null } == None;

    internal RouteFilter Resolve(RtnetlinkConnection connection) => this with { Link = _link.Resolve(connection) };

    private LinkReference Link
    {
        init => _link = value;
    }

    /// <summary>Whether routes of a family can match.</summary>
    internal bool Allows(AddressFamily family) =>
        (Family is null || Family == family)
        && (Destination is null || Destination.Value.BaseAddress.AddressFamily == family)
        && (Within is null || Within.Value.BaseAddress.AddressFamily == family);

    /// <summary>Whether a route matches. The kernel may apply the filter and not report the path behind a nexthop object.</summary>
    internal bool Matches(in RouteValue route) =>
        Allows(route.Family)
        && (Table is null || Table == route.Table)
        && (Protocol is null || Protocol == route.Protocol)
        && (Type is null || Type == route.Type)
        && (Scope is null || Scope == route.Scope)
        && (Destination is not { } destination || (destination.PrefixLength == route.PrefixLength && route.Destination.IsIn(destination)))
        && (Within is not { } within || (within.PrefixLength <= route.PrefixLength && route.Destination.IsIn(within)))
        && (Gateway is null || route.HasGateway(IPAddressValue.FromIPAddress(Gateway)))
        && (Metric is null || Metric == (route.Metric ?? 0))
        && (LinkIndex is not { } link || route.HasLink(link) || (route.IsFiltered && route is { NextHopId: not null, LinkIndex: null, NextHopCount: 0 }));
}
