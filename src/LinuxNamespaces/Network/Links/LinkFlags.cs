using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Flags of a link, with the values of the kernel's <c>IFF_*</c>.</summary>
/// <remarks>See netdevice(7) and linux/if.h.</remarks>
[Flags]
public enum LinkFlags
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>The link is set up by its administrator.</summary>
    Up = (int)Linux.IFF_UP,

    /// <summary>It has a broadcast address.</summary>
    Broadcast = (int)Linux.IFF_BROADCAST,

    /// <summary>It is a loopback link.</summary>
    Loopback = (int)Linux.IFF_LOOPBACK,

    /// <summary>It leads to one peer.</summary>
    PointToPoint = (int)Linux.IFF_POINTOPOINT,

    /// <summary>It is operational (RFC 2863).</summary>
    Running = (int)Linux.IFF_RUNNING,

    /// <summary>It does no address resolution.</summary>
    NoArp = (int)Linux.IFF_NOARP,

    /// <summary>It receives every frame.</summary>
    Promiscuous = (int)Linux.IFF_PROMISC,

    /// <summary>It receives every multicast frame.</summary>
    AllMulticast = (int)Linux.IFF_ALLMULTI,

    /// <summary>It is the master of a load balancing bundle.</summary>
    Master = (int)Linux.IFF_MASTER,

    /// <summary>It belongs to a load balancing bundle.</summary>
    Slave = (int)Linux.IFF_SLAVE,

    /// <summary>It can send to multicast groups.</summary>
    Multicast = (int)Linux.IFF_MULTICAST,

    /// <summary>Its addresses are lost when it goes down.</summary>
    Dynamic = (int)Linux.IFF_DYNAMIC,

    /// <summary>The layer below signals that it is up.</summary>
    LowerUp = (int)Linux.IFF_LOWER_UP,

    /// <summary>It waits for an external event to become operational.</summary>
    Dormant = (int)Linux.IFF_DORMANT,
}
