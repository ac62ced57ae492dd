using System.Buffers.Binary;

namespace LinuxNamespaces.Network;

/// <summary>A field of a header, which a <see cref="PeditAction"/> can set or add to.</summary>
/// <remarks>See tc-pedit(8), "EXTENDED LAYERED OPTIONS". The kernel does not correct checksums: see tc-csum(8).</remarks>
/// <example>
/// <code>
/// new PeditAction(PeditField.IPv4TimeToLive.Set(64), PeditField.TcpDestinationPort.Set(8080))
/// </code>
/// </example>
public sealed class PeditField
{
    private const int WordBits = 32;

    private readonly PeditHeader _header;
    private readonly int _offset;
    private readonly int _shift;

    /// <param name="start">The first bit of the field in the header.</param>
    private PeditField(string name, PeditHeader header, int start, int length)
    {
        Name = name;
        Length = length;
        _header = header;
        _offset = start / WordBits * sizeof(uint);
        _shift = WordBits - (start % WordBits) - length;
    }

    /// <summary>Gets the protocol of an Ethernet frame; 16 bits.</summary>
    public static PeditField EtherType { get; } = new(nameof(EtherType), PeditHeader.Ethernet, 12 * 8, 16);

    /// <summary>Gets the type of service of IPv4; 8 bits.</summary>
    public static PeditField IPv4TypeOfService { get; } = new(nameof(IPv4TypeOfService), PeditHeader.IPv4, 1 * 8, 8);

    /// <summary>Gets the time to live of IPv4; 8 bits.</summary>
    public static PeditField IPv4TimeToLive { get; } = new(nameof(IPv4TimeToLive), PeditHeader.IPv4, 8 * 8, 8);

    /// <summary>Gets the protocol of IPv4; 8 bits.</summary>
    public static PeditField IPv4Protocol { get; } = new(nameof(IPv4Protocol), PeditHeader.IPv4, 9 * 8, 8);

    /// <summary>Gets the traffic class of IPv6; 8 bits.</summary>
    public static PeditField IPv6TrafficClass { get; } = new(nameof(IPv6TrafficClass), PeditHeader.IPv6, 4, 8);

    /// <summary>Gets the flow label of IPv6; 20 bits.</summary>
    public static PeditField IPv6FlowLabel { get; } = new(nameof(IPv6FlowLabel), PeditHeader.IPv6, 12, 20);

    /// <summary>Gets the next header of IPv6; 8 bits.</summary>
    public static PeditField IPv6NextHeader { get; } = new(nameof(IPv6NextHeader), PeditHeader.IPv6, 6 * 8, 8);

    /// <summary>Gets the hop limit of IPv6; 8 bits.</summary>
    public static PeditField IPv6HopLimit { get; } = new(nameof(IPv6HopLimit), PeditHeader.IPv6, 7 * 8, 8);

    /// <summary>Gets the source port of TCP; 16 bits.</summary>
    public static PeditField TcpSourcePort { get; } = new(nameof(TcpSourcePort), PeditHeader.Tcp, 0, 16);

    /// <summary>Gets the destination port of TCP; 16 bits.</summary>
    public static PeditField TcpDestinationPort { get; } = new(nameof(TcpDestinationPort), PeditHeader.Tcp, 2 * 8, 16);

    /// <summary>Gets the flags of TCP, without those of the byte before; 8 bits.</summary>
    public static PeditField TcpFlags { get; } = new(nameof(TcpFlags), PeditHeader.Tcp, 13 * 8, 8);

    /// <summary>Gets the source port of UDP; 16 bits.</summary>
    public static PeditField UdpSourcePort { get; } = new(nameof(UdpSourcePort), PeditHeader.Udp, 0, 16);

    /// <summary>Gets the destination port of UDP; 16 bits.</summary>
    public static PeditField UdpDestinationPort { get; } = new(nameof(UdpDestinationPort), PeditHeader.Udp, 2 * 8, 16);

    /// <summary>Gets the name of the field.</summary>
    public string Name { get; }

    /// <summary>Gets the number of bits.</summary>
    public int Length { get; }

    private uint Mask => uint.MaxValue >> (WordBits - Length);

    /// <summary>Sets the field.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The value does not fit the field.</exception>
    public PeditKey Set(int value)
    {
        NumberRange.Require(value, 0, (int)Mask, nameof(value));
        return new PeditKey(_header, _offset, (uint)value << _shift, Mask << _shift);
    }

    /// <summary>Adds to the field, without what does not fit it.</summary>
    /// <param name="value">The summand; negative to subtract. It has as many bits as the field.</param>
    /// <returns>The key.</returns>
    /// <remarks>
    /// In a field of several bytes, what is carried or borrowed from byte to byte goes to the wrong byte on most machines: see <see cref="PeditKey.Adds"/>.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value does not fit the field.</exception>
    public PeditKey Add(int value)
    {
        NumberRange.Require(value, -(int)Mask, (int)Mask, nameof(value));
        uint number = (uint)Math.Abs(value) << _shift;
        // The kernel adds numbers of the machine, so a negative one is negative there. What it changes outside of the mask is kept.
        return PeditKey.Read(_header, _offset, value < 0 ? ToPacket(unchecked(0 - ToPacket(number))) : number, Mask << _shift) with { Adds = true };

        static uint ToPacket(uint native) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(native) : native;
    }

    /// <summary>Returns <see cref="Name"/>.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name;
}
