using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.BridgePortSchema;

namespace LinuxNamespaces.Network;

/// <summary>Specifies what <see cref="LinkExtensions.Set{TLink}"/> changes of a port of a bridge. A <see langword="null"/> property leaves the port as it is.</summary>
/// <remarks>See ip-link(8), "bridge_slave". An option that the kernel does not support is a <see cref="NotSupportedException"/>.</remarks>
/// <example>
/// <code>
/// port.Set(new() { Port = new BridgePortSettings { Isolated = true, BpduGuard = true } });
/// </code>
/// </example>
public sealed record BridgePortSettings : LinkPortSettings
{
    // BR_GROUPFWD_MACPAUSE of the kernel.
    private const ushort MacPause = 2;

    /// <inheritdoc/>
    public override LinkKind Kind => Bridge.Kind;

    /// <summary>Gets the state of the port. It can be set only while the bridge does not use the spanning tree protocol and the port is up.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public BridgePortState? State
    {
        get;
        init => field = value is null || Enum.IsDefined(value.Value) ? value : throw new ArgumentOutOfRangeException(nameof(State), value, "The state is not defined.");
    }

    /// <summary>Gets the priority in the spanning tree protocol; 0 to 63.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? Priority
    {
        get;
        init => field = NumberRange.Require(value, 0, 63, nameof(Priority));
    }

    /// <summary>Gets the cost of a path over the port in the spanning tree protocol; 1 to 65535.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? Cost
    {
        get;
        init => field = NumberRange.Require(value, 1, ushort.MaxValue, nameof(Cost));
    }

    /// <summary>Gets whether a frame can leave by the port that it arrived on.</summary>
    public bool? Hairpin { get; init; }

    /// <summary>Gets whether the port rejects packets of the spanning tree protocol (BPDU guard).</summary>
    public bool? BpduGuard { get; init; }

    /// <summary>Gets whether the port cannot become the path to the root of the spanning tree.</summary>
    public bool? RootBlock { get; init; }

    /// <summary>Gets whether the port leaves a multicast group as soon as it receives a leave message.</summary>
    public bool? FastLeave { get; init; }

    /// <summary>Gets whether the bridge learns link-layer addresses on the port.</summary>
    public bool? Learning { get; init; }

    /// <summary>Gets whether frames for unknown addresses are sent to the port.</summary>
    public bool? UnicastFlood { get; init; }

    /// <summary>Gets whether multicast that no port has asked for is sent to the port.</summary>
    public bool? MulticastFlood { get; init; }

    /// <summary>Gets whether broadcast is sent to the port.</summary>
    public bool? BroadcastFlood { get; init; }

    /// <summary>Gets whether the bridge answers ARP requests on the port.</summary>
    public bool? ProxyArp { get; init; }

    /// <summary>Gets whether the bridge answers ARP requests on the port as IEEE 802.11 and Hotspot 2.0 want it.</summary>
    public bool? ProxyArpWifi { get; init; }

    /// <summary>Gets whether the port counts as leading to a multicast router.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public BridgeMulticastRouter? MulticastRouter
    {
        get;
        init => field = value is null || Enum.IsDefined(value.Value) ? value : throw new ArgumentOutOfRangeException(nameof(MulticastRouter), value, "The value is not defined.");
    }

    /// <summary>Gets whether multicast is sent to each member as unicast.</summary>
    public bool? MulticastToUnicast { get; init; }

    /// <summary>Gets how many multicast groups the port can be in; 0 for no limit. Kernel 6.3.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? MulticastMaxGroups
    {
        get;
        init => field = NumberRange.Require(value, 0, int.MaxValue, nameof(MulticastMaxGroups));
    }

    /// <summary>Gets how many hosts of the port are tracked for multicast; at least 1. Kernel 5.12.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? MulticastHostsLimit
    {
        get;
        init => field = NumberRange.Require(value, 1, int.MaxValue, nameof(MulticastHostsLimit));
    }

    /// <summary>Gets whether the bridge answers ARP and neighbour solicitations of the port by itself.</summary>
    public bool? NeighbourSuppression { get; init; }

    /// <summary>Gets whether that is set by VLAN instead. Kernel 6.3.</summary>
    public bool? NeighbourSuppressionPerVlan { get; init; }

    /// <summary>Gets whether VLANs are mapped to tunnel IDs on the port.</summary>
    public bool? VlanTunnel { get; init; }

    /// <summary>Gets whether the port exchanges frames only with ports that are not isolated.</summary>
    public bool? Isolated { get; init; }

    /// <summary>Gets whether only addresses that are in the forwarding table can send on the port (IEEE 802.1X). Kernel 5.18.</summary>
    public bool? Locked { get; init; }

    /// <summary>Gets whether addresses that are not allowed are entered as locked (MAC authentication bypass). The port has to be locked and to learn. Kernel 6.2.</summary>
    public bool? MacAuthenticationBypass { get; init; }

    /// <summary>Gets which of the link-local groups 01:80:c2:00:00:00 to 01:80:c2:00:00:0f are forwarded from the port, one bit each. Bit 1 cannot be set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Bit 1 is set.</exception>
    public ushort? GroupForwardMask
    {
        get;
        init => field = (value & MacPause) is null or 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(GroupForwardMask), value, "A bridge never forwards 01:80:c2:00:00:01, bit 1.");
    }

    /// <summary>Gets the port that is used while this one has no carrier.</summary>
    public Link? BackupPort { get; init; }

    /// <summary>Gets whether the port has no backup port any more. Defaults to <see langword="false"/>.</summary>
    public bool RemoveBackupPort { get; init; }

    /// <summary>Gets the ID of the nexthop that frames to the backup port get; 0 for none. Kernel 6.5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? BackupNexthopId
    {
        get;
        init => field = NumberRange.Require(value, 0, int.MaxValue, nameof(BackupNexthopId));
    }

    /// <summary>Gets whether the link-layer addresses that were learned on the port are forgotten. Defaults to <see langword="false"/>.</summary>
    public bool FlushAddresses { get; init; }

    /// <inheritdoc/>
    protected override void Validate()
    {
        if (RemoveBackupPort && BackupPort is not null)
        {
            throw new ArgumentException($"{nameof(RemoveBackupPort)} and {nameof(BackupPort)} exclude each other.");
        }
    }

    /// <inheritdoc/>
    protected override void WriteData(ref NetlinkMessageWriter writer)
    {
        writer.WriteOptional(IFLA_BRPORT_STATE, (byte?)State);
        writer.WriteOptional(IFLA_BRPORT_PRIORITY, (ushort?)Priority);
        writer.WriteOptional(IFLA_BRPORT_COST, Cost);
        writer.WriteOptional(IFLA_BRPORT_MODE, Hairpin);
        writer.WriteOptional(IFLA_BRPORT_GUARD, BpduGuard);
        writer.WriteOptional(IFLA_BRPORT_PROTECT, RootBlock);
        writer.WriteOptional(IFLA_BRPORT_FAST_LEAVE, FastLeave);
        writer.WriteOptional(IFLA_BRPORT_LEARNING, Learning);
        writer.WriteOptional(IFLA_BRPORT_UNICAST_FLOOD, UnicastFlood);
        writer.WriteOptional(IFLA_BRPORT_PROXYARP, ProxyArp);
        writer.WriteOptional(IFLA_BRPORT_PROXYARP_WIFI, ProxyArpWifi);
        writer.WriteOptional(IFLA_BRPORT_MULTICAST_ROUTER, (byte?)MulticastRouter);
        writer.WriteOptional(IFLA_BRPORT_MCAST_FLOOD, MulticastFlood);
        writer.WriteOptional(IFLA_BRPORT_MCAST_TO_UCAST, MulticastToUnicast);
        writer.WriteOptional(IFLA_BRPORT_VLAN_TUNNEL, VlanTunnel);
        writer.WriteOptional(IFLA_BRPORT_BCAST_FLOOD, BroadcastFlood);
        writer.WriteOptional(IFLA_BRPORT_GROUP_FWD_MASK, GroupForwardMask);
        writer.WriteOptional(IFLA_BRPORT_NEIGH_SUPPRESS, NeighbourSuppression);
        writer.WriteOptional(IFLA_BRPORT_ISOLATED, Isolated);
        writer.WriteOptional(IFLA_BRPORT_BACKUP_PORT, RemoveBackupPort ? 0 : BackupPort?.Index);
        writer.WriteOptional(IFLA_BRPORT_MCAST_EHT_HOSTS_LIMIT, MulticastHostsLimit);
        writer.WriteOptional(IFLA_BRPORT_LOCKED, Locked);
        writer.WriteOptional(IFLA_BRPORT_MAB, MacAuthenticationBypass);
        writer.WriteOptional(IFLA_BRPORT_MCAST_MAX_GROUPS, MulticastMaxGroups);
        writer.WriteOptional(IFLA_BRPORT_NEIGH_VLAN_SUPPRESS, NeighbourSuppressionPerVlan);
        writer.WriteOptional(IFLA_BRPORT_BACKUP_NHID, BackupNexthopId);
        if (FlushAddresses)
        {
            writer.WriteFlag(IFLA_BRPORT_FLUSH);
        }
    }

    /// <inheritdoc/>
    protected override void OnChanged(Link port)
    {
        ArgumentNullException.ThrowIfNull(port);
        if (BridgeFeatures.FindIgnored(this, BridgePort.Read(port)) is { } missing)
        {
            throw new NotSupportedException($"Could not change port {PrintableText.Quote(port.Name)} in '{port.Namespace}'. The kernel lacks {missing}.");
        }
    }
}
