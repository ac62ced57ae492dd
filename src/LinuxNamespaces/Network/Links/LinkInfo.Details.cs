using System.Net;
using System.Net.NetworkInformation;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <content>What the kernel reports of the carrier, of IPv6, of offloads and of the device.</content>
public sealed partial class LinkInfo
{
    private LinkDevice? _device;
    private LinkExtras? _extras;

    /// <summary>Gets how many users of the link want every multicast frame. The link receives them if the value is not 0. Kernel 6.0.</summary>
    public long? AllMulticastCount => _numbers[LinkNumber.AllMulticastCount];

    /// <summary>Gets how often the carrier has changed.</summary>
    public long? CarrierChanges => _numbers[LinkNumber.CarrierChanges];

    /// <summary>Gets how often the carrier has appeared.</summary>
    public long? CarrierUpCount => _numbers[LinkNumber.CarrierUpCount];

    /// <summary>Gets how often the carrier has been lost.</summary>
    public long? CarrierDownCount => _numbers[LinkNumber.CarrierDownCount];

    /// <summary>Gets whether a protocol holds the link down.</summary>
    public bool? ProtocolDown => _numbers.Boolean(LinkNumber.ProtocolDown);

    /// <summary>Gets the reasons for which a protocol holds the link down, one bit each; <see langword="null"/> if there are none. Kernel 5.9.</summary>
    public long? ProtocolDownReasons => _numbers[LinkNumber.ProtocolDownReasons];

    /// <summary>Gets how the kernel makes the interface identifier of IPv6 addresses; <see langword="null"/> if the link has no IPv6.</summary>
    public IPv6AddressGenerationMode? IPv6AddressGenerationMode => (IPv6AddressGenerationMode?)_numbers.Signed(LinkNumber.IPv6AddressGenerationMode);

    /// <summary>Gets the interface identifier of IPv6 addresses that the kernel makes of router advertisements; <see langword="null"/> if there is none.</summary>
    public IPAddress? IPv6Token => _extras?.IPv6Token;

    /// <summary>Gets the size of the largest packet that the link takes from generic segmentation offload (GSO), in bytes.</summary>
    public long? GsoMaxSize => _numbers[LinkNumber.GsoMaxSize];

    /// <summary>Gets the largest number of segments of such a packet.</summary>
    public long? GsoMaxSegments => _numbers[LinkNumber.GsoMaxSegments];

    /// <summary>Gets the size of the largest packet that generic receive offload (GRO) makes, in bytes (kernel 5.19).</summary>
    public long? GroMaxSize => _numbers[LinkNumber.GroMaxSize];

    /// <summary>Gets the counterpart of <see cref="GsoMaxSize"/> for IPv4 packets (kernel 6.3).</summary>
    public long? GsoIPv4MaxSize => _numbers[LinkNumber.GsoIPv4MaxSize];

    /// <summary>Gets the counterpart of <see cref="GroMaxSize"/> for IPv4 packets (kernel 6.3).</summary>
    public long? GroIPv4MaxSize => _numbers[LinkNumber.GroIPv4MaxSize];

    /// <summary>Gets the greatest value of <see cref="GsoMaxSize"/> that the driver accepts (kernel 5.19).</summary>
    public long? TsoMaxSize => _numbers[LinkNumber.TsoMaxSize];

    /// <summary>Gets the greatest value of <see cref="GsoMaxSegments"/> that the driver accepts (kernel 5.19).</summary>
    public long? TsoMaxSegments => _numbers[LinkNumber.TsoMaxSegments];

    /// <summary>Gets the address that the hardware came with (kernel 5.5); <see langword="null"/> for other links.</summary>
    public PhysicalAddress? PermanentAddress => _device?.PermanentAddress;

    /// <summary>Gets the name of the device behind the link, such as <c>0000:00:1f.6</c> (kernel 5.14); <see langword="null"/> if there is none.</summary>
    public string? ParentDeviceName => _device?.ParentName;

    /// <summary>Gets the name of the bus of the device behind the link, such as <c>pci</c> (kernel 5.14); <see langword="null"/> if there is none.</summary>
    public string? ParentDeviceBus => _device?.ParentBus;

    /// <summary>Gets the ID of the physical port, in hexadecimal; links with the same ID share a port. <see langword="null"/> if there is none.</summary>
    public string? PhysicalPortId => _device?.PhysicalPortId;

    /// <summary>Gets the name of the physical port, such as <c>p0</c>; <see langword="null"/> if there is none.</summary>
    public string? PhysicalPortName => _device?.PhysicalPortName;

    /// <summary>Gets the ID of the switch that the link is a port of, in hexadecimal; <see langword="null"/> if there is none.</summary>
    public string? PhysicalSwitchId => _device?.PhysicalSwitchId;

    /// <summary>Gets whether the link cannot be moved to another namespace (kernel 6.15).</summary>
    public bool? IsNamespaceImmutable => _numbers.Boolean(LinkNumber.IsNamespaceImmutable);

    /// <summary>The ID of the namespace of the link, if it is another one than that of the connection; null if the kernel did not report it.</summary>
    internal int? TargetNamespaceId => _numbers.Signed(LinkNumber.TargetNamespaceId);

    private LinkDevice Device => _device ??= new LinkDevice();

    private LinkExtras Extras => _extras ??= new LinkExtras();

    private void ApplyDetail(in NetlinkAttribute attribute)
    {
        switch (attribute.Type)
        {
            case Linux.IFLA_PROP_LIST:
                Extras.AlternativeNames = ReadNames(attribute);
                break;
            case Linux.IFLA_IFALIAS:
                Extras.Alias = attribute.ReadString();
                break;
            case Linux.IFLA_PROTO_DOWN_REASON:
                _numbers[LinkNumber.ProtocolDownReasons] = ReadReasons(attribute);
                break;
            case Linux.IFLA_PERM_ADDRESS:
                Device.PermanentAddress = LinkLayerAddress.Read(attribute.Payload);
                break;
            case Linux.IFLA_PARENT_DEV_NAME:
                Device.ParentName = attribute.ReadString();
                break;
            case Linux.IFLA_PARENT_DEV_BUS_NAME:
                Device.ParentBus = attribute.ReadString();
                break;
            case Linux.IFLA_PHYS_PORT_ID:
                Device.PhysicalPortId = Convert.ToHexStringLower(attribute.Payload);
                break;
            case Linux.IFLA_PHYS_PORT_NAME:
                Device.PhysicalPortName = attribute.ReadString();
                break;
            case Linux.IFLA_PHYS_SWITCH_ID:
                Device.PhysicalSwitchId = Convert.ToHexStringLower(attribute.Payload);
                break;
        }
    }

    private void ApplyFamilies(in NetlinkAttribute families)
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
                    _numbers[LinkNumber.IPv6AddressGenerationMode] = attribute.ReadByte();
                }
                else if (attribute.Type == Linux.IFLA_INET6_TOKEN)
                {
                    ApplyToken(attribute);
                }
            }
        }
    }

    private void ApplyToken(in NetlinkAttribute token)
    {
        if (token.Payload.ContainsAnyExcept((byte)0))
        {
            Extras.IPv6Token = token.ReadAddress();
        }
    }

    private static uint? ReadReasons(in NetlinkAttribute reasons)
    {
        uint? value = null;
        foreach (NetlinkAttribute attribute in reasons.Nested)
        {
            value = attribute.Type == Linux.IFLA_PROTO_DOWN_REASON_VALUE ? attribute.ReadUInt32() : value;
        }

        return value;
    }
}
