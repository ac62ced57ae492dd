using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The attributes of tunnels that carry IP in IP (linux/if_tunnel.h).</summary>
internal static class IptunSchema
{
    internal const ushort IFLA_IPTUN_LINK = 1;
    internal const ushort IFLA_IPTUN_LOCAL = 2;
    internal const ushort IFLA_IPTUN_REMOTE = 3;
    internal const ushort IFLA_IPTUN_TTL = 4;
    internal const ushort IFLA_IPTUN_TOS = 5;
    internal const ushort IFLA_IPTUN_ENCAP_LIMIT = 6;
    internal const ushort IFLA_IPTUN_FLOWINFO = 7;
    internal const ushort IFLA_IPTUN_FLAGS = 8;
    internal const ushort IFLA_IPTUN_PROTO = 9;
    internal const ushort IFLA_IPTUN_PMTUDISC = 10;
    internal const ushort IFLA_IPTUN_6RD_PREFIX = 11;
    internal const ushort IFLA_IPTUN_6RD_RELAY_PREFIX = 12;
    internal const ushort IFLA_IPTUN_6RD_PREFIXLEN = 13;
    internal const ushort IFLA_IPTUN_6RD_RELAY_PREFIXLEN = 14;
    internal const ushort IFLA_IPTUN_ENCAP_TYPE = 15;
    internal const ushort IFLA_IPTUN_ENCAP_FLAGS = 16;
    internal const ushort IFLA_IPTUN_ENCAP_SPORT = 17;
    internal const ushort IFLA_IPTUN_ENCAP_DPORT = 18;
    internal const ushort IFLA_IPTUN_COLLECT_METADATA = 19;
    internal const ushort IFLA_IPTUN_FWMARK = 20;

    internal static TunnelLayout Layout { get; } = new(IFLA_IPTUN_LINK, IFLA_IPTUN_LOCAL, IFLA_IPTUN_REMOTE, IFLA_IPTUN_FWMARK)
    {
        CollectMetadata = IFLA_IPTUN_COLLECT_METADATA,
        TimeToLive = IFLA_IPTUN_TTL,
        TypeOfService = IFLA_IPTUN_TOS,
        PathMtuDiscovery = IFLA_IPTUN_PMTUDISC,
        EncapsulationLimit = IFLA_IPTUN_ENCAP_LIMIT,
        FlowInfo = IFLA_IPTUN_FLOWINFO,
        Flags = IFLA_IPTUN_FLAGS,
        Encapsulation = IFLA_IPTUN_ENCAP_TYPE,
    };

    internal static NetlinkAttributeSet Data { get; } = new(
        new(IFLA_IPTUN_LINK, nameof(IFLA_IPTUN_LINK)),
        new(IFLA_IPTUN_LOCAL, nameof(IFLA_IPTUN_LOCAL)),
        new(IFLA_IPTUN_REMOTE, nameof(IFLA_IPTUN_REMOTE)),
        new(IFLA_IPTUN_TTL, nameof(IFLA_IPTUN_TTL)),
        new(IFLA_IPTUN_TOS, nameof(IFLA_IPTUN_TOS)),
        new(IFLA_IPTUN_ENCAP_LIMIT, nameof(IFLA_IPTUN_ENCAP_LIMIT)),
        new(IFLA_IPTUN_FLOWINFO, nameof(IFLA_IPTUN_FLOWINFO)),
        new(IFLA_IPTUN_FLAGS, nameof(IFLA_IPTUN_FLAGS)),
        new(IFLA_IPTUN_PROTO, nameof(IFLA_IPTUN_PROTO)),
        new(IFLA_IPTUN_PMTUDISC, nameof(IFLA_IPTUN_PMTUDISC)),
        new(IFLA_IPTUN_6RD_PREFIX, nameof(IFLA_IPTUN_6RD_PREFIX)),
        new(IFLA_IPTUN_6RD_RELAY_PREFIX, nameof(IFLA_IPTUN_6RD_RELAY_PREFIX)),
        new(IFLA_IPTUN_6RD_PREFIXLEN, nameof(IFLA_IPTUN_6RD_PREFIXLEN)),
        new(IFLA_IPTUN_6RD_RELAY_PREFIXLEN, nameof(IFLA_IPTUN_6RD_RELAY_PREFIXLEN)),
        new(IFLA_IPTUN_ENCAP_TYPE, nameof(IFLA_IPTUN_ENCAP_TYPE)),
        new(IFLA_IPTUN_ENCAP_FLAGS, nameof(IFLA_IPTUN_ENCAP_FLAGS)),
        new(IFLA_IPTUN_ENCAP_SPORT, nameof(IFLA_IPTUN_ENCAP_SPORT)),
        new(IFLA_IPTUN_ENCAP_DPORT, nameof(IFLA_IPTUN_ENCAP_DPORT)),
        new(IFLA_IPTUN_COLLECT_METADATA, nameof(IFLA_IPTUN_COLLECT_METADATA)),
        new(IFLA_IPTUN_FWMARK, nameof(IFLA_IPTUN_FWMARK)));
}
