using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Specifies what a port of a bridge does with frames, in the terms of the spanning tree protocol.</summary>
/// <remarks>See linux/if_bridge.h.</remarks>
public enum BridgePortState
{
    /// <summary>The port is down and does nothing.</summary>
    Disabled = Linux.BR_STATE_DISABLED,

    /// <summary>The port only listens to other bridges.</summary>
    Listening = Linux.BR_STATE_LISTENING,

    /// <summary>The port learns addresses, and does not forward yet.</summary>
    Learning = Linux.BR_STATE_LEARNING,

    /// <summary>The port forwards.</summary>
    Forwarding = Linux.BR_STATE_FORWARDING,

    /// <summary>The port does not forward, because another path is used.</summary>
    Blocking = Linux.BR_STATE_BLOCKING,
}
