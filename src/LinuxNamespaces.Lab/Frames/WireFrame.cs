using System.Buffers.Binary;
using System.Net.Sockets;

namespace LinuxNamespaces.Lab;

/// <summary>Represents a frame on a wire, whose headers are read in place, without allocating. A property of a header that the frame does not have is <see langword="null"/>.</summary>
/// <remarks>A frame can be of any content: nothing here throws.</remarks>
public readonly ref struct WireFrame
{
    private const int AddressLength = 6;
    private const int ArpLength = 28;
    private const int ArpOverEthernet = 1;
    private const int MinTcpLength = 20;
    private const int UdpLength = 8;
    private const int IcmpLength = 8;

    internal WireFrame(WireDirection direction, long number, ReadOnlySpan<byte> bytes)
    {
        Direction = direction;
        Number = number;
        Bytes = bytes;
    }

    /// <summary>Gets the direction of the frame.</summary>
    public WireDirection Direction { get; }

    /// <summary>Gets the number of the frame in its direction. The first one is 0.</summary>
    public long Number { get; }

    /// <summary>Gets the frame from its Ethernet header on. A checksum that the sender left to its device is incomplete.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Gets the Ethernet address of the receiver: 6 bytes, or none if the frame is too short.</summary>
    public ReadOnlySpan<byte> DestinationAddress => Bytes.Length >= AddressLength ? Bytes[..AddressLength] : default;

    /// <summary>Gets the Ethernet address of the sender: 6 bytes, or none if the frame is too short.</summary>
    public ReadOnlySpan<byte> SourceAddress => Bytes.Length >= 2 * AddressLength ? Bytes.Slice(AddressLength, AddressLength) : default;

    /// <summary>Gets the type of the payload, behind the VLAN tags, such as 0x0800 for IPv4; 0 if the frame is too short.</summary>
    public int EtherType => new FrameLayers(Bytes).EtherType;

    /// <summary>Gets the VLAN of the outer tag; <see langword="null"/> without a tag.</summary>
    public int? VlanId => new FrameLayers(Bytes).VlanId;

    /// <summary>Gets the ARP message.</summary>
    public ArpHeader? Arp
    {
        get
        {
            FrameLayers layers = new(Bytes);
            ReadOnlySpan<byte> message = layers.Network;
            return layers.EtherType == FrameLayers.EtherTypeArp && message.Length >= ArpLength && BinaryPrimitives.ReadUInt16BigEndian(message) == ArpOverEthernet
                && BinaryPrimitives.ReadUInt16BigEndian(message[2..]) == FrameLayers.EtherTypeIPv4
                    ? new ArpHeader(BinaryPrimitives.ReadUInt16BigEndian(message[6..]), new FrameAddress(message.Slice(14, 4)), new FrameAddress(message.Slice(24, 4)))
                    : null;
        }
    }

    /// <summary>Gets the header of the IPv4 or IPv6 packet.</summary>
    public IPHeader? IP => new FrameLayers(Bytes).IP;

    /// <summary>Gets the header of the IPv4 packet.</summary>
    public IPHeader? IPv4 => IP is { Source.AddressFamily: AddressFamily.InterNetwork } header ? header : null;

    /// <summary>Gets the header of the IPv6 packet.</summary>
    public IPHeader? IPv6 => IP is { Source.AddressFamily: AddressFamily.InterNetworkV6 } header ? header : null;

    /// <summary>Gets the header of the TCP segment.</summary>
    public TcpHeader? Tcp
    {
        get
        {
            ReadOnlySpan<byte> segment = Transport(ProtocolType.Tcp, MinTcpLength);
            int length = segment.IsEmpty ? 0 : (segment[12] >> 4) * sizeof(uint);
            return length < MinTcpLength || length > segment.Length
                ? null
                : new TcpHeader(
                    BinaryPrimitives.ReadUInt16BigEndian(segment), BinaryPrimitives.ReadUInt16BigEndian(segment[2..]), BinaryPrimitives.ReadUInt32BigEndian(segment[4..]),
                    BinaryPrimitives.ReadUInt32BigEndian(segment[8..]), BinaryPrimitives.ReadUInt16BigEndian(segment[14..]), segment.Length - length)
                {
                    Flags = segment[13],
                };
        }
    }

    /// <summary>Gets the header of the UDP datagram.</summary>
    public UdpHeader? Udp
    {
        get
        {
            ReadOnlySpan<byte> datagram = Transport(ProtocolType.Udp, UdpLength);
            return datagram.IsEmpty
                ? null
                : new UdpHeader(
                    BinaryPrimitives.ReadUInt16BigEndian(datagram), BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]),
                    Math.Max(0, BinaryPrimitives.ReadUInt16BigEndian(datagram[4..]) - UdpLength));
        }
    }

    /// <summary>Gets the header of the ICMP or ICMPv6 message.</summary>
    public IcmpHeader? Icmp
    {
        get
        {
            ReadOnlySpan<byte> message = Transport(ProtocolType.Icmp, IcmpLength);
            bool isVersion6 = message.IsEmpty;
            message = isVersion6 ? Transport(ProtocolType.IcmpV6, IcmpLength) : message;
            return message.IsEmpty
                ? null
                : new IcmpHeader(isVersion6, message[0], message[1], BinaryPrimitives.ReadUInt16BigEndian(message[4..]), BinaryPrimitives.ReadUInt16BigEndian(message[6..]));
        }
    }

    /// <summary>Gets the data of the TCP segment, the UDP datagram or the ICMP message; empty if the frame is none of these.</summary>
    public ReadOnlySpan<byte> Payload
    {
        get
        {
            FrameLayers layers = new(Bytes);
            int header = layers.IP?.Protocol switch
            {
                ProtocolType.Tcp when layers.Transport.Length >= MinTcpLength => Math.Max(MinTcpLength, (layers.Transport[12] >> 4) * sizeof(uint)),
                ProtocolType.Udp => UdpLength,
                ProtocolType.Icmp or ProtocolType.IcmpV6 => IcmpLength,
                _ => int.MaxValue,
            };
            return header <= layers.Transport.Length ? layers.Transport[header..] : default;
        }
    }

    private ReadOnlySpan<byte> Transport(ProtocolType protocol, int minLength)
    {
        FrameLayers layers = new(Bytes);
        return layers.IP is { } header && header.Protocol == protocol && layers.Transport.Length >= minLength ? layers.Transport : default;
    }
}
