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
        using (SafeFileHandle file = SystemCalls.TryOpen(path, Linux.O_RDONLY | Linux.O_CREAT | Linux.O_EXCL))
        {
            if (file.IsInvalid)
            {
                throw SystemCalls.LastError == Errno.EEXIST
                    ? new LinuxException(Errno.EEXIST, operation, path, "There is a file already; Namespace.Unpin removes one that is a pin.")
                    : SystemCalls.Failure(SystemCalls.LastError, operation, path, MountRemedy);
            }
        }

        using DescriptorLease lease = new(handle);
        if (Libc.mount($"/proc/self/fd/{lease.Descriptor}", path, "none", Linux.MS_BIND, null) == -1)
        {
            Errno error = SystemCalls.LastError;
            _ = Libc.unlink(path);
            throw error == Errno.EINVAL && handle.Type == NamespaceTypes.Mount
                ? new LinuxException(error, operation, path, "A mount namespace can be pinned only in one that is older, and not where mounts are shared with it.")
                : SystemCalls.Failure(error, operation, path, MountRemedy);
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
