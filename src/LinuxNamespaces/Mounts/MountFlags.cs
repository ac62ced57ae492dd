using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>Properties of a mount; the values are those of the kernel. See mount(2).</summary>
[Flags]
public enum MountFlags
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Nothing can be written.</summary>
    ReadOnly = (int)Linux.MS_RDONLY,

    /// <summary>Set-user-id bits and file capabilities have no effect.</summary>
    NoSetUserId = (int)Linux.MS_NOSUID,

    /// <summary>Device files cannot be opened.</summary>
    NoDevices = (int)Linux.MS_NODEV,

    /// <summary>Programs cannot be executed.</summary>
    NoExecute = (int)Linux.MS_NOEXEC,

    /// <summary>Reading does not change the time of the last access. Of a mount that came from another user namespace this cannot be changed.</summary>
    NoAccessTime = (int)Linux.MS_NOATIME,

    /// <summary>Symbolic links are not followed; kernel 5.10.</summary>
    NoSymbolicLinks = (int)Linux.MS_NOSYMFOLLOW,
}
