using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>A route: where packets for a destination go.</summary>
/// <remarks>
/// See ip-route(8). A listed route can be deleted and added again as it was, also where it has what no property tells: a source, a type of
/// service, several paths, metrics such as an MTU, an encapsulation or a nexthop object. For a route over several paths neither gateway nor link is
/// set. For an IPv4 route by an IPv6 gateway no gateway is set. Setting one of the two replaces the paths, the gateway and the nexthop object.
/// </remarks>
public sealed record Route
{
    /// <summary>The number of the main table.</summary>
    public const int MainTable = Interop.Linux.RT_TABLE_MAIN;

    /// <summary>The number of the table of the host's own addresses.</summary>
    public const int LocalTable = Interop.Linux.RT_TABLE_LOCAL;

    /// <summary>Creates a route.</summary>
    /// <param name="destination">The destination; a prefix of length 0 for the default route.</param>
    public Route(IPNetwork destination) => Destination = destination;

    /// <summary>The destination; a prefix of length 0 for the default route.</summary>
    public IPNetwork Destination { get; }

    /// <summary>The host that packets go to next; null when the destination is on the link.</summary>
    /// <exception cref="ArgumentException">It is not of the same family as the destination.</exception>
    public IPAddress? Gateway
    {
        get;
        init => field = RequireFamily(value, nameof(Gateway));
    }

    /// <summary>The index of the link that packets leave by. The kernel finds it when there is a gateway; the scope ID of a gateway is its link.</summary>
    public int? LinkIndex { get; init; }

    /// <summary>Among routes to one destination the one with the least metric is taken; null for the kernel's choice (0 for IPv4, 1024 for IPv6).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than 2^32 - 1.</exception>
    public long? Metric
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value.GetValueOrDefault(), nameof(Metric));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value.GetValueOrDefault(), uint.MaxValue, nameof(Metric));
            field = value;
        }
    }

    /// <summary>The address that packets carry as their source by preference; null for the kernel's choice.</summary>
    /// <exception cref="ArgumentException">It is not of the same family as the destination.</exception>
    public IPAddress? PreferredSource
    {
        get;
        init => field = RequireFamily(value, nameof(PreferredSource));
    }

    /// <summary>The table, 1 to 2^32 - 1; <see cref="MainTable"/> by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of this range.</exception>
    public long Table
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Table));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, uint.MaxValue, nameof(Table));
            field = value;
        }
    } = MainTable;

    /// <summary>What it does with packets.</summary>
    public RouteType Type { get; init; } = RouteType.Unicast;

    /// <summary>Who made it.</summary>
    public RouteProtocol Protocol { get; init; } = RouteProtocol.Boot;

    /// <summary>How far the destination is; the usual one for the route when null.</summary>
    public RouteScope? Scope { get; init; }

    /// <summary>Whether the gateway counts as on the link even if no address of the link says so.</summary>
    public bool OnLink { get; init; }

    /// <summary>What the kernel said of a listed route beyond the other properties.</summary>
    internal RouteDetails Details { get; init; }

    internal AddressFamily Family => Destination.BaseAddress.AddressFamily;

    /// <summary>A default route.</summary>
    /// <param name="gateway">The host that packets go to next; its family is that of the route.</param>
    /// <returns>The route.</returns>
    public static Route Default(IPAddress gateway)
    {
        ArgumentNullException.ThrowIfNull(gateway);
        IPAddress any = gateway.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any;
        return new Route(new IPNetwork(any, 0)) { Gateway = gateway };
    }

    /// <summary>The route in the words of ip-route(8), as in <c>default via 10.0.0.1</c>.</summary>
    public override string ToString()
    {
        string destination = Destination.PrefixLength == 0 ? "default" : Destination.ToString();
        string type = Type == RouteType.Unicast ? string.Empty : Type.ToString().ToLowerInvariant() + " ";
        string gateway = Gateway is null ? string.Empty : $" via {Gateway}";
        string link = LinkIndex is null ? string.Empty : string.Create(CultureInfo.InvariantCulture, $" dev #{LinkIndex}");
        return type + destination + gateway + link;
    }

    private IPAddress? RequireFamily(IPAddress? value, string name) => value is null || value.AddressFamily == Family
        ? value
        : throw new ArgumentException($"{value} is not of the same family as the destination {Destination}.", name);
}
