using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The messages about tracked connections, as in linux/netfilter/nfnetlink_conntrack.h.</summary>
internal static class ConntrackSchema
{
    internal const ushort IPCTNL_MSG_CT_NEW = 0;
    internal const ushort IPCTNL_MSG_CT_GET = 1;
    internal const ushort IPCTNL_MSG_CT_DELETE = 2;
    internal const ushort IPCTNL_MSG_CT_GET_STATS = 5;

    internal const ushort CTA_TUPLE_ORIG = 1;
    internal const ushort CTA_TUPLE_REPLY = 2;
    internal const ushort CTA_STATUS = 3;
    internal const ushort CTA_PROTOINFO = 4;
    internal const ushort CTA_HELP = 5;
    internal const ushort CTA_NAT_SRC = 6;
    internal const ushort CTA_TIMEOUT = 7;
    internal const ushort CTA_MARK = 8;
    internal const ushort CTA_COUNTERS_ORIG = 9;
    internal const ushort CTA_COUNTERS_REPLY = 10;
    internal const ushort CTA_USE = 11;
    internal const ushort CTA_ID = 12;
    internal const ushort CTA_ZONE = 18;

    internal const ushort CTA_TUPLE_IP = 1;
    internal const ushort CTA_TUPLE_PROTO = 2;
    internal const ushort CTA_TUPLE_ZONE = 3;

    internal const ushort CTA_IP_V4_SRC = 1;
    internal const ushort CTA_IP_V4_DST = 2;
    internal const ushort CTA_IP_V6_SRC = 3;
    internal const ushort CTA_IP_V6_DST = 4;

    internal const ushort CTA_PROTO_NUM = 1;
    internal const ushort CTA_PROTO_SRC_PORT = 2;
    internal const ushort CTA_PROTO_DST_PORT = 3;
    internal const ushort CTA_PROTO_ICMP_ID = 4;
    internal const ushort CTA_PROTO_ICMP_TYPE = 5;
    internal const ushort CTA_PROTO_ICMP_CODE = 6;

    internal const ushort CTA_COUNTERS_PACKETS = 1;
    internal const ushort CTA_COUNTERS_BYTES = 2;

    private static readonly NetlinkAttributeSet s_address = new(
        new(CTA_IP_V4_SRC, nameof(CTA_IP_V4_SRC)),
        new(CTA_IP_V4_DST, nameof(CTA_IP_V4_DST)),
        new(CTA_IP_V6_SRC, nameof(CTA_IP_V6_SRC)),
        new(CTA_IP_V6_DST, nameof(CTA_IP_V6_DST)));

    private static readonly NetlinkAttributeSet s_protocol = new(
        new(CTA_PROTO_NUM, nameof(CTA_PROTO_NUM)),
        new(CTA_PROTO_SRC_PORT, nameof(CTA_PROTO_SRC_PORT)),
        new(CTA_PROTO_DST_PORT, nameof(CTA_PROTO_DST_PORT)),
        new(CTA_PROTO_ICMP_ID, nameof(CTA_PROTO_ICMP_ID)),
        new(CTA_PROTO_ICMP_TYPE, nameof(CTA_PROTO_ICMP_TYPE)),
        new(CTA_PROTO_ICMP_CODE, nameof(CTA_PROTO_ICMP_CODE)));

    private static readonly NetlinkAttributeSet s_tuple = new(
        new(CTA_TUPLE_IP, nameof(CTA_TUPLE_IP)) { Nested = s_address },
        new(CTA_TUPLE_PROTO, nameof(CTA_TUPLE_PROTO)) { Nested = s_protocol },
        new(CTA_TUPLE_ZONE, nameof(CTA_TUPLE_ZONE)));

    private static readonly NetlinkAttributeSet s_entry = new(
        new(CTA_TUPLE_ORIG, nameof(CTA_TUPLE_ORIG)) { Nested = s_tuple },
        new(CTA_TUPLE_REPLY, nameof(CTA_TUPLE_REPLY)) { Nested = s_tuple },
        new(CTA_STATUS, nameof(CTA_STATUS)),
        new(CTA_PROTOINFO, nameof(CTA_PROTOINFO)),
        new(CTA_HELP, nameof(CTA_HELP)),
        new(CTA_NAT_SRC, nameof(CTA_NAT_SRC)),
        new(CTA_TIMEOUT, nameof(CTA_TIMEOUT)),
        new(CTA_MARK, nameof(CTA_MARK)),
        new(CTA_COUNTERS_ORIG, nameof(CTA_COUNTERS_ORIG)),
        new(CTA_COUNTERS_REPLY, nameof(CTA_COUNTERS_REPLY)),
        new(CTA_USE, nameof(CTA_USE)),
        new(CTA_ID, nameof(CTA_ID)),
        new(CTA_ZONE, nameof(CTA_ZONE)));

    internal static IReadOnlyList<NetlinkMessageSchema> Messages { get; } =
    [
        .. new[] { IPCTNL_MSG_CT_NEW, IPCTNL_MSG_CT_GET, IPCTNL_MSG_CT_DELETE }
            .Select(message => new NetlinkMessageSchema(Nfnetlink.TypeOf(Nfnetlink.NFNL_SUBSYS_CTNETLINK, message), Nfnetlink.HeaderLength, s_entry)),
    ];
}
