using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Specifies where an address is valid. Any number from 0 to 255 is valid.</summary>
/// <remarks>See rtnetlink(7), <c>ifa_scope</c>.</remarks>
public enum AddressScope
{
    /// <summary>Everywhere.</summary>
    Universe = Linux.RT_SCOPE_UNIVERSE,

    /// <summary>In the site; IPv6 only.</summary>
    Site = Linux.RT_SCOPE_SITE,

    /// <summary>On the link.</summary>
    Link = Linux.RT_SCOPE_LINK,

    /// <summary>On this host.</summary>
    Host = Linux.RT_SCOPE_HOST,

    /// <summary>Nowhere.</summary>
    Nowhere = Linux.RT_SCOPE_NOWHERE,
}
