namespace LinuxNamespaces.Interop;

/// <summary>Constants of linux/netlink.h, netlink(7).</summary>
internal static partial class Linux
{
    internal const int SOL_NETLINK = 270;

    internal const int NETLINK_ROUTE = 0;
    internal const int NETLINK_GENERIC = 16;

    internal const ushort NLM_F_REQUEST = 0x1;
    internal const ushort NLM_F_MULTI = 0x2;
    internal const ushort NLM_F_ACK = 0x4;
    internal const ushort NLM_F_ECHO = 0x8;
    internal const ushort NLM_F_DUMP_INTR = 0x10;
    internal const ushort NLM_F_DUMP_FILTERED = 0x20;
    internal const ushort NLM_F_ROOT = 0x100;
    internal const ushort NLM_F_MATCH = 0x200;
    internal const ushort NLM_F_DUMP = 0x300;
    internal const ushort NLM_F_REPLACE = 0x100;
    internal const ushort NLM_F_EXCL = 0x200;
    internal const ushort NLM_F_CREATE = 0x400;
    internal const ushort NLM_F_APPEND = 0x800;
    internal const ushort NLM_F_NONREC = 0x100;
    internal const ushort NLM_F_BULK = 0x200;
    internal const ushort NLM_F_CAPPED = 0x100;
    internal const ushort NLM_F_ACK_TLVS = 0x200;

    internal const ushort NLMSG_NOOP = 1;
    internal const ushort NLMSG_ERROR = 2;
    internal const ushort NLMSG_DONE = 3;
    internal const ushort NLMSG_OVERRUN = 4;
    internal const ushort NLMSG_MIN_TYPE = 16;

    internal const ushort NLMSGERR_ATTR_MSG = 1;
    internal const ushort NLMSGERR_ATTR_OFFS = 2;
    internal const ushort NLMSGERR_ATTR_COOKIE = 3;
    internal const ushort NLMSGERR_ATTR_POLICY = 4;
    internal const ushort NLMSGERR_ATTR_MISS_TYPE = 5;
    internal const ushort NLMSGERR_ATTR_MISS_NEST = 6;

    internal const ushort NLA_F_NESTED = 0x8000;
    internal const ushort NLA_F_NET_BYTEORDER = 0x4000;
    internal const ushort NLA_TYPE_MASK = 0x3fff;

    internal const int NETLINK_ADD_MEMBERSHIP = 1;
    internal const int NETLINK_DROP_MEMBERSHIP = 2;
    internal const int NETLINK_LISTEN_ALL_NSID = 8;
    internal const int NETLINK_EXT_ACK = 11;
    internal const int NETLINK_CAP_ACK = 10;
    internal const int NETLINK_GET_STRICT_CHK = 12;

    internal const ushort NL_POLICY_TYPE_ATTR_TYPE = 1;
    internal const ushort NL_POLICY_TYPE_ATTR_MIN_VALUE_S = 2;
    internal const ushort NL_POLICY_TYPE_ATTR_MAX_VALUE_S = 3;
    internal const ushort NL_POLICY_TYPE_ATTR_MIN_VALUE_U = 4;
    internal const ushort NL_POLICY_TYPE_ATTR_MAX_VALUE_U = 5;
    internal const ushort NL_POLICY_TYPE_ATTR_MIN_LENGTH = 6;
    internal const ushort NL_POLICY_TYPE_ATTR_MAX_LENGTH = 7;
    internal const ushort NL_POLICY_TYPE_ATTR_POLICY_IDX = 8;
    internal const ushort NL_POLICY_TYPE_ATTR_POLICY_MAXTYPE = 9;
    internal const ushort NL_POLICY_TYPE_ATTR_BITFIELD32_MASK = 10;
    internal const ushort NL_POLICY_TYPE_ATTR_MASK = 12;
    internal const int NL_ATTR_TYPE_INVALID = 0;
    internal const int NL_ATTR_TYPE_FLAG = 1;
    internal const int NL_ATTR_TYPE_U8 = 2;
    internal const int NL_ATTR_TYPE_U16 = 3;
    internal const int NL_ATTR_TYPE_U32 = 4;
    internal const int NL_ATTR_TYPE_U64 = 5;
    internal const int NL_ATTR_TYPE_S8 = 6;
    internal const int NL_ATTR_TYPE_S16 = 7;
    internal const int NL_ATTR_TYPE_S32 = 8;
    internal const int NL_ATTR_TYPE_S64 = 9;
    internal const int NL_ATTR_TYPE_BINARY = 10;
    internal const int NL_ATTR_TYPE_STRING = 11;
    internal const int NL_ATTR_TYPE_NUL_STRING = 12;
    internal const int NL_ATTR_TYPE_NESTED = 13;
    internal const int NL_ATTR_TYPE_NESTED_ARRAY = 14;
    internal const int NL_ATTR_TYPE_BITFIELD32 = 15;
}
