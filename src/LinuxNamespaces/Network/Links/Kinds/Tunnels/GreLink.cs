namespace LinuxNamespaces.Network;

/// <summary>A GRE tunnel over IPv4: it carries IP packets.</summary>
/// <remarks>See ip-link(8), "GRE type support".</remarks>
public sealed class GreLink : Link, ILinkKind<GreLink>
{
    private GreLink(Link link)
        : base(link)
    {
    }

    /// <summary>Gets the kind <c>gre</c>.</summary>
    public static LinkKind<GreLink> Kind { get; } = new("gre", link => new GreLink(link)) { Feature = "GRE links (CONFIG_NET_IPGRE)", DataAttributes = GreSchema.Data };

    /// <summary>Gets the settings, as of <see cref="Link.Info"/>.</summary>
    public GreInfo Settings => GreInfo.Read(Info.GetKindData());
}

/// <summary>Specifies the settings of a GRE tunnel that can be changed while it exists. What is <see langword="null"/> stays as it is.</summary>
public record GreSettings : GreTunnelSettings<GreLink>
{
    /// <inheritdoc/>
    public override LinkKind<GreLink> Kind => GreLink.Kind;
}

/// <summary>Specifies a GRE tunnel.</summary>
public sealed record GreOptions : GreSettings
{
    /// <summary>Gets whether an external control plane, such as routes, gives each packet its addresses and header fields. Defaults to <see langword="false"/>.</summary>
    public bool IsExternal { get; init; }

    internal override bool IsForCreation => true;

    internal override bool IsControlledOutside => IsExternal;
}
