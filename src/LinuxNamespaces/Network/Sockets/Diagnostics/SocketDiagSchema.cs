using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The messages about sockets, as in linux/sock_diag.h, linux/inet_diag.h and linux/unix_diag.h.</summary>
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
    internal const uint UDIAG_SHOW_RQLEN = 0x10;
    internal const uint UDIAG_SHOW_UID = 0x40;

    internal const ushort UNIX_DIAG_NAME = 0;
    internal const ushort UNIX_DIAG_PEER = 2;
    internal const ushort UNIX_DIAG_RQLEN = 4;
    internal const ushort UNIX_DIAG_UID = 7;

    internal static NetlinkMessageSchema[] Messages { get; } =
    [
        new(SOCK_DIAG_BY_FAMILY, System.Runtime.CompilerServices.Unsafe.SizeOf<Interop.inet_diag_req_v2>(), new NetlinkAttributeSet(new NetlinkAttributeSchema(INET_DIAG_REQ_BYTECODE, nameof(INET_DIAG_REQ_BYTECODE)))),
    ];
}
