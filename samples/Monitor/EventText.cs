using LinuxNamespaces.Network;

namespace LinuxNamespaces.Samples;

/// <summary>Writes events in the manner of ip-monitor(8).</summary>
internal static class EventText
{
    public static string Of(NetworkEvent change) => change switch
    {
        LinkEvent e => Line("LINK", e, $"{e.Link} {State(e.Link)}{Move(e)}"),
        AddressEvent e => Line("ADDR", e, $"{e.Address}{(e.Address.Address.IsTentative ? " tentative" : null)}"),
        RouteEvent e => Line("ROUTE", e, e.Route),
        RoutingRuleEvent e => Line("RULE", e, e.Rule),
        NeighbourEvent e => Line("NEIGH", e, e.Neighbour),
        NexthopEvent e => Line("NEXTHOP", e, e.Nexthop),
        NamespaceIdEvent e => Line("NSID", e, $"nsid {e.Id}"),
        _ => $"{"",-10}{change}",
    };

    private static string Line(string kind, NetworkObjectEvent change, object what) => $"{$"[{kind}]",-10}{change.Change.ToString().ToLowerInvariant(),-8} {what}";

    private static string State(LinkInfo link) => $"mtu {link.Mtu} state {link.OperationalState.ToString().ToUpperInvariant()}";

    private static string? Move(LinkEvent change) => change.NewIndex is { } index ? $", now #{index} in another namespace" : null;
}
