namespace LinuxNamespaces.Network;

/// <summary>Selects entries of a forwarding database (fdb). A property that is <see langword="null"/> selects all entries.</summary>
/// <remarks>See bridge(8), "bridge fdb flush" and "bridge fdb show".</remarks>
public sealed record ForwardingFilter
{
    /// <summary>Gets the port of the bridge whose entries are selected. It is for the database of a bridge only.</summary>
    public Link? Port { get; init; }

    /// <summary>Gets the VLAN; 1 to 4094.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? VlanId
    {
        get;
        init => field = BridgeTables.RequireVlan(value, nameof(VlanId));
    }

    /// <summary>Gets how long the entries last. <see cref="ForwardingEntryState.Dynamic"/> selects those that have aged, too.</summary>
    public ForwardingEntryState? State { get; init; }

    /// <summary>Gets whether the entries are sticky.</summary>
    public bool? IsSticky { get; init; }

    /// <summary>Gets whether a control plane outside of the kernel has learned the entries.</summary>
    public bool? IsExternallyLearned { get; init; }

    /// <summary>Gets whether hardware forwards by the entries.</summary>
    public bool? IsOffloaded { get; init; }

    /// <summary>Gets whether user space has added the entries. The kernel does not list this, so it is for <see cref="ForwardingDatabase.Flush"/> only.</summary>
    public bool? IsAddedByUser { get; init; }

    /// <summary>
    /// Gets whether the entries are in the table of the link itself. If the value is <see langword="null"/>, <see cref="ForwardingDatabase.List"/> returns
    /// those of both tables, and <see cref="ForwardingDatabase.Flush"/> flushes the table of the bridge if the link is a bridge or a port.
    /// </summary>
    public bool? IsSelf { get; init; }

    internal static ForwardingFilter All { get; } = new();

    internal bool Selects(ForwardingEntry entry) =>
        (Port is null || entry.LinkIndex == Port.Index)
        && (VlanId is null || entry.VlanId == VlanId)
        && (State is null || Normal(entry.State) == Normal(State))
        && (IsSticky is null || entry.IsSticky == IsSticky)
        && (IsExternallyLearned is null || entry.IsExternallyLearned == IsExternallyLearned)
        && (IsOffloaded is null || entry.IsOffloaded == IsOffloaded)
        && (IsSelf is null || entry.IsSelf == IsSelf);

    private static ForwardingEntryState? Normal(ForwardingEntryState? state) => state == ForwardingEntryState.Stale ? ForwardingEntryState.Dynamic : state;
}
