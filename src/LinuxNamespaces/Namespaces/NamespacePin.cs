using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces;

/// <summary>Bind mounts of the files of namespaces, which keep the namespaces alive.</summary>
internal static class NamespacePin
{
    internal static void Add(NamespaceHandle handle, string path)
    {
        const string operation = "pin a namespace to";
        try
        {
            Mount(handle, path, operation, path, () => PathRemedy.IsNamespace(path)
                ? "There is a namespace at the path already; Namespace.Unpin removes it."
                : "There is a file at the path already.");
        }
        catch (LinuxException e) when (e.Errno == Errno.EINVAL && handle.Type == NamespaceTypes.Mount)
        {
            throw new LinuxException(e.Errno, operation, path, "A mount namespace can be pinned only in an older mount namespace, and only where mounts do not propagate to it.");
        }
    }

    /// <summary>Mounts the namespace on a file, which may be there already.</summary>
    internal static void AddOrMount(NamespaceHandle handle, string path)
    {
        if (!PathStatus.IsFile(path))
        {
            Add(handle, path);
            return;
        }

        const string operation = "pin a namespace to";
        using SafeFileHandle file = SystemCalls.TryOpen(path, Linux.O_PATH);
        SystemCalls.Check(file.IsInvalid ? -1 : MountOn(file, handle), operation, path, errno => PathRemedy.For(errno, path));
    }

    /// <summary>Creates a file and mounts the namespace on it, or leaves nothing behind.</summary>
    internal static void Mount(NamespaceHandle handle, string path, string operation, string target, Func<string> existsRemedy)
    {
        string name = Path.GetFileName(path);
        using SafeFileHandle directory = OpenDirectory(path);
        SystemCalls.Check(directory.IsInvalid ? -1 : 0, operation, target, errno => PathRemedy.For(errno, path));
        using SafeFileHandle file = new(Libc.openat(directory, name, Linux.O_RDONLY | Linux.O_CREAT | Linux.O_EXCL | Linux.O_NOFOLLOW | Linux.O_CLOEXEC, 0), ownsHandle: true);
        if (file.IsInvalid)
        {
            throw SystemCalls.Failure(
                SystemCalls.LastError, operation, target, errno => errno == Errno.EEXIST ? existsRemedy() : PathRemedy.For(errno, path));
        }

        // Uses the descriptor of the created file: another user may own the directory and replace the file by a link.
        if (MountOn(file, handle) == -1)
        {
            Errno error = SystemCalls.LastError;
            using DescriptorLease lease = new(directory);
            _ = Libc.unlink($"/proc/self/fd/{lease.Descriptor}/{name}");
            throw SystemCalls.Failure(error, operation, target, errno => PathRemedy.For(errno, path));
        }
    }

    internal static void Remove(string path)
    {
        const string operation = "unpin a namespace from";
        using SafeFileHandle directory = OpenDirectory(path);
        SystemCalls.Check(directory.IsInvalid ? -1 : 0, operation, path, errno => PathRemedy.For(errno, path));
        using DescriptorLease lease = new(directory);
        // Uses the descriptor of the directory, since the path may lead elsewhere by now.
        string name = $"/proc/self/fd/{lease.Descriptor}/{Path.GetFileName(path)}";
        using (SafeFileHandle file = SystemCalls.TryOpen(name, Linux.O_PATH | Linux.O_NOFOLLOW))
        {
            if (file.IsInvalid || !SystemCalls.IsNsfs(file))
            {
                // Files that are not pins are not touched.
                NamespaceHandle.Open(path).Dispose();
                throw new LinuxException(Errno.EAGAIN, operation, path, "The file is a symbolic link, or was replaced meanwhile.");
            }
        }

        SystemCalls.Check(Libc.umount2(name, Linux.MNT_DETACH | Linux.UMOUNT_NOFOLLOW), operation, path, errno => PathRemedy.For(errno, path));
        SystemCalls.Check(Libc.unlink(name), operation, path, errno => PathRemedy.For(errno, path));
    }

    private static SafeFileHandle OpenDirectory(string path) =>
        SystemCalls.TryOpen(Path.GetDirectoryName(path) is { Length: > 0 } directory ? directory : ".", Linux.O_PATH | Linux.O_DIRECTORY);

    private static int MountOn(SafeFileHandle file, NamespaceHandle handle)
    {
        using DescriptorLease source = new(handle);
        using DescriptorLease target = new(file);
        return Libc.mount($"/proc/self/fd/{source.Descriptor}", $"/proc/self/fd/{target.Descriptor}", "none", Linux.MS_BIND, null);
    }
}
