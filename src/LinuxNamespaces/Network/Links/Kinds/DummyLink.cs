namespace LinuxNamespaces.Network;

/// <summary>A dummy link: it drops everything that is sent over it, and holds addresses that belong to no other link.</summary>
/// <remarks>See ip-link(8).</remarks>
public sealed class DummyLink : Link, ILinkKind<DummyLink>
{
    private DummyLink(Link link)
        : base(link)
    {
    }

    /// <summary>Gets the kind <c>dummy</c>.</summary>
    public static LinkKind<DummyLink> Kind { get; } = new("dummy", link => new DummyLink(link)) { Feature = "dummy links (CONFIG_DUMMY)" };
}

/// <summary>Specifies a dummy link. The kind has no options of its own.</summary>
public sealed record DummyOptions : LinkOptions<DummyLink>
{
    /// <inheritdoc/>
    public override LinkKind<DummyLink> Kind => DummyLink.Kind;
}
