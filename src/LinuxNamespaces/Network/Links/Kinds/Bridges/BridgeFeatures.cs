namespace LinuxNamespaces.Network;

/// <summary>What a kernel can lack of bridges. It ignores the attributes that it does not know, and does not report them.</summary>
internal static class BridgeFeatures
{
    internal const string Vlan = "VLAN filtering of bridges (CONFIG_BRIDGE_VLAN_FILTERING)";
    internal const string Snooping = "multicast snooping of bridges (CONFIG_BRIDGE_IGMP_SNOOPING)";
    internal const string Netfilter = "netfilter rules for bridges (CONFIG_BRIDGE_NETFILTER)";

    /// <summary>Finds the feature of an option that was given but did not take effect.</summary>
    internal static string? FindIgnored(BridgeOptions options, BridgeInfo info) =>
        HasVlan(options) && info.DefaultVlan is null ? Vlan
        : HasMulticast(options) && info.MulticastSnooping is null ? Snooping
        : (options.CallIptables ?? options.CallIp6tables ?? options.CallArptables) is not null && info.CallIptables is null ? Netfilter
        : options.MaxLearnedAddresses is not null && info.MaxLearnedAddresses is null ? "a limit of learned addresses (Linux 6.7)"
        : FindUnknownSwitch(options, info);

    /// <summary>Finds the feature of an option that shares an attribute with others, and that the kernel does not report.</summary>
    internal static string? FindUnknownSwitch(BridgeOptions options, BridgeInfo info) =>
        options.LinkLocalLearning is not null && info.LinkLocalLearning is null ? "bridges that do not learn from link-local groups (Linux 5.0)"
        : options.MulticastVlanSnooping is not null && info.MulticastVlanSnooping is null ? "multicast snooping by VLAN (Linux 5.15)"
        : options.MultipleSpanningTrees is not null && info.MultipleSpanningTrees is null ? "multiple spanning trees (Linux 5.18)"
        : options.MulticastOffloadFailureNotification is not null && info.MulticastOffloadFailureNotification is null ? "notifications of multicast offload failures (Linux 6.16)"
        : options.LocalAddressesInVlan0 is not null && info.LocalAddressesInVlan0 is null ? "local addresses in VLAN 0 (Linux 6.18)"
        : null;

    /// <summary>Finds the feature of a setting of a port that was given but did not take effect.</summary>
    internal static string? FindIgnored(BridgePortSettings settings, BridgePort port) =>
        settings.MulticastRouter is not null && port.MulticastRouter is null ? Snooping
        : settings.MulticastHostsLimit is not null && port.MulticastHostsLimit is null ? "a limit of multicast hosts (Linux 5.12, CONFIG_BRIDGE_IGMP_SNOOPING)"
        : settings.MulticastMaxGroups is not null && port.MulticastMaxGroups is null ? "a limit of multicast groups (Linux 6.3, CONFIG_BRIDGE_IGMP_SNOOPING)"
        : settings.Locked is not null && port.Locked is null ? "locked ports (Linux 5.18)"
        : settings.MacAuthenticationBypass is not null && port.MacAuthenticationBypass is null ? "MAC authentication bypass (Linux 6.2)"
        : settings.NeighbourSuppressionPerVlan is not null && port.NeighbourSuppressionPerVlan is null ? "neighbour suppression per VLAN (Linux 6.3)"
        : settings.BackupNexthopId is > 0 && port.BackupNexthopId is null ? "a nexthop for the backup port (Linux 6.5)"
        : null;

    private static bool HasVlan(BridgeOptions options) => options is not { VlanProtocol: null, DefaultVlan: null, VlanStatistics: null, VlanStatisticsPerPort: null };

    private static bool HasMulticast(BridgeOptions options) => options is not
    {
        MulticastSnooping: null,
        MulticastRouter: null,
        MulticastQuerier: null,
        MulticastQueryUsesAddress: null,
        MulticastMaxEntries: null,
        MulticastLastMemberCount: null,
        MulticastStartupQueryCount: null,
        MulticastLastMemberInterval: null,
        MulticastMembershipInterval: null,
        MulticastQuerierInterval: null,
        MulticastQueryInterval: null,
        MulticastQueryResponseInterval: null,
        MulticastStartupQueryInterval: null,
        MulticastStatistics: null,
        IgmpVersion: null,
        MldVersion: null,
    };
}
