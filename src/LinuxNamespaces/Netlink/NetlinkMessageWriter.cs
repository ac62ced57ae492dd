using System.Buffers.Binary;
using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Netlink;

/// <summary>Builds one netlink message in a buffer of the caller's, allocating nothing.</summary>
/// <remarks>
/// Lengths are those of linux/netlink.h: a message and an attribute count their header and their payload, not the padding
/// that aligns what follows. All padding is zero. A message that does not fit its buffer, or an attribute whose 16-bit
/// length would wrap, is an <see cref="InvalidOperationException"/>.
/// </remarks>
internal ref struct NetlinkMessageWriter
{
    internal const int HeaderLength = 16;
    internal const int AttributeHeaderLength = 4;

    private readonly Span<byte> _buffer;
    private int _position;

    /// <summary>Starts a message.</summary>
    /// <param name="flags">NLM_F_CREATE and its like; the connection adds NLM_F_REQUEST and what else it needs.</param>
    internal NetlinkMessageWriter(Span<byte> buffer, ushort type, int flags = 0)
    {
        _buffer = buffer;
        Reserve(HeaderLength);
        Header.nlmsg_type = type;
        Header.nlmsg_flags = (ushort)flags;
    }

    /// <summary>The header; <c>nlmsg_len</c> is set by <see cref="Finish"/>.</summary>
    internal readonly ref nlmsghdr Header => ref MemoryMarshal.AsRef<nlmsghdr>(_buffer);

    /// <summary>Writes a fixed structure, such as the header of a family; the same bytes are zeroed and given back.</summary>
    internal ref T WriteStruct<T>()
        where T : unmanaged => ref MemoryMarshal.AsRef<T>(Reserve(Unsafe.SizeOf<T>()));

    /// <summary>Writes an attribute that has no payload.</summary>
    internal void WriteFlag(int type) => ReserveAttribute(type, 0);

    internal void WriteByte(int type, byte value) => ReserveAttribute(type, 1)[0] = value;

    internal void WriteUInt16(int type, ushort value) => MemoryMarshal.Write(ReserveAttribute(type, 2), value);

    /// <summary>Writes a number in network byte order.</summary>
    internal void WriteUInt16BigEndian(int type, ushort value) => BinaryPrimitives.WriteUInt16BigEndian(ReserveAttribute(type, 2), value);

    internal void WriteUInt32(int type, uint value) => MemoryMarshal.Write(ReserveAttribute(type, 4), value);

    internal void WriteInt32(int type, int value) => MemoryMarshal.Write(ReserveAttribute(type, 4), value);

    internal void WriteUInt64(int type, ulong value) => MemoryMarshal.Write(ReserveAttribute(type, 8), value);

    internal void WriteStruct<T>(int type, in T value)
        where T : unmanaged => MemoryMarshal.Write(ReserveAttribute(type, Unsafe.SizeOf<T>()), value);

    internal void WriteBytes(int type, scoped ReadOnlySpan<byte> value) => value.CopyTo(ReserveAttribute(type, value.Length));

    /// <summary>Writes text as UTF-8, without a NUL.</summary>
    internal void WriteUtf8(int type, scoped ReadOnlySpan<char> value) =>
        LinuxText.Encode(value, ReserveAttribute(type, LinuxText.CountBytes(value)));

    /// <summary>Writes text as UTF-8 with the NUL that the kernel expects.</summary>
    internal void WriteString(int type, scoped ReadOnlySpan<char> value)
    {
        int length = LinuxText.CountBytes(value);
        LinuxText.Encode(value, ReserveAttribute(type, length + 1));
    }

    /// <summary>Writes the 4 or 16 bytes of an address.</summary>
    internal void WriteAddress(int type, IPAddress value)
    {
        int length = value.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 4 : 16;
        value.TryWriteBytes(ReserveAttribute(type, length), out _);
    }

    /// <summary>Starts an attribute that holds attributes; what is written next is inside it until <see cref="EndNested"/>.</summary>
    internal NestedAttribute BeginNested(int type)
    {
        int start = _position;
        // Strict policies of newer kernels refuse a nest without the flag; older ones ignore it.
        ReserveAttribute(type | Linux.NLA_F_NESTED, 0);
        return new NestedAttribute(start);
    }

    /// <summary>Ends the attribute that <see cref="BeginNested"/> started.</summary>
    internal readonly void EndNested(NestedAttribute nested)
    {
        int length = _position - nested.Start;
        if (length > ushort.MaxValue)
        {
            ThrowTooLong(length);
        }

        MemoryMarshal.Write(_buffer[nested.Start..], (ushort)length);
    }

    /// <summary>Ends the message.</summary>
    /// <returns>The message, with room for sequence and port.</returns>
    internal readonly Span<byte> Finish()
    {
        Header.nlmsg_len = (uint)_position;
        return _buffer[.._position];
    }

    private Span<byte> ReserveAttribute(int type, int payload)
    {
        int length = AttributeHeaderLength + payload;
        if (length > ushort.MaxValue)
        {
            ThrowTooLong(length);
        }

        Span<byte> attribute = Reserve(length);
        MemoryMarshal.Write(attribute, (ushort)length);
        MemoryMarshal.Write(attribute[2..], (ushort)type);
        return attribute[AttributeHeaderLength..];
    }

    private Span<byte> Reserve(int length)
    {
        int aligned = NetlinkAlignment.Align(length);
        if (aligned > _buffer.Length - _position)
        {
            ThrowFull(_buffer.Length);
        }

        Span<byte> reserved = _buffer.Slice(_position, aligned);
        reserved.Clear();
        _position += aligned;
        return reserved[..length];
    }

    private static void ThrowFull(int capacity) =>
        throw new InvalidOperationException($"The netlink message does not fit its buffer of {capacity} bytes.");

    private static void ThrowTooLong(int length) =>
        throw new InvalidOperationException($"A netlink attribute of {length} bytes is longer than the 65535 that its header can tell.");
}
