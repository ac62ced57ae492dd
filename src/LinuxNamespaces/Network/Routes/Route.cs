using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>Specifies a route: where packets for a destination go.</summary>
/// <remarks>
/// <para>
/// A route leads over one path (<see cref="Gateway"/>, <see cref="LinkIndex"/>), over several (<see cref="NextHops"/>), or to a nexthop object
/// (<see cref="NextHopId"/>). Setting one of them replaces the others. For a listed route with a nexthop object the kernel also reports the path.
/// </para>
/// <para>A listed route can be deleted, and added again as it was. See ip-route(8).</para>
/// </remarks>
public sealed partial record Route
{
    /// <summary>The number of the main table.</summary>
    public const int MainTable = Interop.Linux.RT_TABLE_MAIN;

    /// <summary>The number of the table of the addresses of the host.</summary>
    public const int LocalTable = Interop.Linux.RT_TABLE_LOCAL;

    // There may be a million routes: what most of them have takes few bytes, they share their paths, and what few have is in an object of its own.
    private readonly RoutePath _path = RoutePath.None;
    private readonly RouteExtras _extras = RouteExtras.None;
    private readonly Uncompared<RouteReport> _report;
    private readonly uint _metric;
    private readonly uint _table = MainTable;
    private readonly bool _hasMetric;
    private readonly bool _hasScope;
    private readonly byte _scope;
    private readonly byte _type = (byte)RouteType.Unicast;
    private readonly byte _protocol = (byte)RouteProtocol.Boot;

    /// <summary>Creates a route.</summary>
    /// <param name="destination">The destination; a prefix of length 0 for the default route.</param>
    public Route(IPNetwork destination) => Destination = destination;

    /// <summary>Gets the destination; a prefix of length 0 for the default route.</summary>
    public IPNetwork Destination { get; }

    /// <summary>
    /// Gets the sources of the packets that the route is for; IPv6 only. Defaults to <see langword="null"/>: any source. The kernel needs
    /// CONFIG_IPV6_SUBTREES.
    /// </summary>
    /// <exception cref="ArgumentException">The route or the source is not IPv6.</exception>
    public IPNetwork? Source
    {
        get => _extras.Source;
        init
        {
            if (value is { } source && (Family != AddressFamily.InterNetworkV6 || source.BaseAddress.AddressFamily != Family))
            {
                throw new ArgumentException($"Only IPv6 routes have sources: {source} is none for the destination {Destination}.", nameof(Source));
            }

            // A prefix of length 0 is the same as none.
            _extras = _extras with { Source = value is { PrefixLength: > 0 } ? value : null };
        }
    }

    /// <summary>
    /// Gets the address of the gateway; <see langword="null"/> if the destination is on the link. An IPv4 route can have an IPv6 gateway
    /// (kernel 5.2). The scope ID of an IPv6 gateway is its link.
    /// </summary>
    /// <exception cref="ArgumentException">The route is IPv6, and the gateway is not.</exception>
    public IPAddress? Gateway
    {
        get => _path.Gateway;
        init => _path = _path.With(RequireGateway(value, nameof(Gateway)));
    }

    /// <summary>
    /// Gets the index of the link that packets leave by. The kernel finds it if there is a gateway. Setting it replaces
    /// <see cref="LinkName"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? LinkIndex
    {
        get => _path.Link.Index;
        init => _path = _path.With(LinkReference.ByIndex(value, nameof(LinkIndex)));
    }

    /// <summary>
    /// Gets the name of the link that packets leave by. A listed route has both index and name. Setting the name replaces
    /// <see cref="LinkIndex"/>; the link is looked up when the request is made.
    /// </summary>
    /// <exception cref="ArgumentException">The name is not a valid interface name.</exception>
    public string? LinkName
    {
        get => _path.Link.Name;
        init => _path = _path.With(LinkReference.ByName(value, nameof(LinkName)));
    }

    /// <summary>Gets the paths of a multipath route. Defaults to an empty list.</summary>
    /// <exception cref="ArgumentException">The route is IPv6, and one of the gateways is not.</exception>
    public IReadOnlyList<RouteNextHop> NextHops
    {
        get => _path.NextHops;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(NextHops));
            foreach (RouteNextHop hop in value)
            {
                ArgumentNullException.ThrowIfNull(hop, nameof(NextHops));
                RequireGateway(hop.Gateway, nameof(NextHops));
            }

            _path = RoutePath.Of(new ValueList<RouteNextHop>(value));
        }
    }

    /// <summary>Gets the number of the nexthop object that the route leads to, from 1; <see langword="null"/> for none. Kernel 5.3.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public long? NextHopId
    {
        get => _path.NextHopId;
        init => _path = RoutePath.Of(NumberRange.Require(value, 1, uint.MaxValue, nameof(NextHopId)));
    }

    /// <summary>Gets the encapsulation of packets over the route; <see langword="null"/> for none.</summary>
    public RouteEncapsulation? Encapsulation
    {
        get => _path.Encapsulation;
        init => _path = _path.With(value);
    }

    /// <summary>
    /// Gets the metric. The kernel uses the route with the lowest metric among those to one destination. Defaults to <see langword="null"/>:
    /// 0 for IPv4, 1024 for IPv6.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or more than 2^32 - 1.</exception>
    public long? Metric
    {
        get => _hasMetric ? _metric : null;
        init
        {
            _metric = (uint)(NumberRange.Require(value, 0, uint.MaxValue, nameof(Metric)) ?? 0);
            _hasMetric = value is not null;
        }
    }

    /// <summary>Gets the source address of packets that are sent without one; <see langword="null"/> for the kernel's choice.</summary>
    /// <exception cref="ArgumentException">The address is not of the same family as the destination.</exception>
    public IPAddress? PreferredSource
    {
        get;
        init => field = value is null || value.AddressFamily == Family
            ? value
            : throw new ArgumentException($"{value} is not of the same family as the destination {Destination}.", nameof(PreferredSource));
    }

    /// <summary>Gets the table, 1 to 2^32 - 1. Defaults to <see cref="MainTable"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public long Table
    {
        get => _table;
        init => _table = (uint)NumberRange.Require(value, 1, uint.MaxValue, nameof(Table));
    }

    /// <summary>Gets what the route does with packets. Defaults to <see cref="RouteType.Unicast"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not 0 to 255.</exception>
    public RouteType Type
    {
        get => (RouteType)_type;
        init => _type = (byte)Prefix.RequireByte(value, nameof(Type));
    }

    /// <summary>Gets which program created the route. Defaults to <see cref="RouteProtocol.Boot"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not 0 to 255.</exception>
    public RouteProtocol Protocol
    {
        get => (RouteProtocol)_protocol;
        init => _protocol = (byte)Prefix.RequireByte(value, nameof(Protocol));
    }

    /// <summary>Gets how far away the destination is. Defaults to <see langword="null"/>: the scope that ip-route(8) uses for such a route.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not 0 to 255.</exception>
    public RouteScope? Scope
    {
        get => _hasScope ? (RouteScope)_scope : null;
        init
        {
            _scope = value is { } number ? (byte)Prefix.RequireByte(number, nameof(Scope)) : (byte)0;
            _hasScope = value is not null;
        }
    }

    /// <summary>Gets the type of service of the packets that the route is for; 0 to 255. Defaults to 0: any. IPv4 only.</summary>
    public byte TypeOfService { get; init; }

    /// <summary>Gets whether the gateway is taken as on the link even if no address of the link covers it. Defaults to <see langword="false"/>.</summary>
    public bool OnLink { get; init; }

    /// <summary>Gets the properties for connections over the route; <see langword="null"/> for none.</summary>
    public RouteMetrics? Metrics
    {
        get => _extras.Metrics;
        init => _extras = _extras with { Metrics = value };
    }

    /// <summary>Gets the source realm; 1 to 65535; IPv4 only. <see langword="null"/> for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? SourceRealm
    {
        get => _extras.SourceRealm;
        init => _extras = _extras with { SourceRealm = RouteRealm.Require(value, nameof(SourceRealm)) };
    }

    /// <summary>Gets the destination realm; 1 to 65535; IPv4 only. <see langword="null"/> for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? DestinationRealm
    {
        get => _extras.DestinationRealm;
        init => _extras = _extras with { DestinationRealm = RouteRealm.Require(value, nameof(DestinationRealm)) };
    }

    /// <summary>Gets the time after which the kernel deletes the route; at least a second, IPv6 only. It is sent in whole seconds. Defaults to <see langword="null"/>: never.</summary>
    /// <exception cref="ArgumentException">The route is IPv4.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan? Expires
    {
        get => _extras.Expires;
        init
        {
            if (value is { } time)
            {
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero, nameof(Expires));
                ArgumentOutOfRangeException.ThrowIfGreaterThan(time, TimeSpan.FromSeconds(uint.MaxValue), nameof(Expires));
                RequireIPv6(nameof(Expires));
            }

            _extras = _extras with { Expires = value };
        }
    }

    /// <summary>Gets the preference of the router; IPv6 only. Defaults to <see cref="RoutePreference.Medium"/>.</summary>
    /// <exception cref="ArgumentException">The route is IPv4.</exception>
    public RoutePreference Preference
    {
        get => _extras.Preference;
        init
        {
            if (value != RoutePreference.Medium)
            {
                RequireIPv6(nameof(Preference));
            }

            _extras = _extras with { Preference = value };
        }
    }

    /// <summary>Gets the state that the kernel reported. It is neither sent nor compared.</summary>
    public RouteFlags Flags => _report.Value.Flags;

    /// <summary>What the kernel reported of a listed route beyond the other properties.</summary>
    internal RouteDetails Details => _extras.Details;

    internal RouteReport Report
    {
        get => _report.Value;
        init => _report = new(value);
    }

    internal RouteExtras Extras
    {
        init => _extras = value;
    }

    internal RoutePath Path
    {
        get => _path;
        init => _path = value;
    }

    internal AddressFamily Family => Destination.BaseAddress.AddressFamily;

    /// <summary>Creates a default route.</summary>
    /// <param name="gateway">The address of the gateway, of the family of the route.</param>
    /// <returns>The route.</returns>
    public static Route Default(IPAddress gateway)
    {
        ArgumentNullException.ThrowIfNull(gateway);
        return new Route(Prefix.Any(gateway.AddressFamily)) { Gateway = gateway };
    }

    private IPAddress? RequireGateway(IPAddress? value, string parameter) => value is null || value.AddressFamily == Family || (Family == AddressFamily.InterNetwork && value.AddressFamily == AddressFamily.InterNetworkV6)
            ? value
            : throw new ArgumentException($"{value} cannot be the gateway of a route to {Destination}.", parameter);

    private void RequireIPv6(string parameter)
    {
        if (Family != AddressFamily.InterNetworkV6)
        {
            throw new ArgumentException($"Only IPv6 routes have this, and {Destination} is IPv4.", parameter);
        }
    }
}
