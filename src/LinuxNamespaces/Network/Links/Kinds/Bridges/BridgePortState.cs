using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>What a port of a bridge does with frames, in the terms of the spanning tree protocol.</summary>
/// <remarks>See linux/if_bridge.h.</remarks>
public enum BridgePortState
{
    /// <summary>Nothing: the port is down.</summary>
    Disabled = Linux.BR_STATE_DISABLED,

    /// <summary>It listens to other bridges.</summary>
    Listening = Linux.BR_STATE_LISTENING,

    /// <summary>It learns addresses.</summary>
    Learning = Linux.BR_STATE_LEARNING,

    /// <summary>It forwards.</summary>
    Forwarding = Linux.BR_STATE_FORWARDING,

    /// <summary>It only listens to other bridges, as another path leads there.</summary>
    Blocking = Linux.BR_STATE_BLOCKING,
}
