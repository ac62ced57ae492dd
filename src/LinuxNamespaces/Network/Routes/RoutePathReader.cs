using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Walks the paths of a multipath route (RTA_MULTIPATH): each is a structure with attributes behind it.</summary>
internal ref struct RoutePathReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public Path Current { get; private set; }

    public readonly RoutePathReader GetEnumerator() => this;

    /// <exception cref="InvalidDataException">The length of a path is impossible.</exception>
    public bool MoveNext()
    {
        if (_rest.Length < Unsafe.SizeOf<rtnexthop>())
        {
            return false;
        }

        rtnexthop header = MemoryMarshal.Read<rtnexthop>(_rest);
        if (header.rtnh_len < Unsafe.SizeOf<rtnexthop>() || header.rtnh_len > _rest.Length)
        {
            throw new InvalidDataException($"A next hop says that it has {header.rtnh_len} bytes; its message has {_rest.Length} left.");
        }

        Current = new Path(header, _rest[Unsafe.SizeOf<rtnexthop>()..header.rtnh_len]);
        _rest = _rest[Math.Min(NetlinkAlignment.Align(header.rtnh_len), _rest.Length)..];
        return true;
    }

    internal readonly ref struct Path(rtnexthop header, ReadOnlySpan<byte> attributes)
    {
        private readonly ReadOnlySpan<byte> _attributes = attributes;

        internal rtnexthop Header { get; } = header;

        internal NetlinkAttributeReader Attributes => new(_attributes);
    }
}
