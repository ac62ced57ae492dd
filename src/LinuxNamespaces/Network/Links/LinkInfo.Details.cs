using System.Net;
using System.Net.NetworkInformation;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <content>What the kernel reports of the carrier, of IPv6, of offloads and of the device.</content>
public sealed partial class LinkInfo
{
    /// <summary>Gets how many users of the link want every multicast frame. The link receives them if the value is not 0. Kernel 6.0.</summary>
    public long? AllMulticastCount { get; private set; }

    /// <summary>Gets how often the carrier has changed.</summary>
    public long? CarrierChanges { get; private set; }

    /// <summary>Gets how often the carrier has appeared.</summary>
    public long? CarrierUpCount { get; private set; }

    /// <summary>Gets how often the carrier has been lost.</summary>
    public long? CarrierDownCount { get; private set; }

    /// <summary>Gets whether a protocol holds the link down.</summary>
    public bool? ProtocolDown { get; private set; }

    /// <summary>Gets the reasons for which a protocol holds the link down, one bit each; <see langword="null"/> if there are none. Kernel 5.9.</summary>
    public long? ProtocolDownReasons { get; private set; }

    /// <summary>Gets how the kernel makes the interface identifier of IPv6 addresses; <see langword="null"/> if the link has no IPv6.</summary>
    public IPv6AddressGenerationMode? IPv6AddressGenerationMode { get; private set; }

    /// <summary>Gets the interface identifier of IPv6 addresses that the kernel makes of router advertisements; <see langword="null"/> if there is none.</summary>
    public IPAddress? IPv6Token { get; private set; }

    /// <summary>Gets the size of the largest packet that the link takes from generic segmentation offload (GSO), in bytes.</summary>
    public long? GsoMaxSize { get; private set; }

    /// <summary>Gets the largest number of segments of such a packet.</summary>
    public long? GsoMaxSegments { get; private set; }

    /// <summary>Gets the size of the largest packet that generic receive offload (GRO) makes, in bytes (kernel 5.19).</summary>
    public long? GroMaxSize { get; private set; }

    /// <summary>Gets the counterpart of <see cref="GsoMaxSize"/> for IPv4 packets (kernel 6.3).</summary>
    public long? GsoIPv4MaxSize { get; private set; }

    /// <summary>Gets the counterpart of <see cref="GroMaxSize"/> for IPv4 packets (kernel 6.3).</summary>
    public long? GroIPv4MaxSize { get; private set; }

    /// <summary>Gets the greatest value of <see cref="GsoMaxSize"/> that the driver accepts (kernel 5.19).</summary>
    public long? TsoMaxSize { get; private set; }

    /// <summary>Gets the greatest value of <see cref="GsoMaxSegments"/> that the driver accepts (kernel 5.19).</summary>
    public long? TsoMaxSegments { get; private set; }

    /// <summary>Gets the address that the hardware came with (kernel 5.5); <see langword="null"/> for other links.</summary>
    public PhysicalAddress? PermanentAddress { get; private set; }

    /// <summary>Gets the name of the device behind the link, such as <c>0000:00:1f.6</c> (kernel 5.14); <see langword="null"/> if there is none.</summary>
    public string? ParentDeviceName { get; private set; }

    /// <summary>Gets the name of the bus of the device behind the link, such as <c>pci</c> (kernel 5.14); <see langword="null"/> if there is none.</summary>
    public string? ParentDeviceBus { get; private set; }

    /// <summary>Gets the ID of the physical port, in hexadecimal; links with the same ID share a port. <see langword="null"/> if there is none.</summary>
    public string? PhysicalPortId { get; private set; }

    /// <summary>Gets the name of the physical port, such as <c>p0</c>; <see langword="null"/> if there is none.</summary>
    public string? PhysicalPortName { get; private set; }

    /// <summary>Gets the ID of the switch that the link is a port of, in hexadecimal; <see langword="null"/> if there is none.</summary>
    public string? PhysicalSwitchId { get; private set; }

    /// <summary>Gets whether the link cannot be moved to another namespace (kernel 6.15).</summary>
    public bool? IsNamespaceImmutable { get; private set; }

    /// <summary>The ID of the namespace of the link, if it is another one than that of the connection; null if the kernel did not report it.</summary>
    internal int? TargetNamespaceId { get; private set; }

    private void ApplyDetail(NetlinkAttribute attribute)
    {
        switch (attribute.Type)
        {
            case Linux.IFLA_ALLMULTI:
                AllMulticastCount = attribute.ReadUInt32();
                break;
            case Linux.IFLA_CARRIER_CHANGES:
                CarrierChanges = attribute.ReadUInt32();
                break;
            case Linux.IFLA_CARRIER_UP_COUNT:
                CarrierUpCount = attribute.ReadUInt32();
                break;
            case Linux.IFLA_CARRIER_DOWN_COUNT:
                CarrierDownCount = attribute.ReadUInt32();
                break;
            case Linux.IFLA_PROTO_DOWN:
                ProtocolDown = attribute.ReadByte() != 0;
                break;
            case Linux.IFLA_PROTO_DOWN_REASON:
                ProtocolDownReasons = ReadReasons(attribute);
                break;
            case Linux.IFLA_AF_SPEC:
                ApplyFamilies(attribute);
                break;
            case Linux.IFLA_TARGET_NETNSID:
                TargetNamespaceId = attribute.ReadInt32();
                break;
            default:
                ApplyDevice(attribute);
                break;
        }
    }

    private void ApplyDevice(NetlinkAttribute attribute)
    {
        switch (attribute.Type)
        {
            case Linux.IFLA_GSO_MAX_SIZE:
                GsoMaxSize = attribute.ReadUInt32();
                break;
            case Linux.IFLA_GSO_MAX_SEGS:
                GsoMaxSegments = attribute.ReadUInt32();
                break;
            case Linux.IFLA_GRO_MAX_SIZE:
                GroMaxSize = attribute.ReadUInt32();
                break;
            case Linux.IFLA_GSO_IPV4_MAX_SIZE:
                GsoIPv4MaxSize = attribute.ReadUInt32();
                break;
            case Linux.IFLA_GRO_IPV4_MAX_SIZE:
                GroIPv4MaxSize = attribute.ReadUInt32();
                break;
            case Linux.IFLA_TSO_MAX_SIZE:
                TsoMaxSize = attribute.ReadUInt32();
                break;
            case Linux.IFLA_TSO_MAX_SEGS:
                TsoMaxSegments = attribute.ReadUInt32();
                break;
            case Linux.IFLA_PERM_ADDRESS:
                PermanentAddress = new PhysicalAddress(attribute.Payload.ToArray());
                break;
            case Linux.IFLA_PARENT_DEV_NAME:
                ParentDeviceName = attribute.ReadString();
                break;
            case Linux.IFLA_PARENT_DEV_BUS_NAME:
                ParentDeviceBus = attribute.ReadString();
                break;
            case Linux.IFLA_PHYS_PORT_ID:
                PhysicalPortId = Convert.ToHexStringLower(attribute.Payload);
                break;
            case Linux.IFLA_PHYS_PORT_NAME:
                PhysicalPortName = attribute.ReadString();
                break;
            case Linux.IFLA_PHYS_SWITCH_ID:
                PhysicalSwitchId = Convert.ToHexStringLower(attribute.Payload);
                break;
            case Linux.IFLA_NETNS_IMMUTABLE:
                IsNamespaceImmutable = attribute.ReadByte() != 0;
                break;
        }
    }

    private void ApplyFamilies(NetlinkAttribute families)
    {
        foreach (NetlinkAttribute family in families.Nested)
        {
            if (family.Type != Linux.AF_INET6)
            {
                continue;
            }

            foreach (NetlinkAttribute attribute in family.Nested)
            {
                if (attribute.Type == Linux.IFLA_INET6_ADDR_GEN_MODE)
                {
                    IPv6AddressGenerationMode = (IPv6AddressGenerationMode)attribute.ReadByte();
                }
                else if (attribute.Type == Linux.IFLA_INET6_TOKEN)
                {
                    IPAddress token = attribute.ReadAddress();
                    IPv6Token = token.Equals(IPAddress.IPv6Any) ? null : token;
                }
            }
        }
    }

    private static long? ReadReasons(NetlinkAttribute reasons)
    {
        long? value = null;
        foreach (NetlinkAttribute attribute in reasons.Nested)
        {
            value = attribute.Type == Linux.IFLA_PROTO_DOWN_REASON_VALUE ? attribute.ReadUInt32() : value;
        }

        return value;
    }
}
