using System.Net;
using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.GeneveLink;

namespace LinuxNamespaces.Network;

/// <summary>Describes the settings of a Geneve tunnel at one moment.</summary>
public sealed record GeneveInfo
{
    internal GeneveInfo()
    {
    }

    /// <summary>Gets the network identifier (VNI); 0 if the tunnel is <see cref="IsExternal"/>.</summary>
    public int Id { get; private set; }

    /// <summary>Gets the address of the other host; <see langword="null"/> if the tunnel is <see cref="IsExternal"/>.</summary>
    public IPAddress? Remote { get; private set; }

    /// <summary>Gets the UDP port that packets are sent to and received at.</summary>
    public ushort UdpPort { get; private set; }

    /// <summary>Gets the UDP ports that packets are sent from; <see langword="null"/> if the kernel does not report them (before 6.15).</summary>
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

    /// <summary>Gets how the "don't fragment" bit of sent IPv4 packets is set.</summary>
    public TunnelFragmentation Fragmentation { get; private set; }

    /// <summary>Gets whether sent IPv4 packets have a UDP checksum; <see langword="null"/> if the other end has an IPv6 address.</summary>
    public bool? UdpChecksum { get; private set; }

    /// <summary>Gets whether IPv6 packets are sent without a UDP checksum; <see langword="null"/> if the other end has an IPv4 address.</summary>
    public bool? SendZeroChecksum6 { get; private set; }

    /// <summary>Gets whether IPv6 packets without a UDP checksum are accepted; <see langword="null"/> if the kernel has no IPv6.</summary>
    public bool? ReceiveZeroChecksum6 { get; private set; }

    /// <summary>Gets whether an external control plane gives each packet its identifier, address and header fields.</summary>
    public bool IsExternal { get; private set; }

    /// <summary>Gets whether packets carry IP directly, and not Ethernet.</summary>
    public bool InnerProtocolInherit { get; private set; }

    internal static GeneveInfo Read(NetlinkAttributeReader data)
    {
        GeneveInfo info = new();
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
            case IFLA_GENEVE_ID:
                Id = attribute.ReadInt32();
                break;
            case IFLA_GENEVE_REMOTE or IFLA_GENEVE_REMOTE6:
                Remote = TunnelData.ReadAddress(attribute);
                break;
            case IFLA_GENEVE_TTL:
                TimeToLive = attribute.ReadByte() is not 0 and byte ttl ? ttl : null;
                break;
            case IFLA_GENEVE_TTL_INHERIT:
                InheritTimeToLive = attribute.ReadByte() != 0;
                break;
            case IFLA_GENEVE_TOS:
                byte tos = attribute.ReadByte();
                InheritTypeOfService = tos == TunnelData.Inherit;
                TypeOfService = InheritTypeOfService ? (byte)0 : tos;
                break;
            case IFLA_GENEVE_LABEL:
                FlowLabel = (int)(attribute.ReadUInt32BigEndian() & TunnelData.MaxFlowLabel);
                break;
            case IFLA_GENEVE_DF:
                Fragmentation = (TunnelFragmentation)attribute.ReadByte();
                break;
            case IFLA_GENEVE_PORT:
                UdpPort = attribute.ReadUInt16BigEndian();
                break;
            case IFLA_GENEVE_PORT_RANGE:
                SourcePorts = UdpPortRange.Read(attribute);
                break;
            case IFLA_GENEVE_UDP_CSUM:
                UdpChecksum = attribute.ReadByte() != 0;
                break;
            case IFLA_GENEVE_UDP_ZERO_CSUM6_TX:
                SendZeroChecksum6 = attribute.ReadByte() != 0;
                break;
            case IFLA_GENEVE_UDP_ZERO_CSUM6_RX:
                ReceiveZeroChecksum6 = attribute.ReadByte() != 0;
                break;
            case IFLA_GENEVE_COLLECT_METADATA:
                IsExternal = true;
                break;
            case IFLA_GENEVE_INNER_PROTO_INHERIT:
                InnerProtocolInherit = true;
                break;
        }
    }
}
