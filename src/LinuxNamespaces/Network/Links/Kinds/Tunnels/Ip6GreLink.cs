namespace LinuxNamespaces.Network;

/// <summary>A GRE tunnel over IPv6: it carries IP packets.</summary>
/// <remarks>See ip-link(8), "IP6GRE/IP6GRETAP type support".</remarks>
public sealed class Ip6GreLink : Link, ILinkKind<Ip6GreLink>
{
    private Ip6GreLink(Link link)
        : base(link)
    {
    }

    /// <summary>Gets the kind <c>ip6gre</c>.</summary>
    public static LinkKind<Ip6GreLink> Kind { get; } = new("ip6gre", link => new Ip6GreLink(link)) { Feature = "GRE links over IPv6 (CONFIG_IPV6_GRE)", DataAttributes = GreSchema.Data };

    /// <summary>Gets the settings, as of <see cref="Link.Info"/>.</summary>
    public Ip6GreInfo Settings => Ip6GreInfo.Read(Info.GetKindData());
}

/// <summary>Specifies the settings of a GRE tunnel over IPv6 that can be changed while it exists. What is <see langword="null"/> stays as it is.</summary>
public record Ip6GreSettings : Ip6GreTunnelSettings<Ip6GreLink>
{
    /// <inheritdoc/>
    public override LinkKind<Ip6GreLink> Kind => Ip6GreLink.Kind;
}

/// <summary>Specifies a GRE tunnel over IPv6.</summary>
public sealed record Ip6GreOptions : Ip6GreSettings
{
    /// <summary>Gets whether an external control plane, such as routes, gives each packet its addresses and header fields. Defaults to <see langword="false"/>.</summary>
    public bool IsExternal { get; init; }

    internal override bool IsForCreation => true;

    internal override bool IsControlledOutside => IsExternal;
}
