namespace LinuxNamespaces.Network;

/// <summary>A GRE tunnel over IPv4 that carries Ethernet frames.</summary>
/// <remarks>See ip-link(8), "GRE type support".</remarks>
public sealed class GretapLink : Link, ILinkKind<GretapLink>
{
    private GretapLink(Link link)
        : base(link)
    {
    }

    /// <summary>Gets the kind <c>gretap</c>.</summary>
    public static LinkKind<GretapLink> Kind { get; } = new("gretap", link => new GretapLink(link)) { Feature = "GRE links (CONFIG_NET_IPGRE)", DataAttributes = GreSchema.Data };

    /// <summary>Gets the settings, as of <see cref="Link.Info"/>.</summary>
    public GreInfo Settings => GreInfo.Read(Info.GetKindData());
}

/// <summary>Specifies the settings of a GRE tunnel for Ethernet that can be changed while it exists. What is <see langword="null"/> stays as it is.</summary>
public record GretapSettings : GreTunnelSettings<GretapLink>
{
    /// <inheritdoc/>
    public override LinkKind<GretapLink> Kind => GretapLink.Kind;
}

/// <summary>Specifies a GRE tunnel for Ethernet.</summary>
public sealed record GretapOptions : GretapSettings
{
    /// <summary>Gets whether an external control plane, such as routes, gives each packet its addresses and header fields. Defaults to <see langword="false"/>.</summary>
    public bool IsExternal { get; init; }

    internal override bool IsForCreation => true;

    internal override bool IsControlledOutside => IsExternal;
}
