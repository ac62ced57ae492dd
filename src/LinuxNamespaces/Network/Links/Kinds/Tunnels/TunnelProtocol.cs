namespace LinuxNamespaces.Network;

/// <summary>Specifies the protocol of the packets inside a tunnel (<c>IPPROTO_*</c>).</summary>
public enum TunnelProtocol
{
    /// <summary>Every protocol that the kind supports.</summary>
    Any = 0,

    /// <summary>IPv4 (IPPROTO_IPIP).</summary>
    IPv4 = 4,

    /// <summary>IPv6 (IPPROTO_IPV6).</summary>
    IPv6 = 41,

    /// <summary>MPLS (IPPROTO_MPLS).</summary>
    Mpls = 137,
}
