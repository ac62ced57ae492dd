using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Netlink;

/// <summary>Writes one netlink message into a buffer of the caller. Nothing is allocated.</summary>
/// <remarks>
/// <para>
/// A message has a header of 16 bytes, then usually a fixed structure of its family, then attributes. The order of the calls is the
/// order in the message. All padding is zero. Numbers are in host byte order unless the method name says otherwise.
/// </para>
/// <para>
/// The methods throw <see cref="InvalidOperationException"/> if the message does not fit the buffer, or if an attribute is longer than
/// the 65535 bytes that its header can express. See netlink(7).
/// </para>
/// </remarks>
/// <example>
/// Sets the MTU of the link with the index 5:
/// <code>
/// NetlinkMessageWriter request = new(stackalloc byte[64], RTM_NEWLINK);
/// request.WriteStruct&lt;ifinfomsg&gt;().ifi_index = 5;
/// request.WriteUInt32(IFLA_MTU, 1400);
/// connection.Execute(request, new NetlinkOperation("set the MTU of link", "veth0"));
/// </code>
/// </example>
public ref partial struct NetlinkMessageWriter
{
    internal const int HeaderLength = 16;
    internal const int AttributeHeaderLength = 4;

    private readonly Span<byte> _buffer;
    private int _position;

    /// <summary>Starts a message.</summary>
    /// <param name="buffer">The memory for the message; often <c>stackalloc</c>.</param>
    /// <param name="type">The message type (<c>nlmsg_type</c>).</param>
    /// <param name="flags">The flags that change what the request does, such as <see cref="NetlinkMessageFlags.Create"/>.</param>
    /// <exception cref="InvalidOperationException">The buffer is shorter than a header.</exception>
    public NetlinkMessageWriter(Span<byte> buffer, ushort type, NetlinkMessageFlags flags = NetlinkMessageFlags.None)
        : this(buffer, type, (int)flags)
    {
    }

    internal NetlinkMessageWriter(Span<byte> buffer, ushort type, int flags)
    {
        _buffer = buffer;
        ref byte header = ref Reserve(HeaderLength);
        Unsafe.WriteUnaligned(ref header, new nlmsghdr { nlmsg_type = type, nlmsg_flags = unchecked((ushort)flags) });
    }

    /// <summary>Gets the number of bytes written so far, including the header and all padding.</summary>
    public readonly int Length => _position;

    /// <summary>Writes a fixed structure, such as the header of a family.</summary>
    /// <typeparam name="T">A structure with the layout of the kernel's.</typeparam>
    /// <returns>A reference to the structure in the buffer. All of its bytes are zero.</returns>
    /// <exception cref="InvalidOperationException">The message does not fit the buffer.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T WriteStruct<T>()
        where T : unmanaged
    {
        int aligned = NetlinkAlignment.Align(Unsafe.SizeOf<T>());
        ref byte start = ref Reserve(aligned);
        Unsafe.InitBlockUnaligned(ref start, 0, (uint)aligned);
        return ref Unsafe.As<byte, T>(ref start);
    }

    /// <summary>Starts an attribute that contains attributes. What is written next is inside it, until <see cref="EndNested"/>.</summary>
    /// <param name="type">The type of the attribute; NLA_F_NESTED is added.</param>
    /// <returns>A value to pass to <see cref="EndNested"/>.</returns>
    /// <exception cref="InvalidOperationException">The message does not fit the buffer.</exception>
    public NestedAttribute BeginNested(int type)
    {
        NestedAttribute nested = new(_position);
        // Strict policies of newer kernels reject a nest without the flag; older kernels ignore it.
        WriteHead(ref Reserve(AttributeHeaderLength), AttributeHeaderLength, type | Linux.NLA_F_NESTED);
        return nested;
    }

    /// <summary>Ends an attribute that <see cref="BeginNested"/> started.</summary>
    /// <param name="nested">The value that <see cref="BeginNested"/> returned.</param>
    /// <exception cref="InvalidOperationException">The attribute is too long, or it belongs to another message.</exception>
    public readonly void EndNested(NestedAttribute nested)
    {
        int length = unchecked(_position - nested.Start);
        if (nested.Start < HeaderLength || length < AttributeHeaderLength)
        {
            ThrowForeignNest();
        }

        RequireAttributeLength(length);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref MemoryMarshal.GetReference(_buffer), nested.Start), unchecked((ushort)length));
    }

    /// <summary>Completes the message.</summary>
    /// <returns>The message, a part of the buffer. Sequence number and port are zero; the connection fills them in.</returns>
    /// <exception cref="InvalidOperationException">The writer was not created with a buffer.</exception>
    public readonly Span<byte> Finish()
    {
        if (_position < HeaderLength)
        {
            ThrowFull(_buffer.Length);
        }

        Unsafe.WriteUnaligned(ref MemoryMarshal.GetReference(_buffer), _position);
        return _buffer[.._position];
    }

    /// <summary>Takes the next bytes of the buffer, which are not zeroed.</summary>
    /// <param name="aligned">A multiple of 4.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref byte Reserve(int aligned)
    {
        unchecked
        {
            int position = _position;
            if ((uint)aligned > (uint)(_buffer.Length - position))
            {
                ThrowFull(_buffer.Length);
            }

            _position = position + aligned;
            return ref Unsafe.Add(ref MemoryMarshal.GetReference(_buffer), position);
        }
    }

    /// <summary>Writes nla_len and nla_type at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteHead(ref byte start, int length, int type)
    {
        unchecked
        {
            uint head = BitConverter.IsLittleEndian ? (uint)(ushort)length | ((uint)type << 16) : ((uint)length << 16) | (ushort)type;
            Unsafe.WriteUnaligned(ref start, head);
        }
    }

    private static void RequireAttributeLength(int length)
    {
        if (length > ushort.MaxValue)
        {
            ThrowTooLong(length);
        }
    }

    private static void ThrowFull(int capacity) =>
        throw new InvalidOperationException($"The netlink message does not fit its buffer of {capacity} bytes.");

    private static void ThrowTooLong(int length) =>
        throw new InvalidOperationException($"A netlink attribute of {length} bytes is longer than the 65535 that its header can express.");

    private static void ThrowForeignNest() =>
        throw new InvalidOperationException("The nested attribute was not started in this message.");
}
