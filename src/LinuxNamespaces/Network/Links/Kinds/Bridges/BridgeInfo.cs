using System.Globalization;
using System.Net.NetworkInformation;
using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.BridgeSchema;

namespace LinuxNamespaces.Network;

/// <summary>Describes the settings of a bridge at one moment.</summary>
/// <remarks>A property is <see langword="null"/> if the kernel does not report it, because it does not support it.</remarks>
public sealed partial class BridgeInfo
{
    private br_boolopt_multi _switches;

    internal BridgeInfo()
    {
    }

    /// <summary>Gets the ID of the bridge: its priority and its link-layer address, as in <c>8000.02fc00000001</c>.</summary>
    public string? BridgeId { get; private set; }

    /// <summary>Gets the ID of the root of the spanning tree.</summary>
    public string? RootId { get; private set; }

    /// <summary>Gets the number of the port that leads to the root; 0 if the bridge is the root.</summary>
    public int RootPort { get; private set; }

    /// <summary>Gets the cost of the path to the root.</summary>
    public long RootPathCost { get; private set; }

    /// <summary>Gets whether the bridge uses the spanning tree protocol.</summary>
    public bool SpanningTree { get; private set; }

    /// <summary>Gets whether every VLAN can have a spanning tree of its own (MST).</summary>
    public bool? MultipleSpanningTrees => Switch(BR_BOOLOPT_MST_ENABLE);

    /// <summary>Gets how long a new port listens and learns before it forwards.</summary>
    public TimeSpan ForwardDelay { get; private set; }

    /// <summary>Gets the time between the packets of the spanning tree protocol.</summary>
    public TimeSpan HelloTime { get; private set; }

    /// <summary>Gets how long a bridge that sends nothing counts as present.</summary>
    public TimeSpan MaxAge { get; private set; }

    /// <summary>Gets how long a link-layer address that was learned is kept.</summary>
    public TimeSpan AgeingTime { get; private set; }

    /// <summary>Gets the priority of the bridge in the spanning tree protocol.</summary>
    public int Priority { get; private set; }

    /// <summary>Gets whether a change of the topology is in progress.</summary>
    public bool TopologyChange { get; private set; }

    /// <summary>Gets whether a change of the topology was detected.</summary>
    public bool TopologyChangeDetected { get; private set; }

    /// <summary>Gets the time until the next packet of the spanning tree protocol.</summary>
    public TimeSpan HelloTimer { get; private set; }

    /// <summary>Gets the time until the next notification of a change of the topology.</summary>
    public TimeSpan TopologyChangeNotificationTimer { get; private set; }

    /// <summary>Gets the time until the change of the topology ends.</summary>
    public TimeSpan TopologyChangeTimer { get; private set; }

    /// <summary>Gets the time until addresses that are too old are next removed.</summary>
    public TimeSpan GarbageCollectionTimer { get; private set; }

    /// <summary>Gets how many link-layer addresses the bridge has learned.</summary>
    public long? LearnedAddresses { get; private set; }

    /// <summary>Gets how many link-layer addresses the bridge learns at most; 0 for no limit.</summary>
    public long? MaxLearnedAddresses { get; private set; }

    /// <summary>Gets whether the bridge learns addresses from frames to link-local groups.</summary>
    public bool? LinkLocalLearning => !Switch(BR_BOOLOPT_NO_LL_LEARN);

    /// <summary>Gets which of the link-local groups 01:80:c2:00:00:00 to 01:80:c2:00:00:0f are forwarded, one bit each.</summary>
    public int GroupForwardMask { get; private set; }

    /// <summary>Gets the group of the spanning tree protocol.</summary>
    public PhysicalAddress? GroupAddress { get; private set; }

    /// <summary>Gets whether IPv4 packets that are bridged pass the rules of iptables.</summary>
    public bool? CallIptables { get; private set; }

    /// <summary>Gets whether IPv6 packets that are bridged pass the rules of ip6tables.</summary>
    public bool? CallIp6tables { get; private set; }

    /// <summary>Gets whether ARP packets that are bridged pass the rules of arptables.</summary>
    public bool? CallArptables { get; private set; }

    /// <summary>Gets whether the bridge forwards by VLAN tags; <see langword="false"/> if the kernel does not support it.</summary>
    public bool? VlanFiltering { get; private set; }

    /// <summary>Gets the protocol of the VLAN tags.</summary>
    public VlanProtocol? VlanProtocol { get; private set; }

    /// <summary>Gets the VLAN of untagged frames on new ports; 0 for none.</summary>
    public int? DefaultVlan { get; private set; }

    /// <summary>Gets whether the bridge counts packets by VLAN.</summary>
    public bool? VlanStatistics { get; private set; }

    /// <summary>Gets whether these are also counted by port.</summary>
    public bool? VlanStatisticsPerPort { get; private set; }

    /// <summary>Gets whether multicast snooping is done by VLAN.</summary>
    public bool? MulticastVlanSnooping => Switch(BR_BOOLOPT_MCAST_VLAN_SNOOPING);

    /// <summary>Gets whether the addresses of the bridge itself are known in VLAN 0 only.</summary>
    public bool? LocalAddressesInVlan0 => Switch(BR_BOOLOPT_FDB_LOCAL_VLAN_0);

    /// <summary>Gets whether the kernel reports multicast entries that a switch could not take over.</summary>
    public bool? MulticastOffloadFailureNotification => Switch(BR_BOOLOPT_MDB_OFFLOAD_FAIL_NOTIFICATION);

    internal static BridgeInfo Read(NetlinkAttributeReader data)
    {
        BridgeInfo info = new();
        foreach (NetlinkAttribute attribute in data)
        {
            if (!info.ApplyCommon(attribute))
            {
                info.ApplyMulticast(attribute);
            }
        }

        return info;
    }

    /// <summary>Reads struct ifla_bridge_id: 2 bytes of priority, 6 of address.</summary>
    internal static string ReadId(NetlinkAttribute attribute) => attribute.Payload.Length >= 8
        ? string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(attribute.Payload[..2])}.{Convert.ToHexStringLower(attribute.Payload[2..8])}")
        : throw new InvalidDataException($"A bridge ID has {attribute.Payload.Length} bytes where 8 were expected.");

    /// <returns>False if the attribute is not one of these.</returns>
    private bool ApplyCommon(NetlinkAttribute attribute)
    {
        switch (attribute.Type)
        {
            case IFLA_BR_BRIDGE_ID:
                BridgeId = ReadId(attribute);
                return true;
            case IFLA_BR_ROOT_ID:
                RootId = ReadId(attribute);
                return true;
            case IFLA_BR_ROOT_PORT:
                RootPort = attribute.ReadUInt16();
                return true;
            case IFLA_BR_ROOT_PATH_COST:
                RootPathCost = attribute.ReadUInt32();
                return true;
            case IFLA_BR_STP_STATE:
                SpanningTree = attribute.ReadUInt32() != 0;
                return true;
            case IFLA_BR_FORWARD_DELAY:
                ForwardDelay = ClockTicks.ToTimeSpan(attribute.ReadUInt32());
                return true;
            case IFLA_BR_HELLO_TIME:
                HelloTime = ClockTicks.ToTimeSpan(attribute.ReadUInt32());
                return true;
            case IFLA_BR_MAX_AGE:
                MaxAge = ClockTicks.ToTimeSpan(attribute.ReadUInt32());
                return true;
            case IFLA_BR_AGEING_TIME:
                AgeingTime = ClockTicks.ToTimeSpan(attribute.ReadUInt32());
                return true;
            case IFLA_BR_PRIORITY:
                Priority = attribute.ReadUInt16();
                return true;
            case IFLA_BR_TOPOLOGY_CHANGE:
                TopologyChange = attribute.ReadByte() != 0;
                return true;
            case IFLA_BR_TOPOLOGY_CHANGE_DETECTED:
                TopologyChangeDetected = attribute.ReadByte() != 0;
                return true;
            case IFLA_BR_HELLO_TIMER:
                HelloTimer = ClockTicks.ToTimeSpan(attribute.ReadUInt64());
                return true;
            case IFLA_BR_TCN_TIMER:
                TopologyChangeNotificationTimer = ClockTicks.ToTimeSpan(attribute.ReadUInt64());
                return true;
            case IFLA_BR_TOPOLOGY_CHANGE_TIMER:
                TopologyChangeTimer = ClockTicks.ToTimeSpan(attribute.ReadUInt64());
                return true;
            case IFLA_BR_GC_TIMER:
                GarbageCollectionTimer = ClockTicks.ToTimeSpan(attribute.ReadUInt64());
                return true;
            case IFLA_BR_FDB_N_LEARNED:
                LearnedAddresses = attribute.ReadUInt32();
                return true;
            case IFLA_BR_FDB_MAX_LEARNED:
                MaxLearnedAddresses = attribute.ReadUInt32();
                return true;
            case IFLA_BR_GROUP_FWD_MASK:
                GroupForwardMask = attribute.ReadUInt16();
                return true;
            case IFLA_BR_GROUP_ADDR:
                GroupAddress = new PhysicalAddress(attribute.Payload.ToArray());
                return true;
            case IFLA_BR_MULTI_BOOLOPT:
                _switches = attribute.ReadStruct<br_boolopt_multi>();
                return true;
            case IFLA_BR_NF_CALL_IPTABLES:
                CallIptables = attribute.ReadByte() != 0;
                return true;
            case IFLA_BR_NF_CALL_IP6TABLES:
                CallIp6tables = attribute.ReadByte() != 0;
                return true;
            case IFLA_BR_NF_CALL_ARPTABLES:
                CallArptables = attribute.ReadByte() != 0;
                return true;
            default:
                return ApplyVlan(attribute);
        }
    }

    private bool ApplyVlan(NetlinkAttribute attribute)
    {
        switch (attribute.Type)
        {
            case IFLA_BR_VLAN_FILTERING:
                VlanFiltering = attribute.ReadByte() != 0;
                return true;
            case IFLA_BR_VLAN_PROTOCOL:
                VlanProtocol = (VlanProtocol)attribute.ReadUInt16BigEndian();
                return true;
            case IFLA_BR_VLAN_DEFAULT_PVID:
                DefaultVlan = attribute.ReadUInt16();
                return true;
            case IFLA_BR_VLAN_STATS_ENABLED:
                VlanStatistics = attribute.ReadByte() != 0;
                return true;
            case IFLA_BR_VLAN_STATS_PER_PORT:
                VlanStatisticsPerPort = attribute.ReadByte() != 0;
                return true;
            default:
                return false;
        }
    }

    /// <summary>Reads one of the options that share an attribute; null if the kernel does not have it.</summary>
    /// <summary>Whether the kernel reports the options that share one attribute (Linux 5.0).</summary>
    internal bool HasSwitches => _switches.optmask != 0;

    private bool? Switch(int bit) => (_switches.optmask >> bit & 1) == 0 ? null : (_switches.optval >> bit & 1) != 0;
}
