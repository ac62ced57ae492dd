using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The attributes of bridges (linux/if_link.h) and of their ports.</summary>
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
    internal const ushort IFLA_BR_MCAST_SNOOPING = 23;
    internal const ushort IFLA_BR_VLAN_DEFAULT_PVID = 39;
    internal const ushort IFLA_BRPORT_STATE = 1;
    internal const ushort IFLA_BRPORT_PRIORITY = 2;
    internal const ushort IFLA_BRPORT_COST = 3;
    internal const ushort IFLA_BRPORT_MODE = 4;
    internal const ushort IFLA_BRPORT_GUARD = 5;
    internal const ushort IFLA_BRPORT_PROTECT = 6;
    internal const ushort IFLA_BRPORT_FAST_LEAVE = 7;
    internal const ushort IFLA_BRPORT_LEARNING = 8;
    internal const ushort IFLA_BRPORT_UNICAST_FLOOD = 9;
    internal const ushort IFLA_BRPORT_ID = 17;
    internal const ushort IFLA_BRPORT_NO = 18;
    internal const ushort IFLA_BRPORT_MCAST_FLOOD = 27;
    internal const ushort IFLA_BRPORT_ISOLATED = 33;

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
        new(IFLA_BR_MCAST_SNOOPING, nameof(IFLA_BR_MCAST_SNOOPING)),
        new(IFLA_BR_VLAN_DEFAULT_PVID, nameof(IFLA_BR_VLAN_DEFAULT_PVID)));

    internal static NetlinkAttributeSet Port { get; } = new(
        new(IFLA_BRPORT_STATE, nameof(IFLA_BRPORT_STATE)),
        new(IFLA_BRPORT_PRIORITY, nameof(IFLA_BRPORT_PRIORITY)),
        new(IFLA_BRPORT_COST, nameof(IFLA_BRPORT_COST)),
        new(IFLA_BRPORT_MODE, nameof(IFLA_BRPORT_MODE)),
        new(IFLA_BRPORT_GUARD, nameof(IFLA_BRPORT_GUARD)),
        new(IFLA_BRPORT_PROTECT, nameof(IFLA_BRPORT_PROTECT)),
        new(IFLA_BRPORT_FAST_LEAVE, nameof(IFLA_BRPORT_FAST_LEAVE)),
        new(IFLA_BRPORT_LEARNING, nameof(IFLA_BRPORT_LEARNING)),
        new(IFLA_BRPORT_UNICAST_FLOOD, nameof(IFLA_BRPORT_UNICAST_FLOOD)),
        new(IFLA_BRPORT_ID, nameof(IFLA_BRPORT_ID)),
        new(IFLA_BRPORT_NO, nameof(IFLA_BRPORT_NO)),
        new(IFLA_BRPORT_MCAST_FLOOD, nameof(IFLA_BRPORT_MCAST_FLOOD)),
        new(IFLA_BRPORT_ISOLATED, nameof(IFLA_BRPORT_ISOLATED)));
}
