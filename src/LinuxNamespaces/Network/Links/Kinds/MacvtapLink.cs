namespace LinuxNamespaces.Network;

/// <summary>A macvtap: a macvlan whose frames go to a character device, for a virtual machine.</summary>
/// <remarks>See ip-link(8), "MACVLAN and MACVTAP type support".</remarks>
public sealed class MacvtapLink : Link, ILinkKind<MacvtapLink>
{
    private MacvtapLink(Link link)
        : base(link)
    {
    }

    /// <summary>Gets the kind <c>macvtap</c>.</summary>
    public static LinkKind<MacvtapLink> Kind { get; } = new("macvtap", link => new MacvtapLink(link))
    {
        Feature = "macvtap links (CONFIG_MACVTAP)",
        DataAttributes = MacvlanLink.Attributes(),
    };

    /// <summary>Gets the settings, as of <see cref="Link.Info"/>.</summary>
    public MacvlanInfo Settings => MacvlanInfo.Read(Info.GetKindData());
}

/// <summary>Specifies what can be changed of a macvtap link.</summary>
public record MacvtapSettings : MacvlanSettings<MacvtapLink>
{
    /// <inheritdoc/>
    public override LinkKind<MacvtapLink> Kind => MacvtapLink.Kind;
}

/// <summary>Specifies a macvtap link.</summary>
public sealed record MacvtapOptions : MacvtapSettings
{
    /// <summary>Creates the options.</summary>
    /// <param name="parent">The link that the new link sends and receives over. It can be in another namespace than the new link.</param>
    public MacvtapOptions(Link parent)
    {
        ArgumentNullException.ThrowIfNull(parent);
        Parent = parent;
    }
}
