namespace LinuxNamespaces.Network;

/// <summary>Specifies how well the link-layer address of a neighbour is known.</summary>
/// <remarks>See ip-neighbour(8), and linux/neighbour.h, <c>NUD_*</c>. A neighbour has one state; a filter can have several.</remarks>
[Flags]
public enum NeighbourState
{
    /// <summary>Nothing is known (NUD_NONE).</summary>
    None = 0,

    /// <summary>The neighbour is being asked for its address (NUD_INCOMPLETE).</summary>
    Incomplete = NeighbourSchema.NUD_INCOMPLETE,

    /// <summary>The neighbour was reached a short time ago (NUD_REACHABLE).</summary>
    Reachable = NeighbourSchema.NUD_REACHABLE,

    /// <summary>The address is old, and checked when it is used (NUD_STALE).</summary>
    Stale = NeighbourSchema.NUD_STALE,

    /// <summary>An old address was used, and a check follows (NUD_DELAY).</summary>
    Delay = NeighbourSchema.NUD_DELAY,

    /// <summary>An old address is being checked (NUD_PROBE).</summary>
    Probe = NeighbourSchema.NUD_PROBE,

    /// <summary>The neighbour did not answer (NUD_FAILED).</summary>
    Failed = NeighbourSchema.NUD_FAILED,

    /// <summary>The neighbour needs no address, as those of the loopback link and multicast groups (NUD_NOARP).</summary>
    NoArp = NeighbourSchema.NUD_NOARP,

    /// <summary>The address is valid until it is deleted (NUD_PERMANENT).</summary>
    Permanent = NeighbourSchema.NUD_PERMANENT,
}
