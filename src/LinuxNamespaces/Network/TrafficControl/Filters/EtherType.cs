namespace LinuxNamespaces.Network;

/// <summary>Specifies the protocol of a packet by the number in its Ethernet header. Other numbers are valid, too.</summary>
/// <remarks>See linux/if_ether.h, <c>ETH_P_*</c>.</remarks>
public enum EtherType
{
    /// <summary>No protocol.</summary>
    None = 0,

    /// <summary>All protocols (ETH_P_ALL).</summary>
    All = 0x0003,

    /// <summary>IPv4 (ETH_P_IP).</summary>
    IPv4 = 0x0800,

    /// <summary>ARP (ETH_P_ARP).</summary>
    Arp = 0x0806,

    /// <summary>A VLAN tag of 802.1Q (ETH_P_8021Q).</summary>
    Vlan = 0x8100,

    /// <summary>IPv6 (ETH_P_IPV6).</summary>
    IPv6 = 0x86DD,

    /// <summary>A VLAN tag of 802.1ad (ETH_P_8021AD).</summary>
    ProviderVlan = 0x88A8,
}
