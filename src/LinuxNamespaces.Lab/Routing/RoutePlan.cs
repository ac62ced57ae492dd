using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Lab;

/// <summary>The routes of all hosts of a lab, on the ways with the lowest cost (Dijkstra), for one address family.</summary>
/// <remarks>
/// Each network is searched from its segment outwards: from a segment to the routers on it, and from a router to its other segments. A router that translates on a link does not lead
/// anywhere from that link.
/// </remarks>
internal sealed class RoutePlan
{
    private readonly AddressFamily _family;
    private readonly IReadOnlyList<LabSegment> _segments;
    private readonly Dictionary<LabPort, LabSegment> _segmentOf = [];
    private readonly Dictionary<LabHost, List<PlannedRoute>> _routes = [];

    private RoutePlan(NetworkLab lab, AddressFamily family)
    {
        _family = family;
        _segments = LabSegment.Find(lab);
        foreach (LabSegment segment in _segments)
        {
            foreach (LabPort port in segment.Ports.Where(port => AddressOf(port) is not null))
            {
                _segmentOf.Add(port, segment);
            }
        }
    }

    /// <summary>Computes the routes.</summary>
    /// <param name="lab">The lab.</param>
    /// <param name="isShort">Whether a host whose routes lead to one router has a default route in their place.</param>
    /// <returns>The routes of each host and router that has any.</returns>
    internal static IReadOnlyDictionary<LabHost, IReadOnlyList<PlannedRoute>> Compute(NetworkLab lab, bool isShort = true)
    {
        Dictionary<LabHost, IReadOnlyList<PlannedRoute>> all = [];
        foreach (AddressFamily family in (AddressFamily[])[AddressFamily.InterNetwork, AddressFamily.InterNetworkV6])
        {
            foreach ((LabHost host, List<PlannedRoute> routes) in new RoutePlan(lab, family).Compute())
            {
                all[host] = [.. all.GetValueOrDefault(host, []), .. isShort ? Shorten(host, routes, family) : routes];
            }
        }

        return all;
    }

    // A host with one way out needs one route.
    private static List<PlannedRoute> Shorten(LabHost host, List<PlannedRoute> routes, AddressFamily family) =>
        host is not LabRouter && routes.TrueForAll(route => route.Gateway.Equals(routes[0].Gateway))
            ? [new PlannedRoute(new IPNetwork(family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0), routes[0].Gateway)]
            : routes;

    private Dictionary<LabHost, List<PlannedRoute>> Compute()
    {
        // Without a router there is no way that is worth a search.
        if (_segmentOf.Keys.Any(port => port.Node is LabRouter))
        {
            foreach (LabSegment segment in _segments)
            {
                IPNetwork[] networks = [.. segment.Networks.Where(network => network.BaseAddress.AddressFamily == _family)];
                if (networks.Length > 0)
                {
                    Search(segment, networks);
                }
            }
        }

        return _routes;
    }

    private void Search(LabSegment target, IPNetwork[] networks)
    {
        Dictionary<LabSegment, (long Cost, LabPort? Gateway)> best = new() { [target] = (0, null) };
        HashSet<LabSegment> done = [];
        // The order of the lab decides between ways of the same cost.
        PriorityQueue<LabSegment, (long Cost, int Order)> queue = new();
        int order = 0;
        queue.Enqueue(target, (0, order++));
        while (queue.TryDequeue(out LabSegment? segment, out _))
        {
            if (!done.Add(segment))
            {
                continue;
            }

            foreach (LabPort entry in segment.Ports.Where(port => port.Node is LabRouter && _segmentOf.ContainsKey(port)))
            {
                // The way from here on to the target leaves the router by this port.
                long cost = best[segment].Cost + entry.Link.Options.Cost;
                foreach (LabPort port in entry.Node.PortArray.Where(port => port != entry && _segmentOf.ContainsKey(port) && !IsHidden(port)))
                {
                    LabSegment next = _segmentOf[port];
                    if (!best.TryGetValue(next, out (long Cost, LabPort? Gateway) other) || cost < other.Cost)
                    {
                        best[next] = (cost, port);
                        queue.Enqueue(next, (cost, order++));
                    }
                }
            }
        }

        foreach (IGrouping<LabNode, LabPort> node in _segmentOf.Keys.GroupBy(port => port.Node))
        {
            LabPort[] ways = [.. node.Where(port => best.ContainsKey(_segmentOf[port]))];
            if (ways.Length == 0 || ways.Any(port => _segmentOf[port] == target))
            {
                continue;
            }

            LabPort way = ways.MinBy(port => best[_segmentOf[port]].Cost + port.Link.Options.Cost)!;
            LabPort gateway = best[_segmentOf[way]].Gateway!;
            if (gateway.Node != node.Key)
            {
                Add((LabHost)node.Key, networks.Select(network => new PlannedRoute(network, AddressOf(gateway)!)));
            }
        }
    }

    private void Add(LabHost host, IEnumerable<PlannedRoute> routes)
    {
        if (!_routes.TryGetValue(host, out List<PlannedRoute>? list))
        {
            _routes.Add(host, list = []);
        }

        list.AddRange(routes);
    }

    private bool IsHidden(LabPort port) => ((LabRouter)port.Node).IsOutside(port, _family);

    private IPAddress? AddressOf(LabPort port) => port.Addresses.FirstOrDefault(address => address.Address.AddressFamily == _family)?.Address;
}
