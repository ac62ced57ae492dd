namespace LinuxNamespaces.Network;

/// <summary>Specifies what becomes of a packet after an action or a filter.</summary>
/// <remarks>See tc-actions(8), "CONTROL ACTIONS", and linux/pkt_cls.h, <c>TC_ACT_*</c>.</remarks>
public enum TrafficVerdict
{
    /// <summary>The next filter looks at the packet (TC_ACT_UNSPEC).</summary>
    Continue = -1,

    /// <summary>The packet passes (TC_ACT_OK).</summary>
    Pass = 0,

    /// <summary>The filters start again (TC_ACT_RECLASSIFY).</summary>
    Reclassify = 1,

    /// <summary>The packet is dropped (TC_ACT_SHOT).</summary>
    Drop = 2,

    /// <summary>The next action follows (TC_ACT_PIPE).</summary>
    Pipe = 3,

    /// <summary>The action keeps the packet (TC_ACT_STOLEN).</summary>
    Stolen = 4,

    /// <summary>The hardware hands the packet to the kernel (TC_ACT_TRAP).</summary>
    Trap = 8,
}
