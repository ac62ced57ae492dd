using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Netlink;

/// <summary>Walks the messages of a datagram, for <c>foreach</c>; allocates nothing.</summary>
/// <remarks>
/// A message that is shorter than its header or longer than what is left is an <see cref="InvalidDataException"/>. Every
/// step goes forward by at least a header, so the walk ends.
/// </remarks>
internal ref struct NetlinkMessageReader(ReadOnlySpan<byte> datagram)
{
    private ReadOnlySpan<byte> _rest = datagram;
    private nlmsghdr _header;
    private ReadOnlySpan<byte> _payload;

    public readonly NetlinkMessage Current => new(_header, _payload);

    public readonly NetlinkMessageReader GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        if (_rest.Length < NetlinkMessageWriter.HeaderLength)
        {
            throw new InvalidDataException($"A netlink datagram ends with {_rest.Length} bytes that are too few for a message.");
        }

        _header = MemoryMarshal.Read<nlmsghdr>(_rest);
        if (_header.nlmsg_len < NetlinkMessageWriter.HeaderLength || _header.nlmsg_len > (uint)_rest.Length)
        {
            throw new InvalidDataException(
                $"A netlink message says it has {_header.nlmsg_len} bytes; the datagram has {_rest.Length} left.");
        }

        int length = (int)_header.nlmsg_len;
        _payload = _rest[NetlinkMessageWriter.HeaderLength..length];
        // The last message of a datagram need not be padded.
        _rest = _rest[Math.Min(NetlinkAlignment.Align(length), _rest.Length)..];
        return true;
    }
}
