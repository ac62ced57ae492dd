using System.Runtime.InteropServices;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The attributes of bridges (linux/if_link.h, linux/if_bridge.h).</summary>
internal static class BridgeSchema
{
    internal const ushort IFLA_BR_FORWARD_DELAY = 1;
    internal const ushort IFLA_BR_HELLO_TIME = 2;
    internal const ushort IFLA_BR_MAX_AGE = 3;
    internal const ushort IFLA_BR_AGEING_TIME = 4;
    internal const ushort IFLA_BR_STP_STATE = 5;
    internal const ushort IFLA_BR_PRIORITY = 6;
    internal const ushort IFLA_BR_VLAN_FILTERING = 7;
    internal const ushort IFLA_BR_VLAN_PROTOCOL = 8;
    internal const ushort IFLA_BR_GROUP_FWD_MASK = 9;
    internal const ushort IFLA_BR_ROOT_ID = 10;
    internal const ushort IFLA_BR_BRIDGE_ID = 11;
    internal const ushort IFLA_BR_ROOT_PORT = 12;
    internal const ushort IFLA_BR_ROOT_PATH_COST = 13;
    internal const ushort IFLA_BR_TOPOLOGY_CHANGE = 14;
    internal const ushort IFLA_BR_TOPOLOGY_CHANGE_DETECTED = 15;
    internal const ushort IFLA_BR_HELLO_TIMER = 16;
    internal const ushort IFLA_BR_TCN_TIMER = 17;
    internal const ushort IFLA_BR_TOPOLOGY_CHANGE_TIMER = 18;
    internal const ushort IFLA_BR_GC_TIMER = 19;
    internal const ushort IFLA_BR_GROUP_ADDR = 20;
    internal const ushort IFLA_BR_FDB_FLUSH = 21;
    internal const ushort IFLA_BR_MCAST_ROUTER = 22;
    internal const ushort IFLA_BR_MCAST_SNOOPING = 23;
    internal const ushort IFLA_BR_MCAST_QUERY_USE_IFADDR = 24;
    internal const ushort IFLA_BR_MCAST_QUERIER = 25;
    internal const ushort IFLA_BR_MCAST_HASH_ELASTICITY = 26;
    internal const ushort IFLA_BR_MCAST_HASH_MAX = 27;
    internal const ushort IFLA_BR_MCAST_LAST_MEMBER_CNT = 28;
    internal const ushort IFLA_BR_MCAST_STARTUP_QUERY_CNT = 29;
    internal const ushort IFLA_BR_MCAST_LAST_MEMBER_INTVL = 30;
    internal const ushort IFLA_BR_MCAST_MEMBERSHIP_INTVL = 31;
    internal const ushort IFLA_BR_MCAST_QUERIER_INTVL = 32;
    internal const ushort IFLA_BR_MCAST_QUERY_INTVL = 33;
    internal const ushort IFLA_BR_MCAST_QUERY_RESPONSE_INTVL = 34;
    internal const ushort IFLA_BR_MCAST_STARTUP_QUERY_INTVL = 35;
    internal const ushort IFLA_BR_NF_CALL_IPTABLES = 36;
    internal const ushort IFLA_BR_NF_CALL_IP6TABLES = 37;
    internal const ushort IFLA_BR_NF_CALL_ARPTABLES = 38;
    internal const ushort IFLA_BR_VLAN_DEFAULT_PVID = 39;
    internal const ushort IFLA_BR_PAD = 40;
    internal const ushort IFLA_BR_VLAN_STATS_ENABLED = 41;
    internal const ushort IFLA_BR_MCAST_STATS_ENABLED = 42;
    internal const ushort IFLA_BR_MCAST_IGMP_VERSION = 43;
    internal const ushort IFLA_BR_MCAST_MLD_VERSION = 44;
    internal const ushort IFLA_BR_VLAN_STATS_PER_PORT = 45;
    internal const ushort IFLA_BR_MULTI_BOOLOPT = 46;
    internal const ushort IFLA_BR_MCAST_QUERIER_STATE = 47;
    internal const ushort IFLA_BR_FDB_N_LEARNED = 48;
    internal const ushort IFLA_BR_FDB_MAX_LEARNED = 49;

    internal const int BR_BOOLOPT_NO_LL_LEARN = 0;
    internal const int BR_BOOLOPT_MCAST_VLAN_SNOOPING = 1;
    internal const int BR_BOOLOPT_MST_ENABLE = 2;
    internal const int BR_BOOLOPT_MDB_OFFLOAD_FAIL_NOTIFICATION = 3;
    internal const int BR_BOOLOPT_FDB_LOCAL_VLAN_0 = 4;

    /// <summary>What changes with the time.</summary>
    internal static ReadOnlySpan<ushort> Timers => [IFLA_BR_HELLO_TIMER, IFLA_BR_TCN_TIMER, IFLA_BR_TOPOLOGY_CHANGE_TIMER, IFLA_BR_GC_TIMER];

    internal static NetlinkAttributeSet Data { get; } = new(
        new(IFLA_BR_FORWARD_DELAY, nameof(IFLA_BR_FORWARD_DELAY)),
        new(IFLA_BR_HELLO_TIME, nameof(IFLA_BR_HELLO_TIME)),
        new(IFLA_BR_MAX_AGE, nameof(IFLA_BR_MAX_AGE)),
        new(IFLA_BR_AGEING_TIME, nameof(IFLA_BR_AGEING_TIME)),
        new(IFLA_BR_STP_STATE, nameof(IFLA_BR_STP_STATE)),
        new(IFLA_BR_PRIORITY, nameof(IFLA_BR_PRIORITY)),
        new(IFLA_BR_VLAN_FILTERING, nameof(IFLA_BR_VLAN_FILTERING)),
        new(IFLA_BR_VLAN_PROTOCOL, nameof(IFLA_BR_VLAN_PROTOCOL)),
        new(IFLA_BR_GROUP_FWD_MASK, nameof(IFLA_BR_GROUP_FWD_MASK)),
        new(IFLA_BR_ROOT_ID, nameof(IFLA_BR_ROOT_ID)),
        new(IFLA_BR_BRIDGE_ID, nameof(IFLA_BR_BRIDGE_ID)),
        new(IFLA_BR_ROOT_PORT, nameof(IFLA_BR_ROOT_PORT)),
        new(IFLA_BR_ROOT_PATH_COST, nameof(IFLA_BR_ROOT_PATH_COST)),
        new(IFLA_BR_TOPOLOGY_CHANGE, nameof(IFLA_BR_TOPOLOGY_CHANGE)),
        new(IFLA_BR_TOPOLOGY_CHANGE_DETECTED, nameof(IFLA_BR_TOPOLOGY_CHANGE_DETECTED)),
        new(IFLA_BR_HELLO_TIMER, nameof(IFLA_BR_HELLO_TIMER)),
        new(IFLA_BR_TCN_TIMER, nameof(IFLA_BR_TCN_TIMER)),
        new(IFLA_BR_TOPOLOGY_CHANGE_TIMER, nameof(IFLA_BR_TOPOLOGY_CHANGE_TIMER)),
        new(IFLA_BR_GC_TIMER, nameof(IFLA_BR_GC_TIMER)),
        new(IFLA_BR_GROUP_ADDR, nameof(IFLA_BR_GROUP_ADDR)),
        new(IFLA_BR_FDB_FLUSH, nameof(IFLA_BR_FDB_FLUSH)),
        new(IFLA_BR_MCAST_ROUTER, nameof(IFLA_BR_MCAST_ROUTER)),
        new(IFLA_BR_MCAST_SNOOPING, nameof(IFLA_BR_MCAST_SNOOPING)),
        new(IFLA_BR_MCAST_QUERY_USE_IFADDR, nameof(IFLA_BR_MCAST_QUERY_USE_IFADDR)),
        new(IFLA_BR_MCAST_QUERIER, nameof(IFLA_BR_MCAST_QUERIER)),
        new(IFLA_BR_MCAST_HASH_ELASTICITY, nameof(IFLA_BR_MCAST_HASH_ELASTICITY)),
        new(IFLA_BR_MCAST_HASH_MAX, nameof(IFLA_BR_MCAST_HASH_MAX)),
        new(IFLA_BR_MCAST_LAST_MEMBER_CNT, nameof(IFLA_BR_MCAST_LAST_MEMBER_CNT)),
        new(IFLA_BR_MCAST_STARTUP_QUERY_CNT, nameof(IFLA_BR_MCAST_STARTUP_QUERY_CNT)),
        new(IFLA_BR_MCAST_LAST_MEMBER_INTVL, nameof(IFLA_BR_MCAST_LAST_MEMBER_INTVL)),
        new(IFLA_BR_MCAST_MEMBERSHIP_INTVL, nameof(IFLA_BR_MCAST_MEMBERSHIP_INTVL)),
        new(IFLA_BR_MCAST_QUERIER_INTVL, nameof(IFLA_BR_MCAST_QUERIER_INTVL)),
        new(IFLA_BR_MCAST_QUERY_INTVL, nameof(IFLA_BR_MCAST_QUERY_INTVL)),
        new(IFLA_BR_MCAST_QUERY_RESPONSE_INTVL, nameof(IFLA_BR_MCAST_QUERY_RESPONSE_INTVL)),
        new(IFLA_BR_MCAST_STARTUP_QUERY_INTVL, nameof(IFLA_BR_MCAST_STARTUP_QUERY_INTVL)),
        new(IFLA_BR_NF_CALL_IPTABLES, nameof(IFLA_BR_NF_CALL_IPTABLES)),
        new(IFLA_BR_NF_CALL_IP6TABLES, nameof(IFLA_BR_NF_CALL_IP6TABLES)),
        new(IFLA_BR_NF_CALL_ARPTABLES, nameof(IFLA_BR_NF_CALL_ARPTABLES)),
        new(IFLA_BR_VLAN_DEFAULT_PVID, nameof(IFLA_BR_VLAN_DEFAULT_PVID)),
        new(IFLA_BR_PAD, nameof(IFLA_BR_PAD)),
        new(IFLA_BR_VLAN_STATS_ENABLED, nameof(IFLA_BR_VLAN_STATS_ENABLED)),
        new(IFLA_BR_MCAST_STATS_ENABLED, nameof(IFLA_BR_MCAST_STATS_ENABLED)),
        new(IFLA_BR_MCAST_IGMP_VERSION, nameof(IFLA_BR_MCAST_IGMP_VERSION)),
        new(IFLA_BR_MCAST_MLD_VERSION, nameof(IFLA_BR_MCAST_MLD_VERSION)),
        new(IFLA_BR_VLAN_STATS_PER_PORT, nameof(IFLA_BR_VLAN_STATS_PER_PORT)),
        new(IFLA_BR_MULTI_BOOLOPT, nameof(IFLA_BR_MULTI_BOOLOPT)),
        new(IFLA_BR_MCAST_QUERIER_STATE, nameof(IFLA_BR_MCAST_QUERIER_STATE)),
        new(IFLA_BR_FDB_N_LEARNED, nameof(IFLA_BR_FDB_N_LEARNED)),
        new(IFLA_BR_FDB_MAX_LEARNED, nameof(IFLA_BR_FDB_MAX_LEARNED)));
}

[StructLayout(LayoutKind.Sequential)]
internal struct br_boolopt_multi
{
    internal uint optval;
    internal uint optmask;
}
