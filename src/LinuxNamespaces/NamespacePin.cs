using LinuxNamespaces.Interop;
using LinuxNamespaces.Placement;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces;

/// <summary>Paths that keep namespaces alive: bind mounts of their files.</summary>
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
            throw new LinuxException(e.Errno, operation, path, "A mount namespace can be pinned only in one that is older, and not where mounts are shared with it.");
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

        using DescriptorLease lease = new(handle);
        SystemCalls.Check(Libc.mount($"/proc/self/fd/{lease.Descriptor}", path, "none", Linux.MS_BIND, null), "pin a namespace to", path, errno => PathRemedy.For(errno, path));
    }

    /// <summary>Creates a file and mounts the namespace on it, or leaves nothing behind.</summary>
    internal static void Mount(NamespaceHandle handle, string path, string operation, string target, Func<string> existsRemedy)
    {
        using (SafeFileHandle file = SystemCalls.TryOpen(path, Linux.O_RDONLY | Linux.O_CREAT | Linux.O_EXCL))
        {
            if (file.IsInvalid)
            {
                throw SystemCalls.Failure(
                    SystemCalls.LastError, operation, target, errno => errno == Errno.EEXIST ? existsRemedy() : PathRemedy.For(errno, path));
            }
        }

        using DescriptorLease lease = new(handle);
        if (Libc.mount($"/proc/self/fd/{lease.Descriptor}", path, "none", Linux.MS_BIND, null) == -1)
        {
            Errno error = SystemCalls.LastError;
            _ = Libc.unlink(path);
            throw SystemCalls.Failure(error, operation, target, errno => PathRemedy.For(errno, path));
        }
    }

    internal static void Remove(string path)
    {
        const string operation = "unpin a namespace from";
        // What is no pin is not touched.
        NamespaceHandle.Open(path).Dispose();
        SystemCalls.Check(Libc.umount2(path, Linux.MNT_DETACH | Linux.UMOUNT_NOFOLLOW), operation, path, errno => PathRemedy.For(errno, path));
        SystemCalls.Check(Libc.unlink(path), operation, path, errno => PathRemedy.For(errno, path));
    }
}
