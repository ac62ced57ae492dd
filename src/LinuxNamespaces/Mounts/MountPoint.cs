namespace LinuxNamespaces;

/// <summary>A mount of a mount namespace, as findmnt(8) shows it. See proc_pid_mountinfo(5).</summary>
/// <remarks>Paths are those of the mount namespace; bytes in them that are not UTF-8 are kept as <see cref="LinuxText"/> keeps them.</remarks>
public sealed record MountPoint
{
    /// <summary>The number of the mount. It is given to another mount when this one is gone.</summary>
    public required int Id { get; init; }

    /// <summary>The number of the mount that it is on; its own, or one that is not in the list, at the root.</summary>
    public required int ParentId { get; init; }

    /// <summary>The major device number of the files, as in <c>st_dev</c>.</summary>
    public required uint Major { get; init; }

    /// <summary>The minor device number of the files, as in <c>st_dev</c>.</summary>
    public required uint Minor { get; init; }

    /// <summary>The directory of the file system that is mounted: <c>/</c> for all of it.</summary>
    public required string Root { get; init; }

    /// <summary>Where it is mounted.</summary>
    public required string Target { get; init; }

    /// <summary>The options of the mount, such as <c>rw,nosuid</c>.</summary>
    public required string Options { get; init; }

    /// <summary>The options that are properties of the mount.</summary>
    public MountFlags Flags { get; init; }

    /// <summary>The type of the file system, such as <c>tmpfs</c>.</summary>
    public required string FileSystem { get; init; }

    /// <summary>What is mounted, such as a device; what the file system takes it for.</summary>
    public required string Source { get; init; }

    /// <summary>The options of the file system.</summary>
    public required string FileSystemOptions { get; init; }

    /// <summary>The group of mounts that it shares mounts with; null when it is not shared.</summary>
    public int? PeerGroup { get; init; }

    /// <summary>The group of mounts that it receives mounts from; null when it is no slave.</summary>
    public int? MasterGroup { get; init; }

    /// <summary>True when it cannot be bind-mounted.</summary>
    public bool IsUnbindable { get; init; }
}
