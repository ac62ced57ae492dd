using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Specifies the flags of a link, with the values of the kernel's <c>IFF_*</c>.</summary>
/// <remarks>See netdevice(7) and linux/if.h.</remarks>
[Flags]
public enum LinkFlags
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>The link is set up (IFF_UP).</summary>
    Up = (int)Linux.IFF_UP,

    /// <summary>The link has a broadcast address (IFF_BROADCAST).</summary>
    Broadcast = (int)Linux.IFF_BROADCAST,

    /// <summary>The link is a loopback link (IFF_LOOPBACK).</summary>
    Loopback = (int)Linux.IFF_LOOPBACK,

    /// <summary>The link leads to a single peer (IFF_POINTOPOINT).</summary>
    PointToPoint = (int)Linux.IFF_POINTOPOINT,

    /// <summary>The link is operational in the terms of RFC 2863 (IFF_RUNNING).</summary>
    Running = (int)Linux.IFF_RUNNING,

    /// <summary>The link does not resolve addresses (IFF_NOARP).</summary>
    NoArp = (int)Linux.IFF_NOARP,

    /// <summary>The link receives every frame (IFF_PROMISC).</summary>
    Promiscuous = (int)Linux.IFF_PROMISC,

    /// <summary>The link receives every multicast frame (IFF_ALLMULTI).</summary>
    AllMulticast = (int)Linux.IFF_ALLMULTI,

    /// <summary>The link is the master of a load balancing bundle (IFF_MASTER).</summary>
    Master = (int)Linux.IFF_MASTER,

    /// <summary>The link belongs to a load balancing bundle (IFF_SLAVE).</summary>
    Slave = (int)Linux.IFF_SLAVE,

    /// <summary>The link can send to multicast groups (IFF_MULTICAST).</summary>
    Multicast = (int)Linux.IFF_MULTICAST,

    /// <summary>The addresses of the link are lost when it goes down (IFF_DYNAMIC).</summary>
    Dynamic = (int)Linux.IFF_DYNAMIC,

    /// <summary>The link has a carrier (IFF_LOWER_UP).</summary>
    LowerUp = (int)Linux.IFF_LOWER_UP,

    /// <summary>The link waits for an external event before it becomes operational (IFF_DORMANT).</summary>
    Dormant = (int)Linux.IFF_DORMANT,
}
