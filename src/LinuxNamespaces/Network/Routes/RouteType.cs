using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Specifies what a route does with packets.</summary>
/// <remarks>See ip-route(8), and rtnetlink(7), <c>rtm_type</c>.</remarks>
public enum RouteType
{
    /// <summary>Packets are sent to a gateway, or on the link.</summary>
    Unicast = Linux.RTN_UNICAST,

    /// <summary>The destination is an address of this host.</summary>
    Local = Linux.RTN_LOCAL,

    /// <summary>Packets are sent as broadcasts on the link.</summary>
    Broadcast = Linux.RTN_BROADCAST,

    /// <summary>The destination is an address that this host shares with other hosts.</summary>
    Anycast = Linux.RTN_ANYCAST,

    /// <summary>The destination is a multicast group.</summary>
    Multicast = Linux.RTN_MULTICAST,

    /// <summary>Packets are discarded silently. A local sender gets EINVAL.</summary>
    Blackhole = Linux.RTN_BLACKHOLE,

    /// <summary>Packets are rejected with "host unreachable". A local sender gets EHOSTUNREACH.</summary>
    Unreachable = Linux.RTN_UNREACHABLE,

    /// <summary>Packets are rejected with "communication administratively prohibited". A local sender gets EACCES.</summary>
    Prohibit = Linux.RTN_PROHIBIT,

    /// <summary>The lookup in this table ends, and the next rule applies.</summary>
    Throw = Linux.RTN_THROW,
}
