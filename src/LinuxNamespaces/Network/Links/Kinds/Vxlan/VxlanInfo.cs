using System.Net;
using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.VxlanLink;

namespace LinuxNamespaces.Network;

/// <summary>Describes the settings of a VXLAN at one moment.</summary>
public sealed record VxlanInfo
{
    internal VxlanInfo()
    {
    }

    /// <summary>Gets the network identifier (VNI); 0 if the VXLAN is <see cref="IsExternal"/>.</summary>
    public int Id { get; private set; }

    /// <summary>Gets the address to which frames are sent whose destination is not known; <see langword="null"/> if there is none.</summary>
    public IPAddress? Remote { get; private set; }

    /// <summary>Gets the source address of sent packets; <see langword="null"/> if the kernel chooses it.</summary>
    public IPAddress? Local { get; private set; }

    /// <summary>
    /// Gets the index of the link that packets are sent through, in the namespace where the VXLAN was created; <see langword="null"/> if the
    /// routes decide.
    /// </summary>
    public int? UnderlyingIndex { get; private set; }

    /// <summary>Gets the UDP port that packets are sent to and received at.</summary>
    public ushort UdpPort { get; private set; }

    /// <summary>Gets the UDP ports that packets are sent from; <see langword="null"/> for those of net.ipv4.ip_local_port_range.</summary>
    public UdpPortRange? SourcePorts { get; private set; }

    /// <summary>Gets the TTL or hop limit of sent packets; <see langword="null"/> if the kernel chooses or copies it.</summary>
    public byte? TimeToLive { get; private set; }

    /// <summary>Gets whether the TTL or hop limit is copied from the packet inside.</summary>
    public bool InheritTimeToLive { get; private set; }

    /// <summary>Gets the type of service or traffic class of sent packets.</summary>
    public byte TypeOfService { get; private set; }

    /// <summary>Gets whether the type of service is copied from the packet inside.</summary>
    public bool InheritTypeOfService { get; private set; }

    /// <summary>Gets the flow label of sent IPv6 packets.</summary>
    public int FlowLabel { get; private set; }

    /// <summary>Gets whether the flow label is copied from the packet inside; <see langword="null"/> if the kernel does not report it (before 6.8).</summary>
    public bool? InheritFlowLabel { get; private set; }

    /// <summary>Gets how the "don't fragment" bit of sent IPv4 packets is set.</summary>
    public TunnelFragmentation Fragmentation { get; private set; }

    /// <summary>Gets whether the source of a received frame is added to the forwarding database.</summary>
    public bool Learning { get; private set; }

    /// <summary>Gets how long a learned entry of the forwarding database is kept; zero for ever.</summary>
    public TimeSpan AgeingTime { get; private set; }

    /// <summary>Gets the largest number of entries in the forwarding database; 0 for no limit.</summary>
    public uint MaxAddresses { get; private set; }

    /// <summary>Gets whether a frame for another VXLAN of the same namespace skips the network; <see langword="null"/> if the kernel does not report it (before 6.5).</summary>
    public bool? LocalBypass { get; private set; }

    /// <summary>Gets whether the VXLAN answers ARP and neighbour requests for hosts that it knows.</summary>
    public bool Proxy { get; private set; }

    /// <summary>Gets whether a frame to a known router goes directly to the next host.</summary>
    public bool RouteShortCircuit { get; private set; }

    /// <summary>Gets whether a notification is sent for each destination that is not in the forwarding database.</summary>
    public bool LinkLayerMissNotifications { get; private set; }

    /// <summary>Gets whether a notification is sent for each IP address that is not in the neighbour table.</summary>
    public bool NetworkMissNotifications { get; private set; }

    /// <summary>Gets whether sent IPv4 packets have a UDP checksum.</summary>
    public bool UdpChecksum { get; private set; }

    /// <summary>Gets whether IPv6 packets are sent without a UDP checksum.</summary>
    public bool SendZeroChecksum6 { get; private set; }

    /// <summary>Gets whether IPv6 packets without a UDP checksum are accepted.</summary>
    public bool ReceiveZeroChecksum6 { get; private set; }

    /// <summary>Gets whether the checksum of the inner packet is left to the receiver.</summary>
    public bool SendRemoteChecksum { get; private set; }

    /// <summary>Gets whether the checksum of a received inner packet is completed if its sender left it out.</summary>
    public bool ReceiveRemoteChecksum { get; private set; }

    /// <summary>Gets whether a checksum that a sender left out is completed in the packet itself.</summary>
    public bool RemoteChecksumNoPartial { get; private set; }

    /// <summary>Gets whether packets carry the mark of the packet inside as a group policy (VXLAN-GBP).</summary>
    public bool GroupPolicy { get; private set; }

    /// <summary>Gets whether packets carry other protocols than Ethernet (VXLAN-GPE).</summary>
    public bool GenericProtocol { get; private set; }

    /// <summary>Gets whether an external control plane gives each packet its identifier and remote address.</summary>
    public bool IsExternal { get; private set; }

    /// <summary>Gets whether only packets with an identifier of a list are received.</summary>
    public bool VniFilter { get; private set; }

    /// <summary>Gets the bits of a VXLAN header with which a received packet is dropped; <see langword="null"/> if the kernel does not report them (before 6.14).</summary>
    public ulong? ReservedBits { get; private set; }

    internal static VxlanInfo Read(NetlinkAttributeReader data)
    {
        VxlanInfo info = new();
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
            case IFLA_VXLAN_ID:
                Id = attribute.ReadInt32();
                break;
            case IFLA_VXLAN_GROUP or IFLA_VXLAN_GROUP6:
                Remote = TunnelData.ReadAddress(attribute);
                break;
            case IFLA_VXLAN_LOCAL or IFLA_VXLAN_LOCAL6:
                Local = TunnelData.ReadAddress(attribute);
                break;
            case IFLA_VXLAN_LINK:
                UnderlyingIndex = attribute.ReadInt32() is not 0 and int index ? index : null;
                break;
            case IFLA_VXLAN_PORT:
                UdpPort = attribute.ReadUInt16BigEndian();
                break;
            case IFLA_VXLAN_PORT_RANGE:
                SourcePorts = UdpPortRange.Read(attribute);
                break;
            case IFLA_VXLAN_TTL:
                TimeToLive = attribute.ReadByte() is not 0 and byte ttl ? ttl : null;
                break;
            case IFLA_VXLAN_TOS:
                byte tos = attribute.ReadByte();
                InheritTypeOfService = tos == TunnelData.Inherit;
                TypeOfService = InheritTypeOfService ? (byte)0 : tos;
                break;
            case IFLA_VXLAN_LABEL:
                FlowLabel = (int)(attribute.ReadUInt32BigEndian() & TunnelData.MaxFlowLabel);
                break;
            case IFLA_VXLAN_LABEL_POLICY:
                InheritFlowLabel = attribute.ReadUInt32() != 0;
                break;
            case IFLA_VXLAN_DF:
                Fragmentation = (TunnelFragmentation)attribute.ReadByte();
                break;
            case IFLA_VXLAN_AGEING:
                AgeingTime = TimeSpan.FromSeconds(attribute.ReadUInt32());
                break;
            case IFLA_VXLAN_LIMIT:
                MaxAddresses = attribute.ReadUInt32();
                break;
            case IFLA_VXLAN_LOCALBYPASS:
                LocalBypass = attribute.ReadByte() != 0;
                break;
            case IFLA_VXLAN_RESERVED_BITS:
                ReservedBits = attribute.ReadUInt64BigEndian();
                break;
            default:
                ApplyFlag(attribute);
                break;
        }
    }

    private void ApplyFlag(NetlinkAttribute attribute)
    {
        // The oldest attributes of these are there or not, without a payload.
        bool value = attribute.Payload.IsEmpty || attribute.ReadByte() != 0;
        switch (attribute.Type)
        {
            case IFLA_VXLAN_TTL_INHERIT:
                InheritTimeToLive = value;
                break;
            case IFLA_VXLAN_LEARNING:
                Learning = value;
                break;
            case IFLA_VXLAN_PROXY:
                Proxy = value;
                break;
            case IFLA_VXLAN_RSC:
                RouteShortCircuit = value;
                break;
            case IFLA_VXLAN_L2MISS:
                LinkLayerMissNotifications = value;
                break;
            case IFLA_VXLAN_L3MISS:
                NetworkMissNotifications = value;
                break;
            case IFLA_VXLAN_UDP_CSUM:
                UdpChecksum = value;
                break;
            case IFLA_VXLAN_UDP_ZERO_CSUM6_TX:
                SendZeroChecksum6 = value;
                break;
            case IFLA_VXLAN_UDP_ZERO_CSUM6_RX:
                ReceiveZeroChecksum6 = value;
                break;
            case IFLA_VXLAN_REMCSUM_TX:
                SendRemoteChecksum = value;
                break;
            case IFLA_VXLAN_REMCSUM_RX:
                ReceiveRemoteChecksum = value;
                break;
            case IFLA_VXLAN_REMCSUM_NOPARTIAL:
                RemoteChecksumNoPartial = value;
                break;
            case IFLA_VXLAN_GBP:
                GroupPolicy = value;
                break;
            case IFLA_VXLAN_GPE:
                GenericProtocol = value;
                break;
            case IFLA_VXLAN_COLLECT_METADATA:
                IsExternal = value;
                break;
            case IFLA_VXLAN_VNIFILTER:
                VniFilter = value;
                break;
        }
    }
}
