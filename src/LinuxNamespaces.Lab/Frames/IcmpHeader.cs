namespace LinuxNamespaces.Lab;

/// <summary>Represents the header of an ICMP or ICMPv6 message.</summary>
/// <param name="IsVersion6">Whether the message is ICMPv6.</param>
/// <param name="Type">The type.</param>
/// <param name="Code">The code.</param>
/// <param name="Identifier">The identifier of an echo message.</param>
/// <param name="SequenceNumber">The sequence number of an echo message.</param>
public readonly record struct IcmpHeader(bool IsVersion6, int Type, int Code, int Identifier, int SequenceNumber)
{
    private const int EchoRequest = 8;
    private const int EchoReply = 0;
    private const int EchoRequest6 = 128;
    private const int EchoReply6 = 129;

    /// <summary>Gets whether the message is an echo request, as ping(8) sends them.</summary>
    public bool IsEchoRequest => Type == (IsVersion6 ? EchoRequest6 : EchoRequest);

    /// <summary>Gets whether the message is an echo reply.</summary>
    public bool IsEchoReply => Type == (IsVersion6 ? EchoReply6 : EchoReply);
}
