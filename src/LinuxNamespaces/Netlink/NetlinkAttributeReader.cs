using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Netlink;

/// <summary>Walks the attributes of a message or of a nest, for <c>foreach</c>; allocates nothing.</summary>
/// <remarks>
/// An attribute that is shorter than its header or longer than what is left is an <see cref="InvalidDataException"/>. Fewer
/// bytes than a header at the end are padding. Every step goes forward by at least a header, so the walk ends.
/// </remarks>
internal ref struct NetlinkAttributeReader(ReadOnlySpan<byte> attributes)
{
    private ReadOnlySpan<byte> _rest = attributes;
    private NetlinkAttribute _current;

    public readonly NetlinkAttribute Current => _current;

    public readonly NetlinkAttributeReader GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest.Length < NetlinkMessageWriter.AttributeHeaderLength)
        {
            return false;
        }

        nlattr header = MemoryMarshal.Read<nlattr>(_rest);
        int length = header.nla_len;
        if (length < NetlinkMessageWriter.AttributeHeaderLength || length > _rest.Length)
        {
            throw new InvalidDataException($"A netlink attribute says it has {length} bytes; its message has {_rest.Length} left.");
        }

        _current = new NetlinkAttribute(header.nla_type, _rest[NetlinkMessageWriter.AttributeHeaderLength..length]);
        _rest = _rest[Math.Min(NetlinkAlignment.Align(length), _rest.Length)..];
        return true;
    }
}
