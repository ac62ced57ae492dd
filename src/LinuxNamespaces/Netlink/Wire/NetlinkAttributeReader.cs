using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LinuxNamespaces.Netlink;

/// <summary>Enumerates the attributes of a message or of a nest with <c>foreach</c>. Nothing is allocated.</summary>
/// <remarks>
/// An attribute that is shorter than its header, or longer than what is left, throws <see cref="InvalidDataException"/>. Fewer bytes
/// than a header at the end are padding. Every step advances by at least a header, so the enumeration ends.
/// </remarks>
/// <example>
/// <code>
/// foreach (NetlinkAttribute attribute in message.Attributes(headerLength: 16))
/// {
///     if (attribute.Type == IFLA_MTU)
///     {
///         mtu = attribute.ReadUInt32();
///     }
/// }
/// </code>
/// </example>
public ref struct NetlinkAttributeReader
{
    private ref byte _position;
    private int _left;
    private int _length;

    /// <summary>Starts before the first attribute.</summary>
    /// <param name="attributes">The bytes of the attributes.</param>
    public NetlinkAttributeReader(ReadOnlySpan<byte> attributes)
    {
        _position = ref MemoryMarshal.GetReference(attributes);
        _left = attributes.Length;
    }

    /// <summary>Gets the current attribute.</summary>
    /// <exception cref="InvalidOperationException">The enumeration has not started, or it has ended.</exception>
    public readonly NetlinkAttribute Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            unchecked
            {
                int payload = _length - NetlinkMessageWriter.AttributeHeaderLength;
                if (payload < 0)
                {
                    ThrowNoCurrent();
                }

                return new NetlinkAttribute(
                    Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref _position, sizeof(ushort))),
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref _position, NetlinkMessageWriter.AttributeHeaderLength), payload));
            }
        }
    }

    /// <summary>Returns this reader, for <c>foreach</c>.</summary>
    /// <returns>The reader.</returns>
    public readonly NetlinkAttributeReader GetEnumerator() => this;

    /// <summary>Advances to the next attribute.</summary>
    /// <returns><see langword="false"/> at the end.</returns>
    /// <exception cref="InvalidDataException">The length of the attribute is wrong.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MoveNext()
    {
        unchecked
        {
            int step = NetlinkAlignment.Align(_length);
            int left = _left - step;
            if (left < NetlinkMessageWriter.AttributeHeaderLength)
            {
                _left = 0;
                _length = 0;
                return false;
            }

            ref byte position = ref Unsafe.Add(ref _position, step);
            int length = Unsafe.ReadUnaligned<ushort>(ref position);
            if (length < NetlinkMessageWriter.AttributeHeaderLength || length > left)
            {
                ThrowWrongLength(length, left);
            }

            _position = ref position;
            _left = left;
            _length = length;
            return true;
        }
    }

    private static void ThrowNoCurrent() => throw new InvalidOperationException("There is no current attribute.");

    private static void ThrowWrongLength(int length, int left) =>
        throw new InvalidDataException($"A netlink attribute says it has {length} bytes; its message has {left} left.");
}
