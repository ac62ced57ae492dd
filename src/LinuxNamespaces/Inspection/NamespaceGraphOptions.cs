namespace LinuxNamespaces.Inspection;

/// <summary>Options of a snapshot. A snapshot of less takes less time.</summary>
public sealed record NamespaceGraphOptions
{
    internal static NamespaceGraphOptions Default { get; } = new();

    /// <summary>Gets whether all processes are read, and all that keeps namespaces alive.</summary>
    internal bool LooksForAll => ProcessId is null && Holders == NamespaceHolderKinds.All;

    /// <summary>Gets the kinds of namespaces to list. Defaults to all kinds. Owners and parents are always found.</summary>
    /// <exception cref="ArgumentException">The value is empty or contains unknown bits.</exception>
    public NamespaceTypes Types
    {
        get;
        init => field = value != NamespaceTypes.None && (value & ~NamespaceKinds.All) == 0
            ? value
            : throw new ArgumentException($"'{value}' is not a set of kinds of namespaces.", nameof(Types));
    } = NamespaceKinds.All;

    /// <summary>
    /// Gets what to look for that keeps namespaces alive. Defaults to everything. A namespace that only other things keep alive is not found.
    /// Processes, parents and owners are always read.
    /// </summary>
    /// <exception cref="ArgumentException">The value is empty or contains unknown bits.</exception>
    public NamespaceHolderKinds Holders
    {
        get;
        init => field = value != NamespaceHolderKinds.None && (value & ~NamespaceHolderKinds.All) == 0
            ? value
            : throw new ArgumentException($"'{value}' is not a set of holder kinds.", nameof(Holders));
    } = NamespaceHolderKinds.All;

    /// <summary>
    /// Gets a process. Only this process, its descendants and the mounts in their mount namespaces are read. A process whose parent has ended is no longer
    /// a descendant. Defaults to <see langword="null"/>, which means all processes.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? ProcessId
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value ?? 1, nameof(ProcessId));
            field = value;
        }
    }
}
