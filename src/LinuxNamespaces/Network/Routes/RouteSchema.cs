using System.Runtime.CompilerServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The attributes of the messages about routes.</summary>
internal static class RouteSchema
{
    /// <summary>The last attribute that the library knows: the flow label of a look-up (RTA_FLOWLABEL).</summary>
    internal const int LastKnown = 31;

    /// <summary>The attributes of one path of RTA_MULTIPATH, after its struct rtnexthop.</summary>
    private static readonly NetlinkAttributeSet s_nextHop = new(
        new(Linux.RTA_GATEWAY, nameof(Linux.RTA_GATEWAY)),
        new(Linux.RTA_VIA, nameof(Linux.RTA_VIA)),
        new(Linux.RTA_FLOW, nameof(Linux.RTA_FLOW)),
        new(Linux.RTA_ENCAP_TYPE, nameof(Linux.RTA_ENCAP_TYPE)),
        new(Linux.RTA_ENCAP, nameof(Linux.RTA_ENCAP)) { Selector = RouteEncapsulation.SelectorBy(Linux.RTA_ENCAP_TYPE) });

    internal static NetlinkAttributeSet Attributes { get; } = new(
        new(Linux.RTA_DST, nameof(Linux.RTA_DST)),
        new(Linux.RTA_SRC, nameof(Linux.RTA_SRC)),
        new(Linux.RTA_IIF, nameof(Linux.RTA_IIF)),
        new(Linux.RTA_OIF, nameof(Linux.RTA_OIF)),
        new(Linux.RTA_GATEWAY, nameof(Linux.RTA_GATEWAY)),
        new(Linux.RTA_PRIORITY, nameof(Linux.RTA_PRIORITY)),
        new(Linux.RTA_PREFSRC, nameof(Linux.RTA_PREFSRC)),
        new(Linux.RTA_METRICS, nameof(Linux.RTA_METRICS)) { Nested = RouteMetrics.Attributes },
        new(Linux.RTA_MULTIPATH, nameof(Linux.RTA_MULTIPATH)) { Nested = s_nextHop, ElementHeaderLength = Unsafe.SizeOf<rtnexthop>() },
        new(Linux.RTA_FLOW, nameof(Linux.RTA_FLOW)),
        new(Linux.RTA_CACHEINFO, nameof(Linux.RTA_CACHEINFO)),
        new(Linux.RTA_TABLE, nameof(Linux.RTA_TABLE)),
        new(Linux.RTA_MARK, nameof(Linux.RTA_MARK)),
        new(Linux.RTA_VIA, nameof(Linux.RTA_VIA)),
        new(Linux.RTA_NEWDST, nameof(Linux.RTA_NEWDST)),
        new(Linux.RTA_PREF, nameof(Linux.RTA_PREF)),
        new(Linux.RTA_ENCAP_TYPE, nameof(Linux.RTA_ENCAP_TYPE)),
        new(Linux.RTA_ENCAP, nameof(Linux.RTA_ENCAP)) { Selector = RouteEncapsulation.SelectorBy(Linux.RTA_ENCAP_TYPE) },
        new(Linux.RTA_EXPIRES, nameof(Linux.RTA_EXPIRES)),
        new(Linux.RTA_UID, nameof(Linux.RTA_UID)),
        new(Linux.RTA_TTL_PROPAGATE, nameof(Linux.RTA_TTL_PROPAGATE)),
        new(Linux.RTA_IP_PROTO, nameof(Linux.RTA_IP_PROTO)),
        new(Linux.RTA_SPORT, nameof(Linux.RTA_SPORT)),
        new(Linux.RTA_DPORT, nameof(Linux.RTA_DPORT)),
        new(Linux.RTA_NH_ID, nameof(Linux.RTA_NH_ID)));

    internal static IReadOnlyList<NetlinkMessageSchema> Messages { get; } =
    [
        .. new[] { Linux.RTM_NEWROUTE, Linux.RTM_DELROUTE, Linux.RTM_GETROUTE }
            .Select(type => new NetlinkMessageSchema(type, Unsafe.SizeOf<rtmsg>(), Attributes)),
    ];
}
