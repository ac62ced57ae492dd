namespace LinuxNamespaces.Network;

/// <summary>What shares one attribute in tunnels over IPv6 (linux/ip6_tunnel.h).</summary>
internal static class IPv6TunnelFlags
{
    internal const uint IP6_TNL_F_IGN_ENCAP_LIMIT = 0x1;
    internal const uint IP6_TNL_F_USE_ORIG_TCLASS = 0x2;
    internal const uint IP6_TNL_F_USE_ORIG_FLOWLABEL = 0x4;
    internal const uint IP6_TNL_F_RCV_DSCP_COPY = 0x10;
    internal const uint IP6_TNL_F_USE_ORIG_FWMARK = 0x20;
    internal const uint IP6_TNL_F_ALLOW_LOCAL_REMOTE = 0x40;

    /// <summary>The traffic class follows the 20 bits of the flow label.</summary>
    internal const int TrafficClassShift = 20;
}
