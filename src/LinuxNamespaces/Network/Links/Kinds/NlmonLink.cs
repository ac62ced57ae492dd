namespace LinuxNamespaces.Network;

/// <summary>A netlink monitor: a packet socket on it receives the netlink messages of its namespace.</summary>
/// <remarks>See ip-link(8) and packet(7).</remarks>
public sealed class NlmonLink : Link, ILinkKind<NlmonLink>
{
    private NlmonLink(Link link)
        : base(link)
    {
    }

    /// <summary>Gets the kind <c>nlmon</c>.</summary>
    public static LinkKind<NlmonLink> Kind { get; } = new("nlmon", link => new NlmonLink(link)) { Feature = "netlink monitor links (CONFIG_NLMON)" };
}

/// <summary>Specifies a netlink monitor. The kind has no options of its own.</summary>
public sealed record NlmonOptions : LinkOptions<NlmonLink>
{
    /// <inheritdoc/>
    public override LinkKind<NlmonLink> Kind => NlmonLink.Kind;
}
