using System.Buffers.Binary;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Writes echo requests and parses replies and errors, for IPv4 (RFC 792) and IPv6 (RFC 4443).</summary>
internal static class IcmpProtocol
{
    internal const int HeaderLength = 8;
    private const int IPv4HeaderLength = 20;
    private const int IPv6HeaderLength = 40;

    /// <summary>Writes a request.</summary>
    internal static void WriteRequest(Span<byte> packet, bool v4, ushort identifier, ushort sequence)
    {
        packet[0] = v4 ? Linux.ICMP_ECHO : Linux.ICMP6_ECHO_REQUEST;
        packet[1..4].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(packet[4..], identifier);
        BinaryPrimitives.WriteUInt16BigEndian(packet[6..], sequence);
        for (int i = HeaderLength; i < packet.Length; i++)
        {
            packet[i] = (byte)(i & 0xff);
        }

        // For IPv6, the kernel computes the checksum, which covers the source address too.
        if (v4)
        {
            BinaryPrimitives.WriteUInt16BigEndian(packet[2..], Checksum(packet));
        }
    }

    /// <summary>Parses a packet that was received on a raw socket.</summary>
    /// <param name="packet">The packet. For IPv4 it includes the IP header, for IPv6 it does not.</param>
    /// <returns>Null if the packet does not belong to this request.</returns>
    internal static IcmpAnswer? Read(ReadOnlySpan<byte> packet, bool v4, ushort identifier, ushort sequence)
    {
        int? ttl = null;
        if (v4)
        {
            if (packet.Length < 20)
            {
                return null;
            }

            ttl = packet[8];
            packet = SkipIPv4Header(packet);
        }

        if (packet.Length < HeaderLength)
        {
            return null;
        }

        EchoStatus? status = v4 ? StatusV4(packet[0], packet[1]) : StatusV6(packet[0]);
        // An error contains the start of the packet that caused it.
        ReadOnlySpan<byte> echo = status == EchoStatus.Success ? packet : SkipHeaders(packet[HeaderLength..], v4);
        bool ours = echo.Length >= HeaderLength
            && (status == EchoStatus.Success || echo[0] == (v4 ? Linux.ICMP_ECHO : Linux.ICMP6_ECHO_REQUEST))
            && BinaryPrimitives.ReadUInt16BigEndian(echo[4..]) == identifier
            && BinaryPrimitives.ReadUInt16BigEndian(echo[6..]) == sequence;
        return ours && status is { } known ? new IcmpAnswer(known, ttl, packet.Length) : null;
    }

    /// <summary>Determines whether a message from a datagram socket is the reply to a request. The kernel has compared the identifier.</summary>
    internal static bool IsReply(ReadOnlySpan<byte> message, bool v4, ushort sequence) =>
        message.Length >= HeaderLength
        && message[0] == (v4 ? Linux.ICMP_ECHOREPLY : Linux.ICMP6_ECHO_REPLY)
        && BinaryPrimitives.ReadUInt16BigEndian(message[6..]) == sequence;

    /// <summary>Parses an error that the kernel reports for a request of a datagram socket.</summary>
    /// <param name="request">The start of the request.</param>
    /// <param name="type">The type of the ICMP error.</param>
    /// <returns>Null if the packet does not belong to this request.</returns>
    internal static IcmpAnswer? ReadError(ReadOnlySpan<byte> request, bool v4, ushort sequence, byte type, byte code, int? ttl) =>
        request.Length >= HeaderLength
        && BinaryPrimitives.ReadUInt16BigEndian(request[6..]) == sequence
        && (v4 ? StatusV4(type, code) : StatusV6(type)) is { } status
            ? new IcmpAnswer(status, ttl, HeaderLength + (v4 ? IPv4HeaderLength : IPv6HeaderLength) + request.Length)
            : null;

    /// <summary>Computes the checksum of RFC 1071.</summary>
    internal static ushort Checksum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (int i = 0; i < bytes.Length; i += 2)
        {
            sum += (uint)((bytes[i] << 8) | (i + 1 < bytes.Length ? bytes[i + 1] : 0));
        }

        while (sum > ushort.MaxValue)
        {
            sum = (sum & ushort.MaxValue) + (sum >> 16);
        }

        return (ushort)(~sum & ushort.MaxValue);
    }

    private static EchoStatus? StatusV4(byte type, byte code) => type switch
    {
        Linux.ICMP_ECHOREPLY => EchoStatus.Success,
        Linux.ICMP_DEST_UNREACH when code == Linux.ICMP_FRAG_NEEDED => EchoStatus.PacketTooBig,
        Linux.ICMP_DEST_UNREACH => EchoStatus.DestinationUnreachable,
        Linux.ICMP_TIME_EXCEEDED => EchoStatus.TtlExpired,
        _ => null,
    };

    private static EchoStatus? StatusV6(byte type) => type switch
    {
        Linux.ICMP6_ECHO_REPLY => EchoStatus.Success,
        Linux.ICMP6_DST_UNREACH or Linux.ICMP6_PARAM_PROB => EchoStatus.DestinationUnreachable,
        Linux.ICMP6_PACKET_TOO_BIG => EchoStatus.PacketTooBig,
        Linux.ICMP6_TIME_EXCEEDED => EchoStatus.TtlExpired,
        _ => null,
    };

    private static ReadOnlySpan<byte> SkipHeaders(ReadOnlySpan<byte> packet, bool v4) =>
        v4 ? SkipIPv4Header(packet) : SkipIPv6Headers(packet);

    /// <summary>Finds the start of the request after the extension headers of RFC 8200. A fragmented request has one, and so has the error for it.</summary>
    private static ReadOnlySpan<byte> SkipIPv6Headers(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < IPv6HeaderLength)
        {
            return [];
        }

        byte next = packet[6];
        packet = packet[IPv6HeaderLength..];
        while (next is not Linux.IPPROTO_ICMPV6)
        {
            int length = LengthOfExtension(next, packet);
            if (length == 0 || length > packet.Length)
            {
                return [];
            }

            next = packet[0];
            packet = packet[length..];
        }

        return packet;
    }

    /// <returns>0 if there is no extension header.</returns>
    private static int LengthOfExtension(byte header, ReadOnlySpan<byte> packet) => header switch
    {
        _ when packet.Length < 8 => 0,
        Linux.IPPROTO_HOPOPTS or Linux.IPPROTO_ROUTING or Linux.IPPROTO_DSTOPTS => (packet[1] + 1) * 8,
        // A later fragment does not contain the start of the request.
        Linux.IPPROTO_FRAGMENT when BinaryPrimitives.ReadUInt16BigEndian(packet[2..]) >> 3 == 0 => 8,
        _ => 0,
    };

    private static ReadOnlySpan<byte> SkipIPv4Header(ReadOnlySpan<byte> packet)
    {
        int length = packet.IsEmpty ? 0 : (packet[0] & 0xf) * 4;
        return length >= 20 && length <= packet.Length ? packet[length..] : [];
    }
}
