using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The attributes of the ports of bridges (linux/if_link.h, linux/if_bridge.h).</summary>
internal static class BridgePortSchema
{
    internal const ushort IFLA_BRPORT_STATE = 1;
    internal const ushort IFLA_BRPORT_PRIORITY = 2;
    internal const ushort IFLA_BRPORT_COST = 3;
    internal const ushort IFLA_BRPORT_MODE = 4;
    internal const ushort IFLA_BRPORT_GUARD = 5;
    internal const ushort IFLA_BRPORT_PROTECT = 6;
    internal const ushort IFLA_BRPORT_FAST_LEAVE = 7;
    internal const ushort IFLA_BRPORT_LEARNING = 8;
    internal const ushort IFLA_BRPORT_UNICAST_FLOOD = 9;
    internal const ushort IFLA_BRPORT_PROXYARP = 10;
    internal const ushort IFLA_BRPORT_LEARNING_SYNC = 11;
    internal const ushort IFLA_BRPORT_PROXYARP_WIFI = 12;
    internal const ushort IFLA_BRPORT_ROOT_ID = 13;
    internal const ushort IFLA_BRPORT_BRIDGE_ID = 14;
    internal const ushort IFLA_BRPORT_DESIGNATED_PORT = 15;
    internal const ushort IFLA_BRPORT_DESIGNATED_COST = 16;
    internal const ushort IFLA_BRPORT_ID = 17;
    internal const ushort IFLA_BRPORT_NO = 18;
    internal const ushort IFLA_BRPORT_TOPOLOGY_CHANGE_ACK = 19;
    internal const ushort IFLA_BRPORT_CONFIG_PENDING = 20;
    internal const ushort IFLA_BRPORT_MESSAGE_AGE_TIMER = 21;
    internal const ushort IFLA_BRPORT_FORWARD_DELAY_TIMER = 22;
    internal const ushort IFLA_BRPORT_HOLD_TIMER = 23;
    internal const ushort IFLA_BRPORT_FLUSH = 24;
    internal const ushort IFLA_BRPORT_MULTICAST_ROUTER = 25;
    internal const ushort IFLA_BRPORT_PAD = 26;
    internal const ushort IFLA_BRPORT_MCAST_FLOOD = 27;
    internal const ushort IFLA_BRPORT_MCAST_TO_UCAST = 28;
    internal const ushort IFLA_BRPORT_VLAN_TUNNEL = 29;
    internal const ushort IFLA_BRPORT_BCAST_FLOOD = 30;
    internal const ushort IFLA_BRPORT_GROUP_FWD_MASK = 31;
    internal const ushort IFLA_BRPORT_NEIGH_SUPPRESS = 32;
    internal const ushort IFLA_BRPORT_ISOLATED = 33;
    internal const ushort IFLA_BRPORT_BACKUP_PORT = 34;
    internal const ushort IFLA_BRPORT_MRP_RING_OPEN = 35;
    internal const ushort IFLA_BRPORT_MRP_IN_OPEN = 36;
    internal const ushort IFLA_BRPORT_MCAST_EHT_HOSTS_LIMIT = 37;
    internal const ushort IFLA_BRPORT_MCAST_EHT_HOSTS_CNT = 38;
    internal const ushort IFLA_BRPORT_LOCKED = 39;
    internal const ushort IFLA_BRPORT_MAB = 40;
    internal const ushort IFLA_BRPORT_MCAST_N_GROUPS = 41;
    internal const ushort IFLA_BRPORT_MCAST_MAX_GROUPS = 42;
    internal const ushort IFLA_BRPORT_NEIGH_VLAN_SUPPRESS = 43;
    internal const ushort IFLA_BRPORT_BACKUP_NHID = 44;

    internal const int MDB_RTR_TYPE_DISABLED = 0;
    internal const int MDB_RTR_TYPE_TEMP_QUERY = 1;
    internal const int MDB_RTR_TYPE_PERM = 2;
    internal const int MDB_RTR_TYPE_TEMP = 3;

    /// <summary>What changes with the time.</summary>
    internal static ReadOnlySpan<ushort> Timers => [IFLA_BRPORT_MESSAGE_AGE_TIMER, IFLA_BRPORT_FORWARD_DELAY_TIMER, IFLA_BRPORT_HOLD_TIMER];

    internal static NetlinkAttributeSet Data { get; } = new(
        new(IFLA_BRPORT_STATE, nameof(IFLA_BRPORT_STATE)),
        new(IFLA_BRPORT_PRIORITY, nameof(IFLA_BRPORT_PRIORITY)),
        new(IFLA_BRPORT_COST, nameof(IFLA_BRPORT_COST)),
        new(IFLA_BRPORT_MODE, nameof(IFLA_BRPORT_MODE)),
        new(IFLA_BRPORT_GUARD, nameof(IFLA_BRPORT_GUARD)),
        new(IFLA_BRPORT_PROTECT, nameof(IFLA_BRPORT_PROTECT)),
        new(IFLA_BRPORT_FAST_LEAVE, nameof(IFLA_BRPORT_FAST_LEAVE)),
        new(IFLA_BRPORT_LEARNING, nameof(IFLA_BRPORT_LEARNING)),
        new(IFLA_BRPORT_UNICAST_FLOOD, nameof(IFLA_BRPORT_UNICAST_FLOOD)),
        new(IFLA_BRPORT_PROXYARP, nameof(IFLA_BRPORT_PROXYARP)),
        new(IFLA_BRPORT_LEARNING_SYNC, nameof(IFLA_BRPORT_LEARNING_SYNC)),
        new(IFLA_BRPORT_PROXYARP_WIFI, nameof(IFLA_BRPORT_PROXYARP_WIFI)),
        new(IFLA_BRPORT_ROOT_ID, nameof(IFLA_BRPORT_ROOT_ID)),
        new(IFLA_BRPORT_BRIDGE_ID, nameof(IFLA_BRPORT_BRIDGE_ID)),
        new(IFLA_BRPORT_DESIGNATED_PORT, nameof(IFLA_BRPORT_DESIGNATED_PORT)),
        new(IFLA_BRPORT_DESIGNATED_COST, nameof(IFLA_BRPORT_DESIGNATED_COST)),
        new(IFLA_BRPORT_ID, nameof(IFLA_BRPORT_ID)),
        new(IFLA_BRPORT_NO, nameof(IFLA_BRPORT_NO)),
        new(IFLA_BRPORT_TOPOLOGY_CHANGE_ACK, nameof(IFLA_BRPORT_TOPOLOGY_CHANGE_ACK)),
        new(IFLA_BRPORT_CONFIG_PENDING, nameof(IFLA_BRPORT_CONFIG_PENDING)),
        new(IFLA_BRPORT_MESSAGE_AGE_TIMER, nameof(IFLA_BRPORT_MESSAGE_AGE_TIMER)),
        new(IFLA_BRPORT_FORWARD_DELAY_TIMER, nameof(IFLA_BRPORT_FORWARD_DELAY_TIMER)),
        new(IFLA_BRPORT_HOLD_TIMER, nameof(IFLA_BRPORT_HOLD_TIMER)),
        new(IFLA_BRPORT_FLUSH, nameof(IFLA_BRPORT_FLUSH)),
        new(IFLA_BRPORT_MULTICAST_ROUTER, nameof(IFLA_BRPORT_MULTICAST_ROUTER)),
        new(IFLA_BRPORT_PAD, nameof(IFLA_BRPORT_PAD)),
        new(IFLA_BRPORT_MCAST_FLOOD, nameof(IFLA_BRPORT_MCAST_FLOOD)),
        new(IFLA_BRPORT_MCAST_TO_UCAST, nameof(IFLA_BRPORT_MCAST_TO_UCAST)),
        new(IFLA_BRPORT_VLAN_TUNNEL, nameof(IFLA_BRPORT_VLAN_TUNNEL)),
        new(IFLA_BRPORT_BCAST_FLOOD, nameof(IFLA_BRPORT_BCAST_FLOOD)),
        new(IFLA_BRPORT_GROUP_FWD_MASK, nameof(IFLA_BRPORT_GROUP_FWD_MASK)),
        new(IFLA_BRPORT_NEIGH_SUPPRESS, nameof(IFLA_BRPORT_NEIGH_SUPPRESS)),
        new(IFLA_BRPORT_ISOLATED, nameof(IFLA_BRPORT_ISOLATED)),
        new(IFLA_BRPORT_BACKUP_PORT, nameof(IFLA_BRPORT_BACKUP_PORT)),
        new(IFLA_BRPORT_MRP_RING_OPEN, nameof(IFLA_BRPORT_MRP_RING_OPEN)),
        new(IFLA_BRPORT_MRP_IN_OPEN, nameof(IFLA_BRPORT_MRP_IN_OPEN)),
        new(IFLA_BRPORT_MCAST_EHT_HOSTS_LIMIT, nameof(IFLA_BRPORT_MCAST_EHT_HOSTS_LIMIT)),
        new(IFLA_BRPORT_MCAST_EHT_HOSTS_CNT, nameof(IFLA_BRPORT_MCAST_EHT_HOSTS_CNT)),
        new(IFLA_BRPORT_LOCKED, nameof(IFLA_BRPORT_LOCKED)),
        new(IFLA_BRPORT_MAB, nameof(IFLA_BRPORT_MAB)),
        new(IFLA_BRPORT_MCAST_N_GROUPS, nameof(IFLA_BRPORT_MCAST_N_GROUPS)),
        new(IFLA_BRPORT_MCAST_MAX_GROUPS, nameof(IFLA_BRPORT_MCAST_MAX_GROUPS)),
        new(IFLA_BRPORT_NEIGH_VLAN_SUPPRESS, nameof(IFLA_BRPORT_NEIGH_VLAN_SUPPRESS)),
        new(IFLA_BRPORT_BACKUP_NHID, nameof(IFLA_BRPORT_BACKUP_NHID)));
}
