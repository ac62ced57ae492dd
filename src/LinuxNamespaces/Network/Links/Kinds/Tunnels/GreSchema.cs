using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The attributes of GRE tunnels (linux/if_tunnel.h).</summary>
internal static class GreSchema
{
    internal const ushort IFLA_GRE_LINK = 1;
    internal const ushort IFLA_GRE_IFLAGS = 2;
    internal const ushort IFLA_GRE_OFLAGS = 3;
    internal const ushort IFLA_GRE_IKEY = 4;
    internal const ushort IFLA_GRE_OKEY = 5;
    internal const ushort IFLA_GRE_LOCAL = 6;
    internal const ushort IFLA_GRE_REMOTE = 7;
    internal const ushort IFLA_GRE_TTL = 8;
    internal const ushort IFLA_GRE_TOS = 9;
    internal const ushort IFLA_GRE_PMTUDISC = 10;
    internal const ushort IFLA_GRE_ENCAP_LIMIT = 11;
    internal const ushort IFLA_GRE_FLOWINFO = 12;
    internal const ushort IFLA_GRE_FLAGS = 13;
    internal const ushort IFLA_GRE_ENCAP_TYPE = 14;
    internal const ushort IFLA_GRE_ENCAP_FLAGS = 15;
    internal const ushort IFLA_GRE_ENCAP_SPORT = 16;
    internal const ushort IFLA_GRE_ENCAP_DPORT = 17;
    internal const ushort IFLA_GRE_COLLECT_METADATA = 18;
    internal const ushort IFLA_GRE_IGNORE_DF = 19;
    internal const ushort IFLA_GRE_FWMARK = 20;
    internal const ushort IFLA_GRE_ERSPAN_INDEX = 21;
    internal const ushort IFLA_GRE_ERSPAN_VER = 22;
    internal const ushort IFLA_GRE_ERSPAN_DIR = 23;
    internal const ushort IFLA_GRE_ERSPAN_HWID = 24;

    internal static TunnelLayout Layout { get; } = new(IFLA_GRE_LINK, IFLA_GRE_LOCAL, IFLA_GRE_REMOTE, IFLA_GRE_FWMARK)
    {
        CollectMetadata = IFLA_GRE_COLLECT_METADATA,
        TimeToLive = IFLA_GRE_TTL,
        TypeOfService = IFLA_GRE_TOS,
        PathMtuDiscovery = IFLA_GRE_PMTUDISC,
        EncapsulationLimit = IFLA_GRE_ENCAP_LIMIT,
        FlowInfo = IFLA_GRE_FLOWINFO,
        Flags = IFLA_GRE_FLAGS,
        Encapsulation = IFLA_GRE_ENCAP_TYPE,
    };

    internal static NetlinkAttributeSet Data { get; } = new(
        new(IFLA_GRE_LINK, nameof(IFLA_GRE_LINK)),
        new(IFLA_GRE_IFLAGS, nameof(IFLA_GRE_IFLAGS)),
        new(IFLA_GRE_OFLAGS, nameof(IFLA_GRE_OFLAGS)),
        new(IFLA_GRE_IKEY, nameof(IFLA_GRE_IKEY)),
        new(IFLA_GRE_OKEY, nameof(IFLA_GRE_OKEY)),
        new(IFLA_GRE_LOCAL, nameof(IFLA_GRE_LOCAL)),
        new(IFLA_GRE_REMOTE, nameof(IFLA_GRE_REMOTE)),
        new(IFLA_GRE_TTL, nameof(IFLA_GRE_TTL)),
        new(IFLA_GRE_TOS, nameof(IFLA_GRE_TOS)),
        new(IFLA_GRE_PMTUDISC, nameof(IFLA_GRE_PMTUDISC)),
        new(IFLA_GRE_ENCAP_LIMIT, nameof(IFLA_GRE_ENCAP_LIMIT)),
        new(IFLA_GRE_FLOWINFO, nameof(IFLA_GRE_FLOWINFO)),
        new(IFLA_GRE_FLAGS, nameof(IFLA_GRE_FLAGS)),
        new(IFLA_GRE_ENCAP_TYPE, nameof(IFLA_GRE_ENCAP_TYPE)),
        new(IFLA_GRE_ENCAP_FLAGS, nameof(IFLA_GRE_ENCAP_FLAGS)),
        new(IFLA_GRE_ENCAP_SPORT, nameof(IFLA_GRE_ENCAP_SPORT)),
        new(IFLA_GRE_ENCAP_DPORT, nameof(IFLA_GRE_ENCAP_DPORT)),
        new(IFLA_GRE_COLLECT_METADATA, nameof(IFLA_GRE_COLLECT_METADATA)),
        new(IFLA_GRE_IGNORE_DF, nameof(IFLA_GRE_IGNORE_DF)),
        new(IFLA_GRE_FWMARK, nameof(IFLA_GRE_FWMARK)),
        new(IFLA_GRE_ERSPAN_INDEX, nameof(IFLA_GRE_ERSPAN_INDEX)),
        new(IFLA_GRE_ERSPAN_VER, nameof(IFLA_GRE_ERSPAN_VER)),
        new(IFLA_GRE_ERSPAN_DIR, nameof(IFLA_GRE_ERSPAN_DIR)),
        new(IFLA_GRE_ERSPAN_HWID, nameof(IFLA_GRE_ERSPAN_HWID)));
}
