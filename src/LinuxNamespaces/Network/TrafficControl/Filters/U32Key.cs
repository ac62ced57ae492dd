using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>Compares 32 bits of a packet, for a <see cref="U32Filter"/>.</summary>
/// <remarks>See tc-u32(8). Offset 0 is the first byte of the IP header.</remarks>
public sealed record U32Key
{
    private const int MaxOffset = 1 << 16;

    // Offsets of struct iphdr and struct ipv6hdr.
    private const int IPv4Protocol = 8;
    private const int IPv4Source = 12;
    private const int IPv4Destination = 16;
    private const int IPv6NextHeader = 4;
    private const int IPv6Source = 8;
    private const int IPv6Destination = 24;

    /// <summary>Creates a comparison.</summary>
    /// <param name="offset">Where the 32 bits are, in bytes from the IP header; a multiple of 4, and negative for what is before it.</param>
    /// <param name="value">The value, in the order of the packet: the first byte is the highest.</param>
    /// <param name="mask">Which bits are compared.</param>
    /// <exception cref="ArgumentOutOfRangeException">The offset is out of range, or not a multiple of 4.</exception>
    public U32Key(int offset, uint value, uint mask)
    {
        NumberRange.Require(offset, -MaxOffset, MaxOffset, nameof(offset));
        Offset = offset % sizeof(uint) == 0 ? offset : throw new ArgumentOutOfRangeException(nameof(offset), offset, "The offset is not a multiple of 4.");
        Mask = mask;
        Value = value & mask;
    }

    private U32Key(int offset, uint mask)
    {
        Offset = offset;
        Mask = mask;
    }

    /// <summary>Gets where the 32 bits are, in bytes from the IP header.</summary>
    public int Offset { get; }

    /// <summary>Gets the value, in the order of the packet.</summary>
    public uint Value { get; private init; }

    /// <summary>Gets which bits are compared.</summary>
    public uint Mask { get; }

    /// <summary>Gets whether the offset starts at the header that a hash table found (<c>nexthdr+</c>). Defaults to <see langword="false"/>.</summary>
    public bool IsBehindHeader { get; init; }

    /// <summary>Selects packets from a network.</summary>
    /// <param name="network">The IPv4 or IPv6 network. The filter needs the protocol of the family.</param>
    /// <returns>The keys: one for IPv4, up to four for IPv6.</returns>
    public static IReadOnlyList<U32Key> FromSource(IPNetwork network) => Of(network, IPv4Source, IPv6Source);

    /// <summary>Selects packets to a network.</summary>
    /// <param name="network">The IPv4 or IPv6 network. The filter needs the protocol of the family.</param>
    /// <returns>The keys: one for IPv4, up to four for IPv6.</returns>
    public static IReadOnlyList<U32Key> FromDestination(IPNetwork network) => Of(network, IPv4Destination, IPv6Destination);

    /// <summary>Selects packets of a protocol, such as <see cref="ProtocolType.Udp"/>.</summary>
    /// <param name="family">The family, <see cref="AddressFamily.InterNetwork"/> or <see cref="AddressFamily.InterNetworkV6"/>.</param>
    /// <param name="protocol">The protocol; 0 to 255.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The protocol or the family is out of range.</exception>
    public static U32Key FromProtocol(AddressFamily family, ProtocolType protocol)
    {
        uint number = (uint)NumberRange.Require((int)protocol, 0, byte.MaxValue, nameof(protocol));
        const int ipv4Shift = 16;
        const int ipv6Shift = 8;
        return family switch
        {
            AddressFamily.InterNetwork => new U32Key(IPv4Protocol, number << ipv4Shift, 0xFFu << ipv4Shift),
            AddressFamily.InterNetworkV6 => new U32Key(IPv6NextHeader, number << ipv6Shift, 0xFFu << ipv6Shift),
            _ => throw new ArgumentOutOfRangeException(nameof(family), family, "The family is not that of IPv4 or IPv6."),
        };
    }

    /// <summary>A key of the kernel, whose offset can be any.</summary>
    internal static U32Key Read(int offset, uint value, uint mask, bool isBehindHeader) => new(offset, mask) { Value = value, IsBehindHeader = isBehindHeader };

    private static List<U32Key> Of(IPNetwork network, int ipv4Offset, int ipv6Offset)
    {
        const int wordBits = 32;
        byte[] bytes = network.BaseAddress.GetAddressBytes();
        int offset = bytes.Length == sizeof(uint) ? ipv4Offset : ipv6Offset;
        List<U32Key> keys = [];
        for (int word = 0; word < bytes.Length / sizeof(uint); word++)
        {
            int bits = Math.Clamp(network.PrefixLength - (word * wordBits), 0, wordBits);
            if (bits > 0 || (word == 0 && network.PrefixLength == 0))
            {
                uint mask = bits == 0 ? 0 : uint.MaxValue << (wordBits - bits);
                keys.Add(new U32Key(offset + (word * sizeof(uint)), BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(word * sizeof(uint))), mask));
            }
        }

        return keys;
    }
}
