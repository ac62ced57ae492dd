namespace LinuxNamespaces.Netlink;

/// <summary>What carries datagrams to the kernel and back: a socket, or in unit tests a made-up kernel.</summary>
internal interface INetlinkTransport : IDisposable
{
    /// <summary>The address of this end; replies carry it.</summary>
    uint PortId { get; }

    /// <summary>Sends one datagram to the kernel.</summary>
    void Send(ReadOnlySpan<byte> datagram);

    /// <summary>Receives one datagram, from whoever sent it.</summary>
    /// <returns>False when none came within the time.</returns>
    bool TryReceive(Span<byte> buffer, TimeSpan timeout, out NetlinkDatagram datagram);
}
