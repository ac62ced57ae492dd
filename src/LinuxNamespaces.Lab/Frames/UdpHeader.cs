namespace LinuxNamespaces.Lab;

/// <summary>Represents the header of a UDP datagram.</summary>
/// <param name="SourcePort">The port of the sender.</param>
/// <param name="DestinationPort">The port of the receiver.</param>
/// <param name="PayloadLength">The length of the data, in bytes, as the header has it.</param>
public readonly record struct UdpHeader(int SourcePort, int DestinationPort, int PayloadLength);
