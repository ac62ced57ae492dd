using System.Globalization;
using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.IntegrationTests.Oracles;

/// <summary>A bridge and its ports, as the library, ip-link(8) and bridge(8) see them.</summary>
internal static class BridgeOracle
{
    // What runs on between two looks, and what older tools do not show.
    private static readonly string[] s_unseen =
    [
        nameof(BridgeInfo.HelloTimer), nameof(BridgeInfo.TopologyChangeNotificationTimer), nameof(BridgeInfo.TopologyChangeTimer), nameof(BridgeInfo.GarbageCollectionTimer),
        nameof(BridgeInfo.LearnedAddresses), nameof(BridgeInfo.MaxLearnedAddresses), nameof(BridgeInfo.MultipleSpanningTrees), nameof(BridgeInfo.LocalAddressesInVlan0),
        nameof(BridgeInfo.MulticastOffloadFailureNotification),
    ];

    private static readonly string[] s_unseenOfPorts =
    [
        nameof(BridgePort.MessageAgeTimer), nameof(BridgePort.ForwardDelayTimer), nameof(BridgePort.HoldTimer),
        nameof(BridgePort.MulticastGroups), nameof(BridgePort.MulticastMaxGroups), nameof(BridgePort.MulticastHosts), nameof(BridgePort.MulticastHostsLimit),
        nameof(BridgePort.NeighbourSuppressionPerVlan), nameof(BridgePort.MacAuthenticationBypass), nameof(BridgePort.BackupNexthopId),
    ];

    internal static void ShouldAgree(Bridge bridge)
    {
        Facts.ShouldAgree(
            () =>
            {
                bridge.Refresh();
                return [Library(bridge.Settings, s_unseen)];
            },
            () => [Settings(bridge)]);
        Facts.ShouldAgree(() => bridge.GetPorts().Select(port => Library(port, s_unseenOfPorts)), () => Ports(bridge));
    }

    /// <summary>What ip-link(8) says of what only bridges have.</summary>
    internal static JsonElement Data(Bridge bridge) =>
        LinkOracle.Find(bridge.Namespace, bridge.Name).GetProperty("linkinfo").GetProperty("info_data");

    /// <summary>What ip-link(8) says of what only ports of bridges have.</summary>
    internal static JsonElement PortData(Link port) =>
        LinkOracle.Find(port.Namespace, port.Name).GetProperty("linkinfo").GetProperty("info_slave_data");

    private static Facts Library(object thing, string[] unseen)
    {
        Facts facts = Facts.Of(thing);
        foreach (string name in unseen)
        {
            facts.Remove(name).Should().BeTrue("{0} is a property", name);
        }

        return facts;
    }

    private static Facts Settings(Bridge bridge)
    {
        JsonElement data = Data(bridge);
        Facts facts = [];
        facts.Set(nameof(BridgeInfo.BridgeId), Id(data.Text("bridge_id")!));
        facts.Set(nameof(BridgeInfo.RootId), Id(data.Text("root_id")!));
        facts.Set(nameof(BridgeInfo.SpanningTree), data.Number("stp_state") != 0);
        facts.Set(nameof(BridgeInfo.ForwardDelay), Time(data.Number("forward_delay")));
        facts.Set(nameof(BridgeInfo.HelloTime), Time(data.Number("hello_time")));
        facts.Set(nameof(BridgeInfo.MaxAge), Time(data.Number("max_age")));
        facts.Set(nameof(BridgeInfo.AgeingTime), Time(data.Number("ageing_time")));
        facts.Set(nameof(BridgeInfo.Priority), data.Number("priority"));
        facts.Set(nameof(BridgeInfo.VlanFiltering), data.Number("vlan_filtering") is { } filtering ? filtering != 0 : null);
        facts.Set(nameof(BridgeInfo.DefaultVlan), data.Number("vlan_default_pvid"));
        facts.Set(nameof(BridgeInfo.MulticastSnooping), data.Number("mcast_snooping") is { } snooping ? snooping != 0 : null);
        facts.Set(nameof(BridgeInfo.GroupForwardMask), data.Hexadecimal("group_fwd_mask"));
        facts.Set(nameof(BridgeInfo.RootPort), data.Number("root_port"));
        facts.Set(nameof(BridgeInfo.RootPathCost), data.Number("root_path_cost"));
        facts.Set(nameof(BridgeInfo.TopologyChange), data.Number("topology_change") != 0);
        facts.Set(nameof(BridgeInfo.TopologyChangeDetected), data.Number("topology_change_detected") != 0);
        facts.Set(nameof(BridgeInfo.GroupAddress), data.Text("group_addr")?.Replace(":", "", StringComparison.Ordinal).ToUpperInvariant());
        facts.Set(nameof(BridgeInfo.LinkLocalLearning), !Flag(data, "no_linklocal_learn"));
        facts.Set(nameof(BridgeInfo.CallIptables), Flag(data, "nf_call_iptables"));
        facts.Set(nameof(BridgeInfo.CallIp6tables), Flag(data, "nf_call_ip6tables"));
        facts.Set(nameof(BridgeInfo.CallArptables), Flag(data, "nf_call_arptables"));
        facts.Set(nameof(BridgeInfo.VlanProtocol), data.Text("vlan_protocol") is { } protocol ? protocol == "802.1ad" ? VlanProtocol.Ieee8021AD : VlanProtocol.Ieee8021Q : null);
        facts.Set(nameof(BridgeInfo.VlanStatistics), Flag(data, "vlan_stats_enabled"));
        facts.Set(nameof(BridgeInfo.VlanStatisticsPerPort), Flag(data, "vlan_stats_per_port"));
        facts.Set(nameof(BridgeInfo.MulticastVlanSnooping), Flag(data, "mcast_vlan_snooping"));
        AddMulticast(facts, data);
        return facts;
    }

    private static void AddMulticast(Facts facts, JsonElement data)
    {
        facts.Set(nameof(BridgeInfo.MulticastRouter), (BridgeMulticastRouter?)data.Number("mcast_router"));
        facts.Set(nameof(BridgeInfo.MulticastQuerier), Flag(data, "mcast_querier"));
        facts.Set(nameof(BridgeInfo.MulticastQueryUsesAddress), Flag(data, "mcast_query_use_ifaddr"));
        facts.Set(nameof(BridgeInfo.MulticastMaxEntries), data.Number("mcast_hash_max"));
        facts.Set(nameof(BridgeInfo.MulticastLastMemberCount), data.Number("mcast_last_member_cnt"));
        facts.Set(nameof(BridgeInfo.MulticastStartupQueryCount), data.Number("mcast_startup_query_cnt"));
        facts.Set(nameof(BridgeInfo.MulticastLastMemberInterval), Time(data.Number("mcast_last_member_intvl")));
        facts.Set(nameof(BridgeInfo.MulticastMembershipInterval), Time(data.Number("mcast_membership_intvl")));
        facts.Set(nameof(BridgeInfo.MulticastQuerierInterval), Time(data.Number("mcast_querier_intvl")));
        facts.Set(nameof(BridgeInfo.MulticastQueryInterval), Time(data.Number("mcast_query_intvl")));
        facts.Set(nameof(BridgeInfo.MulticastQueryResponseInterval), Time(data.Number("mcast_query_response_intvl")));
        facts.Set(nameof(BridgeInfo.MulticastStartupQueryInterval), Time(data.Number("mcast_startup_query_intvl")));
        facts.Set(nameof(BridgeInfo.MulticastStatistics), Flag(data, "mcast_stats_enabled"));
        facts.Set(nameof(BridgeInfo.IgmpVersion), data.Number("mcast_igmp_version"));
        facts.Set(nameof(BridgeInfo.MldVersion), data.Number("mcast_mld_version"));
    }

    private static IEnumerable<Facts> Ports(Bridge bridge) =>
        Tool.Json(bridge.Namespace, "bridge", "-d", "-j", "link")
            .Where(port => port.Text("master") == bridge.Name)
            .OrderBy(port => port.Number("ifindex"))
            .Select(port => Port(bridge.Namespace, port));

    private static Facts Port(NetNamespace netNamespace, JsonElement port)
    {
        // bridge(8) shows less than ip-link(8).
        JsonElement data = PortData(netNamespace.Links.Get(port.Text("ifname")!));
        Facts facts = [];
        facts.Set(nameof(BridgePort.Link), $"{port.Number("ifindex")}: {port.Text("ifname")}");
        facts.Set(nameof(BridgePort.State), Enum.Parse<BridgePortState>(port.Text("state")!, ignoreCase: true));
        facts.Set(nameof(BridgePort.Number), data.Hexadecimal("no"));
        facts.Set(nameof(BridgePort.Priority), port.Number("priority"));
        facts.Set(nameof(BridgePort.Cost), port.Number("cost"));
        facts.Set(nameof(BridgePort.Hairpin), port.Flag("hairpin"));
        facts.Set(nameof(BridgePort.BpduGuard), port.Flag("guard"));
        facts.Set(nameof(BridgePort.RootBlock), port.Flag("root_block"));
        facts.Set(nameof(BridgePort.FastLeave), port.Flag("fastleave"));
        facts.Set(nameof(BridgePort.Learning), port.Flag("learning"));
        facts.Set(nameof(BridgePort.UnicastFlood), port.Flag("flood"));
        facts.Set(nameof(BridgePort.MulticastFlood), port.Flag("mcast_flood"));
        facts.Set(nameof(BridgePort.Isolated), port.Flag("isolated"));
        facts.Set(nameof(BridgePort.Id), data.Hexadecimal("id"));
        facts.Set(nameof(BridgePort.DesignatedRoot), Id(data.Text("root_id")!));
        facts.Set(nameof(BridgePort.DesignatedBridge), Id(data.Text("bridge_id")!));
        facts.Set(nameof(BridgePort.DesignatedPort), data.Number("designated_port"));
        facts.Set(nameof(BridgePort.DesignatedCost), data.Number("designated_cost"));
        facts.Set(nameof(BridgePort.TopologyChangeAcknowledgement), data.Number("topology_change_ack") != 0);
        facts.Set(nameof(BridgePort.ConfigurationPending), data.Number("config_pending") != 0);
        facts.Set(nameof(BridgePort.BroadcastFlood), data.Flag("bcast_flood"));
        facts.Set(nameof(BridgePort.ProxyArp), data.Flag("proxy_arp"));
        facts.Set(nameof(BridgePort.ProxyArpWifi), data.Flag("proxy_arp_wifi"));
        facts.Set(nameof(BridgePort.MulticastRouter), (BridgeMulticastRouter?)data.Number("multicast_router"));
        facts.Set(nameof(BridgePort.MulticastToUnicast), data.Flag("mcast_to_unicast"));
        facts.Set(nameof(BridgePort.NeighbourSuppression), data.Flag("neigh_suppress"));
        facts.Set(nameof(BridgePort.VlanTunnel), data.Flag("vlan_tunnel"));
        facts.Set(nameof(BridgePort.Locked), data.Find("locked") is null ? null : data.Flag("locked"));
        facts.Set(nameof(BridgePort.GroupForwardMask), data.Hexadecimal("group_fwd_mask"));
        facts.Set(nameof(BridgePort.BackupPortIndex), data.Text("backup_port") is { } backup ? netNamespace.Links.Get(backup).Index : null);
        return facts;
    }

    private static bool? Flag(JsonElement data, string name) => data.Number(name) is { } value ? value != 0 : null;

    private static TimeSpan? Time(long? hundredths) => hundredths is { } value ? TimeSpan.FromMilliseconds(value * 10) : null;

    /// <summary>ip-link(8) leaves zeros out, as in <c>8000.2:fc:0:0:0:1</c>.</summary>
    private static string Id(string text)
    {
        string[] parts = text.Split('.');
        return $"{parts[0]}.{string.Concat(parts[1].Split(':').Select(part => part.PadLeft(2, '0')))}".ToLower(CultureInfo.InvariantCulture);
    }
}
