namespace LinuxNamespaces.Network;

/// <summary>Describes a kind of link that has a class of its own.</summary>
/// <typeparam name="TLink">The class of the links of the kind.</typeparam>
/// <example>
/// A kind without settings, in any project:
/// <code>
/// public sealed class TeamLink : Link, ILinkKind&lt;TeamLink&gt;
/// {
///     private TeamLink(Link link) : base(link) { }
///
///     public static LinkKind&lt;TeamLink&gt; Kind { get; } = new("team", link =&gt; new TeamLink(link)) { Feature = "team links (CONFIG_NET_TEAM)" };
/// }
///
/// public sealed record TeamOptions : LinkOptions&lt;TeamLink&gt;
/// {
///     public override LinkKind&lt;TeamLink&gt; Kind =&gt; TeamLink.Kind;
/// }
/// </code>
/// </example>
public sealed class LinkKind<TLink> : LinkKind
    where TLink : Link
{
    private readonly Func<Link, TLink> _wrap;

    /// <summary>Creates a description.</summary>
    /// <param name="name">The name by which the kernel knows the kind.</param>
    /// <param name="wrap">Creates the typed object of a link of the kind. The function makes no requests.</param>
    public LinkKind(string name, Func<Link, TLink> wrap)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(wrap);
        _wrap = wrap;
    }

    /// <summary>Returns the link as its class; <see langword="null"/> if it is of another kind.</summary>
    internal TLink? TryConvert(Link link) => link.Info.Kind == Name ? link as TLink ?? _wrap(link) : null;

    internal override Link Wrap(Link link) => _wrap(link);
}
