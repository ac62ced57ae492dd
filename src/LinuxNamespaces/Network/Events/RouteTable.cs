using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The routes of a namespace. Several can have the same key: table, destination, source, type of service and metric.</summary>
internal sealed class RouteTable(LinkNames names) : EventTable
{
    private Dictionary<Key, List<Route>> _routes = [];

    /// <summary>The routes. Their order is not defined.</summary>
    internal IEnumerable<Route> Items => _routes.Values.SelectMany(routes => routes);

    internal override EventTable CreateEmpty() => new RouteTable(names) { NamespaceId = NamespaceId };

    internal override void Load(RtnetlinkConnection connection)
    {
        // The kernel notifies about a link, an address or a nexthop object before it removes the routes. It holds its lock (RTNL) until they are gone.
        // A request for a link waits for the lock, and a dump of routes does not.
        NetlinkMessageWriter wait = LinkRequests.Get(stackalloc byte[LinkRequests.BufferSize], 1);
        connection.TryGet(wait, new NetlinkOperation("get link", 1), LinkMessages.Parse, out _, out _);
        foreach (int family in (int[])[Linux.AF_INET, Linux.AF_INET6])
        {
            foreach (Route route in RouteMessages.List(connection, family, RouteFilter.None, names))
            {
                // A kernel without IPv6 returns the routes of all families.
                if (route.Family == AddressFamily.InterNetwork == (family == Linux.AF_INET))
                {
                    ListOf(route).Add(route);
                }
            }
        }
    }

    internal override void Apply(in NetlinkMessage message, List<NetworkEvent>? events)
    {
        if (RouteReader.ReadChange(message, names) is not { } route)
        {
            return;
        }

        if (message.Type == Linux.RTM_DELROUTE)
        {
            Remove(route, events);
        }
        else
        {
            Put(route, (message.Flags & NetlinkMessageFlags.Replace) != 0, events);
        }
    }

    internal override void ReportRemoved(EventTable present, List<NetworkEvent> events)
    {
        foreach ((Key key, List<Route> routes) in _routes)
        {
            List<Route>? others = Table(present).GetValueOrDefault(key);
            // A single route in place of another one is a change.
            if (routes.Count == 1 && others is { Count: 1 })
            {
                continue;
            }

            foreach (Route route in Without(routes, others))
            {
                events.Add(CreateEvent(NetworkChange.Removed, route, route));
            }
        }
    }

    internal override void ReportPresent(EventTable present, List<NetworkEvent> events)
    {
        foreach ((Key key, List<Route> routes) in Table(present))
        {
            List<Route>? others = _routes.GetValueOrDefault(key);
            if (routes.Count == 1 && others is { Count: 1 })
            {
                ReportDifference(others[0], routes[0], events);
                continue;
            }

            foreach (Route route in routes)
            {
                if (others is null || IndexOf(others, route) is not (>= 0 and int index))
                {
                    events.Add(CreateEvent(NetworkChange.Added, route, null));
                }
                else
                {
                    ReportDifference(others[index], route, events);
                }
            }
        }
    }

    internal override void ReportExisting(List<NetworkEvent> events) => events.AddRange(Items.Select(route => CreateEvent(NetworkChange.Existing, route, null)));

    internal override void Adopt(EventTable present)
    {
        _routes = Table(present);
        Touch();
    }

    private static Dictionary<Key, List<Route>> Table(EventTable table) => ((RouteTable)table)._routes;

    private static IEnumerable<Route> Without(List<Route> routes, List<Route>? others) => routes.Where(route => others is null || IndexOf(others, route) < 0);

    private static int IndexOf(List<Route> routes, Route route) => routes.FindIndex(other => IsSame(other, route));

    /// <summary>The time that is left is always another one.</summary>
    private static bool IsSame(Route route, Route other) =>
        route.Expires is null && other.Expires is null ? route.Equals(other) : (route with { Expires = null }).Equals(other with { Expires = null });

    private static bool HasSameState(Route route, Route other) =>
        route.Flags == other.Flags && route.Expires is null == other.Expires is null && route.NextHops.Select(hop => hop.Flags).SequenceEqual(other.NextHops.Select(hop => hop.Flags));

    private void Put(Route route, bool isReplacement, List<NetworkEvent>? events)
    {
        List<Route> routes = ListOf(route);
        Touch();
        if (IndexOf(routes, route) is >= 0 and int index)
        {
            ReportDifference(routes[index], route, events);
            routes[index] = route;
        }
        else if (routes.Count == 0)
        {
            routes.Add(route);
            events?.Add(CreateEvent(NetworkChange.Added, route, null));
        }
        else if (isReplacement && routes.Count == 1)
        {
            Route previous = routes[0];
            routes[0] = route;
            events?.Add(CreateEvent(NetworkChange.Changed, route, previous));
        }
        else if (IsReadable && (isReplacement || (route.Family == AddressFamily.InterNetworkV6 && route.NextHops.Count > 0)))
        {
            // One of several was replaced, or the kernel has made one route of several.
            IsStale = true;
        }
        else
        {
            routes.Add(route);
            events?.Add(CreateEvent(NetworkChange.Added, route, null));
        }
    }

    private void Remove(Route route, List<NetworkEvent>? events)
    {
        Key key = KeyOf(route);
        int index = _routes.TryGetValue(key, out List<Route>? routes) ? IndexOf(routes, route) : -1;
        if (index >= 0)
        {
            routes!.RemoveAt(index);
            if (routes.Count == 0)
            {
                _routes.Remove(key);
            }
        }
        else if (IsReadable)
        {
            // A path of a multipath route was removed, or the notification is older than the table.
            IsStale |= routes is not null;
            return;
        }

        Touch();
        events?.Add(CreateEvent(NetworkChange.Removed, route, index >= 0 ? route : null));
    }

    private void ReportDifference(Route previous, Route route, List<NetworkEvent>? events)
    {
        if (!IsSame(previous, route) || !HasSameState(previous, route))
        {
            events?.Add(CreateEvent(NetworkChange.Changed, route, previous));
        }
    }

    private List<Route> ListOf(Route route)
    {
        Key key = KeyOf(route);
        if (!_routes.TryGetValue(key, out List<Route>? routes))
        {
            _routes.Add(key, routes = []);
        }

        return routes;
    }

    private static Key KeyOf(Route route) => new(route.Table, route.Destination, route.Source, route.TypeOfService, route.Metric ?? 0);

    private RouteEvent CreateEvent(NetworkChange change, Route route, Route? previous) => new(route) { Change = change, Previous = previous, NamespaceId = NamespaceId };

    private readonly record struct Key(long Table, IPNetwork Destination, IPNetwork? Source, byte TypeOfService, long Metric);
}
