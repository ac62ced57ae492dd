namespace LinuxNamespaces.Inspection;

/// <summary>Describes what a snapshot could not read, and why. It may hide namespaces.</summary>
public sealed class BlindSpot
{
    internal BlindSpot(BlindSpotKind kind, string reason)
    {
        Kind = kind;
        Reason = reason;
    }

    /// <summary>Gets what could not be read.</summary>
    public BlindSpotKind Kind { get; }

    /// <summary>Gets the reason, and what would help.</summary>
    public string Reason { get; }

    /// <summary>Gets the process concerned; <see langword="null"/> if it is not about a process.</summary>
    public InspectedProcess? Process { get; internal init; }

    /// <summary>Gets the namespace concerned; <see langword="null"/> if it is not about a namespace.</summary>
    public NamespaceInfo? Namespace { get; internal init; }

    /// <summary>Gets the error that the kernel returned; <see langword="null"/> if there was none.</summary>
    public Errno? Errno { get; internal init; }

    /// <summary>Returns what could not be read, and the reason.</summary>
    public override string ToString()
    {
        string subject = Process is not null ? $" of process {Process}" : Namespace is not null ? $" of {Namespace.KernelName}" : string.Empty;
        return $"{Kind}{subject}: {(Errno is { } errno ? $"{errno} ({errno.Description}). " : string.Empty)}{Reason}";
    }
}
