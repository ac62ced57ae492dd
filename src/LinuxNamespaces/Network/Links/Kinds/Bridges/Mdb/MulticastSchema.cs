using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The constants and structures of multicast databases (linux/if_bridge.h).</summary>
internal static class MulticastSchema
{
    internal const ushort MDBA_MDB = 1;
    internal const ushort MDBA_ROUTER = 2;
    internal const ushort MDBA_MDB_ENTRY = 1;
    internal const ushort MDBA_MDB_ENTRY_INFO = 1;
    internal const ushort MDBA_MDB_EATTR_TIMER = 1;
    internal const ushort MDBA_MDB_EATTR_SRC_LIST = 2;
    internal const ushort MDBA_MDB_EATTR_GROUP_MODE = 3;
    internal const ushort MDBA_MDB_EATTR_SOURCE = 4;
    internal const ushort MDBA_MDB_EATTR_RTPROT = 5;
    internal const ushort MDBA_MDB_EATTR_DST = 6;
    internal const ushort MDBA_MDB_EATTR_DST_PORT = 7;
    internal const ushort MDBA_MDB_EATTR_VNI = 8;
    internal const ushort MDBA_MDB_EATTR_IFINDEX = 9;
    internal const ushort MDBA_MDB_EATTR_SRC_VNI = 10;
    internal const ushort MDBA_MDB_SRCLIST_ENTRY = 1;
    internal const ushort MDBA_MDB_SRCATTR_ADDRESS = 1;
    internal const ushort MDBA_ROUTER_PORT = 1;
    internal const ushort MDBA_ROUTER_PATTR_TIMER = 1;
    internal const ushort MDBA_ROUTER_PATTR_TYPE = 2;
    internal const ushort MDBA_ROUTER_PATTR_VID = 5;

    internal const ushort MDBA_SET_ENTRY = 1;
    internal const ushort MDBA_SET_ENTRY_ATTRS = 2;
    internal const ushort MDBE_ATTR_SOURCE = 1;
    internal const ushort MDBE_ATTR_SRC_LIST = 2;
    internal const ushort MDBE_ATTR_GROUP_MODE = 3;
    internal const ushort MDBE_ATTR_RTPROT = 4;
    internal const ushort MDBE_ATTR_DST = 5;
    internal const ushort MDBE_ATTR_DST_PORT = 6;
    internal const ushort MDBE_ATTR_VNI = 7;
    internal const ushort MDBE_ATTR_IFINDEX = 8;
    internal const ushort MDBE_ATTR_SRC_VNI = 9;
    internal const ushort MDBE_ATTR_STATE_MASK = 10;
    internal const ushort MDBE_SRC_LIST_ENTRY = 1;
    internal const ushort MDBE_SRCATTR_ADDRESS = 1;

    internal const byte MDB_PERMANENT = 1;
    internal const byte MDB_FLAGS_OFFLOAD = 1;
    internal const byte MDB_FLAGS_FAST_LEAVE = 2;
    internal const byte MDB_FLAGS_STAR_EXCL = 4;
    internal const byte MDB_FLAGS_BLOCKED = 8;

    internal const ushort ETH_P_IP = 0x0800;
    internal const ushort ETH_P_IPV6 = 0x86DD;

    /// <summary>Gets the description of RTM_NEWMDB and RTM_DELMDB as requests.</summary>
    internal static NetlinkMessageSchema Messages { get; } = new(Linux.RTM_NEWMDB, Unsafe.SizeOf<br_port_msg>(), new NetlinkAttributeSet(
        new NetlinkAttributeSchema(MDBA_SET_ENTRY, nameof(MDBA_SET_ENTRY)),
        new NetlinkAttributeSchema(MDBA_SET_ENTRY_ATTRS, nameof(MDBA_SET_ENTRY_ATTRS))
        {
            Nested = new NetlinkAttributeSet(
                new(MDBE_ATTR_SOURCE, nameof(MDBE_ATTR_SOURCE)),
                new(MDBE_ATTR_SRC_LIST, nameof(MDBE_ATTR_SRC_LIST))
                {
                    Nested = new NetlinkAttributeSet(new NetlinkAttributeSchema(MDBE_SRC_LIST_ENTRY, nameof(MDBE_SRC_LIST_ENTRY))
                    {
                        Nested = new NetlinkAttributeSet(new NetlinkAttributeSchema(MDBE_SRCATTR_ADDRESS, nameof(MDBE_SRCATTR_ADDRESS))),
                    }),
                },
                new(MDBE_ATTR_GROUP_MODE, nameof(MDBE_ATTR_GROUP_MODE)),
                new(MDBE_ATTR_RTPROT, nameof(MDBE_ATTR_RTPROT)),
                new(MDBE_ATTR_DST, nameof(MDBE_ATTR_DST)),
                new(MDBE_ATTR_DST_PORT, nameof(MDBE_ATTR_DST_PORT)),
                new(MDBE_ATTR_VNI, nameof(MDBE_ATTR_VNI)),
                new(MDBE_ATTR_IFINDEX, nameof(MDBE_ATTR_IFINDEX)),
                new(MDBE_ATTR_SRC_VNI, nameof(MDBE_ATTR_SRC_VNI)),
                new(MDBE_ATTR_STATE_MASK, nameof(MDBE_ATTR_STATE_MASK))),
        }));
}

/// <summary>struct br_port_msg of linux/if_bridge.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct br_port_msg
{
    internal byte family;
    internal uint ifindex;
}

/// <summary>struct br_mdb_entry of linux/if_bridge.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct br_mdb_entry
{
    internal uint ifindex;
    internal byte state;
    internal byte flags;
    internal ushort vid;
    internal Group addr;

    /// <summary>An address of 4, 6 or 16 bytes, and the EtherType that tells which.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Group
    {
        internal uint u0;
        internal uint u1;
        internal uint u2;
        internal uint u3;

        /// <summary>In network byte order.</summary>
        internal ushort proto;
        internal ushort pad;

        internal readonly ushort Protocol => BigEndian(proto);

        internal readonly void CopyTo(Span<byte> bytes)
        {
            ReadOnlySpan<uint> words = [u0, u1, u2, u3];
            MemoryMarshal.AsBytes(words)[..bytes.Length].CopyTo(bytes);
        }

        internal void Set(scoped ReadOnlySpan<byte> bytes, ushort protocol)
        {
            Span<uint> words = stackalloc uint[4];
            words.Clear();
            bytes.CopyTo(MemoryMarshal.AsBytes(words));
            (u0, u1, u2, u3) = (words[0], words[1], words[2], words[3]);
            proto = BigEndian(protocol);
        }

        private static ushort BigEndian(ushort value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;
    }
}
