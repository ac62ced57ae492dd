using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LinuxNamespaces.Netlink;

/// <content>The attributes by the type of their payload.</content>
public ref partial struct NetlinkMessageWriter
{
    // Longer texts are rare.
    private const int ShortText = 32;
    private const ulong NotAscii = 0xFF80FF80_FF80FF80;

    /// <summary>Writes an attribute without a payload.</summary>
    /// <param name="type">The type of the attribute.</param>
    /// <exception cref="InvalidOperationException">The message does not fit the buffer.</exception>
    public void WriteFlag(int type) => WriteHead(ref Reserve(AttributeHeaderLength), AttributeHeaderLength, type);

    /// <summary>Writes an attribute with a number of 8 bits.</summary>
    /// <param name="type">The type of the attribute.</param>
    /// <param name="value">The number.</param>
    /// <exception cref="InvalidOperationException">The message does not fit the buffer.</exception>
    public void WriteByte(int type, byte value) => WriteWord(type, 1, BitConverter.IsLittleEndian ? value : (uint)value << 24);

    /// <summary>Writes an attribute with a number of 16 bits.</summary>
    /// <param name="type">The type of the attribute.</param>
    /// <param name="value">The number.</param>
    /// <exception cref="InvalidOperationException">The message does not fit the buffer.</exception>
    public void WriteUInt16(int type, ushort value) => WriteWord(type, 2, BitConverter.IsLittleEndian ? value : (uint)value << 16);

    /// <summary>Writes an attribute with a number of 16 bits in network byte order.</summary>
    /// <param name="type">The type of the attribute.</param>
    /// <param name="value">The number, in host byte order.</param>
    /// <exception cref="InvalidOperationException">The message does not fit the buffer.</exception>
    public void WriteUInt16BigEndian(int type, ushort value) =>
        WriteUInt16(type, BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value);

    /// <summary>Writes an attribute with a number of 32 bits.</summary>
    /// <param name="type">The type of the attribute.</param>
    /// <param name="value">The number.</param>
    /// <exception cref="InvalidOperationException">The message does not fit the buffer.</exception>
    public void WriteUInt32(int type, uint value) => WriteWord(type, 4, value);

    /// <summary>Writes an attribute with a number of 32 bits in network byte order.</summary>
    /// <param name="type">The type of the attribute.</param>
    /// <param name="value">The number, in host byte order.</param>
    /// <exception cref="InvalidOperationException">The message does not fit the buffer.</exception>
    public void WriteUInt32BigEndian(int type, uint value) =>
        WriteWord(type, 4, BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value);

    /// <summary>Writes an attribute with a signed number of 32 bits.</summary>
    /// <param name="type">The type of the attribute.</param>
    /// <param name="value">The number.</param>
    /// <exception cref="InvalidOperationException">The message does not fit the buffer.</exception>
    public void WriteInt32(int type, int value) => WriteWord(type, 4, unchecked((uint)value));

    /// <summary>Writes an attribute with a number of 64 bits.</summary>
    /// <param name="type">The type of the attribute.</param>
    /// <param name="value">The number.</param>
    /// <exception cref="InvalidOperationException">The message does not fit the buffer.</exception>
    public void WriteUInt64(int type, ulong value) => WriteStruct(type, value);

    /// <summary>Writes an attribute with a number of 64 bits in network byte order.</summary>
    /// <param name="type">The type of the attribute.</param>
    /// <param name="value">The number, in host byte order.</param>
    /// <exception cref="InvalidOperationException">The message does not fit the buffer.</exception>
    public void WriteUInt64BigEndian(int type, ulong value) =>
        WriteStruct(type, BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value);

    /// <summary>Writes an attribute with a signed number of 64 bits.</summary>
    /// <param name="type">The type of the attribute.</param>
    /// <param name="value">The number.</param>
    /// <exception cref="InvalidOperationException">The message does not fit the buffer.</exception>
    public void WriteInt64(int type, long value) => WriteStruct(type, value);

    /// <summary>Writes an attribute whose payload is a structure.</summary>
    /// <typeparam name="T">A structure with the layout of the kernel's.</typeparam>
    /// <param name="type">The type of the attribute.</param>
    /// <param name="value">The structure.</param>
    /// <exception cref="InvalidOperationException">The message does not fit the buffer, or the structure is too long.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteStruct<T>(int type, in T value)
        where T : unmanaged => Unsafe.WriteUnaligned(ref ReserveAttribute(type, Unsafe.SizeOf<T>()), value);

    /// <summary>Writes an attribute whose payload is any bytes.</summary>
    /// <param name="type">The type of the attribute.</param>
    /// <param name="value">The bytes.</param>
    /// <exception cref="InvalidOperationException">The message does not fit the buffer, or the payload is too long.</exception>
    public void WriteBytes(int type, scoped ReadOnlySpan<byte> value) =>
        value.CopyTo(MemoryMarshal.CreateSpan(ref ReserveAttribute(type, value.Length), value.Length));

    /// <summary>Writes an attribute whose payload is text in UTF-8, followed by the NUL that the kernel expects.</summary>
    /// <param name="type">The type of the attribute.</param>
    /// <param name="value">The text in UTF-8, without the NUL, such as <c>"veth0"u8</c>.</param>
    /// <exception cref="InvalidOperationException">The message does not fit the buffer, or the text is too long.</exception>
    public void WriteString(int type, scoped ReadOnlySpan<byte> value)
    {
        RequireAttributeLength(value.Length);
        value.CopyTo(MemoryMarshal.CreateSpan(ref ReserveText(type, value.Length), value.Length));
    }

    /// <summary>Writes an attribute whose payload is text, encoded as UTF-8 and followed by the NUL that the kernel expects.</summary>
    /// <param name="type">The type of the attribute.</param>
    /// <param name="value">The text.</param>
    /// <exception cref="InvalidOperationException">The message does not fit the buffer, or the text is too long.</exception>
    public void WriteString(int type, scoped ReadOnlySpan<char> value)
    {
        if (value.Length > ShortText || !TryWriteAscii(type, value))
        {
            int length = LinuxText.CountBytes(value);
            RequireAttributeLength(length);
            LinuxText.Encode(value, MemoryMarshal.CreateSpan(ref ReserveText(type, length), length));
        }
    }

    /// <summary>Writes an attribute whose payload is text, encoded as UTF-8 without a NUL. A few attributes, such as IFLA_IFALIAS, want it so.</summary>
    /// <param name="type">The type of the attribute.</param>
    /// <param name="value">The text.</param>
    /// <exception cref="InvalidOperationException">The message does not fit the buffer, or the text is too long.</exception>
    public void WriteUnterminatedString(int type, scoped ReadOnlySpan<char> value)
    {
        int length = LinuxText.CountBytes(value);
        LinuxText.Encode(value, MemoryMarshal.CreateSpan(ref ReserveAttribute(type, length), length));
    }

    /// <summary>Writes an attribute whose payload is the 4 bytes of an IPv4 address or the 16 bytes of an IPv6 address.</summary>
    /// <param name="type">The type of the attribute.</param>
    /// <param name="value">The address.</param>
    /// <exception cref="InvalidOperationException">The message does not fit the buffer.</exception>
    public void WriteAddress(int type, IPAddress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        int length = value.AddressFamily == AddressFamily.InterNetwork ? 4 : 16;
        value.TryWriteBytes(MemoryMarshal.CreateSpan(ref ReserveAttribute(type, length), length), out _);
    }

    /// <summary>Writes attributes that are bytes already, such as those of a received message.</summary>
    internal void WriteRaw(scoped ReadOnlySpan<byte> attributes)
    {
        int aligned = NetlinkAlignment.Align(attributes.Length);
        Span<byte> target = MemoryMarshal.CreateSpan(ref Reserve(aligned), aligned);
        attributes.CopyTo(target);
        target[attributes.Length..].Clear();
    }

    /// <summary>Writes an attribute with a payload of 1 to 4 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteWord(int type, int length, uint payload)
    {
        ref byte start = ref Reserve(AttributeHeaderLength + sizeof(uint));
        WriteHead(ref start, AttributeHeaderLength + length, type);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref start, AttributeHeaderLength), payload);
    }

    /// <returns>False if the text is not ASCII; nothing is written then.</returns>
    private bool TryWriteAscii(int type, scoped ReadOnlySpan<char> value)
    {
        int before = _position;
        ref byte payload = ref ReserveText(type, value.Length);
        int all = 0;
        int i = 0;
        unchecked
        {
            if (BitConverter.IsLittleEndian)
            {
                // Four characters at a time.
                for (; i <= value.Length - 4; i += 4)
                {
                    ulong four = Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<char, byte>(ref Unsafe.Add(ref MemoryMarshal.GetReference(value), i)));
                    all |= (four & NotAscii) == 0 ? 0 : 0x80;
                    four = (four | (four >> 8)) & 0x0000FFFF_0000FFFF;
                    Unsafe.WriteUnaligned(ref Unsafe.Add(ref payload, i), (uint)(four | (four >> 16)));
                }
            }

            for (; i < value.Length; i++)
            {
                all |= value[i];
                Unsafe.Add(ref payload, i) = (byte)value[i];
            }
        }

        if (all < 0x80)
        {
            return true;
        }

        _position = before;
        return false;
    }

    /// <summary>Writes the header of an attribute and the NUL at its end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref byte ReserveText(int type, int length)
    {
        ref byte payload = ref ReserveAttribute(type, unchecked(length + 1));
        Unsafe.Add(ref payload, length) = 0;
        return ref payload;
    }

    /// <summary>Writes the header of an attribute and zeroes its padding.</summary>
    /// <returns>The start of the payload, which the caller fills in.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref byte ReserveAttribute(int type, int payload)
    {
        unchecked
        {
            if ((uint)payload > ushort.MaxValue - AttributeHeaderLength)
            {
                ThrowTooLong(unchecked(payload + AttributeHeaderLength));
            }

            int length = AttributeHeaderLength + payload;
            int aligned = NetlinkAlignment.Align(length);
            ref byte start = ref Reserve(aligned);
            if (aligned != length)
            {
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref start, aligned - sizeof(uint)), 0u);
            }

            WriteHead(ref start, length, type);
            return ref Unsafe.Add(ref start, AttributeHeaderLength);
        }
    }
}
