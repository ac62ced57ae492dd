namespace LinuxNamespaces.Network;

/// <summary>What became of an echo request.</summary>
public enum EchoStatus
{
    /// <summary>It was answered.</summary>
    Success,

    /// <summary>Nothing came within the time.</summary>
    TimedOut,

    /// <summary>A host on the way says, or this one if its loopback link is up, that the destination cannot be reached.</summary>
    DestinationUnreachable,

    /// <summary>A router says that the request passed too many of them.</summary>
    TtlExpired,

    /// <summary>A router says that the request is too large for the next link; the next request goes out in fragments.</summary>
    PacketTooBig,
}
