namespace LinuxNamespaces.Network;

/// <summary>Specifies the result of an echo request.</summary>
public enum EchoStatus
{
    /// <summary>The request was answered.</summary>
    Success,

    /// <summary>No answer arrived in time.</summary>
    TimedOut,

    /// <summary>A router, or this host if its loopback link is up, reported that the destination is unreachable.</summary>
    DestinationUnreachable,

    /// <summary>A router reported that the time to live has expired.</summary>
    TtlExpired,

    /// <summary>A router reported that the request is too large for the next link. The next request is sent in fragments.</summary>
    PacketTooBig,
}
