namespace LinuxNamespaces.Interop;

/// <summary>Constants of linux/neighbour.h, rtnetlink(7).</summary>
internal static partial class Linux
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

    internal const byte NTF_USE = 0x01;
    internal const byte NTF_SELF = 0x02;
    internal const byte NTF_MASTER = 0x04;
    internal const byte NTF_EXT_LEARNED = 0x10;
    internal const byte NTF_OFFLOADED = 0x20;
    internal const byte NTF_STICKY = 0x40;
    internal const uint NTF_EXT_LOCKED = 0x2;

    internal const ushort NUD_REACHABLE = 0x02;
    internal const ushort NUD_STALE = 0x04;
    internal const ushort NUD_NOARP = 0x40;
    internal const ushort NUD_PERMANENT = 0x80;
}
