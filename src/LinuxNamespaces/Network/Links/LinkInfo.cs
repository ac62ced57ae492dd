using System.Net.NetworkInformation;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Describes a link at one moment.</summary>
/// <remarks>A property is <see langword="null"/> if the kernel did not report it. See linux/if_link.h and rtnetlink(7).</remarks>
public sealed partial class LinkInfo
{
    private LinkNumbers _numbers;
    private byte[] _kindData = [];
    private byte[] _portData = [];

    // The bytes of an Ethernet address, of which the object is made when it is asked for.
    private ulong _ethernetAddress;
    private PhysicalAddress? _address;

    // The compiler does not take the use of an indexer for an assignment.
    internal LinkInfo() => _numbers = default;

    /// <summary>Gets the index of the link in its namespace; from 1.</summary>
    public int Index { get; private set; }

    /// <summary>Gets the name.</summary>
    public string Name { get; private set; } = string.Empty;

    /// <summary>Gets the alternative names (kernel 5.5).</summary>
    public IReadOnlyList<string> AlternativeNames => _extras?.AlternativeNames ?? [];

    /// <summary>Gets the text that describes the link; <see langword="null"/> if there is none.</summary>
    public string? Alias => _extras?.Alias;

    /// <summary>Gets the kind, such as <c>veth</c> or <c>bridge</c>; <see langword="null"/> for hardware and for the loopback link.</summary>
    public string? Kind { get; private set; }

    /// <summary>Gets the kind of the link that this one is a port of, such as <c>bridge</c>; <see langword="null"/> if it is not a port.</summary>
    public string? PortKind { get; private set; }

    /// <summary>Gets the flags.</summary>
    public LinkFlags Flags { get; private set; }

    /// <summary>Gets whether the link can pass packets.</summary>
    public LinkOperationalState OperationalState { get; private set; }

    /// <summary>Gets whether packets that are given to the link now are sent.</summary>
    /// <remarks>Whether the ends of a pair do is not known until the kernel has looked at their carriers. Others may never tell, such as the loopback link.</remarks>
    internal bool IsReady =>
        (Flags & (LinkFlags.Up | LinkFlags.Running)) == (LinkFlags.Up | LinkFlags.Running)
        && (OperationalState != LinkOperationalState.Unknown || Kind is not ("veth" or "netkit"));

    /// <summary>Gets the hardware type: 1 for Ethernet, 772 for loopback (<c>ARPHRD_*</c> in linux/if_arp.h).</summary>
    public int HardwareType { get; private set; }

    /// <summary>Gets the length of the largest packet, in bytes.</summary>
    public long Mtu => _numbers[LinkNumber.Mtu] ?? 0;

    /// <summary>Gets the smallest MTU that the link accepts, in bytes; 0 for no bound.</summary>
    public long? MinMtu => _numbers[LinkNumber.MinMtu];

    /// <summary>Gets the greatest MTU that the link accepts, in bytes; 0 for no bound.</summary>
    public long? MaxMtu => _numbers[LinkNumber.MaxMtu];

    /// <summary>Gets the link-layer address; <see langword="null"/> if the link has none.</summary>
    public PhysicalAddress? Address =>
        _address is null && AddressLength == LinkLayerAddress.EthernetLength ? _address = LinkLayerAddress.FromEthernet(_ethernetAddress) : _address;

    /// <summary>Gets the link-layer broadcast address; <see langword="null"/> if the link has none.</summary>
    public PhysicalAddress? BroadcastAddress { get; private set; }

    /// <summary>Gets the index of the link that this one is a port of; <see langword="null"/> if it is not a port.</summary>
    public int? MasterIndex => _numbers.Signed(LinkNumber.MasterIndex);

    /// <summary>
    /// Gets the index of the link that this one is stacked on or, for a veth, of its peer. It is an index in the namespace that
    /// <see cref="LinkNamespaceId"/> identifies. <see langword="null"/> if there is none.
    /// </summary>
    public int? LinkIndex => _numbers.Signed(LinkNumber.LinkIndex);

    /// <summary>
    /// Gets the ID (nsid) of the namespace of <see cref="LinkIndex"/> in the namespace of this link; <see langword="null"/> if both are the same
    /// namespace.
    /// </summary>
    public int? LinkNamespaceId => _numbers.Signed(LinkNumber.LinkNamespaceId);

    /// <summary>Gets the name of the queueing discipline.</summary>
    public string? QueueingDiscipline { get; private set; }

    /// <summary>Gets the length of the transmit queue, in packets.</summary>
    public long TransmitQueueLength => _numbers[LinkNumber.TransmitQueueLength] ?? 0;

    /// <summary>Gets the number of transmit queues.</summary>
    public long TransmitQueueCount => _numbers[LinkNumber.TransmitQueueCount] ?? 0;

    /// <summary>Gets the number of receive queues.</summary>
    public long ReceiveQueueCount => _numbers[LinkNumber.ReceiveQueueCount] ?? 0;

    /// <summary>Gets the group; 0 is the default.</summary>
    public long Group => _numbers[LinkNumber.Group] ?? 0;

    /// <summary>Gets how many users of the link want every frame, such as packet captures and a bridge. The link is promiscuous if the value is not 0.</summary>
    public long Promiscuity => _numbers[LinkNumber.Promiscuity] ?? 0;

    /// <summary>Gets whether the link has a carrier. The value is meaningful only while the link is up.</summary>
    public bool? Carrier => _numbers.Boolean(LinkNumber.Carrier);

    /// <summary>The number of bytes of <see cref="Address"/>; null if there is none.</summary>
    internal int? AddressLength => _numbers.Signed(LinkNumber.AddressLength);

    internal bool HasKindData => _kindData.Length > 0;

    /// <summary>Gets the attributes that only links of this <see cref="Kind"/> have (the contents of IFLA_INFO_DATA).</summary>
    /// <returns>The attributes.</returns>
    public NetlinkAttributeReader GetKindData() => new(_kindData);

    /// <summary>Gets the attributes that only ports of a link of the kind <see cref="PortKind"/> have (the contents of IFLA_INFO_SLAVE_DATA).</summary>
    /// <returns>The attributes.</returns>
    public NetlinkAttributeReader GetPortData() => new(_portData);

    /// <summary>Returns the index and the name, as in <c>4: veth0</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Index}: {PrintableText.Short(Name)}";

    /// <summary>Returns whether two descriptions can be of one link at two times: what does not change is the same, and not all that can change is different.</summary>
    internal bool IsProbably(LinkInfo other) =>
        Index == other.Index && Kind == other.Kind && HardwareType == other.HardwareType
        && (Name == other.Name || (Address is not null && Address.Equals(other.Address)) || (LinkIndex is not null && LinkIndex == other.LinkIndex));

    /// <summary>Reads an RTM_NEWLINK message.</summary>
    internal static LinkInfo Read(in NetlinkMessage message)
    {
        ifinfomsg header = message.ReadStruct<ifinfomsg>();
        LinkInfo info = new()
        {
            Index = header.ifi_index,
            Flags = unchecked((LinkFlags)header.ifi_flags),
            HardwareType = header.ifi_type,
        };
        foreach (NetlinkAttribute attribute in message.AttributesAfter<ifinfomsg>())
        {
            info.Apply(attribute);
        }

        return info;
    }

    private void Apply(in NetlinkAttribute attribute)
    {
        if (_numbers.TryApply(attribute))
        {
            return;
        }

        switch (attribute.Type)
        {
            case Linux.IFLA_IFNAME:
                Name = KnownTexts.Read(attribute);
                break;
            case Linux.IFLA_LINKINFO:
                ApplyKind(attribute);
                break;
            case Linux.IFLA_OPERSTATE:
                OperationalState = (LinkOperationalState)attribute.ReadByte();
                break;
            case Linux.IFLA_ADDRESS:
                ApplyAddress(attribute.Payload);
                break;
            case Linux.IFLA_BROADCAST:
                BroadcastAddress = LinkLayerAddress.Read(attribute.Payload);
                break;
            case Linux.IFLA_LINK:
                _numbers[LinkNumber.LinkIndex] = attribute.ReadUInt32() is not 0 and uint index ? index : null;
                break;
            case Linux.IFLA_QDISC:
                QueueingDiscipline = KnownTexts.Read(attribute);
                break;
            case Linux.IFLA_CARRIER:
                _numbers[LinkNumber.Carrier] = attribute.ReadByte();
                break;
            case Linux.IFLA_PROTO_DOWN:
                _numbers[LinkNumber.ProtocolDown] = attribute.ReadByte();
                break;
            case Linux.IFLA_AF_SPEC:
                ApplyFamilies(attribute);
                break;
            case Linux.IFLA_NETNS_IMMUTABLE:
                _numbers[LinkNumber.IsNamespaceImmutable] = attribute.ReadByte();
                break;
            default:
                ApplyDetail(attribute);
                break;
        }
    }

    private void ApplyAddress(ReadOnlySpan<byte> address)
    {
        _numbers[LinkNumber.AddressLength] = (uint)address.Length;
        bool isEthernet = LinkLayerAddress.TryReadEthernet(address, out _ethernetAddress);
        _address = isEthernet ? null : LinkLayerAddress.Read(address);
    }

    private void ApplyKind(in NetlinkAttribute linkInfo)
    {
        foreach (NetlinkAttribute attribute in linkInfo.Nested)
        {
            switch (attribute.Type)
            {
                case Linux.IFLA_INFO_KIND:
                    Kind = KnownTexts.Read(attribute);
                    break;
                case Linux.IFLA_INFO_DATA:
                    _kindData = attribute.Payload.ToArray();
                    break;
                case Linux.IFLA_INFO_SLAVE_KIND:
                    PortKind = KnownTexts.Read(attribute);
                    break;
                case Linux.IFLA_INFO_SLAVE_DATA:
                    _portData = attribute.Payload.ToArray();
                    break;
            }
        }
    }

    private static List<string> ReadNames(in NetlinkAttribute properties)
    {
        List<string> names = [];
        foreach (NetlinkAttribute property in properties.Nested)
        {
            if (property.Type == Linux.IFLA_ALT_IFNAME)
            {
                names.Add(property.ReadString());
            }
        }

        return names;
    }
}
