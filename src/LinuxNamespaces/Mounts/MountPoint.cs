namespace LinuxNamespaces;

/// <summary>Describes a mount in a mount namespace, as findmnt(8) does. See proc_pid_mountinfo(5).</summary>
/// <remarks>Paths are paths in the mount namespace. Bytes that are not UTF-8 are represented as in <see cref="LinuxText"/>.</remarks>
public sealed record MountPoint
{
    /// <summary>Gets the ID of the mount. The kernel reuses the ID of a mount that no longer exists.</summary>
    public required int Id { get; init; }

    /// <summary>Gets the ID of the parent mount. For the root mount, it is its own ID or an ID that is not in the list.</summary>
    public required int ParentId { get; init; }

    /// <summary>Gets the major device number of the files, as in <c>st_dev</c>.</summary>
    public required uint Major { get; init; }

    /// <summary>Gets the minor device number of the files, as in <c>st_dev</c>.</summary>
    public required uint Minor { get; init; }

    /// <summary>Gets the directory of the file system that is mounted; <c>/</c> for the whole file system.</summary>
    public required string Root { get; init; }

    /// <summary>Gets the path of the mount point.</summary>
    public required string Target { get; init; }

    /// <summary>Gets the options of the mount, such as <c>rw,nosuid</c>.</summary>
    public required string Options { get; init; }

    /// <summary>Gets the options of the mount as flags.</summary>
    public MountFlags Flags { get; init; }

    /// <summary>Gets the type of the file system, such as <c>tmpfs</c>.</summary>
    public required string FileSystem { get; init; }

    /// <summary>Gets the source, such as a device. Its meaning depends on the file system.</summary>
    public required string Source { get; init; }

    /// <summary>Gets the options of the file system.</summary>
    public required string FileSystemOptions { get; init; }

    /// <summary>Gets the peer group with which it shares mounts; <see langword="null"/> if the mount is not shared.</summary>
    public int? PeerGroup { get; init; }

    /// <summary>Gets the peer group from which it receives mounts; <see langword="null"/> if the mount is not a slave.</summary>
    public int? MasterGroup { get; init; }

    /// <summary>Gets whether the mount cannot be bind-mounted.</summary>
    public bool IsUnbindable { get; init; }
}
