using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces;

/// <summary>Paths that keep namespaces alive: bind mounts of their files.</summary>
internal static class NamespacePin
{
    private const string MountRemedy = "It needs CAP_SYS_ADMIN over the mount namespace and write access to the directory.";

    internal static void Add(NamespaceHandle handle, string path)
    {
        const string operation = "pin a namespace to";
        try
        {
            Mount(handle, path, operation, path, "There is a file already; Namespace.Unpin removes one that is a pin.", MountRemedy);
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
        SystemCalls.Check(Libc.mount($"/proc/self/fd/{lease.Descriptor}", path, "none", Linux.MS_BIND, null), "pin a namespace to", path, MountRemedy);
    }

    /// <summary>Creates a file and mounts the namespace on it, or leaves nothing behind.</summary>
    internal static void Mount(NamespaceHandle handle, string path, string operation, string target, string existsRemedy, string mountRemedy)
    {
        using (SafeFileHandle file = SystemCalls.TryOpen(path, Linux.O_RDONLY | Linux.O_CREAT | Linux.O_EXCL))
        {
            if (file.IsInvalid)
            {
                throw SystemCalls.LastError == Errno.EEXIST
                    ? new LinuxException(Errno.EEXIST, operation, target, existsRemedy)
                    : SystemCalls.Failure(SystemCalls.LastError, operation, target, mountRemedy);
            }
        }

        using DescriptorLease lease = new(handle);
        if (Libc.mount($"/proc/self/fd/{lease.Descriptor}", path, "none", Linux.MS_BIND, null) == -1)
        {
            Errno error = SystemCalls.LastError;
            _ = Libc.unlink(path);
            throw SystemCalls.Failure(error, operation, target, mountRemedy);
        }
    }

    internal static void Remove(string path)
    {
        const string operation = "unpin a namespace from";
        // What is no pin is not touched.
        NamespaceHandle.Open(path).Dispose();
        SystemCalls.Check(Libc.umount2(path, Linux.MNT_DETACH | Linux.UMOUNT_NOFOLLOW), operation, path, MountRemedy);
        SystemCalls.Check(Libc.unlink(path), operation, path, MountRemedy);
    }
}
