namespace LinuxNamespaces.Network;

/// <summary>Specifies the packets that a table is for.</summary>
/// <remarks>See nft(8), "ADDRESS FAMILIES".</remarks>
public enum NftFamily
{
    /// <summary>IPv4 and IPv6 (inet).</summary>
    Inet = 1,

    /// <summary>IPv4 (ip).</summary>
    IPv4 = 2,

    /// <summary>ARP (arp).</summary>
    Arp = 3,

    /// <summary>Packets of a link, as they come in or go out (netdev).</summary>
    NetDevice = 5,

    /// <summary>Packets that a bridge forwards (bridge).</summary>
    Bridge = 7,

    /// <summary>IPv6 (ip6).</summary>
    IPv6 = 10,
}
