using System.Runtime.CompilerServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The attributes of the messages about links. Those of a kind stand beside it.</summary>
internal static class LinkSchema
{
    private static readonly NetlinkAttributeSet s_families = new(new NetlinkAttributeSchema(Linux.AF_INET6, nameof(Linux.AF_INET6))
    {
        Nested = new NetlinkAttributeSet(
            new(Linux.IFLA_INET6_TOKEN, nameof(Linux.IFLA_INET6_TOKEN)),
            new(Linux.IFLA_INET6_ADDR_GEN_MODE, nameof(Linux.IFLA_INET6_ADDR_GEN_MODE))),
    });

    private static readonly NetlinkAttributeSchema[] s_common = Common();

    internal static NetlinkAttributeSet Attributes { get; } = WithKinds(LinkKinds.Find);

    internal static IReadOnlyList<NetlinkMessageSchema> Messages { get; } =
    [
        .. new[] { Linux.RTM_NEWLINK, Linux.RTM_DELLINK, Linux.RTM_GETLINK, Linux.RTM_NEWLINKPROP, Linux.RTM_DELLINKPROP }
            .Select(type => new NetlinkMessageSchema(type, Unsafe.SizeOf<ifinfomsg>(), Attributes)),
    ];

    /// <summary>The message that creates a link of one kind, which the library need not know.</summary>
    internal static NetlinkMessageSchema ForKind(LinkKind kind) =>
        new(Linux.RTM_NEWLINK, Unsafe.SizeOf<ifinfomsg>(), WithKinds(name => name == kind.Name && HasNames(kind) ? kind : LinkKinds.Find(name)));

    /// <summary>Whether a kind names attributes. <see cref="RawLinkOptions"/> have a kind that does not, and the library may know it.</summary>
    private static bool HasNames(LinkKind kind) => kind.DataAttributes is not null || kind.PortAttributes is not null;

    /// <summary>The message that changes a link of one kind, or a port of one; null if the schema of all messages has the kinds.</summary>
    internal static NetlinkMessageSchema? For(LinkKind? kind, LinkKind? portKind)
    {
        LinkKind? foreign = IsForeign(kind) ? kind : IsForeign(portKind) ? portKind : null;
        return foreign?.CreationSchema;

        static bool IsForeign(LinkKind? kind) => kind is not null && LinkKinds.Find(kind.Name) != kind;
    }

    private static NetlinkAttributeSet WithKinds(Func<string?, LinkKind?> find) => new(
    [
        .. s_common,
        new(Linux.IFLA_LINKINFO, nameof(Linux.IFLA_LINKINFO)) { Nested = Information(find) },
    ]);

    private static NetlinkAttributeSet Information(Func<string?, LinkKind?> find) => new(
        new(Linux.IFLA_INFO_KIND, nameof(Linux.IFLA_INFO_KIND)),
        new(Linux.IFLA_INFO_DATA, nameof(Linux.IFLA_INFO_DATA))
        {
            Selector = new NetlinkAttributeSelector(Linux.IFLA_INFO_KIND, kind => find(kind)?.DataAttributes),
        },
        new(Linux.IFLA_INFO_XSTATS, nameof(Linux.IFLA_INFO_XSTATS)),
        new(Linux.IFLA_INFO_SLAVE_KIND, nameof(Linux.IFLA_INFO_SLAVE_KIND)),
        new(Linux.IFLA_INFO_SLAVE_DATA, nameof(Linux.IFLA_INFO_SLAVE_DATA))
        {
            Selector = new NetlinkAttributeSelector(Linux.IFLA_INFO_SLAVE_KIND, kind => find(kind)?.PortAttributes),
        });

    private static NetlinkAttributeSchema[] Common() =>
    [
        new(Linux.IFLA_ADDRESS, nameof(Linux.IFLA_ADDRESS)),
        new(Linux.IFLA_BROADCAST, nameof(Linux.IFLA_BROADCAST)),
        new(Linux.IFLA_IFNAME, nameof(Linux.IFLA_IFNAME)),
        new(Linux.IFLA_MTU, nameof(Linux.IFLA_MTU)),
        new(Linux.IFLA_LINK, nameof(Linux.IFLA_LINK)),
        new(Linux.IFLA_QDISC, nameof(Linux.IFLA_QDISC)),
        new(Linux.IFLA_STATS, nameof(Linux.IFLA_STATS)),
        new(Linux.IFLA_COST, nameof(Linux.IFLA_COST)),
        new(Linux.IFLA_PRIORITY, nameof(Linux.IFLA_PRIORITY)),
        new(Linux.IFLA_MASTER, nameof(Linux.IFLA_MASTER)),
        new(Linux.IFLA_WIRELESS, nameof(Linux.IFLA_WIRELESS)),
        new(Linux.IFLA_PROTINFO, nameof(Linux.IFLA_PROTINFO)),
        new(Linux.IFLA_TXQLEN, nameof(Linux.IFLA_TXQLEN)),
        new(Linux.IFLA_MAP, nameof(Linux.IFLA_MAP)),
        new(Linux.IFLA_WEIGHT, nameof(Linux.IFLA_WEIGHT)),
        new(Linux.IFLA_OPERSTATE, nameof(Linux.IFLA_OPERSTATE)),
        new(Linux.IFLA_LINKMODE, nameof(Linux.IFLA_LINKMODE)),
        new(Linux.IFLA_NET_NS_PID, nameof(Linux.IFLA_NET_NS_PID)),
        new(Linux.IFLA_IFALIAS, nameof(Linux.IFLA_IFALIAS)),
        new(Linux.IFLA_NUM_VF, nameof(Linux.IFLA_NUM_VF)),
        new(Linux.IFLA_VFINFO_LIST, nameof(Linux.IFLA_VFINFO_LIST)),
        new(Linux.IFLA_STATS64, nameof(Linux.IFLA_STATS64)),
        new(Linux.IFLA_VF_PORTS, nameof(Linux.IFLA_VF_PORTS)),
        new(Linux.IFLA_PORT_SELF, nameof(Linux.IFLA_PORT_SELF)),
        new(Linux.IFLA_AF_SPEC, nameof(Linux.IFLA_AF_SPEC)) { Nested = s_families },
        new(Linux.IFLA_GROUP, nameof(Linux.IFLA_GROUP)),
        new(Linux.IFLA_NET_NS_FD, nameof(Linux.IFLA_NET_NS_FD)),
        new(Linux.IFLA_EXT_MASK, nameof(Linux.IFLA_EXT_MASK)),
        new(Linux.IFLA_PROMISCUITY, nameof(Linux.IFLA_PROMISCUITY)),
        new(Linux.IFLA_NUM_TX_QUEUES, nameof(Linux.IFLA_NUM_TX_QUEUES)),
        new(Linux.IFLA_NUM_RX_QUEUES, nameof(Linux.IFLA_NUM_RX_QUEUES)),
        new(Linux.IFLA_CARRIER, nameof(Linux.IFLA_CARRIER)),
        new(Linux.IFLA_PHYS_PORT_ID, nameof(Linux.IFLA_PHYS_PORT_ID)),
        new(Linux.IFLA_CARRIER_CHANGES, nameof(Linux.IFLA_CARRIER_CHANGES)),
        new(Linux.IFLA_PHYS_SWITCH_ID, nameof(Linux.IFLA_PHYS_SWITCH_ID)),
        new(Linux.IFLA_LINK_NETNSID, nameof(Linux.IFLA_LINK_NETNSID)),
        new(Linux.IFLA_PHYS_PORT_NAME, nameof(Linux.IFLA_PHYS_PORT_NAME)),
        new(Linux.IFLA_PROTO_DOWN, nameof(Linux.IFLA_PROTO_DOWN)),
        new(Linux.IFLA_GSO_MAX_SEGS, nameof(Linux.IFLA_GSO_MAX_SEGS)),
        new(Linux.IFLA_GSO_MAX_SIZE, nameof(Linux.IFLA_GSO_MAX_SIZE)),
        new(Linux.IFLA_PAD, nameof(Linux.IFLA_PAD)),
        new(Linux.IFLA_XDP, nameof(Linux.IFLA_XDP)),
        new(Linux.IFLA_EVENT, nameof(Linux.IFLA_EVENT)),
        new(Linux.IFLA_NEW_NETNSID, nameof(Linux.IFLA_NEW_NETNSID)),
        new(Linux.IFLA_TARGET_NETNSID, nameof(Linux.IFLA_TARGET_NETNSID)),
        new(Linux.IFLA_CARRIER_UP_COUNT, nameof(Linux.IFLA_CARRIER_UP_COUNT)),
        new(Linux.IFLA_CARRIER_DOWN_COUNT, nameof(Linux.IFLA_CARRIER_DOWN_COUNT)),
        new(Linux.IFLA_NEW_IFINDEX, nameof(Linux.IFLA_NEW_IFINDEX)),
        new(Linux.IFLA_MIN_MTU, nameof(Linux.IFLA_MIN_MTU)),
        new(Linux.IFLA_MAX_MTU, nameof(Linux.IFLA_MAX_MTU)),
        new(Linux.IFLA_PROP_LIST, nameof(Linux.IFLA_PROP_LIST)) { Selector = new NetlinkAttributeSelector(() => Attributes) },
        new(Linux.IFLA_ALT_IFNAME, nameof(Linux.IFLA_ALT_IFNAME)),
        new(Linux.IFLA_PERM_ADDRESS, nameof(Linux.IFLA_PERM_ADDRESS)),
        new(Linux.IFLA_PROTO_DOWN_REASON, nameof(Linux.IFLA_PROTO_DOWN_REASON)),
        new(Linux.IFLA_PARENT_DEV_NAME, nameof(Linux.IFLA_PARENT_DEV_NAME)),
        new(Linux.IFLA_PARENT_DEV_BUS_NAME, nameof(Linux.IFLA_PARENT_DEV_BUS_NAME)),
        new(Linux.IFLA_GRO_MAX_SIZE, nameof(Linux.IFLA_GRO_MAX_SIZE)),
        new(Linux.IFLA_TSO_MAX_SIZE, nameof(Linux.IFLA_TSO_MAX_SIZE)),
        new(Linux.IFLA_TSO_MAX_SEGS, nameof(Linux.IFLA_TSO_MAX_SEGS)),
        new(Linux.IFLA_ALLMULTI, nameof(Linux.IFLA_ALLMULTI)),
        new(Linux.IFLA_GSO_IPV4_MAX_SIZE, nameof(Linux.IFLA_GSO_IPV4_MAX_SIZE)),
        new(Linux.IFLA_GRO_IPV4_MAX_SIZE, nameof(Linux.IFLA_GRO_IPV4_MAX_SIZE)),
        new(Linux.IFLA_NETNS_IMMUTABLE, nameof(Linux.IFLA_NETNS_IMMUTABLE)),
    ];
}
