using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>Flags of a mount, with the values of the kernel. See mount(2).</summary>
[Flags]
public enum MountFlags
{
    /// <summary>No flags.</summary>
    None = 0,

    /// <summary>The mount is read-only (<c>ro</c>).</summary>
    ReadOnly = (int)Linux.MS_RDONLY,

    /// <summary>Set-user-ID bits and file capabilities have no effect (<c>nosuid</c>).</summary>
    NoSetUserId = (int)Linux.MS_NOSUID,

    /// <summary>Device files cannot be opened (<c>nodev</c>).</summary>
    NoDevices = (int)Linux.MS_NODEV,

    /// <summary>Programs cannot be executed (<c>noexec</c>).</summary>
    NoExecute = (int)Linux.MS_NOEXEC,

    /// <summary>Access times are not updated (<c>noatime</c>). This cannot be changed for a mount that came from another user namespace.</summary>
    NoAccessTime = (int)Linux.MS_NOATIME,

    /// <summary>Symbolic links are not followed (<c>nosymfollow</c>); kernel 5.10.</summary>
    NoSymbolicLinks = (int)Linux.MS_NOSYMFOLLOW,
}
