namespace LinuxNamespaces.Network;

/// <summary>A nexthop object was added, changed or removed.</summary>
public sealed class NexthopEvent : NetworkObjectEvent
{
    internal NexthopEvent(Nexthop nexthop) => Nexthop = nexthop;

    /// <summary>Gets the nexthop object: as it is now, or as it was when it was removed.</summary>
    public Nexthop Nexthop { get; }

    /// <summary>Gets the nexthop object as it was before; <see langword="null"/> if it was added, existed, or was not known before.</summary>
    public Nexthop? Previous { get; internal init; }

    private protected override object Subject => Nexthop;
}
