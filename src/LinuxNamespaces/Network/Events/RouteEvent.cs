namespace LinuxNamespaces.Network;

/// <summary>A route was added, changed or removed.</summary>
/// <remarks>The kernel removes IPv4 routes without a notification when a link goes down, or when a link, an address or a nexthop object is removed. The library then reads the routes again, so such removals are events too.</remarks>
public sealed class RouteEvent : NetworkObjectEvent
{
    internal RouteEvent(Route route) => Route = route;

    /// <summary>Gets the route: as it is now, or as it was when it was removed.</summary>
    public Route Route { get; }

    /// <summary>Gets the route as it was before; <see langword="null"/> if it was added, existed, or was not known before.</summary>
    public Route? Previous { get; internal init; }

    private protected override object Subject => Route;
}
