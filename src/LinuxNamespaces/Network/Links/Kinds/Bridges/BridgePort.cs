using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.BridgePortSchema;

namespace LinuxNamespaces.Network;

/// <summary>Describes a port of a bridge at one moment.</summary>
/// <remarks>
/// A property is <see langword="null"/> if the kernel does not report it, because it does not support it. <see cref="BridgePortSettings"/> changes a
/// port. See ip-link(8), "bridge_slave".
/// </remarks>
public sealed partial class BridgePort
{
    private BridgePort(Link link) => Link = link;

    /// <summary>Gets the link that is the port.</summary>
    public Link Link { get; }

    /// <summary>Gets whether a frame can leave by the port that it arrived on.</summary>
    public bool Hairpin { get; private set; }

    /// <summary>Gets whether the port rejects packets of the spanning tree protocol (BPDU guard).</summary>
    public bool BpduGuard { get; private set; }

    /// <summary>Gets whether the port cannot become the path to the root of the spanning tree.</summary>
    public bool RootBlock { get; private set; }

    /// <summary>Gets whether the port leaves a multicast group as soon as it receives a leave message.</summary>
    public bool FastLeave { get; private set; }

    /// <summary>Gets whether the bridge learns link-layer addresses on the port.</summary>
    public bool Learning { get; private set; }

    /// <summary>Gets whether frames for unknown addresses are sent to the port.</summary>
    public bool UnicastFlood { get; private set; }

    /// <summary>Gets whether multicast that no port has asked for is sent to the port.</summary>
    public bool MulticastFlood { get; private set; }

    /// <summary>Gets whether broadcast is sent to the port.</summary>
    public bool BroadcastFlood { get; private set; }

    /// <summary>Gets whether the bridge answers ARP requests on the port.</summary>
    public bool ProxyArp { get; private set; }

    /// <summary>Gets whether the bridge answers ARP requests on the port as IEEE 802.11 and Hotspot 2.0 want it.</summary>
    public bool ProxyArpWifi { get; private set; }

    /// <summary>Gets whether the port counts as leading to a multicast router.</summary>
    public BridgeMulticastRouter? MulticastRouter { get; private set; }

    /// <summary>Gets whether multicast is sent to each member as unicast.</summary>
    public bool MulticastToUnicast { get; private set; }

    /// <summary>Gets how many multicast groups the port is in (kernel 6.3).</summary>
    public long? MulticastGroups { get; private set; }

    /// <summary>Gets how many multicast groups the port can be in; 0 for no limit (kernel 6.3).</summary>
    public long? MulticastMaxGroups { get; private set; }

    /// <summary>Gets how many hosts of the port are tracked for multicast (kernel 5.12).</summary>
    public long? MulticastHosts { get; private set; }

    /// <summary>Gets how many hosts of the port are tracked at most (kernel 5.12).</summary>
    public long? MulticastHostsLimit { get; private set; }

    /// <summary>Gets whether the bridge answers ARP and neighbour solicitations of the port by itself.</summary>
    public bool NeighbourSuppression { get; private set; }

    /// <summary>Gets whether that is set by VLAN instead (kernel 6.3).</summary>
    public bool? NeighbourSuppressionPerVlan { get; private set; }

    /// <summary>Gets whether VLANs are mapped to tunnel IDs on the port.</summary>
    public bool VlanTunnel { get; private set; }

    /// <summary>Gets whether the port exchanges frames only with ports that are not isolated.</summary>
    public bool Isolated { get; private set; }

    /// <summary>Gets whether only addresses that are in the forwarding table can send on the port (kernel 5.18).</summary>
    public bool? Locked { get; private set; }

    /// <summary>Gets whether addresses that are not allowed are entered as locked (kernel 6.2).</summary>
    public bool? MacAuthenticationBypass { get; private set; }

    /// <summary>Gets which of the link-local groups 01:80:c2:00:00:00 to 01:80:c2:00:00:0f are forwarded from the port, one bit each.</summary>
    public int GroupForwardMask { get; private set; }

    /// <summary>Gets the index of the link that is used while the port has no carrier; <see langword="null"/> if there is none.</summary>
    public int? BackupPortIndex { get; private set; }

    /// <summary>Gets the ID of the nexthop that frames to the backup port get; <see langword="null"/> if there is none.</summary>
    public long? BackupNexthopId { get; private set; }

    internal static BridgePort Read(Link link)
    {
        BridgePort port = new(link);
        foreach (NetlinkAttribute attribute in link.Info.GetPortData())
        {
            if (!port.Apply(attribute))
            {
                port.ApplySpanningTree(attribute);
            }
        }

        return port;
    }

    /// <summary>Returns the link, as in <c>4: veth0</c>.</summary>
    /// <returns>The index and the name of the link.</returns>
    public override string ToString() => Link.ToString();

    /// <returns>False if the attribute is not one of these.</returns>
    private bool Apply(NetlinkAttribute attribute)
    {
        switch (attribute.Type)
        {
            case IFLA_BRPORT_MODE:
                Hairpin = attribute.ReadByte() != 0;
                return true;
            case IFLA_BRPORT_GUARD:
                BpduGuard = attribute.ReadByte() != 0;
                return true;
            case IFLA_BRPORT_PROTECT:
                RootBlock = attribute.ReadByte() != 0;
                return true;
            case IFLA_BRPORT_FAST_LEAVE:
                FastLeave = attribute.ReadByte() != 0;
                return true;
            case IFLA_BRPORT_LEARNING:
                Learning = attribute.ReadByte() != 0;
                return true;
            case IFLA_BRPORT_UNICAST_FLOOD:
                UnicastFlood = attribute.ReadByte() != 0;
                return true;
            case IFLA_BRPORT_MCAST_FLOOD:
                MulticastFlood = attribute.ReadByte() != 0;
                return true;
            case IFLA_BRPORT_BCAST_FLOOD:
                BroadcastFlood = attribute.ReadByte() != 0;
                return true;
            case IFLA_BRPORT_PROXYARP:
                ProxyArp = attribute.ReadByte() != 0;
                return true;
            case IFLA_BRPORT_PROXYARP_WIFI:
                ProxyArpWifi = attribute.ReadByte() != 0;
                return true;
            case IFLA_BRPORT_MULTICAST_ROUTER:
                MulticastRouter = (BridgeMulticastRouter)attribute.ReadByte();
                return true;
            case IFLA_BRPORT_MCAST_TO_UCAST:
                MulticastToUnicast = attribute.ReadByte() != 0;
                return true;
            case IFLA_BRPORT_MCAST_N_GROUPS:
                MulticastGroups = attribute.ReadUInt32();
                return true;
            case IFLA_BRPORT_MCAST_MAX_GROUPS:
                MulticastMaxGroups = attribute.ReadUInt32();
                return true;
            case IFLA_BRPORT_MCAST_EHT_HOSTS_CNT:
                MulticastHosts = attribute.ReadUInt32();
                return true;
            case IFLA_BRPORT_MCAST_EHT_HOSTS_LIMIT:
                MulticastHostsLimit = attribute.ReadUInt32();
                return true;
            case IFLA_BRPORT_NEIGH_SUPPRESS:
                NeighbourSuppression = attribute.ReadByte() != 0;
                return true;
            case IFLA_BRPORT_NEIGH_VLAN_SUPPRESS:
                NeighbourSuppressionPerVlan = attribute.ReadByte() != 0;
                return true;
            case IFLA_BRPORT_VLAN_TUNNEL:
                VlanTunnel = attribute.ReadByte() != 0;
                return true;
            case IFLA_BRPORT_ISOLATED:
                Isolated = attribute.ReadByte() != 0;
                return true;
            case IFLA_BRPORT_LOCKED:
                Locked = attribute.ReadByte() != 0;
                return true;
            case IFLA_BRPORT_MAB:
                MacAuthenticationBypass = attribute.ReadByte() != 0;
                return true;
            case IFLA_BRPORT_GROUP_FWD_MASK:
                GroupForwardMask = attribute.ReadUInt16();
                return true;
            case IFLA_BRPORT_BACKUP_PORT:
                BackupPortIndex = attribute.ReadInt32();
                return true;
            case IFLA_BRPORT_BACKUP_NHID:
                BackupNexthopId = attribute.ReadUInt32();
                return true;
            default:
                return false;
        }
    }
}
