using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LinuxNamespaces.Netlink;

/// <summary>Enumerates the messages of a datagram with <c>foreach</c>. Nothing is allocated.</summary>
/// <remarks>
/// A message that is shorter than its header, or longer than what is left, throws <see cref="InvalidDataException"/>. Every step
/// advances by at least a header, so the enumeration ends.
/// </remarks>
public ref struct NetlinkMessageReader
{
    private ref byte _position;
    private int _left;
    private int _length;

    /// <summary>Starts before the first message.</summary>
    /// <param name="datagram">The bytes of the datagram.</param>
    public NetlinkMessageReader(ReadOnlySpan<byte> datagram)
    {
        _position = ref MemoryMarshal.GetReference(datagram);
        _left = datagram.Length;
    }

    /// <summary>Gets the current message.</summary>
    public readonly NetlinkMessage Current => new(MemoryMarshal.CreateReadOnlySpan(ref _position, _length));

    /// <summary>Returns this reader, for <c>foreach</c>.</summary>
    /// <returns>The reader.</returns>
    public readonly NetlinkMessageReader GetEnumerator() => this;

    /// <summary>Advances to the next message.</summary>
    /// <returns><see langword="false"/> at the end.</returns>
    /// <exception cref="InvalidDataException">The length of the message is wrong.</exception>
    public bool MoveNext()
    {
        unchecked
        {
            // The last message of a datagram need not be padded.
            int step = (int)Math.Min(((uint)_length + 3) & ~3u, (uint)_left);
            int left = _left - step;
            if (left < NetlinkMessageWriter.HeaderLength)
            {
                _left = 0;
                _length = 0;
                return left != 0 && ThrowRest(left);
            }

            ref byte position = ref Unsafe.Add(ref _position, step);
            uint length = Unsafe.ReadUnaligned<uint>(ref position);
            if (length < NetlinkMessageWriter.HeaderLength || length > (uint)left)
            {
                ThrowWrongLength(length, left);
            }

            _position = ref position;
            _left = left;
            _length = (int)length;
            return true;
        }
    }

    private static bool ThrowRest(int left) =>
        throw new InvalidDataException($"A netlink datagram ends with {left} bytes that are too few for a message.");

    private static void ThrowWrongLength(uint length, int left) =>
        throw new InvalidDataException($"A netlink message says it has {length} bytes; the datagram has {left} left.");
}
