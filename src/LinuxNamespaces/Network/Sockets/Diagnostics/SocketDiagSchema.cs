using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The messages about sockets, as in linux/sock_diag.h, linux/inet_diag.h, linux/unix_diag.h, linux/packet_diag.h and linux/netlink_diag.h.</summary>
internal static class SocketDiagSchema
{
    internal const int NETLINK_SOCK_DIAG = 4;

    internal const ushort SOCK_DIAG_BY_FAMILY = 20;
    internal const ushort SOCK_DESTROY = 21;

    internal const ushort INET_DIAG_REQ_BYTECODE = 1;

    internal const byte INET_DIAG_BC_S_GE = 2;
    internal const byte INET_DIAG_BC_S_LE = 3;
    internal const byte INET_DIAG_BC_D_GE = 4;
    internal const byte INET_DIAG_BC_D_LE = 5;
    internal const byte INET_DIAG_BC_S_COND = 7;
    internal const byte INET_DIAG_BC_D_COND = 8;
    internal const byte INET_DIAG_BC_DEV_COND = 9;
    internal const byte INET_DIAG_BC_MARK_COND = 10;

    internal const ushort INET_DIAG_INFO = 2;
    internal const ushort INET_DIAG_CONG = 4;
    internal const ushort INET_DIAG_TOS = 5;
    internal const ushort INET_DIAG_TCLASS = 6;
    internal const ushort INET_DIAG_SKMEMINFO = 7;
    internal const ushort INET_DIAG_SHUTDOWN = 8;
    internal const ushort INET_DIAG_SKV6ONLY = 11;
    internal const ushort INET_DIAG_MARK = 15;
    internal const ushort INET_DIAG_CGROUP_ID = 21;

    internal const int SK_MEMINFO_RMEM_ALLOC = 0;
    internal const int SK_MEMINFO_RCVBUF = 1;
    internal const int SK_MEMINFO_WMEM_ALLOC = 2;
    internal const int SK_MEMINFO_SNDBUF = 3;
    internal const int SK_MEMINFO_FWD_ALLOC = 4;
    internal const int SK_MEMINFO_WMEM_QUEUED = 5;
    internal const int SK_MEMINFO_OPTMEM = 6;
    internal const int SK_MEMINFO_BACKLOG = 7;
    internal const int SK_MEMINFO_DROPS = 8;

    internal const uint UDIAG_SHOW_NAME = 0x01;
    internal const uint UDIAG_SHOW_PEER = 0x04;
    internal const uint UDIAG_SHOW_ICONS = 0x08;
    internal const uint UDIAG_SHOW_RQLEN = 0x10;
    internal const uint UDIAG_SHOW_MEMINFO = 0x20;
    internal const uint UDIAG_SHOW_UID = 0x40;

    internal const ushort UNIX_DIAG_NAME = 0;
    internal const ushort UNIX_DIAG_PEER = 2;
    internal const ushort UNIX_DIAG_ICONS = 3;
    internal const ushort UNIX_DIAG_RQLEN = 4;
    internal const ushort UNIX_DIAG_MEMINFO = 5;
    internal const ushort UNIX_DIAG_SHUTDOWN = 6;
    internal const ushort UNIX_DIAG_UID = 7;

    internal const uint PACKET_SHOW_INFO = 0x01;
    internal const uint PACKET_SHOW_RING_CFG = 0x04;
    internal const uint PACKET_SHOW_FANOUT = 0x08;
    internal const uint PACKET_SHOW_MEMINFO = 0x10;

    internal const ushort PACKET_DIAG_INFO = 0;
    internal const ushort PACKET_DIAG_RX_RING = 2;
    internal const ushort PACKET_DIAG_TX_RING = 3;
    internal const ushort PACKET_DIAG_FANOUT = 4;
    internal const ushort PACKET_DIAG_UID = 5;
    internal const ushort PACKET_DIAG_MEMINFO = 6;

    internal const byte NDIAG_PROTO_ALL = 255;
    internal const uint NDIAG_SHOW_MEMINFO = 0x01;
    internal const uint NDIAG_SHOW_GROUPS = 0x02;
    internal const uint NDIAG_SHOW_FLAGS = 0x08;

    internal const ushort NETLINK_DIAG_MEMINFO = 0;
    internal const ushort NETLINK_DIAG_GROUPS = 1;
    internal const ushort NETLINK_DIAG_FLAGS = 4;

    internal static NetlinkMessageSchema[] Messages { get; } =
    [
        new(SOCK_DIAG_BY_FAMILY, System.Runtime.CompilerServices.Unsafe.SizeOf<Interop.inet_diag_req_v2>(), new NetlinkAttributeSet(new NetlinkAttributeSchema(INET_DIAG_REQ_BYTECODE, nameof(INET_DIAG_REQ_BYTECODE)))),
    ];
}
