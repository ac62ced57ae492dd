using System.Buffers.Binary;
using System.Net.Sockets;

namespace LinuxNamespaces.Lab;

/// <summary>Where the layers of a frame begin. A field that the frame is too short for ends the search.</summary>
internal readonly ref struct FrameLayers
{
    internal const int EtherTypeArp = 0x0806;
    internal const int EtherTypeIPv4 = 0x0800;
    internal const int EtherTypeIPv6 = 0x86dd;

    private const int EtherTypeVlan = 0x8100;
    private const int EtherTypeServiceVlan = 0x88a8;
    private const int AddressesLength = 12;
    private const int TagLength = 4;
    private const int MaxTags = 2;
    private const int VlanIdMask = 0xfff;
    private const int MinIPv4Length = 20;
    private const int IPv6Length = 40;
    private const int MaxExtensions = 16;
    private const int FragmentUnit = 8;
    private const int AuthenticationUnit = 4;

    internal FrameLayers(ReadOnlySpan<byte> frame)
    {
        Transport = default;
        int place = AddressesLength;
        for (int tags = 0; ; tags++)
        {
            if (frame.Length < place + sizeof(ushort))
            {
                return;
            }

            EtherType = BinaryPrimitives.ReadUInt16BigEndian(frame[place..]);
            if (tags == MaxTags || EtherType is not (EtherTypeVlan or EtherTypeServiceVlan) || frame.Length < place + TagLength)
            {
                break;
            }

            VlanId ??= BinaryPrimitives.ReadUInt16BigEndian(frame[(place + sizeof(ushort))..]) & VlanIdMask;
            place += TagLength;
        }

        Network = frame[(place + sizeof(ushort))..];
        if (EtherType == EtherTypeIPv4)
        {
            IP = ReadIPv4(Network, out ReadOnlySpan<byte> transport);
            Transport = transport;
        }
        else if (EtherType == EtherTypeIPv6)
        {
            IP = ReadIPv6(Network, out ReadOnlySpan<byte> transport);
            Transport = transport;
        }
    }

    internal int EtherType { get; }

    internal int? VlanId { get; }

    /// <summary>From the header of the network layer on.</summary>
    internal ReadOnlySpan<byte> Network { get; }

    internal IPHeader? IP { get; }

    /// <summary>From the header of the transport layer on; empty for fragments that have none.</summary>
    internal ReadOnlySpan<byte> Transport { get; }

    private static IPHeader? ReadIPv4(ReadOnlySpan<byte> packet, out ReadOnlySpan<byte> transport)
    {
        transport = default;
        int length = packet.Length < MinIPv4Length || packet[0] >> 4 != 4 ? 0 : (packet[0] & 0xf) * sizeof(uint);
        if (length < MinIPv4Length || length > packet.Length)
        {
            return null;
        }

        int fragment = BinaryPrimitives.ReadUInt16BigEndian(packet[6..]);
        IPHeader header = new(
            new FrameAddress(packet.Slice(12, 4)), new FrameAddress(packet.Slice(16, 4)), (ProtocolType)packet[9], packet[8], packet[1], (fragment & 0x1fff) * FragmentUnit, (fragment & 0x2000) != 0);
        // A short frame is padded. A packet that is to be segmented may not have a length.
        int total = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        transport = header.FragmentOffset > 0 ? default : packet[length..(total >= length && total <= packet.Length ? total : packet.Length)];
        return header;
    }

    private static IPHeader? ReadIPv6(ReadOnlySpan<byte> packet, out ReadOnlySpan<byte> transport)
    {
        transport = default;
        if (packet.Length < IPv6Length || packet[0] >> 4 != 6)
        {
            return null;
        }

        int payload = BinaryPrimitives.ReadUInt16BigEndian(packet[4..]);
        ReadOnlySpan<byte> rest = packet[IPv6Length..(payload > 0 && payload <= packet.Length - IPv6Length ? IPv6Length + payload : packet.Length)];
        int protocol = packet[6];
        (int offset, bool more) = (0, false);
        bool isWhole = SkipExtensions(ref rest, ref protocol, ref offset, ref more);
        transport = isWhole && offset == 0 ? rest : default;
        int trafficClass = (BinaryPrimitives.ReadUInt16BigEndian(packet) >> 4) & 0xff;
        return new IPHeader(new FrameAddress(packet.Slice(8, 16)), new FrameAddress(packet.Slice(24, 16)), (ProtocolType)protocol, packet[7], trafficClass, offset, more);
    }

    /// <returns>False if the frame ends before the headers do, or has too many.</returns>
    private static bool SkipExtensions(ref ReadOnlySpan<byte> rest, ref int protocol, ref int offset, ref bool more)
    {
        for (int i = 0; i < MaxExtensions; i++)
        {
            int length;
            switch ((ProtocolType)protocol)
            {
                case ProtocolType.IPv6HopByHopOptions or ProtocolType.IPv6RoutingHeader or ProtocolType.IPv6DestinationOptions when rest.Length >= FragmentUnit:
                    length = (rest[1] + 1) * FragmentUnit;
                    break;
                case ProtocolType.IPSecAuthenticationHeader when rest.Length >= FragmentUnit:
                    length = (rest[1] + 2) * AuthenticationUnit;
                    break;
                case ProtocolType.IPv6FragmentHeader when rest.Length >= FragmentUnit:
                    length = FragmentUnit;
                    int fragment = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
                    (offset, more) = (fragment & ~7, (fragment & 1) != 0);
                    break;
                case ProtocolType.IPv6HopByHopOptions or ProtocolType.IPv6RoutingHeader or ProtocolType.IPv6DestinationOptions or ProtocolType.IPSecAuthenticationHeader
                    or ProtocolType.IPv6FragmentHeader:
                    return false;
                default:
                    return true;
            }

            if (length > rest.Length)
            {
                return false;
            }

            protocol = rest[0];
            rest = rest[length..];
            if (offset > 0)
            {
                // What follows is in the first fragment.
                return true;
            }
        }

        return false;
    }
}
