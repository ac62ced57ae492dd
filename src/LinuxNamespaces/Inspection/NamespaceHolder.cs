using System.Globalization;

namespace LinuxNamespaces.Inspection;

/// <summary>One of the things that keep a namespace alive.</summary>
public sealed class NamespaceHolder
{
    internal NamespaceHolder(NamespaceHolderKinds kind) => Kind = kind;

    /// <summary>What it is: a single flag.</summary>
    public NamespaceHolderKinds Kind { get; }

    /// <summary>The process that is in the namespace, has the thread, or has the descriptor; null for mounts and namespaces.</summary>
    public InspectedProcess? Process { get; internal init; }

    /// <summary>The id of the thread, where it is a single one.</summary>
    public int? ThreadId { get; internal init; }

    /// <summary>The number of the descriptor, or of that of the socket, in the process.</summary>
    public int? Descriptor { get; internal init; }

    /// <summary>The path that the namespace is mounted on, in the mount namespace that <see cref="Namespace"/> tells.</summary>
    public string? MountPoint { get; internal init; }

    /// <summary>The mount namespace that the mount is in; or the namespace that is the child, or that is owned.</summary>
    public NamespaceInfo? Namespace { get; internal init; }

    /// <summary>What it is, as in <c>descriptor 5 of process 812 (dockerd)</c>.</summary>
    public override string ToString() => Kind switch
    {
        NamespaceHolderKinds.Process => $"process {Process}",
        NamespaceHolderKinds.Thread => $"{Thread} of process {Process}",
        NamespaceHolderKinds.Children => ThreadId is null ? $"children to come of process {Process}" : $"children to come of {Thread} of process {Process}",
        NamespaceHolderKinds.Descriptor => string.Create(CultureInfo.InvariantCulture, $"descriptor {Descriptor} of process {Process}"),
        NamespaceHolderKinds.Socket => string.Create(CultureInfo.InvariantCulture, $"socket {Descriptor} of process {Process}"),
        NamespaceHolderKinds.Mount => $"mount on {MountPoint} in {Namespace?.KernelName}",
        NamespaceHolderKinds.Child => $"child {Namespace?.KernelName}",
        NamespaceHolderKinds.Owned => $"owned {Namespace?.KernelName}",
        _ => $"{Kind}",
    };

    private string Thread => string.Create(CultureInfo.InvariantCulture, $"thread {ThreadId}");
}
