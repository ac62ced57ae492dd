namespace LinuxNamespaces.Network;

/// <summary>Specifies the header that the offset of a <see cref="PeditKey"/> starts at.</summary>
/// <remarks>See linux/tc_act/tc_pedit.h, <c>TCA_PEDIT_KEY_EX_HDR_TYPE_*</c>.</remarks>
public enum PeditHeader
{
    /// <summary>The network header, whatever its protocol.</summary>
    Network = 0,

    /// <summary>The Ethernet header.</summary>
    Ethernet = 1,

    /// <summary>The IPv4 header.</summary>
    IPv4 = 2,

    /// <summary>The IPv6 header.</summary>
    IPv6 = 3,

    /// <summary>The TCP header.</summary>
    Tcp = 4,

    /// <summary>The UDP header.</summary>
    Udp = 5,
}
