using System.Net;
using System.Net.NetworkInformation;
using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.BondSchema;

namespace LinuxNamespaces.Network;

/// <summary>Describes the settings of a bond at one moment.</summary>
public sealed class BondInfo
{
    private BondInfo()
    {
    }

    /// <summary>Gets the mode.</summary>
    public BondMode Mode { get; private set; }

    /// <summary>Gets the index of the active port; <see langword="null"/> if there is none.</summary>
    public int? ActivePortIndex { get; private set; }

    /// <summary>Gets the index of the primary port; <see langword="null"/> if there is none.</summary>
    public int? PrimaryIndex { get; private set; }

    /// <summary>Gets when the primary port becomes the active one again.</summary>
    public BondPrimaryReselection PrimaryReselection { get; private set; }

    /// <summary>Gets the time between two looks at the carrier of the ports; 0 for none.</summary>
    public TimeSpan MiiMonitorInterval { get; private set; }

    /// <summary>Gets how long a port has a carrier before it is used.</summary>
    public TimeSpan UpDelay { get; private set; }

    /// <summary>Gets how long a port has no carrier before it is not used.</summary>
    public TimeSpan DownDelay { get; private set; }

    /// <summary>Gets the time between two announcements after a failover; 0 for the interval of the monitor.</summary>
    public TimeSpan PeerNotificationDelay { get; private set; }

    /// <summary>Gets whether the monitor looks at the carrier instead of asking the driver.</summary>
    public bool UseCarrier { get; private set; }

    /// <summary>Gets the time between two ARP requests of the ARP monitor; 0 for none.</summary>
    public TimeSpan ArpInterval { get; private set; }

    /// <summary>Gets the IPv4 addresses that the ARP monitor asks for.</summary>
    public IReadOnlyList<IPAddress> ArpTargets { get; private set; } = [];

    /// <summary>Gets the IPv6 addresses that the monitor solicits.</summary>
    public IReadOnlyList<IPAddress> NeighborTargets { get; private set; } = [];

    /// <summary>Gets which ARP packets count as a sign of life of a port.</summary>
    public BondArpValidation ArpValidation { get; private set; }

    /// <summary>Gets how many of the targets have to be reachable.</summary>
    public BondArpTargets ArpAllTargets { get; private set; }

    /// <summary>Gets how many intervals without an answer make a port fail; <see langword="null"/> before kernel 5.17.</summary>
    public int? ArpMissedMax { get; private set; }

    /// <summary>Gets the link-layer addresses of the ports.</summary>
    public BondFailOverAddress FailOverAddress { get; private set; }

    /// <summary>Gets which part of a packet chooses the port.</summary>
    public BondTransmitHashPolicy TransmitHashPolicy { get; private set; }

    /// <summary>Gets the number of IGMP reports after a failover.</summary>
    public long ResendIgmp { get; private set; }

    /// <summary>Gets the number of announcements after a failover.</summary>
    public int PeerNotifications { get; private set; }

    /// <summary>Gets whether backup ports receive packets too.</summary>
    public bool AllPortsActive { get; private set; }

    /// <summary>Gets the number of ports that have to be up for the bond to have a carrier.</summary>
    public long MinLinks { get; private set; }

    /// <summary>Gets the time between two learning packets to the switch.</summary>
    public TimeSpan LearningPacketInterval { get; private set; }

    /// <summary>Gets the number of packets before the next port is taken; 0 chooses ports at random.</summary>
    public long PacketsPerPort { get; private set; }

    /// <summary>Gets whether flows move to other ports by load.</summary>
    public bool DynamicLoadBalancing { get; private set; }

    /// <summary>Gets how often the partner is asked to send LACP packets.</summary>
    public BondLacpRate LacpRate { get; private set; }

    /// <summary>Gets whether LACP packets are sent without being asked; <see langword="null"/> before kernel 5.15.</summary>
    public bool? LacpActive { get; private set; }

    /// <summary>Gets which aggregator is active.</summary>
    public BondAggregatorSelection AggregatorSelection { get; private set; }

    /// <summary>Gets the part of the port key that the user chose; <see langword="null"/> without 802.3ad or CAP_NET_ADMIN.</summary>
    public int? UserPortKey { get; private set; }

    /// <summary>Gets the priority of this system; <see langword="null"/> without 802.3ad or CAP_NET_ADMIN.</summary>
    public int? ActorSystemPriority { get; private set; }

    /// <summary>Gets the address of this system in LACP packets; <see langword="null"/> without 802.3ad or CAP_NET_ADMIN.</summary>
    public PhysicalAddress? ActorSystem { get; private set; }

    /// <summary>Gets whether a port collects and distributes at the same time; <see langword="null"/> before kernel 6.8.</summary>
    public bool? CoupledControl { get; private set; }

    /// <summary>Gets whether ARP and neighbour packets go out over all ports; <see langword="null"/> before kernel 6.17.</summary>
    public bool? BroadcastNeighbors { get; private set; }

    /// <summary>Gets the active aggregator; <see langword="null"/> without 802.3ad.</summary>
    public BondAggregatorInfo? Aggregator { get; private set; }

    internal static BondInfo Read(NetlinkAttributeReader data)
    {
        BondInfo info = new();
        foreach (NetlinkAttribute attribute in data)
        {
            info.Apply(attribute);
        }

        return info;
    }

    private void Apply(NetlinkAttribute attribute)
    {
        switch (attribute.Type)
        {
            case IFLA_BOND_MODE:
                Mode = (BondMode)attribute.ReadByte();
                break;
            case IFLA_BOND_ACTIVE_SLAVE:
                ActivePortIndex = attribute.ReadInt32() is not 0 and int active ? active : null;
                break;
            case IFLA_BOND_PRIMARY:
                PrimaryIndex = attribute.ReadInt32() is not 0 and int primary ? primary : null;
                break;
            case IFLA_BOND_PRIMARY_RESELECT:
                PrimaryReselection = (BondPrimaryReselection)attribute.ReadByte();
                break;
            case IFLA_BOND_MIIMON:
                MiiMonitorInterval = TimeSpan.FromMilliseconds(attribute.ReadUInt32());
                break;
            case IFLA_BOND_UPDELAY:
                UpDelay = TimeSpan.FromMilliseconds(attribute.ReadUInt32());
                break;
            case IFLA_BOND_DOWNDELAY:
                DownDelay = TimeSpan.FromMilliseconds(attribute.ReadUInt32());
                break;
            case IFLA_BOND_PEER_NOTIF_DELAY:
                PeerNotificationDelay = TimeSpan.FromMilliseconds(attribute.ReadUInt32());
                break;
            case IFLA_BOND_USE_CARRIER:
                UseCarrier = attribute.ReadByte() != 0;
                break;
            case IFLA_BOND_ARP_INTERVAL:
                ArpInterval = TimeSpan.FromMilliseconds(attribute.ReadUInt32());
                break;
            case IFLA_BOND_ARP_IP_TARGET:
                ArpTargets = ReadTargets(attribute.Nested);
                break;
            case IFLA_BOND_NS_IP6_TARGET:
                NeighborTargets = ReadTargets(attribute.Nested);
                break;
            case IFLA_BOND_ARP_VALIDATE:
                ArpValidation = unchecked((BondArpValidation)attribute.ReadUInt32());
                break;
            case IFLA_BOND_ARP_ALL_TARGETS:
                ArpAllTargets = unchecked((BondArpTargets)attribute.ReadUInt32());
                break;
            case IFLA_BOND_MISSED_MAX:
                ArpMissedMax = attribute.ReadByte();
                break;
            case IFLA_BOND_FAIL_OVER_MAC:
                FailOverAddress = (BondFailOverAddress)attribute.ReadByte();
                break;
            case IFLA_BOND_XMIT_HASH_POLICY:
                TransmitHashPolicy = (BondTransmitHashPolicy)attribute.ReadByte();
                break;
            case IFLA_BOND_RESEND_IGMP:
                ResendIgmp = attribute.ReadUInt32();
                break;
            case IFLA_BOND_NUM_PEER_NOTIF:
                PeerNotifications = attribute.ReadByte();
                break;
            case IFLA_BOND_ALL_SLAVES_ACTIVE:
                AllPortsActive = attribute.ReadByte() != 0;
                break;
            case IFLA_BOND_MIN_LINKS:
                MinLinks = attribute.ReadUInt32();
                break;
            case IFLA_BOND_LP_INTERVAL:
                LearningPacketInterval = TimeSpan.FromSeconds(attribute.ReadUInt32());
                break;
            case IFLA_BOND_PACKETS_PER_SLAVE:
                PacketsPerPort = attribute.ReadUInt32();
                break;
            case IFLA_BOND_TLB_DYNAMIC_LB:
                DynamicLoadBalancing = attribute.ReadByte() != 0;
                break;
            case IFLA_BOND_AD_LACP_RATE:
                LacpRate = (BondLacpRate)attribute.ReadByte();
                break;
            case IFLA_BOND_AD_LACP_ACTIVE:
                LacpActive = attribute.ReadByte() != 0;
                break;
            case IFLA_BOND_AD_SELECT:
                AggregatorSelection = (BondAggregatorSelection)attribute.ReadByte();
                break;
            case IFLA_BOND_AD_USER_PORT_KEY:
                UserPortKey = attribute.ReadUInt16();
                break;
            case IFLA_BOND_AD_ACTOR_SYS_PRIO:
                ActorSystemPriority = attribute.ReadUInt16();
                break;
            case IFLA_BOND_AD_ACTOR_SYSTEM:
                ActorSystem = new PhysicalAddress(attribute.Payload.ToArray());
                break;
            case IFLA_BOND_COUPLED_CONTROL:
                CoupledControl = attribute.ReadByte() != 0;
                break;
            case IFLA_BOND_BROADCAST_NEIGH:
                BroadcastNeighbors = attribute.ReadByte() != 0;
                break;
            case IFLA_BOND_AD_INFO:
                Aggregator = BondAggregatorInfo.Read(attribute.Nested);
                break;
        }
    }

    private static List<IPAddress> ReadTargets(NetlinkAttributeReader targets)
    {
        List<IPAddress> addresses = [];
        foreach (NetlinkAttribute target in targets)
        {
            addresses.Add(target.ReadAddress());
        }

        return addresses;
    }
}
