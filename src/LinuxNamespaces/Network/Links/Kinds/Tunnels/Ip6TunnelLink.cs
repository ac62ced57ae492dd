using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>A tunnel over IPv6 that carries IPv6 or IPv4.</summary>
/// <remarks>See ip-link(8), "IP6TNL type support".</remarks>
public sealed class Ip6TunnelLink : Link, ILinkKind<Ip6TunnelLink>
{
    private Ip6TunnelLink(Link link)
        : base(link)
    {
    }

    /// <summary>Gets the kind <c>ip6tnl</c>.</summary>
    public static LinkKind<Ip6TunnelLink> Kind { get; } = new("ip6tnl", link => new Ip6TunnelLink(link)) { Feature = "tunnels over IPv6 (CONFIG_IPV6_TUNNEL)", DataAttributes = IptunSchema.Data };

    /// <summary>Gets the settings, as of <see cref="Link.Info"/>.</summary>
    public Ip6TunnelInfo Settings => Ip6TunnelInfo.Read(Info.GetKindData());
}

/// <summary>Specifies the settings of a tunnel over IPv6 that can be changed while it exists. What is <see langword="null"/> stays as it is.</summary>
public record Ip6TunnelSettings : IPv6TunnelSettings<Ip6TunnelLink>
{
    /// <inheritdoc/>
    public override LinkKind<Ip6TunnelLink> Kind => Ip6TunnelLink.Kind;

    /// <summary>Gets the protocol of the packets inside: <see cref="TunnelProtocol.IPv4"/>, <see cref="TunnelProtocol.IPv6"/> or <see cref="TunnelProtocol.Any"/>. Defaults to <see cref="TunnelProtocol.Any"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The kind does not support the protocol.</exception>
    public TunnelProtocol? Protocol
    {
        get;
        init => field = value is null or TunnelProtocol.IPv4 or TunnelProtocol.IPv6 or TunnelProtocol.Any
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Protocol), value, $"A tunnel of the kind '{Kind}' cannot carry this protocol.");
    }

    internal override TunnelLayout Layout => IptunSchema.Layout;

    private protected override void WriteProtocol(ref NetlinkMessageWriter writer) => writer.WriteOptional(IptunSchema.IFLA_IPTUN_PROTO, (byte?)Protocol);
}

/// <summary>Specifies a tunnel over IPv6.</summary>
public sealed record Ip6TunnelOptions : Ip6TunnelSettings
{
    /// <summary>Gets whether an external control plane, such as routes, gives each packet its addresses and header fields. Defaults to <see langword="false"/>.</summary>
    public bool IsExternal { get; init; }

    internal override bool IsForCreation => true;

    internal override bool IsControlledOutside => IsExternal;
}

/// <summary>Describes the settings of a tunnel over IPv6 at one moment.</summary>
public sealed class Ip6TunnelInfo : IPv6TunnelInfo
{
    private Ip6TunnelInfo()
    {
    }

    /// <summary>Gets the protocol of the packets inside.</summary>
    public TunnelProtocol Protocol { get; private set; }

    internal override TunnelLayout Layout => IptunSchema.Layout;

    internal static Ip6TunnelInfo Read(NetlinkAttributeReader data) => Read(new Ip6TunnelInfo(), data);

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
