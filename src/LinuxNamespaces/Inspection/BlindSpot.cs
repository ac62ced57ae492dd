namespace LinuxNamespaces.Inspection;

/// <summary>Something that a snapshot could not see, and why. There may be namespaces behind it.</summary>
public sealed class BlindSpot
{
    internal BlindSpot(BlindSpotKind kind, string reason)
    {
        Kind = kind;
        Reason = reason;
    }

    /// <summary>What could not be seen.</summary>
    public BlindSpotKind Kind { get; }

    /// <summary>Why not, and what would help.</summary>
    public string Reason { get; }

    /// <summary>The process that it is about, if it is about one.</summary>
    public InspectedProcess? Process { get; internal init; }

    /// <summary>The namespace that it is about, if it is about one.</summary>
    public NamespaceInfo? Namespace { get; internal init; }

    /// <summary>The error of the kernel, if there was one.</summary>
    public Errno? Errno { get; internal init; }

    /// <summary>What could not be seen, and why.</summary>
    public override string ToString()
    {
        string subject = Process is not null ? $" of process {Process}" : Namespace is not null ? $" of {Namespace.KernelName}" : string.Empty;
        return $"{Kind}{subject}: {(Errno is { } errno ? $"{errno} ({errno.Description}). " : string.Empty)}{Reason}";
    }
}
