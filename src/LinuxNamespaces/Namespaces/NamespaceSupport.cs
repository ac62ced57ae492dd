namespace LinuxNamespaces;

/// <summary>What is known of a kind of namespaces, on this kernel and for this caller.</summary>
/// <remarks>See namespaces(7).</remarks>
public sealed record NamespaceSupport
{
    /// <summary>The kind: a single flag.</summary>
    public required NamespaceTypes Type { get; init; }

    /// <summary>The flag of clone(2), such as <c>CLONE_NEWNET</c>.</summary>
    public required string CloneFlag { get; init; }

    /// <summary>The name under <c>/proc/PID/ns</c>, such as <c>net</c>.</summary>
    public required string ProcName { get; init; }

    /// <summary>The manual page in section 7, such as <c>network_namespaces</c>.</summary>
    public required string Manual { get; init; }

    /// <summary>The first kernel that had it complete.</summary>
    public required Version FirstKernel { get; init; }

    /// <summary>The option that the kernel has to be built with; null for mount namespaces, which every kernel has.</summary>
    public string? KernelOption { get; init; }

    /// <summary>Whether the running kernel has it.</summary>
    public required bool IsInKernel { get; init; }

    /// <summary>How many namespaces of the kind a user may have created: the sysctl <c>user.max_NAME_namespaces</c>; null when it cannot be read.</summary>
    public long? Limit { get; init; }

    /// <summary>Whether the caller can create one now.</summary>
    public bool CanCreate => Refusal is null;

    /// <summary>Whether it belongs to a user namespace of the program when the caller creates one, as he has no CAP_SYS_ADMIN.</summary>
    public required bool NeedsUserNamespace { get; init; }

    /// <summary>Why the caller cannot create one, and what would help; null when he can.</summary>
    public LinuxException? Refusal { get; init; }
}
