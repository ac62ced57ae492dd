using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The attributes of bonds and of their ports (linux/if_link.h).</summary>
internal static class BondSchema
{
    internal const ushort IFLA_BOND_MODE = 1;
    internal const ushort IFLA_BOND_ACTIVE_SLAVE = 2;
    internal const ushort IFLA_BOND_MIIMON = 3;
    internal const ushort IFLA_BOND_UPDELAY = 4;
    internal const ushort IFLA_BOND_DOWNDELAY = 5;
    internal const ushort IFLA_BOND_USE_CARRIER = 6;
    internal const ushort IFLA_BOND_ARP_INTERVAL = 7;
    internal const ushort IFLA_BOND_ARP_IP_TARGET = 8;
    internal const ushort IFLA_BOND_ARP_VALIDATE = 9;
    internal const ushort IFLA_BOND_ARP_ALL_TARGETS = 10;
    internal const ushort IFLA_BOND_PRIMARY = 11;
    internal const ushort IFLA_BOND_PRIMARY_RESELECT = 12;
    internal const ushort IFLA_BOND_FAIL_OVER_MAC = 13;
    internal const ushort IFLA_BOND_XMIT_HASH_POLICY = 14;
    internal const ushort IFLA_BOND_RESEND_IGMP = 15;
    internal const ushort IFLA_BOND_NUM_PEER_NOTIF = 16;
    internal const ushort IFLA_BOND_ALL_SLAVES_ACTIVE = 17;
    internal const ushort IFLA_BOND_MIN_LINKS = 18;
    internal const ushort IFLA_BOND_LP_INTERVAL = 19;
    internal const ushort IFLA_BOND_PACKETS_PER_SLAVE = 20;
    internal const ushort IFLA_BOND_AD_LACP_RATE = 21;
    internal const ushort IFLA_BOND_AD_SELECT = 22;
    internal const ushort IFLA_BOND_AD_INFO = 23;
    internal const ushort IFLA_BOND_AD_ACTOR_SYS_PRIO = 24;
    internal const ushort IFLA_BOND_AD_USER_PORT_KEY = 25;
    internal const ushort IFLA_BOND_AD_ACTOR_SYSTEM = 26;
    internal const ushort IFLA_BOND_TLB_DYNAMIC_LB = 27;
    internal const ushort IFLA_BOND_PEER_NOTIF_DELAY = 28;
    internal const ushort IFLA_BOND_AD_LACP_ACTIVE = 29;
    internal const ushort IFLA_BOND_MISSED_MAX = 30;
    internal const ushort IFLA_BOND_NS_IP6_TARGET = 31;
    internal const ushort IFLA_BOND_COUPLED_CONTROL = 32;
    internal const ushort IFLA_BOND_BROADCAST_NEIGH = 33;
    internal const ushort IFLA_BOND_AD_INFO_AGGREGATOR = 1;
    internal const ushort IFLA_BOND_AD_INFO_NUM_PORTS = 2;
    internal const ushort IFLA_BOND_AD_INFO_ACTOR_KEY = 3;
    internal const ushort IFLA_BOND_AD_INFO_PARTNER_KEY = 4;
    internal const ushort IFLA_BOND_AD_INFO_PARTNER_MAC = 5;
    internal const ushort IFLA_BOND_SLAVE_STATE = 1;
    internal const ushort IFLA_BOND_SLAVE_MII_STATUS = 2;
    internal const ushort IFLA_BOND_SLAVE_LINK_FAILURE_COUNT = 3;
    internal const ushort IFLA_BOND_SLAVE_PERM_HWADDR = 4;
    internal const ushort IFLA_BOND_SLAVE_QUEUE_ID = 5;
    internal const ushort IFLA_BOND_SLAVE_AD_AGGREGATOR_ID = 6;
    internal const ushort IFLA_BOND_SLAVE_AD_ACTOR_OPER_PORT_STATE = 7;
    internal const ushort IFLA_BOND_SLAVE_AD_PARTNER_OPER_PORT_STATE = 8;
    internal const ushort IFLA_BOND_SLAVE_PRIO = 9;
    internal const ushort IFLA_BOND_SLAVE_ACTOR_PORT_PRIO = 10;

    private static readonly NetlinkAttributeSet s_adInfo = new(
        new(IFLA_BOND_AD_INFO_AGGREGATOR, nameof(IFLA_BOND_AD_INFO_AGGREGATOR)),
        new(IFLA_BOND_AD_INFO_NUM_PORTS, nameof(IFLA_BOND_AD_INFO_NUM_PORTS)),
        new(IFLA_BOND_AD_INFO_ACTOR_KEY, nameof(IFLA_BOND_AD_INFO_ACTOR_KEY)),
        new(IFLA_BOND_AD_INFO_PARTNER_KEY, nameof(IFLA_BOND_AD_INFO_PARTNER_KEY)),
        new(IFLA_BOND_AD_INFO_PARTNER_MAC, nameof(IFLA_BOND_AD_INFO_PARTNER_MAC)));

    internal static NetlinkAttributeSet Data { get; } = new(
        new(IFLA_BOND_MODE, nameof(IFLA_BOND_MODE)),
        new(IFLA_BOND_ACTIVE_SLAVE, nameof(IFLA_BOND_ACTIVE_SLAVE)),
        new(IFLA_BOND_MIIMON, nameof(IFLA_BOND_MIIMON)),
        new(IFLA_BOND_UPDELAY, nameof(IFLA_BOND_UPDELAY)),
        new(IFLA_BOND_DOWNDELAY, nameof(IFLA_BOND_DOWNDELAY)),
        new(IFLA_BOND_USE_CARRIER, nameof(IFLA_BOND_USE_CARRIER)),
        new(IFLA_BOND_ARP_INTERVAL, nameof(IFLA_BOND_ARP_INTERVAL)),
        new(IFLA_BOND_ARP_IP_TARGET, nameof(IFLA_BOND_ARP_IP_TARGET)),
        new(IFLA_BOND_ARP_VALIDATE, nameof(IFLA_BOND_ARP_VALIDATE)),
        new(IFLA_BOND_ARP_ALL_TARGETS, nameof(IFLA_BOND_ARP_ALL_TARGETS)),
        new(IFLA_BOND_PRIMARY, nameof(IFLA_BOND_PRIMARY)),
        new(IFLA_BOND_PRIMARY_RESELECT, nameof(IFLA_BOND_PRIMARY_RESELECT)),
        new(IFLA_BOND_FAIL_OVER_MAC, nameof(IFLA_BOND_FAIL_OVER_MAC)),
        new(IFLA_BOND_XMIT_HASH_POLICY, nameof(IFLA_BOND_XMIT_HASH_POLICY)),
        new(IFLA_BOND_RESEND_IGMP, nameof(IFLA_BOND_RESEND_IGMP)),
        new(IFLA_BOND_NUM_PEER_NOTIF, nameof(IFLA_BOND_NUM_PEER_NOTIF)),
        new(IFLA_BOND_ALL_SLAVES_ACTIVE, nameof(IFLA_BOND_ALL_SLAVES_ACTIVE)),
        new(IFLA_BOND_MIN_LINKS, nameof(IFLA_BOND_MIN_LINKS)),
        new(IFLA_BOND_LP_INTERVAL, nameof(IFLA_BOND_LP_INTERVAL)),
        new(IFLA_BOND_PACKETS_PER_SLAVE, nameof(IFLA_BOND_PACKETS_PER_SLAVE)),
        new(IFLA_BOND_AD_LACP_RATE, nameof(IFLA_BOND_AD_LACP_RATE)),
        new(IFLA_BOND_AD_SELECT, nameof(IFLA_BOND_AD_SELECT)),
        new(IFLA_BOND_AD_INFO, nameof(IFLA_BOND_AD_INFO)) { Nested = s_adInfo },
        new(IFLA_BOND_AD_ACTOR_SYS_PRIO, nameof(IFLA_BOND_AD_ACTOR_SYS_PRIO)),
        new(IFLA_BOND_AD_USER_PORT_KEY, nameof(IFLA_BOND_AD_USER_PORT_KEY)),
        new(IFLA_BOND_AD_ACTOR_SYSTEM, nameof(IFLA_BOND_AD_ACTOR_SYSTEM)),
        new(IFLA_BOND_TLB_DYNAMIC_LB, nameof(IFLA_BOND_TLB_DYNAMIC_LB)),
        new(IFLA_BOND_PEER_NOTIF_DELAY, nameof(IFLA_BOND_PEER_NOTIF_DELAY)),
        new(IFLA_BOND_AD_LACP_ACTIVE, nameof(IFLA_BOND_AD_LACP_ACTIVE)),
        new(IFLA_BOND_MISSED_MAX, nameof(IFLA_BOND_MISSED_MAX)),
        new(IFLA_BOND_NS_IP6_TARGET, nameof(IFLA_BOND_NS_IP6_TARGET)),
        new(IFLA_BOND_COUPLED_CONTROL, nameof(IFLA_BOND_COUPLED_CONTROL)),
        new(IFLA_BOND_BROADCAST_NEIGH, nameof(IFLA_BOND_BROADCAST_NEIGH)));

    internal static NetlinkAttributeSet Port { get; } = new(
        new(IFLA_BOND_SLAVE_STATE, nameof(IFLA_BOND_SLAVE_STATE)),
        new(IFLA_BOND_SLAVE_MII_STATUS, nameof(IFLA_BOND_SLAVE_MII_STATUS)),
        new(IFLA_BOND_SLAVE_LINK_FAILURE_COUNT, nameof(IFLA_BOND_SLAVE_LINK_FAILURE_COUNT)),
        new(IFLA_BOND_SLAVE_PERM_HWADDR, nameof(IFLA_BOND_SLAVE_PERM_HWADDR)),
        new(IFLA_BOND_SLAVE_QUEUE_ID, nameof(IFLA_BOND_SLAVE_QUEUE_ID)),
        new(IFLA_BOND_SLAVE_AD_AGGREGATOR_ID, nameof(IFLA_BOND_SLAVE_AD_AGGREGATOR_ID)),
        new(IFLA_BOND_SLAVE_AD_ACTOR_OPER_PORT_STATE, nameof(IFLA_BOND_SLAVE_AD_ACTOR_OPER_PORT_STATE)),
        new(IFLA_BOND_SLAVE_AD_PARTNER_OPER_PORT_STATE, nameof(IFLA_BOND_SLAVE_AD_PARTNER_OPER_PORT_STATE)),
        new(IFLA_BOND_SLAVE_PRIO, nameof(IFLA_BOND_SLAVE_PRIO)),
        new(IFLA_BOND_SLAVE_ACTOR_PORT_PRIO, nameof(IFLA_BOND_SLAVE_ACTOR_PORT_PRIO)));
}
