using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>What a route does with packets. The kernel may have more types than these.</summary>
/// <remarks>See rtnetlink(7), <c>rtm_type</c>.</remarks>
public enum RouteType
{
    /// <summary>It sends them on, to a gateway or to a link.</summary>
    Unicast = Linux.RTN_UNICAST,

    /// <summary>They are for this host.</summary>
    Local = Linux.RTN_LOCAL,

    /// <summary>It sends them to everybody on the link.</summary>
    Broadcast = Linux.RTN_BROADCAST,

    /// <summary>They are for this host among others.</summary>
    Anycast = Linux.RTN_ANYCAST,

    /// <summary>They are for a multicast group.</summary>
    Multicast = Linux.RTN_MULTICAST,

    /// <summary>It drops them without a word.</summary>
    Blackhole = Linux.RTN_BLACKHOLE,

    /// <summary>It refuses them: host unreachable.</summary>
    Unreachable = Linux.RTN_UNREACHABLE,

    /// <summary>It refuses them: administratively prohibited.</summary>
    Prohibit = Linux.RTN_PROHIBIT,

    /// <summary>It ends the look-up in this table.</summary>
    Throw = Linux.RTN_THROW,
}
