using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces;

/// <summary>The names under <c>/run/netns</c>, kept the way ip-netns(8) keeps them.</summary>
/// <remarks>
/// The directory is a shared mount, so that a name that is created in one mount namespace can be seen and deleted in all. It is mounted
/// under a lock, since the mounts multiply when several processes mount it at once.
/// </remarks>
internal static class NamedNamespaces
{
    private const string Directory = NetNamespace.NamedDirectory;
    private const int MaxNameLength = 255;
    private const int MaxAttempts = 100;
    private const uint DirectoryMode = (uint)(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

    internal static void Validate(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string? broken =
            name.Length == 0 ? "must not be empty"
            : LinuxText.CountBytes(name) > MaxNameLength ? $"has more than {MaxNameLength} bytes"
            : name is "." or ".." ? "must not be '.' or '..'"
            : name.Contains('/', StringComparison.Ordinal) ? "must not contain '/'"
            : name.Contains('\0', StringComparison.Ordinal) ? "must not contain a NUL character"
            : null;
        if (broken is not null)
        {
            throw new ArgumentException($"The namespace name {PrintableText.Quote(name)} {broken}.", nameof(name));
        }
    }

    internal static string PathOf(string name)
    {
        Validate(name);
        return $"{Directory}/{name}";
    }

    /// <summary>Gives a namespace a name.</summary>
    internal static void Add(string name, NamespaceHandle handle)
    {
        const string operation = "create network namespace";
        string path = PathOf(name);
        int made = Libc.mkdir(Directory, DirectoryMode);
        if (made == -1 && SystemCalls.LastError != Errno.EEXIST)
        {
            throw SystemCalls.Failure(SystemCalls.LastError, operation, name, MountRemedy);
        }

        using SafeFileHandle directory = Lock();
        ShareDirectory();
        NamespacePin.Mount(handle, path, operation, name, () => PathRemedy.IsNamespace(path)
            ? "The name is taken; NetNamespace.Open opens it and NetNamespace.Delete deletes it."
            : "The name is taken by a file without a namespace, as a name leaves it whose mount is gone; NetNamespace.Delete removes it.");
    }

    internal static NamespaceHandle Open(string name)
    {
        try
        {
            return NamespaceHandle.Open(PathOf(name));
        }
        catch (LinuxException e) when (e.Errno == Errno.ENOENT)
        {
            throw new LinuxException(
                e.Errno, "open network namespace", name, "There is no such name; NetNamespace.List lists them, and NetNamespace.Create makes a namespace with a name.");
        }
    }

    internal static void Delete(string name)
    {
        const string operation = "delete network namespace";
        string path = PathOf(name);
        using SafeFileHandle? directory = File.Exists(path) ? Lock() : null;
        // A name can have been mounted more than once. Each attempt takes one mount away, or waits out a racing one.
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            // Detached at once, even while the file is open elsewhere.
            bool unmounted = Libc.umount2(path, Linux.MNT_DETACH | Linux.UMOUNT_NOFOLLOW) == 0;
            if (!unmounted && SystemCalls.LastError == Errno.EPERM)
            {
                throw SystemCalls.Failure(Errno.EPERM, operation, name, MountRemedy);
            }

            // The kernel does not remove a file that is still mounted on (EBUSY).
            if (Libc.unlink(path) == 0)
            {
                return;
            }

            Errno error = SystemCalls.LastError;
            if (error != Errno.EBUSY)
            {
                throw error == Errno.ENOENT
                    ? new LinuxException(error, operation, name, "There is no such name; NetNamespace.List lists them.")
                    : SystemCalls.Failure(error, operation, name, errno => PathRemedy.For(errno, path));
            }

            if (!unmounted)
            {
                Thread.Sleep(1);
            }
        }

        throw new LinuxException(Errno.EBUSY, operation, name, "Another process keeps mounting on the name.");
    }

    internal static bool Exists(string name)
    {
        try
        {
            using NamespaceHandle handle = NamespaceHandle.Open(PathOf(name));
            return handle.Type == NamespaceTypes.Network;
        }
        catch (Exception e) when (e is InvalidDataException || (e as LinuxException)?.Errno == Errno.ENOENT)
        {
            return false;
        }
    }

    internal static IReadOnlyList<string> List()
    {
        try
        {
            return [.. System.IO.Directory.EnumerateFileSystemEntries(Directory).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static string? MountRemedy(Errno errno) => PathRemedy.For(errno, Directory) is { } remedy
        ? $"{remedy} A name is a mount under /run/netns. NetNamespace.Create() without a name needs neither."
        : null;

    /// <summary>Locks the directory against other programs that follow the same convention, until the handle is closed.</summary>
    private static SafeFileHandle Lock()
    {
        SafeFileHandle directory = SystemCalls.TryOpen(Directory, Linux.O_RDONLY);
        try
        {
            if (directory.IsInvalid)
            {
                throw SystemCalls.Failure(SystemCalls.LastError, "open", Directory);
            }

            SystemCalls.Flock(directory, Linux.LOCK_EX, Directory);
            return directory;
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    private static void ShareDirectory()
    {
        const string operation = "set up the directory of named network namespaces";
        if (Libc.mount(string.Empty, Directory, "none", Linux.MS_SHARED | Linux.MS_REC, null) == 0)
        {
            return;
        }

        // EINVAL: it is not a mount yet.
        if (SystemCalls.LastError != Errno.EINVAL)
        {
            throw SystemCalls.Failure(SystemCalls.LastError, operation, Directory, MountRemedy);
        }

        SystemCalls.Check(Libc.mount(Directory, Directory, "none", Linux.MS_BIND | Linux.MS_REC, null), operation, Directory, MountRemedy);
        if (Libc.mount(string.Empty, Directory, "none", Linux.MS_SHARED | Linux.MS_REC, null) == -1)
        {
            Errno error = SystemCalls.LastError;
            _ = Libc.umount2(Directory, Linux.MNT_DETACH | Linux.UMOUNT_NOFOLLOW);
            throw SystemCalls.Failure(error, operation, Directory, MountRemedy);
        }
    }
}
