using System.Runtime.InteropServices;

namespace LinuxNamespaces.Interop;

/// <summary>An address of linux/inet_diag.h: four words in network byte order, of which IPv4 uses the first.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct InetDiagAddress
{
    internal uint First;
    internal uint Second;
    internal uint Third;
    internal uint Fourth;
}

/// <summary>struct inet_diag_sockid of linux/inet_diag.h. Ports are in network byte order.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct inet_diag_sockid
{
    internal ushort idiag_sport;
    internal ushort idiag_dport;
    internal InetDiagAddress idiag_src;
    internal InetDiagAddress idiag_dst;
    internal uint idiag_if;
    internal InetDiagCookie idiag_cookie;
}

/// <summary>The two words of a cookie in linux/inet_diag.h, the lower one first.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct InetDiagCookie
{
    internal uint Low;
    internal uint High;

    internal ulong Value
    {
        readonly get => Low | ((ulong)High << 32);
        set => (Low, High) = unchecked(((uint)value, (uint)(value >> 32)));
    }
}

/// <summary>struct inet_diag_req_v2 of linux/inet_diag.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct inet_diag_req_v2
{
    internal byte sdiag_family;
    internal byte sdiag_protocol;
    internal byte idiag_ext;
    internal byte pad;
    internal uint idiag_states;
    internal inet_diag_sockid id;
}

/// <summary>struct inet_diag_msg of linux/inet_diag.h, which attributes follow.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct inet_diag_msg
{
    internal byte idiag_family;
    internal byte idiag_state;
    internal byte idiag_timer;
    internal byte idiag_retrans;
    internal inet_diag_sockid id;
    internal uint idiag_expires;
    internal uint idiag_rqueue;
    internal uint idiag_wqueue;
    internal uint idiag_uid;
    internal uint idiag_inode;
}

/// <summary>struct inet_diag_bc_op of linux/inet_diag.h: a conditional jump forward.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct inet_diag_bc_op
{
    internal byte code;
    internal byte yes;
    internal ushort no;
}

/// <summary>struct inet_diag_hostcond of linux/inet_diag.h, which the bytes of an address follow.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct inet_diag_hostcond
{
    internal byte family;
    internal byte prefix_len;
    internal int port;
}

/// <summary>struct inet_diag_markcond of linux/inet_diag.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct inet_diag_markcond
{
    internal uint mark;
    internal uint mask;
}

/// <summary>struct unix_diag_req of linux/unix_diag.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct unix_diag_req
{
    internal byte sdiag_family;
    internal byte sdiag_protocol;
    internal ushort pad;
    internal uint udiag_states;
    internal uint udiag_ino;
    internal uint udiag_show;
    internal InetDiagCookie udiag_cookie;
}

/// <summary>struct unix_diag_msg of linux/unix_diag.h, which attributes follow.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct unix_diag_msg
{
    internal byte udiag_family;
    internal byte udiag_type;
    internal byte udiag_state;
    internal byte pad;
    internal uint udiag_ino;
    internal InetDiagCookie udiag_cookie;
}

/// <summary>struct unix_diag_rqlen of linux/unix_diag.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct unix_diag_rqlen
{
    internal uint udiag_rqueue;
    internal uint udiag_wqueue;
}

/// <summary>struct packet_diag_req of linux/packet_diag.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct packet_diag_req
{
    internal byte sdiag_family;
    internal byte sdiag_protocol;
    internal ushort pad;
    internal uint pdiag_ino;
    internal uint pdiag_show;
    internal InetDiagCookie pdiag_cookie;
}

/// <summary>struct packet_diag_msg of linux/packet_diag.h, which attributes follow.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct packet_diag_msg
{
    internal byte pdiag_family;
    internal byte pdiag_type;
    internal ushort pdiag_num;
    internal uint pdiag_ino;
    internal InetDiagCookie pdiag_cookie;
}

/// <summary>struct packet_diag_info of linux/packet_diag.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct packet_diag_info
{
    internal uint pdi_index;
    internal uint pdi_version;
    internal uint pdi_reserve;
    internal uint pdi_copy_thresh;
    internal uint pdi_tstamp;
    internal uint pdi_flags;
}

/// <summary>struct packet_diag_ring of linux/packet_diag.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct packet_diag_ring
{
    internal uint pdr_block_size;
    internal uint pdr_block_nr;
    internal uint pdr_frame_size;
    internal uint pdr_frame_nr;
    internal uint pdr_retire_tmo;
    internal uint pdr_sizeof_priv;
    internal uint pdr_features;
}

/// <summary>struct netlink_diag_req of linux/netlink_diag.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct netlink_diag_req
{
    internal byte sdiag_family;
    internal byte sdiag_protocol;
    internal ushort pad;
    internal uint ndiag_ino;
    internal uint ndiag_show;
    internal InetDiagCookie ndiag_cookie;
}

/// <summary>struct netlink_diag_msg of linux/netlink_diag.h, which attributes follow.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct netlink_diag_msg
{
    internal byte ndiag_family;
    internal byte ndiag_type;
    internal byte ndiag_protocol;
    internal byte ndiag_state;
    internal uint ndiag_portid;
    internal uint ndiag_dst_portid;
    internal uint ndiag_dst_group;
    internal uint ndiag_ino;
    internal InetDiagCookie ndiag_cookie;
}
