namespace LinuxNamespaces.Network;

/// <summary>Specifies how packets get a segment routing header.</summary>
/// <remarks>See linux/seg6_iptunnel.h.</remarks>
public enum SegmentRoutingMode
{
    /// <summary>The header is inserted into an IPv6 packet (SEG6_IPTUN_MODE_INLINE).</summary>
    Inline = 0,

    /// <summary>The packet is put into an IPv6 packet with the header (SEG6_IPTUN_MODE_ENCAP).</summary>
    Encapsulate = 1,

    /// <summary>The Ethernet frame is put into an IPv6 packet with the header (SEG6_IPTUN_MODE_L2ENCAP).</summary>
    EncapsulateFrame = 2,

    /// <summary>As <see cref="Encapsulate"/>, with a reduced header (SEG6_IPTUN_MODE_ENCAP_RED). Kernel 6.0.</summary>
    EncapsulateReduced = 3,

    /// <summary>As <see cref="EncapsulateFrame"/>, with a reduced header (SEG6_IPTUN_MODE_L2ENCAP_RED). Kernel 6.0.</summary>
    EncapsulateFrameReduced = 4,
}
