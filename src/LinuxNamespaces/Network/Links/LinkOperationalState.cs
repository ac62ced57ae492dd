using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Specifies whether a link can pass packets, in the terms of RFC 2863.</summary>
/// <remarks>See linux/if.h and the kernel's networking/operstates.rst.</remarks>
public enum LinkOperationalState
{
    /// <summary>The driver does not report the state, as that of the loopback link.</summary>
    Unknown = Linux.IF_OPER_UNKNOWN,

    /// <summary>A component of the link is missing.</summary>
    NotPresent = Linux.IF_OPER_NOTPRESENT,

    /// <summary>The link cannot pass packets, for example because it has no carrier.</summary>
    Down = Linux.IF_OPER_DOWN,

    /// <summary>The link that this link is stacked on is down.</summary>
    LowerLayerDown = Linux.IF_OPER_LOWERLAYERDOWN,

    /// <summary>The link is in a test mode.</summary>
    Testing = Linux.IF_OPER_TESTING,

    /// <summary>The link waits for an external event, such as an authentication.</summary>
    Dormant = Linux.IF_OPER_DORMANT,

    /// <summary>The link passes packets.</summary>
    Up = Linux.IF_OPER_UP,
}
