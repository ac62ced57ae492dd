namespace LinuxNamespaces.Network;

/// <summary>A bond: a link that uses its ports as one, for more bandwidth or for fault tolerance.</summary>
/// <remarks>
/// A link becomes a port of the bond if the bond is its master; it has to be down. See ip-link(8), "BOND type support", and the kernel's
/// networking/bonding.rst.
/// </remarks>
public sealed class BondLink : Link, ILinkKind<BondLink>
{
    private BondLink(Link link)
        : base(link)
    {
    }

    /// <summary>Gets the kind <c>bond</c>.</summary>
    public static LinkKind<BondLink> Kind { get; } = new("bond", link => new BondLink(link))
    {
        Feature = "bonds (CONFIG_BONDING)",
        DataAttributes = BondSchema.Data,
        PortAttributes = BondSchema.Port,
    };

    /// <summary>Gets the settings, as of <see cref="Link.Info"/>.</summary>
    public BondInfo Settings => BondInfo.Read(Info.GetKindData());
}
