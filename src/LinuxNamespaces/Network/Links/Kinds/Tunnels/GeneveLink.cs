using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.GeneveLink;

namespace LinuxNamespaces.Network;

/// <summary>A Geneve tunnel: an Ethernet network between two hosts, whose frames travel in UDP packets.</summary>
/// <remarks>See ip-link(8), "GENEVE type support", and RFC 8926.</remarks>
public sealed class GeneveLink : Link, ILinkKind<GeneveLink>
{
    internal const ushort IFLA_GENEVE_ID = 1;
    internal const ushort IFLA_GENEVE_REMOTE = 2;
    internal const ushort IFLA_GENEVE_TTL = 3;
    internal const ushort IFLA_GENEVE_TOS = 4;
    internal const ushort IFLA_GENEVE_PORT = 5;
    internal const ushort IFLA_GENEVE_COLLECT_METADATA = 6;
    internal const ushort IFLA_GENEVE_REMOTE6 = 7;
    internal const ushort IFLA_GENEVE_UDP_CSUM = 8;
    internal const ushort IFLA_GENEVE_UDP_ZERO_CSUM6_TX = 9;
    internal const ushort IFLA_GENEVE_UDP_ZERO_CSUM6_RX = 10;
    internal const ushort IFLA_GENEVE_LABEL = 11;
    internal const ushort IFLA_GENEVE_TTL_INHERIT = 12;
    internal const ushort IFLA_GENEVE_DF = 13;
    internal const ushort IFLA_GENEVE_INNER_PROTO_INHERIT = 14;
    internal const ushort IFLA_GENEVE_PORT_RANGE = 15;

    private GeneveLink(Link link)
        : base(link)
    {
    }

    /// <summary>Gets the kind <c>geneve</c>.</summary>
    public static LinkKind<GeneveLink> Kind { get; } = new("geneve", link => new GeneveLink(link))
    {
        Feature = "Geneve links (CONFIG_GENEVE)",
        DataAttributes = new NetlinkAttributeSet(
            new(IFLA_GENEVE_ID, nameof(IFLA_GENEVE_ID)),
            new(IFLA_GENEVE_REMOTE, nameof(IFLA_GENEVE_REMOTE)),
            new(IFLA_GENEVE_TTL, nameof(IFLA_GENEVE_TTL)),
            new(IFLA_GENEVE_TOS, nameof(IFLA_GENEVE_TOS)),
            new(IFLA_GENEVE_PORT, nameof(IFLA_GENEVE_PORT)),
            new(IFLA_GENEVE_COLLECT_METADATA, nameof(IFLA_GENEVE_COLLECT_METADATA)),
            new(IFLA_GENEVE_REMOTE6, nameof(IFLA_GENEVE_REMOTE6)),
            new(IFLA_GENEVE_UDP_CSUM, nameof(IFLA_GENEVE_UDP_CSUM)),
            new(IFLA_GENEVE_UDP_ZERO_CSUM6_TX, nameof(IFLA_GENEVE_UDP_ZERO_CSUM6_TX)),
            new(IFLA_GENEVE_UDP_ZERO_CSUM6_RX, nameof(IFLA_GENEVE_UDP_ZERO_CSUM6_RX)),
            new(IFLA_GENEVE_LABEL, nameof(IFLA_GENEVE_LABEL)),
            new(IFLA_GENEVE_TTL_INHERIT, nameof(IFLA_GENEVE_TTL_INHERIT)),
            new(IFLA_GENEVE_DF, nameof(IFLA_GENEVE_DF)),
            new(IFLA_GENEVE_INNER_PROTO_INHERIT, nameof(IFLA_GENEVE_INNER_PROTO_INHERIT)),
            new(IFLA_GENEVE_PORT_RANGE, nameof(IFLA_GENEVE_PORT_RANGE))),
    };

    /// <summary>Gets the settings, as of <see cref="Link.Info"/>.</summary>
    public GeneveInfo Settings => GeneveInfo.Read(Info.GetKindData());
}

/// <summary>Specifies the settings of a Geneve tunnel that can be changed while it exists. What is <see langword="null"/> stays as it is.</summary>
/// <remarks>The kernel changes nothing of a tunnel that is external.</remarks>
public record GeneveSettings : LinkOptions<GeneveLink>
{
    /// <inheritdoc/>
    public override LinkKind<GeneveLink> Kind => GeneveLink.Kind;

    /// <summary>Gets the address of the other host. A change cannot have another address family.</summary>
    /// <exception cref="ArgumentException">The address is neither IPv4 nor IPv6, or is a multicast address.</exception>
    public IPAddress? Remote
    {
        get;
        init => field = value is not null && TunnelData.IsMulticast(TunnelData.RequireIP(value, nameof(Remote))!)
            ? throw new ArgumentException($"The multicast address {value} cannot be the other end of a Geneve tunnel.", nameof(Remote))
            : value;
    }

    /// <summary>Gets the TTL or hop limit of sent packets; from 1. The kernel chooses it by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is 0.</exception>
    public byte? TimeToLive
    {
        get;
        init => field = TunnelData.RequireTimeToLive(value, nameof(TimeToLive));
    }

    /// <summary>Gets whether the TTL or hop limit is copied from the packet inside. Defaults to <see langword="false"/>; a <see cref="TimeToLive"/> resets it.</summary>
    public bool? InheritTimeToLive { get; init; }

    /// <summary>Gets the type of service or traffic class of sent packets. Defaults to 0. The lowest bit is not used.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The lowest bit is set.</exception>
    public byte? TypeOfService
    {
        get;
        init => field = TunnelData.RequireTypeOfService(value, nameof(TypeOfService));
    }

    /// <summary>Gets whether <see cref="TypeOfService"/> is copied from the packet inside. Defaults to <see langword="false"/>.</summary>
    public bool? InheritTypeOfService { get; init; }

    /// <summary>Gets the flow label of sent IPv6 packets; 0 to 1048575. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? FlowLabel
    {
        get;
        init => field = NumberRange.Require(value, 0, TunnelData.MaxFlowLabel, nameof(FlowLabel));
    }

    /// <summary>Gets how the "don't fragment" bit of sent IPv4 packets is set. Defaults to <see cref="TunnelFragmentation.Allowed"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public TunnelFragmentation? Fragmentation
    {
        get;
        init => field = Defined.Require(value, nameof(Fragmentation));
    }

    /// <inheritdoc/>
    protected override void Validate()
    {
        if (Remote is { AddressFamily: AddressFamily.InterNetwork } && FlowLabel is > 0)
        {
            throw new ArgumentException("Only IPv6 packets have a flow label, and the other end of the tunnel has an IPv4 address.");
        }

        if (TimeToLive is not null && InheritTimeToLive == true)
        {
            throw new ArgumentException($"The TTL of a tunnel is either fixed or inherited: set {nameof(TimeToLive)} or {nameof(InheritTimeToLive)}.");
        }

        if (TypeOfService is > 0 && InheritTypeOfService == true)
        {
            throw new ArgumentException($"The type of service of a Geneve tunnel is either fixed or inherited: set {nameof(TypeOfService)} or {nameof(InheritTypeOfService)}.");
        }
    }

    /// <inheritdoc/>
    protected sealed override void WriteChange(ref NetlinkMessageWriter writer, GeneveLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        // The kernel rejects a request without any attribute of the kind. It accepts the identifier that there is.
        writer.WriteInt32(IFLA_GENEVE_ID, link.Settings.Id);
        WriteData(ref writer);
    }

    /// <inheritdoc/>
    protected sealed override void ValidateChange(GeneveLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        TunnelData.RequireChange(this, this is GeneveOptions, null, link);
        TunnelData.RequireSameFamily(Remote, link.Settings.Remote);
    }

    /// <inheritdoc/>
    protected override void WriteData(ref NetlinkMessageWriter writer)
    {
        TunnelData.WriteAddress(ref writer, IFLA_GENEVE_REMOTE, IFLA_GENEVE_REMOTE6, Remote);
        // The kernel takes no notice of a TTL beside the other attribute.
        writer.WriteOptional(IFLA_GENEVE_TTL, TimeToLive);
        writer.WriteOptional(IFLA_GENEVE_TTL_INHERIT, TimeToLive is null ? InheritTimeToLive : null);
        writer.WriteOptional(IFLA_GENEVE_TOS, TunnelData.TypeOfService(TypeOfService, InheritTypeOfService));
        TunnelData.WriteUInt32BigEndian(ref writer, IFLA_GENEVE_LABEL, (uint?)FlowLabel);
        writer.WriteOptional(IFLA_GENEVE_DF, (byte?)Fragmentation);
    }
}

/// <summary>Specifies a Geneve tunnel.</summary>
public sealed record GeneveOptions : GeneveSettings
{
    /// <summary>Creates the options of a tunnel to another host.</summary>
    /// <param name="id">The network identifier (VNI); 0 to 16777215.</param>
    /// <param name="remote">The address of the other host.</param>
    /// <exception cref="ArgumentOutOfRangeException">The identifier is out of range.</exception>
    /// <exception cref="ArgumentException">The address is neither IPv4 nor IPv6, or is a multicast address.</exception>
    public GeneveOptions(int id, IPAddress remote)
    {
        ArgumentNullException.ThrowIfNull(remote);
        Id = NumberRange.Require(id, 0, TunnelData.MaxNetworkId, nameof(id));
        Remote = remote;
    }

    /// <summary>Creates the options of a tunnel that is <see cref="IsExternal"/>: routes or filters give each packet its identifier and address.</summary>
    public GeneveOptions() => IsExternal = true;

    /// <summary>Gets the network identifier (VNI); <see langword="null"/> if the tunnel is <see cref="IsExternal"/>.</summary>
    public int? Id { get; }

    /// <summary>Gets whether an external control plane, such as routes, gives each packet its identifier, address and header fields.</summary>
    public bool IsExternal { get; }

    /// <summary>Gets the UDP port that packets are sent to and received at. Defaults to 6081.</summary>
    public ushort? UdpPort { get; init; }

    /// <summary>Gets the UDP ports that packets are sent from (kernel 6.15). Defaults to 1-65535.</summary>
    public UdpPortRange? SourcePorts { get; init; }

    /// <summary>Gets whether sent IPv4 packets have a UDP checksum. Defaults to <see langword="true"/>.</summary>
    public bool? UdpChecksum { get; init; }

    /// <summary>Gets whether IPv6 packets are sent without a UDP checksum. Defaults to <see langword="false"/>.</summary>
    public bool? SendZeroChecksum6 { get; init; }

    /// <summary>Gets whether IPv6 packets without a UDP checksum are accepted. Defaults to <see langword="false"/>.</summary>
    public bool? ReceiveZeroChecksum6 { get; init; }

    /// <summary>Gets whether packets carry IP directly, and not Ethernet (kernel 5.19). Defaults to <see langword="false"/>.</summary>
    public bool InnerProtocolInherit { get; init; }

    /// <inheritdoc/>
    protected override void Validate()
    {
        base.Validate();
        if (IsExternal && (Remote ?? (object?)TimeToLive ?? InheritTimeToLive ?? (object?)TypeOfService ?? InheritTypeOfService ?? (object?)FlowLabel) is not null)
        {
            throw new ArgumentException("A tunnel that is external gets its address and header fields from its control plane, so the options cannot have them.");
        }
    }

    /// <inheritdoc/>
    protected override void WriteData(ref NetlinkMessageWriter writer)
    {
        writer.WriteOptional(IFLA_GENEVE_ID, Id);
        base.WriteData(ref writer);
        TunnelData.WriteFlag(ref writer, IFLA_GENEVE_COLLECT_METADATA, IsExternal);
        TunnelData.WriteUInt16BigEndian(ref writer, IFLA_GENEVE_PORT, UdpPort);
        UdpPortRange.Write(ref writer, IFLA_GENEVE_PORT_RANGE, SourcePorts);
        writer.WriteOptional(IFLA_GENEVE_UDP_CSUM, UdpChecksum);
        writer.WriteOptional(IFLA_GENEVE_UDP_ZERO_CSUM6_TX, SendZeroChecksum6);
        writer.WriteOptional(IFLA_GENEVE_UDP_ZERO_CSUM6_RX, ReceiveZeroChecksum6);
        TunnelData.WriteFlag(ref writer, IFLA_GENEVE_INNER_PROTO_INHERIT, InnerProtocolInherit);
    }

    /// <inheritdoc/>
    protected override void OnCreated(GeneveLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        // An older kernel ignores an attribute that it does not know.
        if (link.Info.HasKindData && FindIgnored(link.Settings) is { } missing)
        {
            throw new NotSupportedException($"Could not create geneve {PrintableText.Quote(link.Name)} in '{link.Namespace}'. The kernel lacks {missing}.");
        }
    }

    internal string? FindIgnored(GeneveInfo settings) =>
        SourcePorts is not null && settings.SourcePorts is null ? "source ports of Geneve links (kernel 6.15)"
        : InnerProtocolInherit && !settings.InnerProtocolInherit ? "Geneve links without Ethernet (kernel 5.19)"
        : null;
}
