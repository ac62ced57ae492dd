using System.Runtime.InteropServices;

namespace LinuxNamespaces.Interop;

/// <summary>struct nlmsghdr of linux/netlink.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct nlmsghdr
{
    internal uint nlmsg_len;
    internal ushort nlmsg_type;
    internal ushort nlmsg_flags;
    internal uint nlmsg_seq;
    internal uint nlmsg_pid;
}

/// <summary>struct nlattr of linux/netlink.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct nlattr
{
    internal ushort nla_len;
    internal ushort nla_type;
}

/// <summary>struct rtgenmsg of linux/rtnetlink.h, padded to the alignment of the attributes that follow it.</summary>
[StructLayout(LayoutKind.Sequential, Size = 4)]
internal struct rtgenmsg
{
    internal byte rtgen_family;
}

/// <summary>struct ifinfomsg of linux/rtnetlink.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ifinfomsg
{
    internal byte ifi_family;
    internal byte __ifi_pad;
    internal ushort ifi_type;
    internal int ifi_index;
    internal uint ifi_flags;
    internal uint ifi_change;
}

/// <summary>struct ifaddrmsg of linux/if_addr.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ifaddrmsg
{
    internal byte ifa_family;
    internal byte ifa_prefixlen;
    internal byte ifa_flags;
    internal byte ifa_scope;
    internal uint ifa_index;
}

/// <summary>struct ifa_cacheinfo of linux/if_addr.h; life times in seconds.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ifa_cacheinfo
{
    internal uint ifa_prefered;
    internal uint ifa_valid;
    internal uint cstamp;
    internal uint tstamp;
}

/// <summary>struct rtmsg of linux/rtnetlink.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct rtmsg
{
    internal byte rtm_family;
    internal byte rtm_dst_len;
    internal byte rtm_src_len;
    internal byte rtm_tos;
    internal byte rtm_table;
    internal byte rtm_protocol;
    internal byte rtm_scope;
    internal byte rtm_type;
    internal uint rtm_flags;
}

/// <summary>struct rtnexthop of linux/rtnetlink.h, which attributes follow.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct rtnexthop
{
    internal ushort rtnh_len;
    internal byte rtnh_flags;
    internal byte rtnh_hops;
    internal int rtnh_ifindex;
}

/// <summary>struct rta_cacheinfo of linux/rtnetlink.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct rta_cacheinfo
{
    internal uint rta_clntref;
    internal uint rta_lastuse;
    internal int rta_expires;
    internal uint rta_error;
    internal uint rta_used;
    internal uint rta_id;
    internal uint rta_ts;
    internal uint rta_tsage;
}

/// <summary>struct ndmsg of linux/neighbour.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ndmsg
{
    internal byte ndm_family;
    internal byte ndm_pad1;
    internal ushort ndm_pad2;
    internal int ndm_ifindex;
    internal ushort ndm_state;
    internal byte ndm_flags;
    internal byte ndm_type;
}

/// <summary>struct nhmsg of linux/nexthop.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct nhmsg
{
    internal byte nh_family;
    internal byte nh_scope;
    internal byte nh_protocol;
    internal byte resvd;
    internal uint nh_flags;
}

/// <summary>struct nda_cacheinfo of linux/neighbour.h; times in hundredths of a second.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct nda_cacheinfo
{
    internal uint ndm_confirmed;
    internal uint ndm_used;
    internal uint ndm_updated;
    internal uint ndm_refcnt;
}

/// <summary>struct rtnl_link_stats64 of linux/if_link.h. Older kernels send less.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct rtnl_link_stats64
{
    internal ulong rx_packets;
    internal ulong tx_packets;
    internal ulong rx_bytes;
    internal ulong tx_bytes;
    internal ulong rx_errors;
    internal ulong tx_errors;
    internal ulong rx_dropped;
    internal ulong tx_dropped;
    internal ulong multicast;
    internal ulong collisions;
    internal ulong rx_length_errors;
    internal ulong rx_over_errors;
    internal ulong rx_crc_errors;
    internal ulong rx_frame_errors;
    internal ulong rx_fifo_errors;
    internal ulong rx_missed_errors;
    internal ulong tx_aborted_errors;
    internal ulong tx_carrier_errors;
    internal ulong tx_fifo_errors;
    internal ulong tx_heartbeat_errors;
    internal ulong tx_window_errors;
    internal ulong rx_compressed;
    internal ulong tx_compressed;
    internal ulong rx_nohandler;
    internal ulong rx_otherhost_dropped;
}

/// <summary>struct genlmsghdr of linux/genetlink.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct genlmsghdr
{
    internal byte cmd;
    internal byte version;
    internal ushort reserved;
}

/// <summary>The header of all messages of traffic control.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct tcmsg
{
    internal byte tcm_family;
    internal byte tcm__pad1;
    internal ushort tcm__pad2;
    internal int tcm_ifindex;
    internal uint tcm_handle;
    internal uint tcm_parent;
    internal uint tcm_info;
}

/// <summary>struct nfgenmsg of linux/netfilter/nfnetlink.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct nfgenmsg
{
    internal byte nfgen_family;
    internal byte version;
    internal ushort res_id;
}
