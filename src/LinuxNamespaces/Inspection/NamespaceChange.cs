namespace LinuxNamespaces.Inspection;

/// <summary>A change of the namespaces of a machine.</summary>
/// <param name="Kind">What has happened.</param>
/// <param name="Namespace">The namespace, as it was last seen.</param>
/// <param name="Graph">The snapshot that showed the change.</param>
public sealed record NamespaceChange(NamespaceChangeKind Kind, NamespaceInfo Namespace, NamespaceGraph Graph)
{
    /// <summary>A line, as in <c>+ net:[4026532184] ...</c>.</summary>
    public override string ToString() => $"{(Kind == NamespaceChangeKind.Appeared ? '+' : '-')} {Namespace}";
}
