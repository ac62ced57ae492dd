using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <content>Reading mounts with statmount(2), which returns all fields since kernel 6.15.</content>
internal static partial class MountTable
{
    private const uint All = Linux.STATMOUNT_SB_BASIC | Linux.STATMOUNT_MNT_BASIC | Linux.STATMOUNT_MNT_ROOT | Linux.STATMOUNT_MNT_POINT | Linux.STATMOUNT_FS_TYPE
        | Linux.STATMOUNT_MNT_OPTS | Linux.STATMOUNT_FS_SUBTYPE | Linux.STATMOUNT_SB_SOURCE | Linux.STATMOUNT_SUPPORTED_MASK;

    private static readonly (ulong Flag, string Name)[] s_mountOptions =
    [
        (Linux.MOUNT_ATTR_NOSUID, "nosuid"), (Linux.MOUNT_ATTR_NODEV, "nodev"), (Linux.MOUNT_ATTR_NOEXEC, "noexec"), (Linux.MOUNT_ATTR_NOATIME, "noatime"),
        (Linux.MOUNT_ATTR_NODIRATIME, "nodiratime"), (0, "relatime"), (Linux.MOUNT_ATTR_NOSYMFOLLOW, "nosymfollow"), (Linux.MOUNT_ATTR_IDMAP, "idmapped"),
    ];

    private static readonly (ulong Flag, string Name)[] s_fileSystemOptions =
        [(Linux.SB_SYNCHRONOUS, "sync"), (Linux.SB_DIRSYNC, "dirsync"), (Linux.SB_LAZYTIME, "lazytime")];

    /// <summary>Lists the mounts of a namespace with listmount(2).</summary>
    /// <returns>Null if the kernel does not return all fields, or the caller may not list the mounts.</returns>
    internal static IReadOnlyList<MountPoint>? TryList(NamespaceHandle handle)
    {
        if (NamespaceCalls.MountNamespaceId(handle) is not { } id || MountListing.TryRead(id, All) is not { } mounts || mounts.Any(mount => (~mount.Facts.supported_mask & All) != 0))
        {
            return null;
        }

        MountPoint[] visible = [.. mounts.Where(mount => mount.Point.Length > 0).Select(Parse)];
        // A mount on top of the root directory is the root directory for a process that enters, but listmount(2) shows the mounts below it too.
        return visible.Count(mount => mount.Target == "/") == 1 ? visible : null;
    }

    private static MountPoint Parse(ListedMount mount)
    {
        statmount facts = mount.Facts;
        string options = Join((facts.mnt_attr & Linux.MOUNT_ATTR_RDONLY) != 0, facts.mnt_attr, s_mountOptions, []);
        return new MountPoint
        {
            Id = (int)facts.mnt_id_old,
            ParentId = (int)facts.mnt_parent_id_old,
            Major = facts.sb_dev_major,
            Minor = facts.sb_dev_minor,
            Root = Text(mount.Root),
            Target = Text(mount.Point),
            Options = options,
            Flags = ParseFlags(options),
            FileSystem = mount.FileSystemSubtype is { Length: > 0 } subtype ? $"{Text(mount.FileSystem)}.{Text(subtype)}" : Text(mount.FileSystem),
            Source = Text(mount.Source),
            FileSystemOptions = Unescape(Join((facts.sb_flags & Linux.SB_RDONLY) != 0, facts.sb_flags, s_fileSystemOptions, mount.Options)),
            PeerGroup = (facts.mnt_propagation & Linux.MS_SHARED) != 0 ? (int)facts.mnt_peer_group : null,
            MasterGroup = (facts.mnt_propagation & Linux.MS_SLAVE) != 0 ? (int)facts.mnt_master : null,
            IsUnbindable = (facts.mnt_propagation & Linux.MS_UNBINDABLE) != 0,
        };
    }

    // "relatime" has no bit.
    private static string Join(bool readOnly, ulong flags, (ulong Flag, string Name)[] names, ReadOnlySpan<byte> more) => string.Join(',', [
        readOnly ? "ro" : "rw",
        .. names.Where(option => option.Flag == 0 ? (flags & Linux.MOUNT_ATTR__ATIME) == 0 : (flags & option.Flag) != 0).Select(option => option.Name),
        .. more.Length > 0 ? [Text(more)] : (string[])[],
    ]);

    private static string Text(ReadOnlySpan<byte> text) => LinuxText.Decode(text);
}
