using System.Runtime.CompilerServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The messages about neighbours, as in linux/neighbour.h.</summary>
internal static class NeighbourSchema
{
    internal const ushort NDA_DST = 1;
    internal const ushort NDA_LLADDR = 2;
    internal const ushort NDA_CACHEINFO = 3;
    internal const ushort NDA_PROBES = 4;
    internal const ushort NDA_VLAN = 5;
    internal const ushort NDA_PORT = 6;
    internal const ushort NDA_VNI = 7;
    internal const ushort NDA_IFINDEX = 8;
    internal const ushort NDA_MASTER = 9;
    internal const ushort NDA_LINK_NETNSID = 10;
    internal const ushort NDA_SRC_VNI = 11;
    internal const ushort NDA_PROTOCOL = 12;
    internal const ushort NDA_NH_ID = 13;
    internal const ushort NDA_FDB_EXT_ATTRS = 14;
    internal const ushort NDA_FLAGS_EXT = 15;
    internal const ushort NDA_NDM_STATE_MASK = 16;
    internal const ushort NDA_NDM_FLAGS_MASK = 17;

    internal const ushort NUD_INCOMPLETE = 0x01;
    internal const ushort NUD_REACHABLE = 0x02;
    internal const ushort NUD_STALE = 0x04;
    internal const ushort NUD_DELAY = 0x08;
    internal const ushort NUD_PROBE = 0x10;
    internal const ushort NUD_FAILED = 0x20;
    internal const ushort NUD_NOARP = 0x40;
    internal const ushort NUD_PERMANENT = 0x80;

    internal const byte NTF_USE = 1 << 0;
    internal const byte NTF_SELF = 1 << 1;
    internal const byte NTF_MASTER = 1 << 2;
    internal const byte NTF_PROXY = 1 << 3;
    internal const byte NTF_EXT_LEARNED = 1 << 4;
    internal const byte NTF_OFFLOADED = 1 << 5;
    internal const byte NTF_STICKY = 1 << 6;
    internal const byte NTF_ROUTER = 1 << 7;
    internal const int NTF_EXT_MANAGED = 1 << 0;
    internal const int NTF_EXT_LOCKED = 1 << 1;

    /// <summary>Where <see cref="NeighbourFlags"/> has the flags of NDA_FLAGS_EXT.</summary>
    internal const int ExtendedShift = 8;

    internal static NetlinkAttributeSet Attributes { get; } = new(
        new(NDA_DST, nameof(NDA_DST)),
        new(NDA_LLADDR, nameof(NDA_LLADDR)),
        new(NDA_CACHEINFO, nameof(NDA_CACHEINFO)),
        new(NDA_PROBES, nameof(NDA_PROBES)),
        new(NDA_VLAN, nameof(NDA_VLAN)),
        new(NDA_PORT, nameof(NDA_PORT)),
        new(NDA_VNI, nameof(NDA_VNI)),
        new(NDA_IFINDEX, nameof(NDA_IFINDEX)),
        new(NDA_MASTER, nameof(NDA_MASTER)),
        new(NDA_LINK_NETNSID, nameof(NDA_LINK_NETNSID)),
        new(NDA_SRC_VNI, nameof(NDA_SRC_VNI)),
        new(NDA_PROTOCOL, nameof(NDA_PROTOCOL)),
        new(NDA_NH_ID, nameof(NDA_NH_ID)),
        new(NDA_FDB_EXT_ATTRS, nameof(NDA_FDB_EXT_ATTRS)),
        new(NDA_FLAGS_EXT, nameof(NDA_FLAGS_EXT)),
        new(NDA_NDM_STATE_MASK, nameof(NDA_NDM_STATE_MASK)),
        new(NDA_NDM_FLAGS_MASK, nameof(NDA_NDM_FLAGS_MASK)));

    internal static IReadOnlyList<NetlinkMessageSchema> Messages { get; } =
    [
        .. new[] { Linux.RTM_NEWNEIGH, Linux.RTM_DELNEIGH, Linux.RTM_GETNEIGH }
            .Select(type => new NetlinkMessageSchema(type, Unsafe.SizeOf<ndmsg>(), Attributes)),
    ];
}
