namespace LinuxNamespaces.Network;

/// <summary>A link was added, changed or removed.</summary>
/// <remarks>Counters and timers of a link change without an event.</remarks>
public sealed class LinkEvent : NetworkObjectEvent
{
    internal LinkEvent(LinkInfo link) => Link = link;

    /// <summary>Gets the link: as it is now, or as it was when it was removed.</summary>
    public LinkInfo Link { get; }

    /// <summary>Gets the link as it was before; <see langword="null"/> if it was added, existed, or was not known before.</summary>
    public LinkInfo? Previous { get; internal init; }

    /// <summary>
    /// Gets the ID (nsid) of the namespace that a removed link moved to, in the namespace that is watched; <see langword="null"/> if it was deleted.
    /// It is also <see langword="null"/> if the link moved while notifications were lost.
    /// </summary>
    public int? NewNamespaceId { get; internal init; }

    /// <summary>Gets the index of a removed link in the namespace that it moved to; <see langword="null"/> if it was deleted. Kernel 5.0.</summary>
    public int? NewIndex { get; internal init; }

    private protected override object Subject => Link;
}
