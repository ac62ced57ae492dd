namespace LinuxNamespaces.Network;

/// <summary>Specifies which frames a macvlan or macvtap link exchanges with other links on the same parent.</summary>
/// <remarks>See ip-link(8) and linux/if_link.h.</remarks>
public enum MacvlanMode
{
    /// <summary>No frames, also if an external switch sends them back (MACVLAN_MODE_PRIVATE).</summary>
    Private = 1,

    /// <summary>All frames go out over the parent; an external switch sends back those for other links (MACVLAN_MODE_VEPA).</summary>
    Vepa = 2,

    /// <summary>Frames for other links on the parent are delivered directly (MACVLAN_MODE_BRIDGE).</summary>
    Bridge = 4,

    /// <summary>The link is the only one on its parent, and sets the parent's address (MACVLAN_MODE_PASSTHRU).</summary>
    Passthru = 8,

    /// <summary>The link receives frames only from a list of addresses (MACVLAN_MODE_SOURCE).</summary>
    Source = 16,
}

/// <summary>Specifies how a macvlan or macvtap link behaves.</summary>
[Flags]
public enum MacvlanFlags
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>The parent does not become promiscuous; only in <see cref="MacvlanMode.Passthru"/> (MACVLAN_FLAG_NOPROMISC).</summary>
    NoPromiscuous = 1,

    /// <summary>
    /// A frame that matches a link by its source address is not delivered by its destination address too; only in
    /// <see cref="MacvlanMode.Source"/> (MACVLAN_FLAG_NODST, kernel 5.13).
    /// </summary>
    NoDestinationMatch = 2,
}
