namespace LinuxNamespaces.Network;

/// <summary>Specifies how a bond distributes its traffic over its ports (linux/if_bonding.h).</summary>
public enum BondMode
{
    /// <summary>Packets go out over the ports in turn (BOND_MODE_ROUNDROBIN).</summary>
    BalanceRoundRobin = 0,

    /// <summary>One port is active; another one takes over if it fails (BOND_MODE_ACTIVEBACKUP).</summary>
    ActiveBackup = 1,

    /// <summary>A hash of the packet chooses the port (BOND_MODE_XOR).</summary>
    BalanceXor = 2,

    /// <summary>Every packet goes out over all ports (BOND_MODE_BROADCAST).</summary>
    Broadcast = 3,

    /// <summary>Link aggregation by LACP (IEEE 802.3ad, BOND_MODE_8023AD).</summary>
    Ieee8023AD = 4,

    /// <summary>Sent traffic is distributed by the load of the ports (BOND_MODE_TLB).</summary>
    BalanceTransmitLoad = 5,

    /// <summary>Sent and received traffic is distributed by the load of the ports (BOND_MODE_ALB).</summary>
    BalanceAdaptiveLoad = 6,
}

/// <summary>Specifies which part of a packet chooses the port (<c>xmit_hash_policy</c>).</summary>
public enum BondTransmitHashPolicy
{
    /// <summary>The link-layer addresses.</summary>
    Layer2 = 0,

    /// <summary>The IP addresses and ports.</summary>
    Layer34 = 1,

    /// <summary>The link-layer and IP addresses.</summary>
    Layer23 = 2,

    /// <summary>As <see cref="Layer23"/>, of the inner packet of a tunnel.</summary>
    Encapsulated23 = 3,

    /// <summary>As <see cref="Layer34"/>, of the inner packet of a tunnel.</summary>
    Encapsulated34 = 4,

    /// <summary>The VLAN and the link-layer address of the source.</summary>
    VlanSource = 5,
}

/// <summary>Specifies which ARP packets count as a sign of life of a port (<c>arp_validate</c>).</summary>
public enum BondArpValidation
{
    /// <summary>All traffic counts.</summary>
    None = 0,

    /// <summary>ARP replies are validated on the active port.</summary>
    Active = 1,

    /// <summary>ARP requests are validated on the backup ports.</summary>
    Backup = 2,

    /// <summary>ARP packets are validated on all ports.</summary>
    All = 3,

    /// <summary>Only ARP packets count, on all ports.</summary>
    Filter = 4,

    /// <summary>Only ARP packets count; those on the active port are validated.</summary>
    FilterActive = 5,

    /// <summary>Only ARP packets count; those on the backup ports are validated.</summary>
    FilterBackup = 6,
}

/// <summary>Specifies how many targets of the ARP monitor have to be reachable (<c>arp_all_targets</c>).</summary>
public enum BondArpTargets
{
    /// <summary>One of them.</summary>
    Any = 0,

    /// <summary>All of them.</summary>
    All = 1,
}

/// <summary>Specifies when the primary port becomes the active one again (<c>primary_reselect</c>).</summary>
public enum BondPrimaryReselection
{
    /// <summary>Whenever it comes back.</summary>
    Always = 0,

    /// <summary>If it is faster than the active port.</summary>
    Better = 1,

    /// <summary>If the active port fails.</summary>
    Failure = 2,
}

/// <summary>Specifies the link-layer addresses of the ports of a bond (<c>fail_over_mac</c>).</summary>
public enum BondFailOverAddress
{
    /// <summary>All ports have the address of the bond.</summary>
    None = 0,

    /// <summary>The bond has the address of the active port.</summary>
    Active = 1,

    /// <summary>A port takes the address of the bond when it becomes active.</summary>
    Follow = 2,
}

/// <summary>Specifies how often the partner is asked to send LACP packets (<c>lacp_rate</c>).</summary>
public enum BondLacpRate
{
    /// <summary>Every 30 s.</summary>
    Slow = 0,

    /// <summary>Every second.</summary>
    Fast = 1,
}

/// <summary>Specifies which aggregator of an 802.3ad bond is active (<c>ad_select</c>).</summary>
public enum BondAggregatorSelection
{
    /// <summary>That with the highest bandwidth. It stays active until all of its ports fail.</summary>
    Stable = 0,

    /// <summary>That with the highest bandwidth.</summary>
    Bandwidth = 1,

    /// <summary>That with the most ports.</summary>
    Count = 2,

    /// <summary>That with the ports of the highest priority (kernel 6.18).</summary>
    ActorPortPriority = 3,
}
