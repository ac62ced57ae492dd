using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Netlink;

/// <summary>The attributes of the controller of generic netlink.</summary>
internal static class ControllerSchema
{
    private static readonly NetlinkAttributeSet s_operation = new(
        new(Linux.CTRL_ATTR_OP_ID, nameof(Linux.CTRL_ATTR_OP_ID)),
        new(Linux.CTRL_ATTR_OP_FLAGS, nameof(Linux.CTRL_ATTR_OP_FLAGS)));

    private static readonly NetlinkAttributeSet s_group = new(
        new(Linux.CTRL_ATTR_MCAST_GRP_NAME, nameof(Linux.CTRL_ATTR_MCAST_GRP_NAME)),
        new(Linux.CTRL_ATTR_MCAST_GRP_ID, nameof(Linux.CTRL_ATTR_MCAST_GRP_ID)));

    internal static NetlinkAttributeSet Attributes { get; } = new(
        new(Linux.CTRL_ATTR_FAMILY_ID, nameof(Linux.CTRL_ATTR_FAMILY_ID)),
        new(Linux.CTRL_ATTR_FAMILY_NAME, nameof(Linux.CTRL_ATTR_FAMILY_NAME)),
        new(Linux.CTRL_ATTR_VERSION, nameof(Linux.CTRL_ATTR_VERSION)),
        new(Linux.CTRL_ATTR_HDRSIZE, nameof(Linux.CTRL_ATTR_HDRSIZE)),
        new(Linux.CTRL_ATTR_MAXATTR, nameof(Linux.CTRL_ATTR_MAXATTR)),
        new(Linux.CTRL_ATTR_OPS, nameof(Linux.CTRL_ATTR_OPS)) { Nested = s_operation, IsArray = true },
        new(Linux.CTRL_ATTR_MCAST_GROUPS, nameof(Linux.CTRL_ATTR_MCAST_GROUPS)) { Nested = s_group, IsArray = true },
        new(Linux.CTRL_ATTR_POLICY, nameof(Linux.CTRL_ATTR_POLICY)),
        new(Linux.CTRL_ATTR_OP_POLICY, nameof(Linux.CTRL_ATTR_OP_POLICY)),
        new(Linux.CTRL_ATTR_OP, nameof(Linux.CTRL_ATTR_OP)));

    internal static NetlinkMessageSchema GetFamily { get; } = new(Linux.GENL_ID_CTRL, GenericNetlinkConnection.HeaderLength, Attributes);
}
