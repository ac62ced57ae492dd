using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>A value of 1 to 64 bytes that expressions and sets use: an address, a port, a mark or several of them.</summary>
/// <remarks>Addresses and ports are in network byte order. Marks and indexes of links are in host byte order.</remarks>
public sealed record NftValue
{
    private const int MaxLength = 64;

    private readonly ValueList<byte> _bytes;

    /// <summary>Creates a value of bytes.</summary>
    /// <param name="bytes">The bytes, in the order of the register.</param>
    /// <exception cref="ArgumentException">There are no bytes, or more than 64.</exception>
    public NftValue(params ReadOnlySpan<byte> bytes) =>
        _bytes = bytes.Length is > 0 and <= MaxLength ? new ValueList<byte>(bytes.ToArray()) : throw new ArgumentException($"A value has 1 to {MaxLength} bytes, not {bytes.Length}.", nameof(bytes));

    /// <summary>Gets the bytes.</summary>
    public IReadOnlyList<byte> Bytes => _bytes;

    /// <summary>Gets the number of bytes.</summary>
    public int Length => _bytes.Count;

    internal ReadOnlySpan<byte> Span => _bytes.Span;

    /// <summary>Creates a value of an IPv4 or IPv6 address.</summary>
    /// <param name="address">The address. A scope ID is ignored.</param>
    /// <returns>The value of 4 or 16 bytes.</returns>
    public static NftValue Of(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new NftValue(address.GetAddressBytes());
    }

    /// <summary>Creates a value of a link-layer address.</summary>
    /// <param name="address">The address.</param>
    /// <returns>The value.</returns>
    public static NftValue Of(PhysicalAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new NftValue(address.GetAddressBytes());
    }

    /// <summary>Creates a value of a port.</summary>
    /// <param name="port">The port; 0 to 65535.</param>
    /// <returns>The value of 2 bytes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The port is out of range.</exception>
    public static NftValue OfPort(int port)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)port);
        return new NftValue(bytes);
    }

    /// <summary>Creates a value of a number in host byte order, such as a mark or the index of a link.</summary>
    /// <param name="number">The number.</param>
    /// <returns>The value of 4 bytes.</returns>
    public static NftValue OfNumber(uint number) => new(BitConverter.GetBytes(number));

    /// <summary>Creates a value of the name of a link.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The value of 16 bytes.</returns>
    /// <exception cref="ArgumentException">The name is not a valid interface name.</exception>
    public static NftValue OfInterfaceName(string name)
    {
        InterfaceName.Validate(name, nameof(name));
        Span<byte> bytes = stackalloc byte[Linux.IFNAMSIZ];
        bytes.Clear();
        LinuxText.Encode(name, bytes);
        return new NftValue(bytes);
    }

    /// <summary>Creates the value of a concatenation. Each part is padded to 4 bytes.</summary>
    /// <param name="parts">The parts.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">There are no parts, or they are longer than 64 bytes.</exception>
    public static NftValue Concatenate(params NftValue[] parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        List<byte> bytes = [];
        foreach (NftValue part in parts)
        {
            bytes.AddRange(part._bytes);
            bytes.AddRange(new byte[NetlinkAlignment.Align(part.Length) - part.Length]);
        }

        return new NftValue([.. bytes]);
    }

    /// <summary>Returns the bytes in hexadecimal form.</summary>
    public override string ToString() => $"0x{Convert.ToHexStringLower(_bytes.Span)}";

    internal static NftValue Read(NetlinkAttribute data) => TryRead(data) ?? throw new InvalidDataException("The kernel reported no value.");

    /// <summary>Reads NFTA_DATA_VALUE of a nest; null if there is none.</summary>
    internal static NftValue? TryRead(NetlinkAttribute data)
    {
        foreach (NetlinkAttribute attribute in data.Nested)
        {
            if (attribute.Type == NftSchema.NFTA_DATA_VALUE)
            {
                return attribute.Payload.Length is > 0 and <= MaxLength
                    ? new NftValue(attribute.Payload)
                    : throw new InvalidDataException($"The kernel reported a value of {attribute.Payload.Length} bytes.");
            }
        }

        return null;
    }

    internal void Write(ref NetlinkMessageWriter writer, int type)
    {
        NestedAttribute data = writer.BeginNested(type);
        writer.WriteBytes(NftSchema.NFTA_DATA_VALUE, _bytes.Span);
        writer.EndNested(data);
    }
}
