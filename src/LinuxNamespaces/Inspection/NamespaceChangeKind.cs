namespace LinuxNamespaces.Inspection;

/// <summary>How the namespaces of a machine change.</summary>
public enum NamespaceChangeKind
{
    /// <summary>A namespace has appeared.</summary>
    Appeared,

    /// <summary>A namespace is gone.</summary>
    Gone,
}
