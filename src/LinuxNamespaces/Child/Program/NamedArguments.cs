using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Child;

/// <summary>Arguments of system calls that are printed by their C names.</summary>
internal static class NamedArguments
{
    private static readonly (uint Bit, string Name)[] s_open =
    [
        (Linux.O_WRONLY, "O_WRONLY"), (Linux.O_RDWR, "O_RDWR"), (Linux.O_CREAT, "O_CREAT"), (Linux.O_EXCL, "O_EXCL"), (Linux.O_NOCTTY, "O_NOCTTY"),
        (Linux.O_TRUNC, "O_TRUNC"), (Linux.O_APPEND, "O_APPEND"), ((uint)Linux.O_NOFOLLOW, "O_NOFOLLOW"), (Linux.O_NONBLOCK, "O_NONBLOCK"), ((uint)Linux.O_DIRECTORY, "O_DIRECTORY"), (Linux.O_PATH, "O_PATH"), (Linux.O_CLOEXEC, "O_CLOEXEC"),
    ];

    private static readonly (uint Bit, string Name)[] s_mount =
    [
        (Linux.MS_RDONLY, "MS_RDONLY"), (Linux.MS_NOSUID, "MS_NOSUID"), (Linux.MS_NODEV, "MS_NODEV"), (Linux.MS_NOEXEC, "MS_NOEXEC"),
        (Linux.MS_REMOUNT, "MS_REMOUNT"), (Linux.MS_NOSYMFOLLOW, "MS_NOSYMFOLLOW"), (Linux.MS_NOATIME, "MS_NOATIME"), (Linux.MS_BIND, "MS_BIND"),
        (Linux.MS_REC, "MS_REC"), (Linux.MS_UNBINDABLE, "MS_UNBINDABLE"), (Linux.MS_PRIVATE, "MS_PRIVATE"), (Linux.MS_SLAVE, "MS_SLAVE"), (Linux.MS_SHARED, "MS_SHARED"),
    ];

    private static readonly (uint Bit, string Name)[] s_tree =
        [(Linux.OPEN_TREE_CLONE, "OPEN_TREE_CLONE"), (Linux.AT_EMPTY_PATH, "AT_EMPTY_PATH"), (Linux.AT_RECURSIVE, "AT_RECURSIVE"), (Linux.OPEN_TREE_CLOEXEC, "OPEN_TREE_CLOEXEC")];

    private static readonly (uint Bit, string Name)[] s_move =
        [(Linux.MOVE_MOUNT_F_EMPTY_PATH, "MOVE_MOUNT_F_EMPTY_PATH"), (Linux.MOVE_MOUNT_T_SYMLINKS, "MOVE_MOUNT_T_SYMLINKS"), (Linux.MOVE_MOUNT_T_EMPTY_PATH, "MOVE_MOUNT_T_EMPTY_PATH")];

    private static readonly (uint Bit, string Name)[] s_resolve =
        [((uint)Linux.RESOLVE_NO_MAGICLINKS, "RESOLVE_NO_MAGICLINKS"), ((uint)Linux.RESOLVE_IN_ROOT, "RESOLVE_IN_ROOT")];

    /// <summary>The working directory, where a call takes a directory.</summary>
    internal static StepArgument AT_FDCWD { get; } = StepArgument.Named(Linux.AT_FDCWD, nameof(Linux.AT_FDCWD));

    internal static StepArgument AT_EMPTY_PATH { get; } = StepArgument.Named(Linux.AT_EMPTY_PATH, nameof(Linux.AT_EMPTY_PATH));

    internal static StepArgument F_DUPFD_CLOEXEC { get; } = StepArgument.Named(Linux.F_DUPFD_CLOEXEC, nameof(Linux.F_DUPFD_CLOEXEC));

    internal static StepArgument F_SETFD { get; } = StepArgument.Named(Linux.F_SETFD, nameof(Linux.F_SETFD));

    internal static StepArgument OpenFlags(int flags) => Flags((uint)flags, s_open, "O_RDONLY");

    internal static StepArgument MountFlags(uint flags) => Flags(flags, s_mount, "0");

    internal static StepArgument TreeFlags(uint flags) => Flags(flags, s_tree, "0");

    internal static StepArgument MoveFlags(uint flags) => Flags(flags, s_move, "0");

    internal static StepArgument ResolveFlags(ulong flags) => Flags((uint)flags, s_resolve, "0");

    /// <summary>Permissions, in the octal digits that everybody knows them by.</summary>
    internal static StepArgument Mode(int mode) => StepArgument.Named(mode, "0" + Convert.ToString(mode, 8));

    private static StepArgument Flags(uint value, (uint Bit, string Name)[] names, string none)
    {
        uint rest = value;
        List<string> shown = [];
        foreach ((uint bit, string name) in names)
        {
            if ((value & bit) != 0)
            {
                shown.Add(name);
                rest &= ~bit;
            }
        }

        if (rest != 0)
        {
            shown.Add($"0x{rest:x}");
        }

        return StepArgument.Named(value, shown.Count == 0 ? none : string.Join(" | ", shown));
    }
}
