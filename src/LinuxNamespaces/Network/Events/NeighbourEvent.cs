namespace LinuxNamespaces.Network;

/// <summary>A neighbour was added, changed or removed.</summary>
/// <remarks>The kernel does not notify when it starts to ask for a neighbour (INCOMPLETE, DELAY), and when it creates an entry that needs no link-layer address (NOARP).</remarks>
public sealed class NeighbourEvent : NetworkObjectEvent
{
    internal NeighbourEvent(Neighbour neighbour) => Neighbour = neighbour;

    /// <summary>Gets the neighbour: as it is now, or as it was when it was removed.</summary>
    public Neighbour Neighbour { get; }

    /// <summary>Gets the neighbour as it was before; <see langword="null"/> if it was added, existed, or was not known before.</summary>
    public Neighbour? Previous { get; internal init; }

    private protected override object Subject => Neighbour;
}
