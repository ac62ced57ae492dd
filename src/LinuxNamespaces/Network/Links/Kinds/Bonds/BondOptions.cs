using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.BondSchema;

namespace LinuxNamespaces.Network;

/// <summary>
/// Specifies a bond, or what is to be changed of one. A property that is <see langword="null"/> is the kernel's default, or stays as it is.
/// </summary>
/// <remarks>See ip-link(8), "BOND type support", and the kernel's networking/bonding.rst.</remarks>
public sealed record BondOptions : LinkOptions<BondLink>
{
    private const int MaxTargets = 16;
    private const long MaxPeerNotificationDelay = 300_000;

    /// <inheritdoc/>
    public override LinkKind<BondLink> Kind => BondLink.Kind;

    /// <summary>Gets the mode. The kernel's default is <see cref="BondMode.BalanceRoundRobin"/>. It can be changed while the bond is down and has no ports.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public BondMode? Mode { get; init => field = Defined.Require(value, nameof(Mode)); }

    /// <summary>Gets the port to activate, in the modes with an active port. An existing bond only.</summary>
    public Link? ActivePort { get; init; }

    /// <summary>Gets whether the active port is deactivated, so that the bond chooses one.</summary>
    public bool ClearActivePort { get; init; }

    /// <summary>Gets the port that is active whenever it can be, in the modes with an active port. A new bond takes a future port.</summary>
    public Link? Primary { get; init; }

    /// <summary>Gets whether the bond has no primary port any more.</summary>
    public bool ClearPrimary { get; init; }

    /// <summary>Gets when the primary port becomes the active one again. The kernel's default is <see cref="BondPrimaryReselection.Always"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public BondPrimaryReselection? PrimaryReselection { get; init => field = Defined.Require(value, nameof(PrimaryReselection)); }

    /// <summary>
    /// Gets the time between two looks at the carrier of the ports (<c>miimon</c>), in steps of 1 ms; 0 for none. The kernel's default is 0, with
    /// <see cref="BondMode.Ieee8023AD"/> and the load modes 100 ms.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, too long, or not a multiple of 1 ms.</exception>
    public TimeSpan? MiiMonitorInterval { get; init => field = Milliseconds(value, nameof(MiiMonitorInterval)); }

    /// <summary>Gets how long a port has a carrier before it is used, a multiple of <see cref="MiiMonitorInterval"/>. The kernel's default is 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, too long, or not a multiple of 1 ms.</exception>
    public TimeSpan? UpDelay { get; init => field = Milliseconds(value, nameof(UpDelay)); }

    /// <summary>Gets how long a port has no carrier before it is not used, a multiple of <see cref="MiiMonitorInterval"/>. The kernel's default is 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, too long, or not a multiple of 1 ms.</exception>
    public TimeSpan? DownDelay { get; init => field = Milliseconds(value, nameof(DownDelay)); }

    /// <summary>
    /// Gets the time between two announcements after a failover, a multiple of <see cref="MiiMonitorInterval"/>; at most 300 s. The kernel's default
    /// is 0, which means the interval of the monitor.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, too long, or not a multiple of 1 ms.</exception>
    public TimeSpan? PeerNotificationDelay { get; init => field = Milliseconds(value, nameof(PeerNotificationDelay), MaxPeerNotificationDelay); }

    /// <summary>Gets whether the monitor looks at the carrier instead of asking the driver. The kernel's default is <see langword="true"/>; kernel 6.18 accepts nothing else.</summary>
    public bool? UseCarrier { get; init; }

    /// <summary>Gets the time between two ARP requests of the ARP monitor, in steps of 1 ms; 0 for none. The kernel's default is 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, too long, or not a multiple of 1 ms.</exception>
    public TimeSpan? ArpInterval { get; init => field = Milliseconds(value, nameof(ArpInterval)); }

    /// <summary>Gets the IPv4 addresses that the ARP monitor asks for, at most 16. They replace all that the bond has; an empty list removes all.</summary>
    /// <exception cref="ArgumentException">An address is not an IPv4 address, or there are too many.</exception>
    public IReadOnlyList<IPAddress>? ArpTargets { get; init => field = Targets(value, AddressFamily.InterNetwork, nameof(ArpTargets)); }

    /// <summary>Gets the IPv6 addresses that the monitor solicits, at most 16. They replace all that the bond has; an empty list removes all. Kernel 5.18.</summary>
    /// <exception cref="ArgumentException">An address is not an IPv6 address, or there are too many.</exception>
    public IReadOnlyList<IPAddress>? NeighborTargets { get; init => field = Targets(value, AddressFamily.InterNetworkV6, nameof(NeighborTargets)); }

    /// <summary>Gets which ARP packets count as a sign of life of a port. The kernel's default is <see cref="BondArpValidation.None"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public BondArpValidation? ArpValidation { get; init => field = Defined.Require(value, nameof(ArpValidation)); }

    /// <summary>Gets how many of the targets have to be reachable. The kernel's default is <see cref="BondArpTargets.Any"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public BondArpTargets? ArpAllTargets { get; init => field = Defined.Require(value, nameof(ArpAllTargets)); }

    /// <summary>Gets how many intervals without an answer make a port fail; 1 to 255. The kernel's default is 2. Kernel 5.17.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is 0.</exception>
    public byte? ArpMissedMax { get; init => field = value == 0 ? throw new ArgumentOutOfRangeException(nameof(ArpMissedMax)) : value; }

    /// <summary>Gets the link-layer addresses of the ports. The kernel's default is <see cref="BondFailOverAddress.None"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public BondFailOverAddress? FailOverAddress { get; init => field = Defined.Require(value, nameof(FailOverAddress)); }

    /// <summary>Gets which part of a packet chooses the port. The kernel's default is <see cref="BondTransmitHashPolicy.Layer2"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public BondTransmitHashPolicy? TransmitHashPolicy { get; init => field = Defined.Require(value, nameof(TransmitHashPolicy)); }

    /// <summary>Gets the number of IGMP reports after a failover. The kernel's default is 1.</summary>
    public byte? ResendIgmp { get; init; }

    /// <summary>Gets the number of gratuitous ARP replies and unsolicited neighbour advertisements after a failover. The kernel's default is 1.</summary>
    public byte? PeerNotifications { get; init; }

    /// <summary>Gets whether backup ports receive packets too. The kernel's default is <see langword="false"/>.</summary>
    public bool? AllPortsActive { get; init; }

    /// <summary>Gets the number of ports that have to be up for the bond to have a carrier. The kernel's default is 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? MinLinks
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value.GetValueOrDefault(), nameof(MinLinks));
            field = value;
        }
    }

    /// <summary>Gets the time between two learning packets to the switch, in steps of 1 s; at least 1 s. The kernel's default is 1 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1 s, too long, or not a multiple of 1 s.</exception>
    public TimeSpan? LearningPacketInterval { get; init => field = TimeUnits.Require(value, nameof(LearningPacketInterval), TimeSpan.TicksPerSecond, 1, int.MaxValue); }

    /// <summary>Gets the number of packets before the next port is taken, in the mode <see cref="BondMode.BalanceRoundRobin"/>; 0 chooses ports at random. The kernel's default is 1.</summary>
    public ushort? PacketsPerPort { get; init; }

    /// <summary>Gets whether flows move to other ports by load, in the load modes. The kernel's default is <see langword="true"/>.</summary>
    public bool? DynamicLoadBalancing { get; init; }

    /// <summary>Gets how often the partner is asked to send LACP packets. The kernel's default is <see cref="BondLacpRate.Slow"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public BondLacpRate? LacpRate { get; init => field = Defined.Require(value, nameof(LacpRate)); }

    /// <summary>Gets whether LACP packets are sent without being asked. The kernel's default is <see langword="true"/>. Kernel 5.15.</summary>
    public bool? LacpActive { get; init; }

    /// <summary>Gets which aggregator is active. The kernel's default is <see cref="BondAggregatorSelection.Stable"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public BondAggregatorSelection? AggregatorSelection { get; init => field = Defined.Require(value, nameof(AggregatorSelection)); }

    /// <summary>Gets the part of the port key that the user chooses; 0 to 1023. The kernel's default is 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is more than 1023.</exception>
    public ushort? UserPortKey
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value.GetValueOrDefault(), (ushort)1023, nameof(UserPortKey));
            field = value;
        }
    }

    /// <summary>Gets the priority of this system; 1 to 65535, a lower one is preferred. The kernel's default is 65535.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is 0.</exception>
    public ushort? ActorSystemPriority { get; init => field = value == 0 ? throw new ArgumentOutOfRangeException(nameof(ActorSystemPriority)) : value; }

    /// <summary>Gets the address of this system in LACP packets. The kernel's default is that of the bond.</summary>
    /// <exception cref="ArgumentException">The address does not have 6 bytes, or is not that of one station.</exception>
    public PhysicalAddress? ActorSystem
    {
        get;
        init
        {
            if (value is not null)
            {
                EthernetAddress.RequireStation(value, nameof(ActorSystem));
            }

            field = value;
        }
    }

    /// <summary>Gets whether a port collects and distributes at the same time (802.3ad). The kernel's default is <see langword="true"/>. Kernel 6.8.</summary>
    public bool? CoupledControl { get; init; }

    /// <summary>Gets whether ARP and neighbour packets go out over all ports (802.3ad). The kernel's default is <see langword="false"/>. Kernel 6.17.</summary>
    public bool? BroadcastNeighbors { get; init; }

    /// <inheritdoc/>
    protected override void Validate() => BondRules.Check(this);

    internal override void RequireCreatable(string name, NetNamespace home)
    {
        base.RequireCreatable(name, home);
        if (ActivePort is not null)
        {
            throw new ArgumentException($"A new bond has no ports, so it cannot have the {nameof(ActivePort)} {PrintableText.Quote(ActivePort.Name)}.");
        }

        BondRules.RequireIn(home, Primary);
    }

    internal override void RequireChangeable(Link link)
    {
        base.RequireChangeable(link);
        BondRules.RequireIn(link.Namespace, Primary);
        BondRules.RequireIn(link.Namespace, ActivePort);
    }

    /// <inheritdoc/>
    protected override void WriteData(ref NetlinkMessageWriter writer)
    {
        // The kernel handles the mode first, and the order of the rest does not matter.
        writer.WriteOptional(IFLA_BOND_MODE, (byte?)Mode);
        writer.WriteOptional(IFLA_BOND_ACTIVE_SLAVE, ClearActivePort ? 0 : ActivePort?.Index);
        writer.WriteOptional(IFLA_BOND_MIIMON, TimeUnits.ToMilliseconds(MiiMonitorInterval));
        writer.WriteOptional(IFLA_BOND_UPDELAY, TimeUnits.ToMilliseconds(UpDelay));
        writer.WriteOptional(IFLA_BOND_DOWNDELAY, TimeUnits.ToMilliseconds(DownDelay));
        writer.WriteOptional(IFLA_BOND_PEER_NOTIF_DELAY, TimeUnits.ToMilliseconds(PeerNotificationDelay));
        writer.WriteOptional(IFLA_BOND_USE_CARRIER, UseCarrier);
        writer.WriteOptional(IFLA_BOND_ARP_INTERVAL, TimeUnits.ToMilliseconds(ArpInterval));
        WriteTargets(ref writer, IFLA_BOND_ARP_IP_TARGET, ArpTargets);
        WriteTargets(ref writer, IFLA_BOND_NS_IP6_TARGET, NeighborTargets);
        writer.WriteOptional(IFLA_BOND_ARP_VALIDATE, (uint?)ArpValidation);
        writer.WriteOptional(IFLA_BOND_ARP_ALL_TARGETS, (uint?)ArpAllTargets);
        writer.WriteOptional(IFLA_BOND_PRIMARY, ClearPrimary ? 0 : Primary?.Index);
        writer.WriteOptional(IFLA_BOND_PRIMARY_RESELECT, (byte?)PrimaryReselection);
        writer.WriteOptional(IFLA_BOND_FAIL_OVER_MAC, (byte?)FailOverAddress);
        writer.WriteOptional(IFLA_BOND_XMIT_HASH_POLICY, (byte?)TransmitHashPolicy);
        writer.WriteOptional(IFLA_BOND_RESEND_IGMP, (uint?)ResendIgmp);
        writer.WriteOptional(IFLA_BOND_NUM_PEER_NOTIF, PeerNotifications);
        writer.WriteOptional(IFLA_BOND_ALL_SLAVES_ACTIVE, AllPortsActive);
        writer.WriteOptional(IFLA_BOND_MIN_LINKS, MinLinks);
        writer.WriteOptional(IFLA_BOND_LP_INTERVAL, TimeUnits.ToSeconds(LearningPacketInterval));
        writer.WriteOptional(IFLA_BOND_PACKETS_PER_SLAVE, (uint?)PacketsPerPort);
        writer.WriteOptional(IFLA_BOND_AD_LACP_RATE, (byte?)LacpRate);
        writer.WriteOptional(IFLA_BOND_AD_SELECT, (byte?)AggregatorSelection);
        writer.WriteOptional(IFLA_BOND_AD_USER_PORT_KEY, UserPortKey);
        writer.WriteOptional(IFLA_BOND_AD_ACTOR_SYS_PRIO, ActorSystemPriority);
        writer.WriteOptional(IFLA_BOND_AD_ACTOR_SYSTEM, ActorSystem);
        writer.WriteOptional(IFLA_BOND_TLB_DYNAMIC_LB, DynamicLoadBalancing);
        writer.WriteOptional(IFLA_BOND_AD_LACP_ACTIVE, LacpActive);
        writer.WriteOptional(IFLA_BOND_MISSED_MAX, ArpMissedMax);
        writer.WriteOptional(IFLA_BOND_COUPLED_CONTROL, CoupledControl);
        writer.WriteOptional(IFLA_BOND_BROADCAST_NEIGH, BroadcastNeighbors);
    }

    private static TimeSpan? Milliseconds(TimeSpan? value, string name, long most = int.MaxValue) =>
        TimeUnits.Require(value, name, TimeSpan.TicksPerMillisecond, 0, most);

    private static IReadOnlyList<IPAddress>? Targets(IReadOnlyList<IPAddress>? value, AddressFamily family, string name) =>
        value is null || (value.Count <= MaxTargets && value.All(address => address.AddressFamily == family))
            ? value
            : throw new ArgumentException($"A bond has at most {MaxTargets} targets of each family, and these are for {family}.", name);

    private static void WriteTargets(ref NetlinkMessageWriter writer, int type, IReadOnlyList<IPAddress>? targets)
    {
        if (targets is null)
        {
            return;
        }

        NestedAttribute nest = writer.BeginNested(type);
        for (int i = 0; i < targets.Count; i++)
        {
            writer.WriteAddress(i, targets[i]);
        }

        writer.EndNested(nest);
    }
}
