namespace LinuxNamespaces.Network;

/// <summary>Specifies the preference among default routers that advertise themselves; IPv6 only.</summary>
/// <remarks>See RFC 4191 and linux/icmpv6.h, <c>ICMPV6_ROUTER_PREF_*</c>.</remarks>
public enum RoutePreference
{
    /// <summary>Medium, which is the default.</summary>
    Medium = 0,

    /// <summary>High.</summary>
    High = 1,

    /// <summary>Low.</summary>
    Low = 3,
}
