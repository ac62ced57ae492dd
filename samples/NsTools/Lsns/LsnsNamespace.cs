using LinuxNamespaces.Inspection;

namespace LinuxNamespaces.Samples.NsTools.Lsns;

/// <summary>A namespace, and where it is mounted for the caller.</summary>
internal sealed class LsnsNamespace(NamespaceInfo info, NamespaceInfo? here)
{
    internal NamespaceInfo Info => info;

    internal IReadOnlyList<string> MountPoints { get; } =
        [.. info.Holders.Where(holder => holder.Kind == NamespaceHolderKinds.Mount && holder.Namespace == here).Select(holder => holder.MountPoint!).Distinct()];

    /// <summary>Whether it is found without asking for owners and parents: by a process, a descriptor, a socket, or a mount.</summary>
    internal bool IsListed => info.ProcessCount > 0 || MountPoints.Count > 0
        || info.Holders.Any(holder => holder.Kind is NamespaceHolderKinds.Descriptor or NamespaceHolderKinds.Socket);
}
