namespace LinuxNamespaces.Network;

/// <summary>Specifies flags of a neighbour.</summary>
/// <remarks>See ip-neighbour(8), and linux/neighbour.h, <c>NTF_*</c>; the extended flags (<c>NTF_EXT_*</c>) start at bit 8.</remarks>
[Flags]
public enum NeighbourFlags
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>The kernel asks the neighbour for its address now (NTF_USE).</summary>
    Use = NeighbourSchema.NTF_USE,

    /// <summary>The entry belongs to the link itself; for forwarding databases (NTF_SELF).</summary>
    Self = NeighbourSchema.NTF_SELF,

    /// <summary>The entry belongs to the master of the link; for forwarding databases (NTF_MASTER).</summary>
    Master = NeighbourSchema.NTF_MASTER,

    /// <summary>This host answers for the address (NTF_PROXY). Such entries have a list of their own.</summary>
    Proxy = NeighbourSchema.NTF_PROXY,

    /// <summary>Another program manages the entry, and the kernel does not remove it when it is old (NTF_EXT_LEARNED).</summary>
    ExternallyLearned = NeighbourSchema.NTF_EXT_LEARNED,

    /// <summary>The hardware has the entry (NTF_OFFLOADED).</summary>
    Offloaded = NeighbourSchema.NTF_OFFLOADED,

    /// <summary>The entry does not move to another link; for forwarding databases (NTF_STICKY).</summary>
    Sticky = NeighbourSchema.NTF_STICKY,

    /// <summary>The neighbour is an IPv6 router (NTF_ROUTER).</summary>
    Router = NeighbourSchema.NTF_ROUTER,

    /// <summary>The kernel keeps the address up to date (NTF_EXT_MANAGED). Kernel 5.16.</summary>
    Managed = NeighbourSchema.NTF_EXT_MANAGED << NeighbourSchema.ExtendedShift,

    /// <summary>The entry does not move to another link, and other links do not get its address; for forwarding databases (NTF_EXT_LOCKED). Kernel 6.2.</summary>
    Locked = NeighbourSchema.NTF_EXT_LOCKED << NeighbourSchema.ExtendedShift,
}
