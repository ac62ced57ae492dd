namespace LinuxNamespaces;

/// <summary>Describes a kind of namespaces: whether the kernel supports it and whether the caller can create one.</summary>
/// <remarks>See namespaces(7).</remarks>
public sealed record NamespaceSupport
{
    /// <summary>Gets the kind, as a single flag.</summary>
    public required NamespaceTypes Type { get; init; }

    /// <summary>Gets the name of the flag of clone(2), such as <c>CLONE_NEWNET</c>.</summary>
    public required string CloneFlag { get; init; }

    /// <summary>Gets the name under <c>/proc/PID/ns</c>, such as <c>net</c>.</summary>
    public required string ProcName { get; init; }

    /// <summary>Gets the name of the manual page in section 7, such as <c>network_namespaces</c>.</summary>
    public required string Manual { get; init; }

    /// <summary>Gets the first kernel version that fully supports the kind.</summary>
    public required Version FirstKernel { get; init; }

    /// <summary>Gets the build option that the kernel needs; <see langword="null"/> for mount namespaces, which every kernel supports.</summary>
    public string? KernelOption { get; init; }

    /// <summary>Gets whether the running kernel supports the kind.</summary>
    public required bool IsInKernel { get; init; }

    /// <summary>
    /// Gets how many namespaces of the kind a user may create, from the sysctl <c>user.max_NAME_namespaces</c>; <see langword="null"/> if it cannot be read.
    /// </summary>
    public long? Limit { get; init; }

    /// <summary>Gets whether the caller can create a namespace of the kind.</summary>
    public bool CanCreate => Refusal is null;

    /// <summary>Gets whether a new namespace belongs to the private user namespace of this process because the caller lacks CAP_SYS_ADMIN.</summary>
    public required bool NeedsUserNamespace { get; init; }

    /// <summary>Gets why the caller cannot create a namespace of the kind, and what would help; <see langword="null"/> if the caller can.</summary>
    public LinuxException? Refusal { get; init; }
}
