using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces;

/// <summary>Finds out why an operation on a path failed: capabilities, permissions, or how it is mounted.</summary>
internal static class PathRemedy
{
    private const ushort AnyWrite = 0x92;

    /// <summary>Explains why a file could not be created, mounted on, unmounted or removed.</summary>
    internal static string? For(Errno errno, string path) =>
        errno == Errno.EROFS ? "The file system is mounted read-only."
        : errno == Errno.EPERM && !RightsOver.Has(Linux.CAP_SYS_ADMIN) ? "Mounting and unmounting need CAP_SYS_ADMIN in the user namespace that owns the mount namespace."
        : errno == Errno.EACCES ? ForDenial(path)
        : null;

    /// <summary>Explains why a file of <c>/proc</c> could not be opened.</summary>
    internal static string? ForProc(Errno errno) => errno == Errno.ENOENT && !Directory.Exists("/proc/self") ? "/proc is not mounted." : null;

    /// <summary>Determines whether a path is the file of a namespace.</summary>
    internal static bool IsNamespace(string path)
    {
        using SafeFileHandle file = SystemCalls.TryOpen(path, Linux.O_PATH);
        return !file.IsInvalid && SystemCalls.IsNsfs(file);
    }

    // The nearest directory that can be examined is the one that denies access.
    private static string? ForDenial(string path)
    {
        for (string? directory = Path.GetDirectoryName(Path.GetFullPath(path)); directory is not null; directory = Path.GetDirectoryName(directory))
        {
            using SafeFileHandle file = SystemCalls.TryOpen(directory, Linux.O_PATH);
            if (file.IsInvalid)
            {
                continue;
            }

            statx found = SystemCalls.Examine(file, "examine a directory");
            return found.stx_uid != Libc.geteuid() || (found.stx_mode & AnyWrite) == 0
                ? $"The directory {PrintableText.Quote(directory)} belongs to user {found.stx_uid} and has the mode {Convert.ToString(found.stx_mode & 0xfff, 8)}: the caller, user {Libc.geteuid()}, needs write and search permission."
                : null;
        }

        return null;
    }
}
