using System.Buffers.Binary;
using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Netlink;

/// <summary>Represents an attribute of a received message, in the buffer that the message was received in.</summary>
/// <remarks>
/// A method that reads a number throws <see cref="InvalidDataException"/> if the payload is too short. A longer payload is accepted,
/// because a newer kernel may send one. Numbers are in host byte order unless the method name says otherwise.
/// </remarks>
public readonly ref struct NetlinkAttribute
{
    private readonly ReadOnlySpan<byte> _payload;
    private readonly ushort _rawType;

    internal NetlinkAttribute(ushort rawType, ReadOnlySpan<byte> payload)
    {
        _rawType = rawType;
        _payload = payload;
    }

    /// <summary>Gets the type, without the flags NLA_F_NESTED and NLA_F_NET_BYTEORDER.</summary>
    public ushort Type => unchecked((ushort)(_rawType & Linux.NLA_TYPE_MASK));

    /// <summary>Gets the bytes of the payload, without padding.</summary>
    public ReadOnlySpan<byte> Payload => _payload;

    /// <summary>Gets the attributes inside this attribute. The kernel does not always flag a nest, so the caller has to know that it is one.</summary>
    public NetlinkAttributeReader Nested => new(_payload);

    /// <summary>Reads a number of 8 bits.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="InvalidDataException">The payload is empty.</exception>
    public byte ReadByte() => Read<byte>();

    /// <summary>Reads a number of 16 bits.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="InvalidDataException">The payload is too short.</exception>
    public ushort ReadUInt16() => Read<ushort>();

    /// <summary>Reads a number of 16 bits in network byte order.</summary>
    /// <returns>The number, in host byte order.</returns>
    /// <exception cref="InvalidDataException">The payload is too short.</exception>
    public ushort ReadUInt16BigEndian() => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(Read<ushort>()) : Read<ushort>();

    /// <summary>Reads a number of 32 bits.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="InvalidDataException">The payload is too short.</exception>
    public uint ReadUInt32() => Read<uint>();

    /// <summary>Reads a number of 32 bits in network byte order.</summary>
    /// <returns>The number, in host byte order.</returns>
    /// <exception cref="InvalidDataException">The payload is too short.</exception>
    public uint ReadUInt32BigEndian() => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(Read<uint>()) : Read<uint>();

    /// <summary>Reads a signed number of 32 bits.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="InvalidDataException">The payload is too short.</exception>
    public int ReadInt32() => Read<int>();

    /// <summary>Reads a number of 64 bits.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="InvalidDataException">The payload is too short.</exception>
    public ulong ReadUInt64() => Read<ulong>();

    /// <summary>Reads a number of 64 bits in network byte order.</summary>
    /// <returns>The number, in host byte order.</returns>
    /// <exception cref="InvalidDataException">The payload is too short.</exception>
    public ulong ReadUInt64BigEndian() => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(Read<ulong>()) : Read<ulong>();

    /// <summary>Reads a signed number of 64 bits.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="InvalidDataException">The payload is too short.</exception>
    public long ReadInt64() => Read<long>();

    /// <summary>Reads a structure. Fields that an older kernel does not send are zero.</summary>
    /// <typeparam name="T">A structure with the layout of the kernel's.</typeparam>
    /// <returns>The structure.</returns>
    public T ReadStruct<T>()
        where T : unmanaged => ReadPrefix<T>(_payload);

    /// <summary>Gets the bytes of a text up to the NUL that usually ends it.</summary>
    /// <returns>The text, usually UTF-8.</returns>
    public ReadOnlySpan<byte> ReadUtf8()
    {
        int end = _payload.IndexOf((byte)0);
        return end < 0 ? _payload : _payload[..end];
    }

    /// <summary>Reads a text as UTF-8.</summary>
    /// <returns>
    /// The text, without the NUL that usually ends it. Bytes that are not UTF-8 are the unpaired surrogates U+DC80 to U+DCFF, which
    /// <see cref="NetlinkMessageWriter.WriteString(int, ReadOnlySpan{char})"/> writes as the same bytes.
    /// </returns>
    public string ReadString() => LinuxText.Decode(ReadUtf8());

    /// <summary>Reads an IPv4 or IPv6 address.</summary>
    /// <returns>The address.</returns>
    /// <exception cref="InvalidDataException">The payload has neither 4 nor 16 bytes.</exception>
    public IPAddress ReadAddress() =>
        _payload.Length is 4 or 16 ? new IPAddress(_payload) : throw new InvalidDataException($"A netlink attribute holds an address of {_payload.Length} bytes.");

    internal static T ReadPrefix<T>(ReadOnlySpan<byte> bytes)
        where T : unmanaged
    {
        if (bytes.Length >= Unsafe.SizeOf<T>())
        {
            return Unsafe.ReadUnaligned<T>(ref MemoryMarshal.GetReference(bytes));
        }

        T value = default;
        bytes.CopyTo(MemoryMarshal.AsBytes(new Span<T>(ref value)));
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T Read<T>()
        where T : unmanaged
    {
        if (_payload.Length < Unsafe.SizeOf<T>())
        {
            ThrowTooShort(Type, _payload.Length, Unsafe.SizeOf<T>());
        }

        return Unsafe.ReadUnaligned<T>(ref MemoryMarshal.GetReference(_payload));
    }

    private static void ThrowTooShort(int type, int length, int needed) =>
        throw new InvalidDataException($"Netlink attribute {type} has {length} bytes where {needed} were expected.");
}
