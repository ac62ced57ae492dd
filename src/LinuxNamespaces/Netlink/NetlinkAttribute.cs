using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Netlink;

/// <summary>A received attribute, in the buffer it was received in.</summary>
/// <remarks>
/// Reading a number from a payload that is too short for it is an <see cref="InvalidDataException"/>; a longer payload is
/// accepted, as a newer kernel may send one.
/// </remarks>
internal readonly ref struct NetlinkAttribute(ushort rawType, ReadOnlySpan<byte> payload)
{
    /// <summary>The type without its flag bits.</summary>
    internal ushort Type { get; } = (ushort)(rawType & Linux.NLA_TYPE_MASK);

    internal ReadOnlySpan<byte> Payload { get; } = payload;

    /// <summary>The attributes inside; the kernel does not always say that there are any, so it is for the caller to know.</summary>
    internal NetlinkAttributeReader Nested => new(Payload);

    internal byte ReadByte() => Payload.Length > 0 ? Payload[0] : throw TooShort(1);

    internal ushort ReadUInt16() => Read<ushort>();

    internal uint ReadUInt32() => Read<uint>();

    internal int ReadInt32() => Read<int>();

    internal ulong ReadUInt64() => Read<ulong>();

    internal long ReadInt64() => Read<long>();

    /// <summary>Reads a structure; one that is shorter than known is filled up with zeros.</summary>
    internal T ReadStruct<T>()
        where T : unmanaged => ReadPrefix<T>(Payload);

    /// <summary>The bytes of a string, without the NUL that usually ends it.</summary>
    internal ReadOnlySpan<byte> ReadUtf8()
    {
        int end = Payload.IndexOf((byte)0);
        return end < 0 ? Payload : Payload[..end];
    }

    internal string ReadString() => LinuxText.Decode(ReadUtf8());

    internal IPAddress ReadAddress() =>
        Payload.Length is 4 or 16 ? new IPAddress(Payload) : throw new InvalidDataException($"A netlink attribute holds an address of {Payload.Length} bytes.");

    internal static T ReadPrefix<T>(ReadOnlySpan<byte> bytes)
        where T : unmanaged
    {
        if (bytes.Length >= Unsafe.SizeOf<T>())
        {
            return MemoryMarshal.Read<T>(bytes);
        }

        T value = default;
        bytes.CopyTo(MemoryMarshal.AsBytes(new Span<T>(ref value)));
        return value;
    }

    private T Read<T>()
        where T : unmanaged => Payload.Length >= Unsafe.SizeOf<T>() ? MemoryMarshal.Read<T>(Payload) : throw TooShort(Unsafe.SizeOf<T>());

    private InvalidDataException TooShort(int needed) =>
        new($"Netlink attribute {Type} has {Payload.Length} bytes where {needed} were expected.");
}
