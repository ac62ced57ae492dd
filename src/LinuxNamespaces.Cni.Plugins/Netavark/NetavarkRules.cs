using LinuxNamespaces.Network;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>Rules that keep the packets of a network from others: of internal networks, and of those with strict isolation.</summary>
/// <remarks>The names of all bridges are in two chains, where packets are dropped that leave by one of them, or come from one.</remarks>
internal static class NetavarkRules
{
    private static readonly NftChain s_forward = new(OwnedRules.Table, "netavark") { Hook = NftHook.Forward, Priority = -5 };
    private static readonly NftChain s_toBridges = new(OwnedRules.Table, "netavark-to-bridges");
    private static readonly NftChain s_fromBridges = new(OwnedRules.Table, "netavark-from-bridges");

    /// <summary>Lets nothing through the host, neither into the network nor out of it.</summary>
    internal static void AddInternal(CniRequest request, string bridge) => Add(request,
    [
        new(s_forward, NftMatch.InputInterface(bridge), NftMatch.OutputInterface(bridge, inverted: true), NftAction.Drop),
        new(s_forward, NftMatch.OutputInterface(bridge), NftMatch.InputInterface(bridge, inverted: true), NftAction.Drop),
    ]);

    /// <summary>Adds the bridge to those that strict networks keep away from, and keeps it away from all if it is one of them.</summary>
    internal static void AddBridge(CniRequest request, string bridge, bool isStrict)
    {
        List<NftRule> rules = [new(s_toBridges, NftMatch.OutputInterface(bridge), NftAction.Drop), new(s_fromBridges, NftMatch.InputInterface(bridge), NftAction.Drop)];
        if (isStrict)
        {
            NftStatement isNew = NftMatch.State(ConntrackStates.New);
            rules.Add(new(s_forward, NftMatch.InputInterface(bridge), NftMatch.OutputInterface(bridge, inverted: true), isNew, NftAction.Jump(s_toBridges)));
            rules.Add(new(s_forward, NftMatch.OutputInterface(bridge), NftMatch.InputInterface(bridge, inverted: true), isNew, NftAction.Jump(s_fromBridges)));
        }

        Add(request, rules);
    }

    private static void Add(CniRequest request, IEnumerable<NftRule> rules)
    {
        string mark = OwnerMark.Of(request);
        request.OnFailure(() => OwnedRules.DeleteAll(request.HostNamespace, other => other == mark));
        OwnedRules.Add(request.HostNamespace, mark, OwnedRules.Table, [s_forward, s_toBridges, s_fromBridges], rules);
    }
}
