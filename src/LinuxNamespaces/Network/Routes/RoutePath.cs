using System.Net;

namespace LinuxNamespaces.Network;

/// <summary>Where a route leads: one path, several paths, or a nexthop object. Routes that lead to the same place can share the object.</summary>
/// <remarks>The kernel also reports the path behind a nexthop object. What is set last replaces what it excludes.</remarks>
internal sealed record RoutePath
{
    internal static RoutePath None { get; } = new();

    public IPAddress? Gateway { get; private init; }

    public LinkReference Link { get; init; }

    public ValueList<RouteNextHop> NextHops { get; private init; } = ValueList<RouteNextHop>.Empty;

    public long? NextHopId { get; private init; }

    public RouteEncapsulation? Encapsulation { get; private init; }

    /// <summary>Whether the path itself is sent, and not the paths or the number of the object.</summary>
    public bool IsSingle => NextHopId is null && NextHops.Count == 0;

    internal static RoutePath Reported(IPAddress? gateway, LinkReference link, ValueList<RouteNextHop> nextHops, long? nextHopId, RouteEncapsulation? encapsulation) =>
        new() { Gateway = gateway, Link = link, NextHops = nextHops, NextHopId = nextHopId, Encapsulation = encapsulation };

    internal RoutePath With(IPAddress? gateway) => new() { Gateway = gateway, Link = Link, Encapsulation = Encapsulation };

    internal RoutePath With(LinkReference link) => new() { Gateway = Gateway, Link = link, Encapsulation = Encapsulation };

    internal RoutePath With(RouteEncapsulation? encapsulation) => new() { Gateway = Gateway, Link = Link, Encapsulation = encapsulation };

    internal static RoutePath Of(ValueList<RouteNextHop> nextHops) => new() { NextHops = nextHops };

    internal static RoutePath Of(long? nextHopId) => new() { NextHopId = nextHopId };

    /// <summary>Whether this is a single path with nothing but a gateway and a link, and these are they.</summary>
    internal bool IsOnly(IPAddressValue? gateway, LinkReference link) =>
        Link.Index == link.Index && Link.Name == link.Name && IsSingle && Encapsulation is null
        && (Gateway is null ? gateway is null : gateway == IPAddressValue.FromIPAddress(Gateway));

    /// <summary>Finds the indexes of links that are only known by their names.</summary>
    /// <returns>The path; this object if there are no such links.</returns>
    internal RoutePath Resolve(RtnetlinkConnection connection)
    {
        bool hasNames = false;
        foreach (RouteNextHop hop in NextHops.Span)
        {
            hasNames |= hop.Link.IsName;
        }

        return !hasNames && !Link.IsName
            ? this
            : this with
            {
                Link = Link.Resolve(connection),
                NextHops = hasNames ? new ValueList<RouteNextHop>(NextHops.Select(hop => hop with { Link = hop.Link.Resolve(connection) })) : NextHops,
            };
    }
}
