using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>Specifies how mounts propagate between mount namespaces, with the values of the kernel. See mount_namespaces(7).</summary>
public enum MountPropagation
{
    /// <summary>The propagation type of the caller's mount is kept.</summary>
    Unchanged = 0,

    /// <summary>Mounts do not propagate.</summary>
    Private = (int)Linux.MS_PRIVATE,

    /// <summary>Mounts propagate from the original to the copy.</summary>
    Slave = (int)Linux.MS_SLAVE,

    /// <summary>Mounts propagate in both directions.</summary>
    Shared = (int)Linux.MS_SHARED,

    /// <summary>Mounts do not propagate, and the mount cannot be bind-mounted.</summary>
    Unbindable = (int)Linux.MS_UNBINDABLE,
}
