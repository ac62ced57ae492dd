namespace LinuxNamespaces.Network;

/// <summary>Specifies how a group of nexthop objects distributes packets.</summary>
/// <remarks>See linux/nexthop.h, <c>NEXTHOP_GRP_TYPE_*</c>.</remarks>
public enum NexthopGroupType
{
    /// <summary>By a hash of the flow and the weights (NEXTHOP_GRP_TYPE_MPATH). A change of the group can move flows to other members.</summary>
    Multipath = 0,

    /// <summary>By a table of buckets (NEXTHOP_GRP_TYPE_RES). A change of the group moves only idle flows. Kernel 5.13.</summary>
    Resilient = 1,
}
