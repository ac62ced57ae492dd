namespace LinuxNamespaces.Network;

/// <summary>Specifies the protocol of a VLAN tag.</summary>
public enum VlanProtocol
{
    /// <summary>IEEE 802.1Q: the tag of a customer (ETH_P_8021Q).</summary>
    Ieee8021Q = 0x8100,

    /// <summary>IEEE 802.1ad: the outer tag of a provider (ETH_P_8021AD).</summary>
    Ieee8021AD = 0x88A8,
}
