namespace LinuxNamespaces.Network;

/// <summary>A GRE tunnel over IPv6 that carries Ethernet frames.</summary>
/// <remarks>See ip-link(8), "IP6GRE/IP6GRETAP type support".</remarks>
public sealed class Ip6GretapLink : Link, ILinkKind<Ip6GretapLink>
{
    private Ip6GretapLink(Link link)
        : base(link)
    {
    }

    /// <summary>Gets the kind <c>ip6gretap</c>.</summary>
    public static LinkKind<Ip6GretapLink> Kind { get; } = new("ip6gretap", link => new Ip6GretapLink(link)) { Feature = "GRE links over IPv6 (CONFIG_IPV6_GRE)", DataAttributes = GreSchema.Data };

    /// <summary>Gets the settings, as of <see cref="Link.Info"/>.</summary>
    public Ip6GreInfo Settings => Ip6GreInfo.Read(Info.GetKindData());
}

/// <summary>Specifies the settings of a GRE tunnel over IPv6 for Ethernet that can be changed while it exists. What is <see langword="null"/> stays as it is.</summary>
public record Ip6GretapSettings : Ip6GreTunnelSettings<Ip6GretapLink>
{
    /// <inheritdoc/>
    public override LinkKind<Ip6GretapLink> Kind => Ip6GretapLink.Kind;
}

/// <summary>Specifies a GRE tunnel over IPv6 for Ethernet.</summary>
public sealed record Ip6GretapOptions : Ip6GretapSettings
{
    /// <summary>Gets whether an external control plane, such as routes, gives each packet its addresses and header fields. Defaults to <see langword="false"/>.</summary>
    public bool IsExternal { get; init; }

    internal override bool IsForCreation => true;

    internal override bool IsControlledOutside => IsExternal;
}
