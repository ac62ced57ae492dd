using System.Runtime.CompilerServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The messages of traffic control, as in linux/rtnetlink.h, linux/gen_stats.h and linux/pkt_cls.h. The attributes of a kind stand beside it.</summary>
internal static class TrafficSchema
{
    internal const ushort TCA_KIND = 1;
    internal const ushort TCA_OPTIONS = 2;
    internal const ushort TCA_STATS = 3;
    internal const ushort TCA_XSTATS = 4;
    internal const ushort TCA_RATE = 5;
    internal const ushort TCA_FCNT = 6;
    internal const ushort TCA_STATS2 = 7;
    internal const ushort TCA_STAB = 8;
    internal const ushort TCA_DUMP_INVISIBLE = 10;
    internal const ushort TCA_CHAIN = 11;
    internal const ushort TCA_HW_OFFLOAD = 12;
    internal const ushort TCA_INGRESS_BLOCK = 13;
    internal const ushort TCA_EGRESS_BLOCK = 14;

    internal const ushort TCA_STATS_BASIC = 1;
    internal const ushort TCA_STATS_RATE_EST = 2;
    internal const ushort TCA_STATS_QUEUE = 3;
    internal const ushort TCA_STATS_APP = 4;
    internal const ushort TCA_STATS_RATE_EST64 = 5;
    internal const ushort TCA_STATS_PKT64 = 8;

    internal const ushort TCA_ACT_KIND = 1;
    internal const ushort TCA_ACT_OPTIONS = 2;
    internal const ushort TCA_ACT_INDEX = 3;
    internal const ushort TCA_ACT_STATS = 4;
    internal const ushort TCA_ACT_COOKIE = 6;

    private static readonly ushort[] s_qdiscTypes = [Linux.RTM_NEWQDISC, Linux.RTM_DELQDISC, Linux.RTM_GETQDISC];
    private static readonly ushort[] s_classTypes = [Linux.RTM_NEWTCLASS, Linux.RTM_DELTCLASS, Linux.RTM_GETTCLASS];
    private static readonly ushort[] s_filterTypes = [Linux.RTM_NEWTFILTER, Linux.RTM_DELTFILTER, Linux.RTM_GETTFILTER];

    internal static IReadOnlyList<NetlinkMessageSchema> Messages { get; } =
    [
        .. Of(s_qdiscTypes, name => TrafficKinds.Qdiscs.Find(name)),
        .. Of(s_classTypes, name => TrafficKinds.Classes.Find(name)),
        .. Of(s_filterTypes, name => TrafficKinds.Filters.Find(name)),
    ];

    /// <summary>The attributes of one action, for the list of actions of a filter.</summary>
    internal static NetlinkAttributeSet Action { get; } = new(
        new(TCA_ACT_KIND, nameof(TCA_ACT_KIND)),
        new(TCA_ACT_OPTIONS, nameof(TCA_ACT_OPTIONS))
        {
            Selector = new NetlinkAttributeSelector(TCA_ACT_KIND, name => TrafficKinds.Actions.Find(name)?.OptionAttributes),
        },
        new(TCA_ACT_INDEX, nameof(TCA_ACT_INDEX)),
        new(TCA_ACT_STATS, nameof(TCA_ACT_STATS)),
        new(TCA_ACT_COOKIE, nameof(TCA_ACT_COOKIE)));

    /// <summary>The messages about a kind that the library does not know.</summary>
    internal static IEnumerable<NetlinkMessageSchema> ForKind(TrafficKind kind) =>
        Of([.. s_qdiscTypes, .. s_classTypes, .. s_filterTypes], name => name == kind.Name ? kind : null);

    /// <summary>The attribute of a filter that contains its actions.</summary>
    internal static NetlinkAttributeSchema Actions(int number, string name) => new(number, name) { Nested = Action, IsArray = true };

    private static IEnumerable<NetlinkMessageSchema> Of(ushort[] types, Func<string?, TrafficKind?> find)
    {
        NetlinkAttributeSet attributes = new(
            new(TCA_KIND, nameof(TCA_KIND)),
            new(TCA_OPTIONS, nameof(TCA_OPTIONS)) { Selector = new NetlinkAttributeSelector(TCA_KIND, name => find(name)?.OptionAttributes) },
            new(TCA_STATS, nameof(TCA_STATS)),
            new(TCA_XSTATS, nameof(TCA_XSTATS)),
            new(TCA_RATE, nameof(TCA_RATE)),
            new(TCA_FCNT, nameof(TCA_FCNT)),
            new(TCA_STATS2, nameof(TCA_STATS2)),
            new(TCA_STAB, nameof(TCA_STAB)),
            new(TCA_DUMP_INVISIBLE, nameof(TCA_DUMP_INVISIBLE)),
            new(TCA_CHAIN, nameof(TCA_CHAIN)),
            new(TCA_HW_OFFLOAD, nameof(TCA_HW_OFFLOAD)),
            new(TCA_INGRESS_BLOCK, nameof(TCA_INGRESS_BLOCK)),
            new(TCA_EGRESS_BLOCK, nameof(TCA_EGRESS_BLOCK)));
        return types.Select(type => new NetlinkMessageSchema(type, Unsafe.SizeOf<tcmsg>(), attributes));
    }
}
