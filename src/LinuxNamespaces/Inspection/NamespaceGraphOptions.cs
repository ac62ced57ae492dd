namespace LinuxNamespaces.Inspection;

/// <summary>What a snapshot looks at. Less is quicker.</summary>
public sealed record NamespaceGraphOptions
{
    internal static NamespaceGraphOptions Default { get; } = new();

    /// <summary>Whether it is whatever keeps a namespace alive, and not of some processes only.</summary>
    internal bool LooksForAll => ProcessId is null && Holders == NamespaceHolderKinds.All;

    /// <summary>The kinds of namespaces that are listed; all by default. Owners and parents are known in any case.</summary>
    /// <exception cref="ArgumentException">The value is empty, or has other bits in it.</exception>
    public NamespaceTypes Types
    {
        get;
        init => field = value != NamespaceTypes.None && (value & ~NamespaceKinds.All) == 0
            ? value
            : throw new ArgumentException($"'{value}' is not a set of kinds of namespaces.", nameof(Types));
    } = NamespaceKinds.All;

    /// <summary>
    /// The ways of being kept alive that are looked for; all by default. A namespace that is kept in other ways only is not found. Processes,
    /// parents and owners are looked at in any case.
    /// </summary>
    /// <exception cref="ArgumentException">The value is empty, or has other bits in it.</exception>
    public NamespaceHolderKinds Holders
    {
        get;
        init => field = value != NamespaceHolderKinds.None && (value & ~NamespaceHolderKinds.All) == 0
            ? value
            : throw new ArgumentException($"'{value}' is not a set of ways of keeping a namespace alive.", nameof(Holders));
    } = NamespaceHolderKinds.All;

    /// <summary>
    /// When given, only what this process and those that descend from it keep alive is looked at, and what is mounted in their mount namespaces.
    /// Processes whose parent has ended before them do not descend from it any more. Null, the default, is for all processes.
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
