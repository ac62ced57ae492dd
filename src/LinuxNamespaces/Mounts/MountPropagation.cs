using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>Whether mounts pass between mount namespaces; the values are those of the kernel. See mount_namespaces(7).</summary>
public enum MountPropagation
{
    /// <summary>As in the namespace of the caller.</summary>
    Unchanged = 0,

    /// <summary>In neither direction.</summary>
    Private = (int)Linux.MS_PRIVATE,

    /// <summary>From the original to the copy.</summary>
    Slave = (int)Linux.MS_SLAVE,

    /// <summary>In both directions.</summary>
    Shared = (int)Linux.MS_SHARED,

    /// <summary>In neither direction, and not to be bind-mounted either.</summary>
    Unbindable = (int)Linux.MS_UNBINDABLE,
}
