namespace LinuxNamespaces.Lab;

/// <summary>Represents the header of a TCP segment.</summary>
/// <param name="SourcePort">The port of the sender.</param>
/// <param name="DestinationPort">The port of the receiver.</param>
/// <param name="SequenceNumber">The sequence number.</param>
/// <param name="AcknowledgmentNumber">The acknowledgment number.</param>
/// <param name="Window">The window, not scaled.</param>
/// <param name="PayloadLength">The length of the data, in bytes.</param>
public readonly record struct TcpHeader(int SourcePort, int DestinationPort, uint SequenceNumber, uint AcknowledgmentNumber, int Window, int PayloadLength)
{
    private const int FinBit = 1;
    private const int SynBit = 2;
    private const int ResetBit = 4;
    private const int PushBit = 8;
    private const int AckBit = 16;

    internal byte Flags { get; init; }

    /// <summary>Gets whether the segment opens a connection (SYN).</summary>
    public bool Syn => (Flags & SynBit) != 0;

    /// <summary>Gets whether the segment acknowledges data (ACK).</summary>
    public bool Ack => (Flags & AckBit) != 0;

    /// <summary>Gets whether the sender has no more data (FIN).</summary>
    public bool Fin => (Flags & FinBit) != 0;

    /// <summary>Gets whether the segment breaks the connection (RST).</summary>
    public bool Reset => (Flags & ResetBit) != 0;

    /// <summary>Gets whether the data are for the application at once (PSH).</summary>
    public bool Push => (Flags & PushBit) != 0;
}
