namespace LinuxNamespaces.Network;

/// <summary>Specifies what the running timer of a TCP connection is for.</summary>
/// <remarks>See ss(8), option <c>--options</c>.</remarks>
public enum SocketTimer
{
    /// <summary>No timer runs.</summary>
    None = 0,

    /// <summary>A segment is sent again, or the loss of one is looked for (<c>on</c>).</summary>
    Retransmission = 1,

    /// <summary>An idle connection is probed (<c>keepalive</c>).</summary>
    KeepAlive = 2,

    /// <summary>The connection is closed, and late segments are still expected (<c>timewait</c>).</summary>
    TimeWait = 3,

    /// <summary>A receive window of zero is probed (<c>persist</c>).</summary>
    ZeroWindowProbe = 4,
}
