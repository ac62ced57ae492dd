using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Specifies how far away the destination of a route is. Any number from 0 to 255 is valid.</summary>
/// <remarks>See rtnetlink(7), <c>rtm_scope</c>, and /etc/iproute2/rt_scopes.</remarks>
public enum RouteScope
{
    /// <summary>Anywhere, by a gateway.</summary>
    Universe = Linux.RT_SCOPE_UNIVERSE,

    /// <summary>In the site.</summary>
    Site = Linux.RT_SCOPE_SITE,

    /// <summary>On the link.</summary>
    Link = Linux.RT_SCOPE_LINK,

    /// <summary>On this host.</summary>
    Host = Linux.RT_SCOPE_HOST,

    /// <summary>Nowhere.</summary>
    Nowhere = Linux.RT_SCOPE_NOWHERE,
}
