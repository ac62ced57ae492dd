using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Specifies the state of a route or of one of its next hops, as the kernel reports it.</summary>
/// <remarks>See linux/rtnetlink.h, <c>RTNH_F_*</c>.</remarks>
[Flags]
public enum RouteFlags
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>The link is down, so the route is not used (RTNH_F_DEAD).</summary>
    Dead = (int)Linux.RTNH_F_DEAD,

    /// <summary>The gateway is looked up recursively (RTNH_F_PERVASIVE).</summary>
    Pervasive = (int)Linux.RTNH_F_PERVASIVE,

    /// <summary>The gateway is taken as on the link (RTNH_F_ONLINK).</summary>
    OnLink = (int)Linux.RTNH_F_ONLINK,

    /// <summary>The hardware forwards the packets (RTNH_F_OFFLOAD).</summary>
    Offloaded = (int)Linux.RTNH_F_OFFLOAD,

    /// <summary>The link has no carrier (RTNH_F_LINKDOWN).</summary>
    LinkDown = (int)Linux.RTNH_F_LINKDOWN,

    /// <summary>The next hop of a multicast route is not known yet (RTNH_F_UNRESOLVED).</summary>
    Unresolved = (int)Linux.RTNH_F_UNRESOLVED,

    /// <summary>The hardware passes the packets to the kernel (RTNH_F_TRAP).</summary>
    Trapped = (int)Linux.RTNH_F_TRAP,
}
