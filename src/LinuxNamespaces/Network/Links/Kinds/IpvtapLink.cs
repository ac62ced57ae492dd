namespace LinuxNamespaces.Network;

/// <summary>An ipvtap: an ipvlan whose packets go to a character device, for a virtual machine.</summary>
/// <remarks>See ip-link(8), "IPVLAN and IPVTAP type support".</remarks>
public sealed class IpvtapLink : Link, ILinkKind<IpvtapLink>
{
    private IpvtapLink(Link link)
        : base(link)
    {
    }

    /// <summary>Gets the kind <c>ipvtap</c>.</summary>
    public static LinkKind<IpvtapLink> Kind { get; } = new("ipvtap", link => new IpvtapLink(link))
    {
        Feature = "ipvtap links (CONFIG_IPVTAP)",
        DataAttributes = IpvlanLink.Attributes(),
    };

    /// <summary>Gets the settings, as of <see cref="Link.Info"/>.</summary>
    public IpvlanInfo Settings => IpvlanInfo.Read(Info.GetKindData());
}

/// <summary>Specifies what can be changed of an ipvtap link, and with it of all links on its parent.</summary>
public record IpvtapSettings : IpvlanSettings<IpvtapLink>
{
    /// <inheritdoc/>
    public override LinkKind<IpvtapLink> Kind => IpvtapLink.Kind;
}

/// <summary>Specifies an ipvtap link.</summary>
public sealed record IpvtapOptions : IpvtapSettings
{
    /// <summary>Creates the options.</summary>
    /// <param name="parent">The link that the new link sends and receives over. It can be in another namespace than the new link.</param>
    public IpvtapOptions(Link parent)
    {
        ArgumentNullException.ThrowIfNull(parent);
        Parent = parent;
    }
}
