namespace LinuxNamespaces.Network;

/// <summary>An intermediate functional block (IFB): traffic that is redirected to it passes its queueing discipline.</summary>
/// <remarks>See ip-link(8) and tc-mirred(8).</remarks>
public sealed class IfbLink : Link, ILinkKind<IfbLink>
{
    private IfbLink(Link link)
        : base(link)
    {
    }

    /// <summary>Gets the kind <c>ifb</c>.</summary>
    public static LinkKind<IfbLink> Kind { get; } = new("ifb", link => new IfbLink(link)) { Feature = "IFB links (CONFIG_IFB)" };
}

/// <summary>Specifies an IFB link. The kind has no options of its own.</summary>
public sealed record IfbOptions : LinkOptions<IfbLink>
{
    /// <inheritdoc/>
    public override LinkKind<IfbLink> Kind => IfbLink.Kind;
}
