using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The messages about rules, as in linux/fib_rules.h.</summary>
internal static class RoutingRuleSchema
{
    internal const ushort FRA_DST = 1;
    internal const ushort FRA_SRC = 2;
    internal const ushort FRA_IIFNAME = 3;
    internal const ushort FRA_GOTO = 4;
    internal const ushort FRA_PRIORITY = 6;
    internal const ushort FRA_FWMARK = 10;
    internal const ushort FRA_FLOW = 11;
    internal const ushort FRA_TUN_ID = 12;
    internal const ushort FRA_SUPPRESS_IFGROUP = 13;
    internal const ushort FRA_SUPPRESS_PREFIXLEN = 14;
    internal const ushort FRA_TABLE = 15;
    internal const ushort FRA_FWMASK = 16;
    internal const ushort FRA_OIFNAME = 17;
    internal const ushort FRA_L3MDEV = 19;
    internal const ushort FRA_UID_RANGE = 20;
    internal const ushort FRA_PROTOCOL = 21;
    internal const ushort FRA_IP_PROTO = 22;
    internal const ushort FRA_SPORT_RANGE = 23;
    internal const ushort FRA_DPORT_RANGE = 24;
    internal const ushort FRA_DSCP = 25;
    internal const ushort FRA_FLOWLABEL = 26;
    internal const ushort FRA_FLOWLABEL_MASK = 27;
    internal const ushort FRA_SPORT_MASK = 28;
    internal const ushort FRA_DPORT_MASK = 29;
    internal const ushort FRA_DSCP_MASK = 30;

    internal const uint FIB_RULE_INVERT = 2;

    internal static NetlinkAttributeSet Attributes { get; } = new(
        new(FRA_DST, nameof(FRA_DST)),
        new(FRA_SRC, nameof(FRA_SRC)),
        new(FRA_IIFNAME, nameof(FRA_IIFNAME)),
        new(FRA_GOTO, nameof(FRA_GOTO)),
        new(FRA_PRIORITY, nameof(FRA_PRIORITY)),
        new(FRA_FWMARK, nameof(FRA_FWMARK)),
        new(FRA_FLOW, nameof(FRA_FLOW)),
        new(FRA_TUN_ID, nameof(FRA_TUN_ID)),
        new(FRA_SUPPRESS_IFGROUP, nameof(FRA_SUPPRESS_IFGROUP)),
        new(FRA_SUPPRESS_PREFIXLEN, nameof(FRA_SUPPRESS_PREFIXLEN)),
        new(FRA_TABLE, nameof(FRA_TABLE)),
        new(FRA_FWMASK, nameof(FRA_FWMASK)),
        new(FRA_OIFNAME, nameof(FRA_OIFNAME)),
        new(FRA_L3MDEV, nameof(FRA_L3MDEV)),
        new(FRA_UID_RANGE, nameof(FRA_UID_RANGE)),
        new(FRA_PROTOCOL, nameof(FRA_PROTOCOL)),
        new(FRA_IP_PROTO, nameof(FRA_IP_PROTO)),
        new(FRA_SPORT_RANGE, nameof(FRA_SPORT_RANGE)),
        new(FRA_DPORT_RANGE, nameof(FRA_DPORT_RANGE)),
        new(FRA_DSCP, nameof(FRA_DSCP)),
        new(FRA_FLOWLABEL, nameof(FRA_FLOWLABEL)),
        new(FRA_FLOWLABEL_MASK, nameof(FRA_FLOWLABEL_MASK)),
        new(FRA_SPORT_MASK, nameof(FRA_SPORT_MASK)),
        new(FRA_DPORT_MASK, nameof(FRA_DPORT_MASK)),
        new(FRA_DSCP_MASK, nameof(FRA_DSCP_MASK)));

    internal static IReadOnlyList<NetlinkMessageSchema> Messages { get; } =
    [
        .. new[] { Linux.RTM_NEWRULE, Linux.RTM_DELRULE, Linux.RTM_GETRULE }
            .Select(type => new NetlinkMessageSchema(type, Unsafe.SizeOf<fib_rule_hdr>(), Attributes)),
    ];
}

[StructLayout(LayoutKind.Sequential)]
internal struct fib_rule_hdr
{
    internal byte family;
    internal byte dst_len;
    internal byte src_len;
    internal byte tos;
    internal byte table;
    internal byte res1;
    internal byte res2;
    internal byte action;
    internal uint flags;
}

[StructLayout(LayoutKind.Sequential)]
internal struct fib_rule_uid_range
{
    internal uint start;
    internal uint end;
}

[StructLayout(LayoutKind.Sequential)]
internal struct fib_rule_port_range
{
    internal ushort start;
    internal ushort end;
}
