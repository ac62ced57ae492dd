using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>A tunnel that puts packets of one protocol, such as MPLS, into UDP without a header of its own. Routes give each packet its destination.</summary>
/// <remarks>See ip-link(8), "Bareudp type support", and the kernel's networking/bareudp.rst. Kernel 5.7.</remarks>
public sealed class BareudpLink : Link, ILinkKind<BareudpLink>
{
    internal const ushort IFLA_BAREUDP_PORT = 1;
    internal const ushort IFLA_BAREUDP_ETHERTYPE = 2;
    internal const ushort IFLA_BAREUDP_SRCPORT_MIN = 3;
    internal const ushort IFLA_BAREUDP_MULTIPROTO_MODE = 4;

    private BareudpLink(Link link)
        : base(link)
    {
    }

    /// <summary>Gets the kind <c>bareudp</c>.</summary>
    public static LinkKind<BareudpLink> Kind { get; } = new("bareudp", link => new BareudpLink(link))
    {
        Feature = "bareudp links (CONFIG_BAREUDP)",
        DataAttributes = new NetlinkAttributeSet(
            new(IFLA_BAREUDP_PORT, nameof(IFLA_BAREUDP_PORT)),
            new(IFLA_BAREUDP_ETHERTYPE, nameof(IFLA_BAREUDP_ETHERTYPE)),
            new(IFLA_BAREUDP_SRCPORT_MIN, nameof(IFLA_BAREUDP_SRCPORT_MIN)),
            new(IFLA_BAREUDP_MULTIPROTO_MODE, nameof(IFLA_BAREUDP_MULTIPROTO_MODE))),
    };

    /// <summary>Gets the settings, as of <see cref="Link.Info"/>.</summary>
    public BareudpInfo Settings => BareudpInfo.Read(Info.GetKindData());
}

/// <summary>Specifies a bareudp link. The kernel cannot change its settings.</summary>
public sealed record BareudpOptions : LinkOptions<BareudpLink>
{
    private const EtherType MplsUnicast = (EtherType)0x8847;

    /// <summary>Creates the options.</summary>
    /// <param name="port">The UDP port of received packets, which sent packets also go to; 1 to 65535.</param>
    /// <param name="protocol">The protocol of the packets inside.</param>
    /// <exception cref="ArgumentOutOfRangeException">The port or protocol is out of range.</exception>
    public BareudpOptions(int port, EtherType protocol)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        ArgumentOutOfRangeException.ThrowIfLessThan((int)protocol, 1, nameof(protocol));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)protocol, ushort.MaxValue, nameof(protocol));
        UdpPort = port;
        Protocol = protocol;
    }

    /// <inheritdoc/>
    public override LinkKind<BareudpLink> Kind => BareudpLink.Kind;

    /// <summary>Gets the UDP port of received packets.</summary>
    public int UdpPort { get; }

    /// <summary>Gets the protocol of the packets inside.</summary>
    public EtherType Protocol { get; }

    /// <summary>Gets the lowest port that packets are sent from; 0 to 65535. By default the kernel takes those of net.ipv4.ip_local_port_range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? MinSourcePort
    {
        get;
        init => field = NumberRange.Require(value, 0, ushort.MaxValue, nameof(MinSourcePort));
    }

    /// <summary>
    /// Gets whether related protocols are carried, too: IPv6 with <see cref="EtherType.IPv4"/>, and multicast with unicast packets of MPLS (0x8847). Defaults to
    /// <see langword="false"/>.
    /// </summary>
    public bool CarriesRelatedProtocols { get; init; }

    /// <inheritdoc/>
    protected override void Validate()
    {
        if (CarriesRelatedProtocols && Protocol is not (EtherType.IPv4 or MplsUnicast))
        {
            throw new ArgumentException($"{nameof(CarriesRelatedProtocols)} is for IPv4 and MPLS unicast packets.");
        }
    }

    /// <inheritdoc/>
    protected override void WriteData(ref NetlinkMessageWriter writer)
    {
        writer.WriteUInt16BigEndian(BareudpLink.IFLA_BAREUDP_PORT, (ushort)UdpPort);
        writer.WriteUInt16BigEndian(BareudpLink.IFLA_BAREUDP_ETHERTYPE, (ushort)Protocol);
        writer.WriteOptional(BareudpLink.IFLA_BAREUDP_SRCPORT_MIN, (ushort?)MinSourcePort);
        TunnelData.WriteFlag(ref writer, BareudpLink.IFLA_BAREUDP_MULTIPROTO_MODE, CarriesRelatedProtocols);
    }

    /// <inheritdoc/>
    protected override void ValidateChange(BareudpLink link) =>
        throw new ArgumentException($"The kernel cannot change a bareudp link. {nameof(LinkSettings)} change what links of all kinds have.");
}

/// <summary>Describes the settings of a bareudp link at one moment.</summary>
public sealed record BareudpInfo
{
    private BareudpInfo()
    {
    }

    /// <summary>Gets the UDP port of received packets.</summary>
    public int UdpPort { get; private set; }

    /// <summary>Gets the protocol of the packets inside.</summary>
    public EtherType Protocol { get; private set; }

    /// <summary>Gets the lowest port that packets are sent from; 0 for those of net.ipv4.ip_local_port_range.</summary>
    public int MinSourcePort { get; private set; }

    /// <summary>Gets whether related protocols are carried, too.</summary>
    public bool CarriesRelatedProtocols { get; private set; }

    internal static BareudpInfo Read(NetlinkAttributeReader data)
    {
        BareudpInfo info = new();
        foreach (NetlinkAttribute attribute in data)
        {
            switch (attribute.Type)
            {
                case BareudpLink.IFLA_BAREUDP_PORT:
                    info.UdpPort = attribute.ReadUInt16BigEndian();
                    break;
                case BareudpLink.IFLA_BAREUDP_ETHERTYPE:
                    info.Protocol = (EtherType)attribute.ReadUInt16BigEndian();
                    break;
                case BareudpLink.IFLA_BAREUDP_SRCPORT_MIN:
                    info.MinSourcePort = attribute.ReadUInt16();
                    break;
                case BareudpLink.IFLA_BAREUDP_MULTIPROTO_MODE:
                    info.CarriesRelatedProtocols = true;
                    break;
            }
        }

        return info;
    }
}
