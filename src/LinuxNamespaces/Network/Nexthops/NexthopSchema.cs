using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The messages about nexthop objects, as in linux/nexthop.h.</summary>
internal static class NexthopSchema
{
    internal const ushort NHA_ID = 1;
    internal const ushort NHA_GROUP = 2;
    internal const ushort NHA_GROUP_TYPE = 3;
    internal const ushort NHA_BLACKHOLE = 4;
    internal const ushort NHA_OIF = 5;
    internal const ushort NHA_GATEWAY = 6;
    internal const ushort NHA_ENCAP_TYPE = 7;
    internal const ushort NHA_ENCAP = 8;
    internal const ushort NHA_GROUPS = 9;
    internal const ushort NHA_MASTER = 10;
    internal const ushort NHA_FDB = 11;
    internal const ushort NHA_RES_GROUP = 12;
    internal const ushort NHA_RES_GROUP_BUCKETS = 1;
    internal const ushort NHA_RES_GROUP_IDLE_TIMER = 2;
    internal const ushort NHA_RES_GROUP_UNBALANCED_TIMER = 3;
    internal const ushort NHA_RES_GROUP_UNBALANCED_TIME = 4;

    private static readonly NetlinkAttributeSet s_resilient = new(
        new(NHA_RES_GROUP_BUCKETS, nameof(NHA_RES_GROUP_BUCKETS)),
        new(NHA_RES_GROUP_IDLE_TIMER, nameof(NHA_RES_GROUP_IDLE_TIMER)),
        new(NHA_RES_GROUP_UNBALANCED_TIMER, nameof(NHA_RES_GROUP_UNBALANCED_TIMER)),
        new(NHA_RES_GROUP_UNBALANCED_TIME, nameof(NHA_RES_GROUP_UNBALANCED_TIME)));

    internal static NetlinkAttributeSet Attributes { get; } = new(
        new(NHA_ID, nameof(NHA_ID)),
        new(NHA_GROUP, nameof(NHA_GROUP)),
        new(NHA_GROUP_TYPE, nameof(NHA_GROUP_TYPE)),
        new(NHA_BLACKHOLE, nameof(NHA_BLACKHOLE)),
        new(NHA_OIF, nameof(NHA_OIF)),
        new(NHA_GATEWAY, nameof(NHA_GATEWAY)),
        new(NHA_ENCAP_TYPE, nameof(NHA_ENCAP_TYPE)),
        new(NHA_ENCAP, nameof(NHA_ENCAP)) { Selector = RouteEncapsulation.SelectorBy(NHA_ENCAP_TYPE) },
        new(NHA_GROUPS, nameof(NHA_GROUPS)),
        new(NHA_MASTER, nameof(NHA_MASTER)),
        new(NHA_FDB, nameof(NHA_FDB)),
        new(NHA_RES_GROUP, nameof(NHA_RES_GROUP)) { Nested = s_resilient });

    internal static IReadOnlyList<NetlinkMessageSchema> Messages { get; } =
    [
        .. new[] { Linux.RTM_NEWNEXTHOP, Linux.RTM_DELNEXTHOP, Linux.RTM_GETNEXTHOP }
            .Select(type => new NetlinkMessageSchema(type, Unsafe.SizeOf<nhmsg>(), Attributes)),
    ];
}

[StructLayout(LayoutKind.Sequential)]
internal struct nexthop_grp
{
    internal uint id;
    internal byte weight;
    internal byte weight_high;
    internal ushort resvd2;
}
