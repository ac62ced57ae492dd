using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>Explains why a step that changes the file system of a process failed.</summary>
internal static class MountRemedies
{
    private const string LinkIsNotFollowed = "The path has a link to an open file of a process (/proc/PID/fd, cwd, root), which is not followed, or a circle of links.";

    internal static string? For(SystemCall call, IReadOnlyList<StepArgument> arguments, Errno errno, NamespaceTypes namespaces)
    {
        // The step that compares inode numbers.
        if (call == SystemCall.futex)
        {
            return "The path of the descriptor that is the source of a bind mount now leads to another file or directory.";
        }

        if (errno == Errno.ENOENT)
        {
            return call == SystemCall.open_tree ? "The source does not exist."
                : call == SystemCall.move_mount || call == SystemCall.mount ? "The source or the mount point does not exist. Mount points are created only if the process has a Root. Add Mount.Directory to create one."
                : null;
        }

        if (errno == Errno.ENODEV && call == SystemCall.mount)
        {
            return arguments[2].TextValue is { } type ? ForMissing(type) : null;
        }

        if (errno == Errno.ELOOP && call == SystemCall.openat2)
        {
            return LinkIsNotFollowed;
        }

        return errno == Errno.EPERM ? ForPermission(call, arguments.Any(argument => argument.TextValue == "proc"), namespaces)
            : errno == Errno.EINVAL && call == SystemCall.pivot_root && IsInitialRoot() ? "The root of the caller is the initial ramfs. Use ProcessRoot.Chroot."
            : null;
    }

    /// <summary>Explains why the working directory could not be entered.</summary>
    internal static string? ForWorkingDirectory(Errno errno) =>
        errno == Errno.ENOENT ? "The directory does not exist under the root directory of the process." : null;

    /// <summary>Explains why a mount point could not be opened.</summary>
    internal static string? ForTarget(Errno errno) =>
        errno == Errno.ENOENT ? "The mount point does not exist. Mount points are created only if the process has a Root. Add Mount.Directory to create one." : null;

    /// <summary>Explains why a file system could not be created.</summary>
    internal static string? ForFileSystem(Errno errno, string type, NamespaceTypes namespaces) =>
        errno == Errno.ENODEV ? ForMissing(type)
        : errno == Errno.EPERM ? ForPermission(SystemCall.fsmount, isProc: type == "proc", namespaces)
        : null;

    private static string? ForMissing(string type) => MountSteps.HasFileSystem(type) ? null : $"The kernel has no file system {PrintableText.Quote(type)}.";

    private static string? ForPermission(SystemCall call, bool isProc, NamespaceTypes namespaces)
    {
        if (isProc && namespaces.HasFlag(NamespaceTypes.User))
        {
            return !namespaces.HasFlag(NamespaceTypes.Pid) ? "In a user namespace, a new /proc needs a new PID namespace. Add NamespaceTypes.Pid to NewNamespaces."
                : HasHiddenProc() ? "In a user namespace, a new /proc is allowed only if no mount hides a part of the caller's /proc. Here parts are hidden, as in most containers."
                : null;
        }

        return !namespaces.HasFlag(NamespaceTypes.User) && !RightsOver.Has(Linux.CAP_SYS_ADMIN) ? "Mounting needs CAP_SYS_ADMIN in the user namespace that owns the mount namespace."
            : namespaces.HasFlag(NamespaceTypes.User) && call == SystemCall.mount_setattr ? "In a user namespace, the flags of the caller's mounts (nosuid, nodev, noexec, read-only) cannot be removed."
            : null;
    }

    // Files and directories in it that are mount points.
    private static bool HasHiddenProc() =>
        ProcSelf.TryRead("/proc/thread-self/mountinfo")?.Split('\n').Any(line => line.Split(' ') is [_, _, _, _, var target, ..] && target.StartsWith("/proc/", StringComparison.Ordinal)) == true;

    private static bool IsInitialRoot() =>
        ProcSelf.TryRead("/proc/thread-self/mountinfo")?.Split('\n').Any(line => line.Split(' ') is [_, _, _, _, "/", ..] && line.Contains(" - rootfs ", StringComparison.Ordinal)) == true;
}
