namespace LinuxNamespaces.Interop;

/// <summary>Constants of linux/rtnetlink.h, rtnetlink(7).</summary>
internal static partial class Linux
{
    internal const ushort RTM_NEWLINK = 16;
    internal const ushort RTM_DELLINK = 17;
    internal const ushort RTM_GETLINK = 18;
    internal const ushort RTM_SETLINK = 19;
    internal const ushort RTM_NEWADDR = 20;
    internal const ushort RTM_DELADDR = 21;
    internal const ushort RTM_GETADDR = 22;
    internal const ushort RTM_NEWROUTE = 24;
    internal const ushort RTM_DELROUTE = 25;
    internal const ushort RTM_GETROUTE = 26;
    internal const ushort RTM_NEWNEIGH = 28;
    internal const ushort RTM_DELNEIGH = 29;
    internal const ushort RTM_GETNEIGH = 30;
    internal const ushort RTM_NEWRULE = 32;
    internal const ushort RTM_DELRULE = 33;
    internal const ushort RTM_GETRULE = 34;
    internal const ushort RTM_NEWQDISC = 36;
    internal const ushort RTM_DELQDISC = 37;
    internal const ushort RTM_GETQDISC = 38;
    internal const ushort RTM_NEWTCLASS = 40;
    internal const ushort RTM_DELTCLASS = 41;
    internal const ushort RTM_GETTCLASS = 42;
    internal const ushort RTM_NEWTFILTER = 44;
    internal const ushort RTM_DELTFILTER = 45;
    internal const ushort RTM_GETTFILTER = 46;
    internal const ushort RTM_NEWACTION = 48;
    internal const ushort RTM_NEWMDB = 84;
    internal const ushort RTM_DELMDB = 85;
    internal const ushort RTM_GETMDB = 86;
    internal const ushort RTM_NEWNSID = 88;
    internal const ushort RTM_DELNSID = 89;
    internal const ushort RTM_GETNSID = 90;
    internal const ushort RTM_NEWNEXTHOP = 104;
    internal const ushort RTM_DELNEXTHOP = 105;
    internal const ushort RTM_GETNEXTHOP = 106;
    internal const ushort RTM_NEWLINKPROP = 108;
    internal const ushort RTM_DELLINKPROP = 109;

    internal const int RTNLGRP_LINK = 1;
    internal const int RTNLGRP_NEIGH = 3;
    internal const int RTNLGRP_IPV4_IFADDR = 5;
    internal const int RTNLGRP_IPV4_ROUTE = 7;
    internal const int RTNLGRP_IPV4_RULE = 8;
    internal const int RTNLGRP_IPV6_IFADDR = 9;
    internal const int RTNLGRP_IPV6_ROUTE = 11;
    internal const int RTNLGRP_IPV6_RULE = 19;
    internal const int RTNLGRP_NSID = 28;
    internal const int RTNLGRP_NEXTHOP = 32;

    internal const int RTEXT_FILTER_BRVLAN_COMPRESSED = 4;
    internal const int RTEXT_FILTER_SKIP_STATS = 8;

    internal const ushort RTA_UNSPEC = 0;
    internal const ushort RTA_DST = 1;
    internal const ushort RTA_SRC = 2;
    internal const ushort RTA_IIF = 3;
    internal const ushort RTA_OIF = 4;
    internal const ushort RTA_GATEWAY = 5;
    internal const ushort RTA_PRIORITY = 6;
    internal const ushort RTA_PREFSRC = 7;
    internal const ushort RTA_METRICS = 8;
    internal const ushort RTA_MULTIPATH = 9;
    internal const ushort RTA_FLOW = 11;
    internal const ushort RTA_CACHEINFO = 12;
    internal const ushort RTA_TABLE = 15;
    internal const ushort RTA_MARK = 16;
    internal const ushort RTA_VIA = 18;
    internal const ushort RTA_NEWDST = 19;
    internal const ushort RTA_PREF = 20;
    internal const ushort RTA_ENCAP_TYPE = 21;
    internal const ushort RTA_ENCAP = 22;
    internal const ushort RTA_EXPIRES = 23;
    internal const ushort RTA_UID = 25;
    internal const ushort RTA_TTL_PROPAGATE = 26;
    internal const ushort RTA_IP_PROTO = 27;
    internal const ushort RTA_SPORT = 28;
    internal const ushort RTA_DPORT = 29;
    internal const ushort RTA_NH_ID = 30;

    internal const int RT_TABLE_UNSPEC = 0;
    internal const int RT_TABLE_COMPAT = 252;
    internal const int RT_TABLE_DEFAULT = 253;
    internal const int RT_TABLE_MAIN = 254;
    internal const int RT_TABLE_LOCAL = 255;

    internal const byte RTPROT_UNSPEC = 0;
    internal const byte RTPROT_REDIRECT = 1;
    internal const byte RTPROT_KERNEL = 2;
    internal const byte RTPROT_BOOT = 3;
    internal const byte RTPROT_STATIC = 4;
    internal const byte RTPROT_GATED = 8;
    internal const byte RTPROT_RA = 9;
    internal const byte RTPROT_MRT = 10;
    internal const byte RTPROT_ZEBRA = 11;
    internal const byte RTPROT_BIRD = 12;
    internal const byte RTPROT_DNROUTED = 13;
    internal const byte RTPROT_XORP = 14;
    internal const byte RTPROT_NTK = 15;
    internal const byte RTPROT_DHCP = 16;
    internal const byte RTPROT_MROUTED = 17;
    internal const byte RTPROT_KEEPALIVED = 18;
    internal const byte RTPROT_BABEL = 42;
    internal const byte RTPROT_BGP = 186;
    internal const byte RTPROT_ISIS = 187;
    internal const byte RTPROT_OSPF = 188;
    internal const byte RTPROT_RIP = 189;
    internal const byte RTPROT_EIGRP = 192;

    internal const byte RT_SCOPE_UNIVERSE = 0;
    internal const byte RT_SCOPE_SITE = 200;
    internal const byte RT_SCOPE_LINK = 253;
    internal const byte RT_SCOPE_HOST = 254;
    internal const byte RT_SCOPE_NOWHERE = 255;

    internal const byte RTN_UNSPEC = 0;
    internal const byte RTN_UNICAST = 1;
    internal const byte RTN_LOCAL = 2;
    internal const byte RTN_BROADCAST = 3;
    internal const byte RTN_ANYCAST = 4;
    internal const byte RTN_MULTICAST = 5;
    internal const byte RTN_BLACKHOLE = 6;
    internal const byte RTN_UNREACHABLE = 7;
    internal const byte RTN_PROHIBIT = 8;
    internal const byte RTN_THROW = 9;

    internal const uint RTM_F_CLONED = 0x200;
    internal const uint RTM_F_LOOKUP_TABLE = 0x1000;
    internal const uint RTM_F_FIB_MATCH = 0x2000;

    internal const uint RTNH_F_DEAD = 1;
    internal const uint RTNH_F_PERVASIVE = 2;
    internal const uint RTNH_F_ONLINK = 4;
    internal const uint RTNH_F_OFFLOAD = 8;
    internal const uint RTNH_F_LINKDOWN = 16;
    internal const uint RTNH_F_UNRESOLVED = 32;
    internal const uint RTNH_F_TRAP = 64;

    internal const ushort NETNSA_NONE = 0;
    internal const ushort NETNSA_NSID = 1;
    internal const ushort NETNSA_PID = 2;
    internal const ushort NETNSA_FD = 3;
    internal const ushort NETNSA_TARGET_NSID = 4;
    internal const ushort NETNSA_CURRENT_NSID = 5;
}
