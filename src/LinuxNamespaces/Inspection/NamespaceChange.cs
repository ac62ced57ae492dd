namespace LinuxNamespaces.Inspection;

/// <summary>Represents a namespace that appeared or ceased to exist between two snapshots.</summary>
public sealed class NamespaceChange
{
    internal NamespaceChange(NamespaceChangeKind kind, NamespaceInfo info, NamespaceGraph graph)
    {
        Kind = kind;
        Namespace = info;
        Graph = graph;
    }

    /// <summary>Gets whether the namespace appeared or is gone.</summary>
    public NamespaceChangeKind Kind { get; }

    /// <summary>Gets the namespace, as the last snapshot that contained it described it.</summary>
    public NamespaceInfo Namespace { get; }

    /// <summary>Gets the snapshot that showed the change.</summary>
    public NamespaceGraph Graph { get; }

    /// <summary>Returns a line such as <c>+ net:[4026532184] ...</c>, or with <c>-</c> for a namespace that is gone.</summary>
    public override string ToString() => $"{(Kind == NamespaceChangeKind.Appeared ? '+' : '-')} {Namespace}";
}
