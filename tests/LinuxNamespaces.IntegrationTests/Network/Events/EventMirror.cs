using FluentAssertions;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.IntegrationTests.Network.Events;

/// <summary>A consumer that knows a namespace by its events only.</summary>
internal sealed class EventMirror
{
    private readonly List<object> _others = [];
    private readonly Dictionary<Route, int> _routes = [];

    internal int Overruns { get; private set; }

    internal bool IsSynchronized { get; private set; }

    internal void Apply(NetworkEvent change)
    {
        switch (change)
        {
            case NetworkOverrunEvent:
                Overruns++;
                IsSynchronized = false;
                break;
            case NetworkSynchronizedEvent:
                IsSynchronized = true;
                break;
            case RouteEvent { Change: NetworkChange.Removed } route:
                RemoveRoute(route.Route);
                break;
            case RouteEvent route:
                if (route.Previous is { } previous)
                {
                    RemoveRoute(previous);
                }

                _routes[route.Route] = _routes.GetValueOrDefault(route.Route) + 1;
                break;
            case LinkEvent link:
                Replace(link, link.Link, other => other is LinkInfo info && info.Index == link.Link.Index);
                break;
            case AddressEvent address:
                Replace(address, address.Address, other => other is LinkAddress item && item.LinkIndex == address.Address.LinkIndex && item.Address.Address.Equals(address.Address.Address));
                break;
            case RoutingRuleEvent rule:
                Replace(rule, rule.Rule, rule.Rule.Equals);
                break;
        }
    }

    internal bool IsEqualTo(NetNamespace netNamespace, out string difference)
    {
        difference = SnapshotChecks.Compare("links", _others.OfType<LinkInfo>().Select(SnapshotChecks.Text), netNamespace.Links.Select(link => SnapshotChecks.Text(link.Info)))
            ?? SnapshotChecks.Compare("addresses", _others.OfType<LinkAddress>().Select(address => $"{address} {address.Address.Flags}"), SnapshotChecks.Addresses(netNamespace))
            ?? SnapshotChecks.Compare("rules", _others.OfType<RoutingRule>().Select(rule => rule.ToString()), netNamespace.Rules.Select(rule => rule.ToString()))
            ?? CompareRoutes(netNamespace)
            ?? string.Empty;
        return difference.Length == 0;
    }

    private string? CompareRoutes(NetNamespace netNamespace)
    {
        Route[] kernels = [.. netNamespace.Routes];
        Route[] missing = [.. kernels.Where(route => !_routes.ContainsKey(route)).Take(5)];
        return missing.Length == 0 && _routes.Values.Sum() == kernels.Length ? null : $"{_routes.Values.Sum()} routes in place of {kernels.Length}, missing: {string.Join<Route>(" | ", missing)}";
    }

    private void Replace(NetworkObjectEvent change, object item, Predicate<object> isSame)
    {
        int index = _others.FindIndex(isSame);
        (index >= 0).Should().Be(change.Change is NetworkChange.Changed or NetworkChange.Removed, "{0} is told in order", change);
        if (index >= 0)
        {
            _others.RemoveAt(index);
        }

        if (change.Change != NetworkChange.Removed)
        {
            _others.Add(item);
        }
    }

    private void RemoveRoute(Route route)
    {
        _routes.Should().ContainKey(route);
        if (--_routes[route] == 0)
        {
            _routes.Remove(route);
        }
    }
}
