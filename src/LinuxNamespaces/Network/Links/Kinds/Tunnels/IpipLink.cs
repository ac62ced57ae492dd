using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>A tunnel over IPv4 that carries IPv4 or MPLS.</summary>
/// <remarks>See ip-link(8), "IPIP, SIT type support".</remarks>
public sealed class IpipLink : Link, ILinkKind<IpipLink>
{
    private IpipLink(Link link)
        : base(link)
    {
    }

    /// <summary>Gets the kind <c>ipip</c>.</summary>
    public static LinkKind<IpipLink> Kind { get; } = new("ipip", link => new IpipLink(link)) { Feature = "IPIP links (CONFIG_NET_IPIP)", DataAttributes = IptunSchema.Data };

    /// <summary>Gets the settings, as of <see cref="Link.Info"/>.</summary>
    public IpipInfo Settings => IpipInfo.Read(Info.GetKindData());
}

/// <summary>Specifies the settings of a tunnel over IPv4 that can be changed while it exists. What is <see langword="null"/> stays as it is.</summary>
public record IpipSettings : IPv4TunnelSettings<IpipLink>
{
    /// <inheritdoc/>
    public override LinkKind<IpipLink> Kind => IpipLink.Kind;

    /// <summary>Gets the protocol of the packets inside: <see cref="TunnelProtocol.IPv4"/>, <see cref="TunnelProtocol.Mpls"/> or <see cref="TunnelProtocol.Any"/>. Defaults to <see cref="TunnelProtocol.IPv4"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The kind does not support the protocol.</exception>
    public TunnelProtocol? Protocol
    {
        get;
        init => field = value is null or TunnelProtocol.IPv4 or TunnelProtocol.Mpls or TunnelProtocol.Any
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Protocol), value, $"A tunnel of the kind '{Kind}' cannot carry this protocol.");
    }

    internal override TunnelLayout Layout => IptunSchema.Layout;

    private protected override void WriteProtocol(ref NetlinkMessageWriter writer) => writer.WriteOptional(IptunSchema.IFLA_IPTUN_PROTO, (byte?)Protocol);
}

/// <summary>Specifies a tunnel over IPv4.</summary>
public sealed record IpipOptions : IpipSettings
{
    /// <summary>Gets whether an external control plane, such as routes, gives each packet its addresses and header fields. Defaults to <see langword="false"/>.</summary>
    public bool IsExternal { get; init; }

    internal override bool IsForCreation => true;

    internal override bool IsControlledOutside => IsExternal;
}

/// <summary>Describes the settings of a tunnel over IPv4 at one moment.</summary>
public sealed class IpipInfo : IPv4TunnelInfo
{
    private IpipInfo()
    {
    }

    /// <summary>Gets the protocol of the packets inside.</summary>
    public TunnelProtocol Protocol { get; private set; }

    internal override TunnelLayout Layout => IptunSchema.Layout;

    internal static IpipInfo Read(NetlinkAttributeReader data) => Read(new IpipInfo(), data);

    private protected override void Apply(NetlinkAttribute attribute)
    {
        if (attribute.Type == IptunSchema.IFLA_IPTUN_PROTO)
        {
            Protocol = (TunnelProtocol)attribute.ReadByte();
        }
        else
        {
            base.Apply(attribute);
        }
    }
}
