namespace LinuxNamespaces.Netlink;

/// <summary>Carries datagrams to the kernel and back: a socket, or a simulated kernel in unit tests.</summary>
internal interface INetlinkTransport : IDisposable
{
    /// <summary>The address of this end; replies carry it.</summary>
    uint PortId { get; }

    /// <summary>The number of requests that one datagram may carry, so that all answers fit the receive buffer of the socket.</summary>
    int MaxRequests { get; }

    /// <summary>Sends one datagram to the kernel.</summary>
    void Send(ReadOnlySpan<byte> datagram);

    /// <summary>Receives one datagram. Only the kernel can have sent it.</summary>
    /// <param name="timeout">How long to wait; zero to take only what is there.</param>
    /// <returns>False when none came within the time.</returns>
    bool TryReceive(Span<byte> buffer, TimeSpan timeout, out NetlinkDatagram datagram);
}
