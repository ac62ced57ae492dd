using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The attributes of bridges and of their ports.</summary>
internal static class BridgeSchema
{
    internal static NetlinkAttributeSet Data { get; } = new(
        new(Linux.IFLA_BR_FORWARD_DELAY, nameof(Linux.IFLA_BR_FORWARD_DELAY)),
        new(Linux.IFLA_BR_HELLO_TIME, nameof(Linux.IFLA_BR_HELLO_TIME)),
        new(Linux.IFLA_BR_MAX_AGE, nameof(Linux.IFLA_BR_MAX_AGE)),
        new(Linux.IFLA_BR_AGEING_TIME, nameof(Linux.IFLA_BR_AGEING_TIME)),
        new(Linux.IFLA_BR_STP_STATE, nameof(Linux.IFLA_BR_STP_STATE)),
        new(Linux.IFLA_BR_PRIORITY, nameof(Linux.IFLA_BR_PRIORITY)),
        new(Linux.IFLA_BR_VLAN_FILTERING, nameof(Linux.IFLA_BR_VLAN_FILTERING)),
        new(Linux.IFLA_BR_VLAN_PROTOCOL, nameof(Linux.IFLA_BR_VLAN_PROTOCOL)),
        new(Linux.IFLA_BR_GROUP_FWD_MASK, nameof(Linux.IFLA_BR_GROUP_FWD_MASK)),
        new(Linux.IFLA_BR_ROOT_ID, nameof(Linux.IFLA_BR_ROOT_ID)),
        new(Linux.IFLA_BR_BRIDGE_ID, nameof(Linux.IFLA_BR_BRIDGE_ID)),
        new(Linux.IFLA_BR_ROOT_PORT, nameof(Linux.IFLA_BR_ROOT_PORT)),
        new(Linux.IFLA_BR_ROOT_PATH_COST, nameof(Linux.IFLA_BR_ROOT_PATH_COST)),
        new(Linux.IFLA_BR_MCAST_SNOOPING, nameof(Linux.IFLA_BR_MCAST_SNOOPING)),
        new(Linux.IFLA_BR_VLAN_DEFAULT_PVID, nameof(Linux.IFLA_BR_VLAN_DEFAULT_PVID)));

    internal static NetlinkAttributeSet Port { get; } = new(
        new(Linux.IFLA_BRPORT_STATE, nameof(Linux.IFLA_BRPORT_STATE)),
        new(Linux.IFLA_BRPORT_PRIORITY, nameof(Linux.IFLA_BRPORT_PRIORITY)),
        new(Linux.IFLA_BRPORT_COST, nameof(Linux.IFLA_BRPORT_COST)),
        new(Linux.IFLA_BRPORT_MODE, nameof(Linux.IFLA_BRPORT_MODE)),
        new(Linux.IFLA_BRPORT_GUARD, nameof(Linux.IFLA_BRPORT_GUARD)),
        new(Linux.IFLA_BRPORT_PROTECT, nameof(Linux.IFLA_BRPORT_PROTECT)),
        new(Linux.IFLA_BRPORT_FAST_LEAVE, nameof(Linux.IFLA_BRPORT_FAST_LEAVE)),
        new(Linux.IFLA_BRPORT_LEARNING, nameof(Linux.IFLA_BRPORT_LEARNING)),
        new(Linux.IFLA_BRPORT_UNICAST_FLOOD, nameof(Linux.IFLA_BRPORT_UNICAST_FLOOD)),
        new(Linux.IFLA_BRPORT_ID, nameof(Linux.IFLA_BRPORT_ID)),
        new(Linux.IFLA_BRPORT_NO, nameof(Linux.IFLA_BRPORT_NO)),
        new(Linux.IFLA_BRPORT_MCAST_FLOOD, nameof(Linux.IFLA_BRPORT_MCAST_FLOOD)),
        new(Linux.IFLA_BRPORT_ISOLATED, nameof(Linux.IFLA_BRPORT_ISOLATED)));
}
