using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>Changes up to 32 bits of a packet, for a <see cref="PeditAction"/>.</summary>
/// <remarks>See tc-pedit(8). <see cref="PeditField"/> knows the fields of the usual headers.</remarks>
public sealed record PeditKey
{
    private const int MaxOffset = 1 << 16;

    // Offsets of struct iphdr, struct ipv6hdr and struct ethhdr.
    private const int IPv4Source = 12;
    private const int IPv4Destination = 16;
    private const int IPv6Source = 8;
    private const int IPv6Destination = 24;
    private const int EthernetSource = 6;
    private const int EthernetDestination = 0;

    /// <summary>Creates a change.</summary>
    /// <param name="header">The header that the offset starts at.</param>
    /// <param name="offset">Where the 32 bits are, in bytes; a multiple of 4, and negative for what is before the header.</param>
    /// <param name="value">The value, in the order of the packet: the first byte is the highest.</param>
    /// <param name="mask">Which bits are changed. The others are kept.</param>
    /// <exception cref="ArgumentOutOfRangeException">The offset is out of range or not a multiple of 4, or the header is not defined.</exception>
    public PeditKey(PeditHeader header, int offset, uint value, uint mask = uint.MaxValue)
    {
        Header = Defined.Require<PeditHeader>(header, nameof(header))!.Value;
        NumberRange.Require(offset, -MaxOffset, MaxOffset, nameof(offset));
        Offset = offset % sizeof(uint) == 0 ? offset : throw new ArgumentOutOfRangeException(nameof(offset), offset, "The offset is not a multiple of 4.");
        Mask = mask;
        Value = value & mask;
    }

    private PeditKey(PeditHeader header, uint value, uint mask)
    {
        Header = header;
        Value = value;
        Mask = mask;
    }

    /// <summary>Gets the header that the offset starts at.</summary>
    public PeditHeader Header { get; }

    /// <summary>Gets where the 32 bits are, in bytes from the header.</summary>
    public int Offset { get; private init; }

    /// <summary>Gets the value, in the order of the packet.</summary>
    public uint Value { get; }

    /// <summary>Gets which bits are changed.</summary>
    public uint Mask { get; }

    /// <summary>Gets whether the value is added to what is there, not set. Defaults to <see langword="false"/>.</summary>
    /// <remarks>
    /// The kernel adds the 32 bits in the byte order of the machine, also for tc(8). On a machine with the low byte first, as most are, a carry goes to the byte behind
    /// and not to the one before: 0x00FF and 1 are 0x0000, and not 0x0100. A sum that carries nothing from byte to byte is right.
    /// </remarks>
    public bool Adds { get; init; }

    /// <summary>Gets where a byte is whose bits are added to the offset, in bytes from the header. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int VariableOffsetAt
    {
        get;
        init => field = NumberRange.Require(value, 0, MaxOffset, nameof(VariableOffsetAt));
    }

    /// <summary>Gets which bits of that byte are added to the offset. Defaults to none: the offset does not vary.</summary>
    public byte VariableOffsetMask { get; init; }

    /// <summary>Gets by how many bits that byte is shifted to the right before; 0 to 31. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int VariableOffsetShift
    {
        get;
        init => field = NumberRange.Require(value, 0, 31, nameof(VariableOffsetShift));
    }

    /// <summary>Changes the source address of IP packets. The kernel does not correct checksums: see tc-csum(8).</summary>
    /// <param name="address">The IPv4 or IPv6 address.</param>
    /// <returns>The keys: one for IPv4, four for IPv6.</returns>
    public static IReadOnlyList<PeditKey> SetSource(IPAddress address) => Of(address, IPv4Source, IPv6Source);

    /// <summary>Changes the destination address of IP packets. The kernel does not correct checksums: see tc-csum(8).</summary>
    /// <param name="address">The IPv4 or IPv6 address.</param>
    /// <returns>The keys: one for IPv4, four for IPv6.</returns>
    public static IReadOnlyList<PeditKey> SetDestination(IPAddress address) => Of(address, IPv4Destination, IPv6Destination);

    /// <summary>Changes the source of Ethernet frames.</summary>
    /// <param name="address">The address; 6 bytes.</param>
    /// <returns>Two keys.</returns>
    /// <exception cref="ArgumentException">The address does not have 6 bytes.</exception>
    public static IReadOnlyList<PeditKey> SetSource(PhysicalAddress address) => Of(address, EthernetSource);

    /// <summary>Changes the destination of Ethernet frames.</summary>
    /// <param name="address">The address; 6 bytes.</param>
    /// <returns>Two keys.</returns>
    /// <exception cref="ArgumentException">The address does not have 6 bytes.</exception>
    public static IReadOnlyList<PeditKey> SetDestination(PhysicalAddress address) => Of(address, EthernetDestination);

    /// <summary>A key of the kernel, whose offset can be any.</summary>
    internal static PeditKey Read(PeditHeader header, int offset, uint value, uint mask) => new(header, value, mask) { Offset = offset };

    private static List<PeditKey> Of(IPAddress address, int ipv4Offset, int ipv6Offset)
    {
        ArgumentNullException.ThrowIfNull(address);
        bool isIPv4 = address.AddressFamily == AddressFamily.InterNetwork;
        return Of(address.GetAddressBytes(), isIPv4 ? PeditHeader.IPv4 : PeditHeader.IPv6, isIPv4 ? ipv4Offset : ipv6Offset);
    }

    private static List<PeditKey> Of(PhysicalAddress address, int offset)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Of(EthernetAddress.Require(address, nameof(address))!.GetAddressBytes(), PeditHeader.Ethernet, offset);
    }

    /// <summary>Changes a row of bytes by keys at multiples of 4.</summary>
    private static List<PeditKey> Of(ReadOnlySpan<byte> bytes, PeditHeader header, int offset)
    {
        List<PeditKey> keys = [];
        Span<byte> value = stackalloc byte[sizeof(uint)];
        Span<byte> mask = stackalloc byte[sizeof(uint)];
        for (int word = offset & ~3; word < offset + bytes.Length; word += sizeof(uint))
        {
            value.Clear();
            mask.Clear();
            for (int i = 0; i < sizeof(uint); i++)
            {
                int index = word + i - offset;
                if (index >= 0 && index < bytes.Length)
                {
                    (value[i], mask[i]) = (bytes[index], byte.MaxValue);
                }
            }

            keys.Add(new PeditKey(header, word, BinaryPrimitives.ReadUInt32BigEndian(value), BinaryPrimitives.ReadUInt32BigEndian(mask)));
        }

        return keys;
    }
}
