using System.Globalization;

namespace LinuxNamespaces.Inspection;

/// <summary>Describes one thing that keeps a namespace alive.</summary>
public sealed class NamespaceHolder
{
    internal NamespaceHolder(NamespaceHolderKinds kind) => Kind = kind;

    /// <summary>Gets the kind, as a single flag.</summary>
    public NamespaceHolderKinds Kind { get; }

    /// <summary>Gets the process that is in the namespace, or that has the thread or the descriptor; <see langword="null"/> for mounts and namespaces.</summary>
    public InspectedProcess? Process { get; internal init; }

    /// <summary>Gets the thread ID; <see langword="null"/> if it is not a single thread.</summary>
    public int? ThreadId { get; internal init; }

    /// <summary>Gets the number of the descriptor in the process; <see langword="null"/> if it is neither a descriptor nor a socket.</summary>
    public int? Descriptor { get; internal init; }

    /// <summary>Gets the path on which the namespace is mounted, in the mount namespace <see cref="Namespace"/>; <see langword="null"/> if it is not a mount.</summary>
    public string? MountPoint { get; internal init; }

    /// <summary>Gets the mount namespace of the mount, the child namespace, or the owned namespace; <see langword="null"/> for processes.</summary>
    public NamespaceInfo? Namespace { get; internal init; }

    /// <summary>Returns a description such as <c>descriptor 5 of process 812 (dockerd)</c>.</summary>
    public override string ToString() => Kind switch
    {
        NamespaceHolderKinds.Process => $"process {Process}",
        NamespaceHolderKinds.Thread => $"{Thread} of process {Process}",
        NamespaceHolderKinds.Children => ThreadId is null ? $"future children of process {Process}" : $"future children of {Thread} of process {Process}",
        NamespaceHolderKinds.Descriptor => string.Create(CultureInfo.InvariantCulture, $"descriptor {Descriptor} of process {Process}"),
        NamespaceHolderKinds.Socket => string.Create(CultureInfo.InvariantCulture, $"socket {Descriptor} of process {Process}"),
        NamespaceHolderKinds.Mount => $"mount on {MountPoint} in {Namespace?.KernelName}",
        NamespaceHolderKinds.Child => $"child {Namespace?.KernelName}",
        NamespaceHolderKinds.Owned => $"owned {Namespace?.KernelName}",
        _ => $"{Kind}",
    };

    private string Thread => string.Create(CultureInfo.InvariantCulture, $"thread {ThreadId}");
}
