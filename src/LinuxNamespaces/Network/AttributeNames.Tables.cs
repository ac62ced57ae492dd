using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>The C names of attributes; an attribute that is not listed is named by its number.</summary>
internal static partial class AttributeNames
{
    private static string? Link(int type) => type switch
    {
        Linux.IFLA_ADDRESS => nameof(Linux.IFLA_ADDRESS),
        Linux.IFLA_BROADCAST => nameof(Linux.IFLA_BROADCAST),
        Linux.IFLA_IFNAME => nameof(Linux.IFLA_IFNAME),
        Linux.IFLA_MTU => nameof(Linux.IFLA_MTU),
        Linux.IFLA_LINK => nameof(Linux.IFLA_LINK),
        Linux.IFLA_QDISC => nameof(Linux.IFLA_QDISC),
        Linux.IFLA_STATS => nameof(Linux.IFLA_STATS),
        Linux.IFLA_COST => nameof(Linux.IFLA_COST),
        Linux.IFLA_PRIORITY => nameof(Linux.IFLA_PRIORITY),
        Linux.IFLA_MASTER => nameof(Linux.IFLA_MASTER),
        Linux.IFLA_WIRELESS => nameof(Linux.IFLA_WIRELESS),
        Linux.IFLA_PROTINFO => nameof(Linux.IFLA_PROTINFO),
        Linux.IFLA_TXQLEN => nameof(Linux.IFLA_TXQLEN),
        Linux.IFLA_MAP => nameof(Linux.IFLA_MAP),
        Linux.IFLA_WEIGHT => nameof(Linux.IFLA_WEIGHT),
        Linux.IFLA_OPERSTATE => nameof(Linux.IFLA_OPERSTATE),
        Linux.IFLA_LINKMODE => nameof(Linux.IFLA_LINKMODE),
        Linux.IFLA_LINKINFO => nameof(Linux.IFLA_LINKINFO),
        Linux.IFLA_NET_NS_PID => nameof(Linux.IFLA_NET_NS_PID),
        Linux.IFLA_IFALIAS => nameof(Linux.IFLA_IFALIAS),
        Linux.IFLA_NUM_VF => nameof(Linux.IFLA_NUM_VF),
        Linux.IFLA_VFINFO_LIST => nameof(Linux.IFLA_VFINFO_LIST),
        Linux.IFLA_STATS64 => nameof(Linux.IFLA_STATS64),
        Linux.IFLA_VF_PORTS => nameof(Linux.IFLA_VF_PORTS),
        Linux.IFLA_PORT_SELF => nameof(Linux.IFLA_PORT_SELF),
        Linux.IFLA_AF_SPEC => nameof(Linux.IFLA_AF_SPEC),
        Linux.IFLA_GROUP => nameof(Linux.IFLA_GROUP),
        Linux.IFLA_NET_NS_FD => nameof(Linux.IFLA_NET_NS_FD),
        Linux.IFLA_EXT_MASK => nameof(Linux.IFLA_EXT_MASK),
        Linux.IFLA_PROMISCUITY => nameof(Linux.IFLA_PROMISCUITY),
        Linux.IFLA_NUM_TX_QUEUES => nameof(Linux.IFLA_NUM_TX_QUEUES),
        Linux.IFLA_NUM_RX_QUEUES => nameof(Linux.IFLA_NUM_RX_QUEUES),
        Linux.IFLA_CARRIER => nameof(Linux.IFLA_CARRIER),
        Linux.IFLA_PHYS_PORT_ID => nameof(Linux.IFLA_PHYS_PORT_ID),
        Linux.IFLA_CARRIER_CHANGES => nameof(Linux.IFLA_CARRIER_CHANGES),
        Linux.IFLA_PHYS_SWITCH_ID => nameof(Linux.IFLA_PHYS_SWITCH_ID),
        Linux.IFLA_LINK_NETNSID => nameof(Linux.IFLA_LINK_NETNSID),
        Linux.IFLA_PHYS_PORT_NAME => nameof(Linux.IFLA_PHYS_PORT_NAME),
        Linux.IFLA_PROTO_DOWN => nameof(Linux.IFLA_PROTO_DOWN),
        Linux.IFLA_GSO_MAX_SEGS => nameof(Linux.IFLA_GSO_MAX_SEGS),
        Linux.IFLA_GSO_MAX_SIZE => nameof(Linux.IFLA_GSO_MAX_SIZE),
        Linux.IFLA_PAD => nameof(Linux.IFLA_PAD),
        Linux.IFLA_XDP => nameof(Linux.IFLA_XDP),
        Linux.IFLA_EVENT => nameof(Linux.IFLA_EVENT),
        Linux.IFLA_NEW_NETNSID => nameof(Linux.IFLA_NEW_NETNSID),
        Linux.IFLA_TARGET_NETNSID => nameof(Linux.IFLA_TARGET_NETNSID),
        Linux.IFLA_CARRIER_UP_COUNT => nameof(Linux.IFLA_CARRIER_UP_COUNT),
        Linux.IFLA_CARRIER_DOWN_COUNT => nameof(Linux.IFLA_CARRIER_DOWN_COUNT),
        Linux.IFLA_NEW_IFINDEX => nameof(Linux.IFLA_NEW_IFINDEX),
        Linux.IFLA_MIN_MTU => nameof(Linux.IFLA_MIN_MTU),
        Linux.IFLA_MAX_MTU => nameof(Linux.IFLA_MAX_MTU),
        Linux.IFLA_PROP_LIST => nameof(Linux.IFLA_PROP_LIST),
        Linux.IFLA_ALT_IFNAME => nameof(Linux.IFLA_ALT_IFNAME),
        Linux.IFLA_PERM_ADDRESS => nameof(Linux.IFLA_PERM_ADDRESS),
        Linux.IFLA_PROTO_DOWN_REASON => nameof(Linux.IFLA_PROTO_DOWN_REASON),
        Linux.IFLA_PARENT_DEV_NAME => nameof(Linux.IFLA_PARENT_DEV_NAME),
        Linux.IFLA_PARENT_DEV_BUS_NAME => nameof(Linux.IFLA_PARENT_DEV_BUS_NAME),
        Linux.IFLA_GRO_MAX_SIZE => nameof(Linux.IFLA_GRO_MAX_SIZE),
        Linux.IFLA_TSO_MAX_SIZE => nameof(Linux.IFLA_TSO_MAX_SIZE),
        Linux.IFLA_TSO_MAX_SEGS => nameof(Linux.IFLA_TSO_MAX_SEGS),
        Linux.IFLA_ALLMULTI => nameof(Linux.IFLA_ALLMULTI),
        _ => null,
    };

    private static string? LinkInformation(int type) => type switch
    {
        Linux.IFLA_INFO_KIND => nameof(Linux.IFLA_INFO_KIND),
        Linux.IFLA_INFO_DATA => nameof(Linux.IFLA_INFO_DATA),
        Linux.IFLA_INFO_XSTATS => nameof(Linux.IFLA_INFO_XSTATS),
        Linux.IFLA_INFO_SLAVE_KIND => nameof(Linux.IFLA_INFO_SLAVE_KIND),
        Linux.IFLA_INFO_SLAVE_DATA => nameof(Linux.IFLA_INFO_SLAVE_DATA),
        _ => null,
    };

    private static string? Veth(int type) => type switch
    {
        Linux.VETH_INFO_PEER => nameof(Linux.VETH_INFO_PEER),
        _ => null,
    };

    private static string? Bridge(int type) => type switch
    {
        Linux.IFLA_BR_FORWARD_DELAY => nameof(Linux.IFLA_BR_FORWARD_DELAY),
        Linux.IFLA_BR_HELLO_TIME => nameof(Linux.IFLA_BR_HELLO_TIME),
        Linux.IFLA_BR_MAX_AGE => nameof(Linux.IFLA_BR_MAX_AGE),
        Linux.IFLA_BR_AGEING_TIME => nameof(Linux.IFLA_BR_AGEING_TIME),
        Linux.IFLA_BR_STP_STATE => nameof(Linux.IFLA_BR_STP_STATE),
        Linux.IFLA_BR_PRIORITY => nameof(Linux.IFLA_BR_PRIORITY),
        Linux.IFLA_BR_VLAN_FILTERING => nameof(Linux.IFLA_BR_VLAN_FILTERING),
        Linux.IFLA_BR_VLAN_PROTOCOL => nameof(Linux.IFLA_BR_VLAN_PROTOCOL),
        Linux.IFLA_BR_GROUP_FWD_MASK => nameof(Linux.IFLA_BR_GROUP_FWD_MASK),
        Linux.IFLA_BR_ROOT_ID => nameof(Linux.IFLA_BR_ROOT_ID),
        Linux.IFLA_BR_BRIDGE_ID => nameof(Linux.IFLA_BR_BRIDGE_ID),
        Linux.IFLA_BR_ROOT_PORT => nameof(Linux.IFLA_BR_ROOT_PORT),
        Linux.IFLA_BR_ROOT_PATH_COST => nameof(Linux.IFLA_BR_ROOT_PATH_COST),
        Linux.IFLA_BR_MCAST_SNOOPING => nameof(Linux.IFLA_BR_MCAST_SNOOPING),
        Linux.IFLA_BR_VLAN_DEFAULT_PVID => nameof(Linux.IFLA_BR_VLAN_DEFAULT_PVID),
        _ => null,
    };

    private static string? BridgePort(int type) => type switch
    {
        Linux.IFLA_BRPORT_STATE => nameof(Linux.IFLA_BRPORT_STATE),
        Linux.IFLA_BRPORT_PRIORITY => nameof(Linux.IFLA_BRPORT_PRIORITY),
        Linux.IFLA_BRPORT_COST => nameof(Linux.IFLA_BRPORT_COST),
        Linux.IFLA_BRPORT_MODE => nameof(Linux.IFLA_BRPORT_MODE),
        Linux.IFLA_BRPORT_GUARD => nameof(Linux.IFLA_BRPORT_GUARD),
        Linux.IFLA_BRPORT_PROTECT => nameof(Linux.IFLA_BRPORT_PROTECT),
        Linux.IFLA_BRPORT_FAST_LEAVE => nameof(Linux.IFLA_BRPORT_FAST_LEAVE),
        Linux.IFLA_BRPORT_LEARNING => nameof(Linux.IFLA_BRPORT_LEARNING),
        Linux.IFLA_BRPORT_UNICAST_FLOOD => nameof(Linux.IFLA_BRPORT_UNICAST_FLOOD),
        Linux.IFLA_BRPORT_ID => nameof(Linux.IFLA_BRPORT_ID),
        Linux.IFLA_BRPORT_NO => nameof(Linux.IFLA_BRPORT_NO),
        Linux.IFLA_BRPORT_MCAST_FLOOD => nameof(Linux.IFLA_BRPORT_MCAST_FLOOD),
        Linux.IFLA_BRPORT_ISOLATED => nameof(Linux.IFLA_BRPORT_ISOLATED),
        _ => null,
    };

    private static string? Address(int type) => type switch
    {
        Linux.IFA_ADDRESS => nameof(Linux.IFA_ADDRESS),
        Linux.IFA_LOCAL => nameof(Linux.IFA_LOCAL),
        Linux.IFA_LABEL => nameof(Linux.IFA_LABEL),
        Linux.IFA_BROADCAST => nameof(Linux.IFA_BROADCAST),
        Linux.IFA_ANYCAST => nameof(Linux.IFA_ANYCAST),
        Linux.IFA_CACHEINFO => nameof(Linux.IFA_CACHEINFO),
        Linux.IFA_MULTICAST => nameof(Linux.IFA_MULTICAST),
        Linux.IFA_FLAGS => nameof(Linux.IFA_FLAGS),
        Linux.IFA_RT_PRIORITY => nameof(Linux.IFA_RT_PRIORITY),
        Linux.IFA_TARGET_NETNSID => nameof(Linux.IFA_TARGET_NETNSID),
        Linux.IFA_PROTO => nameof(Linux.IFA_PROTO),
        _ => null,
    };

    private static string? Route(int type) => type switch
    {
        Linux.RTA_DST => nameof(Linux.RTA_DST),
        Linux.RTA_SRC => nameof(Linux.RTA_SRC),
        Linux.RTA_IIF => nameof(Linux.RTA_IIF),
        Linux.RTA_OIF => nameof(Linux.RTA_OIF),
        Linux.RTA_GATEWAY => nameof(Linux.RTA_GATEWAY),
        Linux.RTA_PRIORITY => nameof(Linux.RTA_PRIORITY),
        Linux.RTA_PREFSRC => nameof(Linux.RTA_PREFSRC),
        Linux.RTA_METRICS => nameof(Linux.RTA_METRICS),
        Linux.RTA_MULTIPATH => nameof(Linux.RTA_MULTIPATH),
        Linux.RTA_FLOW => nameof(Linux.RTA_FLOW),
        Linux.RTA_CACHEINFO => nameof(Linux.RTA_CACHEINFO),
        Linux.RTA_TABLE => nameof(Linux.RTA_TABLE),
        Linux.RTA_MARK => nameof(Linux.RTA_MARK),
        Linux.RTA_VIA => nameof(Linux.RTA_VIA),
        Linux.RTA_NEWDST => nameof(Linux.RTA_NEWDST),
        Linux.RTA_PREF => nameof(Linux.RTA_PREF),
        Linux.RTA_ENCAP_TYPE => nameof(Linux.RTA_ENCAP_TYPE),
        Linux.RTA_ENCAP => nameof(Linux.RTA_ENCAP),
        Linux.RTA_EXPIRES => nameof(Linux.RTA_EXPIRES),
        Linux.RTA_NH_ID => nameof(Linux.RTA_NH_ID),
        _ => null,
    };

    private static string? NamespaceId(int type) => type switch
    {
        Linux.NETNSA_NSID => nameof(Linux.NETNSA_NSID),
        Linux.NETNSA_PID => nameof(Linux.NETNSA_PID),
        Linux.NETNSA_FD => nameof(Linux.NETNSA_FD),
        _ => null,
    };
}
