using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.FlowerFilter;

namespace LinuxNamespaces.Network;

/// <summary>Writes and reads the fields that a <see cref="FlowerFilter"/> compares.</summary>
internal static class FlowerReader
{
    private const int EthernetAddressLength = 6;

    private static readonly byte[] s_wholeAddress = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];

    /// <summary>The attributes of the ports of a protocol; null if it has none.</summary>
    internal static (ushort Source, ushort Destination)? PortsOf(ProtocolType? protocol)
    {
        const ProtocolType sctp = (ProtocolType)132;
        return protocol switch
        {
            ProtocolType.Tcp => (TCA_FLOWER_KEY_TCP_SRC, TCA_FLOWER_KEY_TCP_DST),
            ProtocolType.Udp => (TCA_FLOWER_KEY_UDP_SRC, TCA_FLOWER_KEY_UDP_DST),
            sctp => (TCA_FLOWER_KEY_SCTP_SRC, TCA_FLOWER_KEY_SCTP_DST),
            _ => null,
        };
    }

    internal static void WriteKeys(ref NetlinkMessageWriter writer, FlowerFilter filter)
    {
        if (filter.Protocol != EtherType.All)
        {
            writer.WriteUInt16BigEndian(TCA_FLOWER_KEY_ETH_TYPE, unchecked((ushort)filter.Protocol));
        }

        WriteAddress(ref writer, TCA_FLOWER_KEY_ETH_DST, filter.DestinationLinkAddress);
        WriteAddress(ref writer, TCA_FLOWER_KEY_ETH_SRC, filter.SourceLinkAddress);
        writer.WriteOptional(TCA_FLOWER_KEY_IP_PROTO, (byte?)filter.IPProtocol);
        WriteNetwork(ref writer, filter.Source, TCA_FLOWER_KEY_IPV4_SRC, TCA_FLOWER_KEY_IPV6_SRC);
        WriteNetwork(ref writer, filter.Destination, TCA_FLOWER_KEY_IPV4_DST, TCA_FLOWER_KEY_IPV6_DST);
        if (filter.HasPorts && PortsOf(filter.IPProtocol) is { } ports)
        {
            WritePort(ref writer, ports.Source, filter.SourcePort);
            WritePort(ref writer, ports.Destination, filter.DestinationPort);
        }

        writer.WriteOptional(TCA_FLOWER_KEY_VLAN_ID, (ushort?)filter.VlanId);
        writer.WriteOptional(TCA_FLOWER_KEY_VLAN_PRIO, (byte?)filter.VlanPriority);
    }

    internal static FlowerFilter Read(NetlinkAttribute options)
    {
        (TrafficHandle? target, ValueList<TrafficAction> actions) = (null, ValueList<TrafficAction>.Empty);
        (byte? protocol, PhysicalAddress? linkSource, PhysicalAddress? linkDestination) = (null, null, null);
        NetlinkAttribute source = default;
        NetlinkAttribute sourceMask = default;
        NetlinkAttribute destination = default;
        NetlinkAttribute destinationMask = default;
        (ushort? sourcePort, ushort? destinationPort, ushort? vlan, byte? vlanPriority) = (null, null, null, null);
        foreach (NetlinkAttribute attribute in options.Nested)
        {
            switch (attribute.Type)
            {
                case TCA_FLOWER_CLASSID:
                    target = TrafficHandle.FromKernel(attribute.ReadUInt32());
                    break;
                case TCA_FLOWER_ACT:
                    actions = TrafficActions.Read(attribute);
                    break;
                case TCA_FLOWER_KEY_IP_PROTO:
                    protocol = attribute.ReadByte();
                    break;
                case TCA_FLOWER_KEY_ETH_SRC:
                    linkSource = AddressOf(attribute);
                    break;
                case TCA_FLOWER_KEY_ETH_DST:
                    linkDestination = AddressOf(attribute);
                    break;
                case TCA_FLOWER_KEY_IPV4_SRC or TCA_FLOWER_KEY_IPV6_SRC:
                    source = attribute;
                    break;
                case TCA_FLOWER_KEY_IPV4_SRC_MASK or TCA_FLOWER_KEY_IPV6_SRC_MASK:
                    sourceMask = attribute;
                    break;
                case TCA_FLOWER_KEY_IPV4_DST or TCA_FLOWER_KEY_IPV6_DST:
                    destination = attribute;
                    break;
                case TCA_FLOWER_KEY_IPV4_DST_MASK or TCA_FLOWER_KEY_IPV6_DST_MASK:
                    destinationMask = attribute;
                    break;
                case TCA_FLOWER_KEY_TCP_SRC or TCA_FLOWER_KEY_UDP_SRC or TCA_FLOWER_KEY_SCTP_SRC:
                    sourcePort = attribute.ReadUInt16BigEndian();
                    break;
                case TCA_FLOWER_KEY_TCP_DST or TCA_FLOWER_KEY_UDP_DST or TCA_FLOWER_KEY_SCTP_DST:
                    destinationPort = attribute.ReadUInt16BigEndian();
                    break;
                case TCA_FLOWER_KEY_VLAN_ID:
                    vlan = attribute.ReadUInt16();
                    break;
                case TCA_FLOWER_KEY_VLAN_PRIO:
                    vlanPriority = attribute.ReadByte();
                    break;
            }
        }

        return new FlowerFilter
        {
            Target = target,
            Actions = actions,
            IPProtocol = (ProtocolType?)protocol,
            SourceLinkAddress = linkSource,
            DestinationLinkAddress = linkDestination,
            Source = NetworkOf(source, sourceMask),
            Destination = NetworkOf(destination, destinationMask),
            SourcePort = sourcePort,
            DestinationPort = destinationPort,
            VlanId = vlan is { } id ? Math.Min((int)id, 4095) : null,
            VlanPriority = vlanPriority is { } priority ? Math.Min((int)priority, 7) : null,
        };
    }

    private static PhysicalAddress? AddressOf(NetlinkAttribute attribute) =>
        attribute.Payload.Length == EthernetAddressLength ? new PhysicalAddress(attribute.Payload.ToArray()) : null;

    /// <summary>The network of an address and its mask. A mask whose bits are not in one row is read as far as the row goes.</summary>
    private static IPNetwork? NetworkOf(NetlinkAttribute address, NetlinkAttribute mask)
    {
        if (address.Payload.Length is not (4 or 16))
        {
            return null;
        }

        int length = 0;
        foreach (byte part in mask.Payload.Length == address.Payload.Length ? mask.Payload : [])
        {
            int bits = System.Numerics.BitOperations.LeadingZeroCount((uint)(part ^ byte.MaxValue)) - 24;
            length += bits;
            if (bits < 8)
            {
                break;
            }
        }

        Span<byte> bytes = stackalloc byte[address.Payload.Length];
        address.Payload.CopyTo(bytes);
        for (int i = 0; i < bytes.Length; i++)
        {
            int kept = Math.Clamp(length - (i * 8), 0, 8);
            bytes[i] &= unchecked((byte)(0xFF00 >> kept));
        }

        return new IPNetwork(new IPAddress(bytes), length);
    }

    private static void WriteAddress(ref NetlinkMessageWriter writer, int type, PhysicalAddress? address)
    {
        if (address is not null)
        {
            writer.WriteOptional(type, address);
            writer.WriteBytes(type + 1, s_wholeAddress);
        }
    }

    private static void WritePort(ref NetlinkMessageWriter writer, int type, int? port)
    {
        if (port is { } number)
        {
            writer.WriteUInt16BigEndian(type, (ushort)number);
        }
    }

    private static void WriteNetwork(ref NetlinkMessageWriter writer, IPNetwork? network, int ipv4, int ipv6)
    {
        if (network is not { } value)
        {
            return;
        }

        int type = value.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? ipv4 : ipv6;
        writer.WriteAddress(type, value.BaseAddress);
        Span<byte> mask = stackalloc byte[type == ipv4 ? sizeof(uint) : 4 * sizeof(uint)];
        for (int i = 0; i < mask.Length; i++)
        {
            mask[i] = unchecked((byte)(0xFF00 >> Math.Clamp(value.PrefixLength - (i * 8), 0, 8)));
        }

        writer.WriteBytes(type + 1, mask);
    }
}
