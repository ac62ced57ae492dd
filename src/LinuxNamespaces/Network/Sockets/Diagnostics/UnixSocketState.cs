namespace LinuxNamespaces.Network;

/// <summary>Specifies the state of a Unix socket. The numbers are those of the kernel.</summary>
public enum UnixSocketState
{
    /// <summary>The socket is connected.</summary>
    Connected = 1,

    /// <summary>A connection waits to be accepted.</summary>
    Connecting = 2,

    /// <summary>The socket is not connected.</summary>
    Unconnected = 7,

    /// <summary>The socket listens.</summary>
    Listening = 10,
}
