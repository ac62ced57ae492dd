using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Whether a link can pass packets, as RFC 2863 has it.</summary>
/// <remarks>See linux/if.h and the kernel's networking/operstates.rst.</remarks>
public enum LinkOperationalState
{
    /// <summary>The driver does not tell; the loopback link is an example.</summary>
    Unknown = Linux.IF_OPER_UNKNOWN,

    /// <summary>A part of the link is missing.</summary>
    NotPresent = Linux.IF_OPER_NOTPRESENT,

    /// <summary>It cannot pass packets; a link that has no carrier, for instance.</summary>
    Down = Linux.IF_OPER_DOWN,

    /// <summary>The link that it is stacked on is down.</summary>
    LowerLayerDown = Linux.IF_OPER_LOWERLAYERDOWN,

    /// <summary>It is in a test mode.</summary>
    Testing = Linux.IF_OPER_TESTING,

    /// <summary>It waits for an external event, such as an authentication.</summary>
    Dormant = Linux.IF_OPER_DORMANT,

    /// <summary>It passes packets.</summary>
    Up = Linux.IF_OPER_UP,
}
