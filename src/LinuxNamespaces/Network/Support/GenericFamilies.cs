namespace LinuxNamespaces.Network;

/// <summary>The families of generic netlink that concern networks, with the kernel options that bring them.</summary>
internal static class GenericFamilies
{
    private static readonly Dictionary<string, string> s_options = new(StringComparer.Ordinal)
    {
        ["ethtool"] = "CONFIG_ETHTOOL_NETLINK",
        ["wireguard"] = "CONFIG_WIREGUARD",
        ["devlink"] = "CONFIG_NET_DEVLINK",
        ["macsec"] = "CONFIG_MACSEC",
        ["l2tp"] = "CONFIG_L2TP",
        ["fou"] = "CONFIG_NET_FOU",
        ["gtp"] = "CONFIG_GTP",
        ["team"] = "CONFIG_NET_TEAM",
        ["mptcp_pm"] = "CONFIG_MPTCP",
        ["ovs_datapath"] = "CONFIG_OPENVSWITCH",
        ["IPVS"] = "CONFIG_IP_VS",
        ["nl80211"] = "CONFIG_CFG80211",
        ["TASKSTATS"] = "CONFIG_TASKSTATS",
    };

    internal static IEnumerable<string> Names => s_options.Keys;

    internal static string FeatureOf(string name) =>
        $"the generic netlink family '{name}'{(s_options.TryGetValue(name, out string? option) ? $" ({option})" : string.Empty)}";
}
