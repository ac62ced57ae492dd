using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>Rules that let packets of containers through the host, or keep containers from each other.</summary>
internal static class FirewallRules
{
    // The chains of iptables(8) in its nft mode. A host whose policy there is "drop" forwards only what a rule in them accepts.
    private static readonly NftChain s_forward4 = new(new NftTable(NftFamily.IPv4, "filter"), "FORWARD") { Hook = NftHook.Forward };
    private static readonly NftChain s_forward6 = new(new NftTable(NftFamily.IPv6, "filter"), "FORWARD") { Hook = NftHook.Forward };
    private static readonly NftChain s_isolation = new(OwnedRules.Table, "isolation") { Hook = NftHook.Forward, Priority = -5 };
    private static readonly NftChain s_bridges = new(OwnedRules.Table, "isolated-bridges");

    internal static void Add(CniRequest request, FirewallConfiguration configuration, IReadOnlyList<CniAddress> addresses, string? bridge)
    {
        request.OnFailure(() => Delete(request));
        NetNamespace host = request.HostNamespace;
        string mark = OwnerMark.Of(request);
        foreach (NftChain chain in ForwardChains(host))
        {
            IPAddress[] own = [.. addresses.Select(address => address.Address).Where(address => address.AddressFamily == FamilyOf(chain))];
            if (own.Length > 0)
            {
                AddAccept(host, mark, chain, own);
            }
        }

        if (configuration.IsolatesBridges && bridge is not null)
        {
            AddIsolation(host, mark, bridge, configuration.IsolatesContainers);
        }
    }

    internal static void Delete(CniRequest request) => DeleteAll(request.HostNamespace, mark => mark == OwnerMark.Of(request));

    internal static void CollectGarbage(CniRequest request) => DeleteAll(request.HostNamespace, OwnerMark.IsGarbage(request));

    private static void AddAccept(NetNamespace host, string mark, NftChain chain, IPAddress[] addresses)
    {
        using NftTransaction change = host.Nftables.BeginTransaction();
        foreach (IPAddress address in addresses)
        {
            change.Insert(new NftRule(chain, NftMatch.Source(address), NftAction.Accept) { Comment = mark });
            change.Insert(new NftRule(chain, NftMatch.Destination(address), NftMatch.State(ConntrackStates.Established | ConntrackStates.Related), NftAction.Accept) { Comment = mark });
        }

        change.Commit();
    }

    /// <summary>Keeps what comes from other bridges with the policy out of this one.</summary>
    /// <remarks>Packets from an isolated bridge go to the second chain, which drops those that leave by another isolated bridge.</remarks>
    private static void AddIsolation(NetNamespace host, string mark, string bridge, bool withinBridge)
    {
        List<NftRule> rules =
        [
            new(s_isolation, NftMatch.InputInterface(bridge), NftMatch.OutputInterface(bridge, inverted: !withinBridge), NftMatch.State(ConntrackStates.New), NftAction.Jump(s_bridges)),
            new(s_bridges, NftMatch.OutputInterface(bridge), NftAction.Drop),
        ];
        if (withinBridge)
        {
            rules.Add(new(s_isolation, NftMatch.InputInterface(bridge), NftMatch.State(ConntrackStates.New), NftAction.Jump(s_bridges)));
        }

        OwnedRules.Add(host, mark, OwnedRules.Table, [s_isolation, s_bridges], rules);
    }

    /// <summary>Deletes rules that let packets through, which are in the chains of iptables.</summary>
    internal static void DeleteForwarding(NetNamespace host, Func<string, bool> isMeant)
    {
        foreach (NftChain chain in ForwardChains(host))
        {
            OwnedRules.Delete(host, new NftTable(chain.Family, chain.Table), [chain], isMeant);
        }
    }

    private static void DeleteAll(NetNamespace host, Func<string, bool> isMeant)
    {
        DeleteForwarding(host, isMeant);
        OwnedRules.Delete(host, OwnedRules.Table, [s_isolation, s_bridges], isMeant);
    }

    private static NftChain[] ForwardChains(NetNamespace host)
    {
        IReadOnlyList<NftTable> tables = host.Nftables.ListTables();
        return [.. new[] { s_forward4, s_forward6 }.Where(chain =>
            tables.FirstOrDefault(table => table.Family == chain.Family && table.Name == chain.Table) is { } table
            && host.Nftables.ListChains(table).Any(other => other.Name == chain.Name))];
    }

    private static AddressFamily FamilyOf(NftChain chain) => chain.Family == NftFamily.IPv4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
}
