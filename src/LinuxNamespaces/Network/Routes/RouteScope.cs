using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Specifies how far away the destination of a route is. An administrator can define further values.</summary>
/// <remarks>See rtnetlink(7), <c>rtm_scope</c>.</remarks>
public enum RouteScope
{
    /// <summary>Everywhere.</summary>
    Universe = Linux.RT_SCOPE_UNIVERSE,

    /// <summary>Within the site; IPv6 only.</summary>
    Site = Linux.RT_SCOPE_SITE,

    /// <summary>On the link.</summary>
    Link = Linux.RT_SCOPE_LINK,

    /// <summary>On this host.</summary>
    Host = Linux.RT_SCOPE_HOST,

    /// <summary>Nowhere.</summary>
    Nowhere = Linux.RT_SCOPE_NOWHERE,
}
