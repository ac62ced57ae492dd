namespace LinuxNamespaces.Inspection;

/// <summary>Specifies how the namespaces of a machine have changed.</summary>
public enum NamespaceChangeKind
{
    /// <summary>A namespace has appeared.</summary>
    Appeared,

    /// <summary>A namespace no longer exists.</summary>
    Gone,
}
