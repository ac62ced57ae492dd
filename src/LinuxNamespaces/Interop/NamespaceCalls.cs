namespace LinuxNamespaces.Interop;

/// <summary>ioctl_nsfs(2).</summary>
internal static unsafe class NamespaceCalls
{
    private const uint NS_GET_OWNER_UID = 0xb704;

    /// <summary>The parent or owner of a namespace; null when it has none that the caller may know.</summary>
    internal static NamespaceHandle? Related(NamespaceHandle handle, uint request)
    {
        int related = Libc.ioctl(handle, request, null);
        return related == -1 ? null : new NamespaceHandle(related, ownsHandle: true);
    }

    /// <summary>The user who created a user namespace.</summary>
    internal static uint? OwnerUser(NamespaceHandle handle)
    {
        uint user;
        return Libc.ioctl(handle, NS_GET_OWNER_UID, &user) == 0 ? user : null;
    }

    /// <summary>Translates a process id.</summary>
    /// <param name="translated">Null when there is no such process there.</param>
    /// <returns>False when the kernel cannot do that (before 6.11).</returns>
    internal static bool TryTranslate(NamespaceHandle handle, uint request, int id, out int? translated)
    {
        int result = Libc.ioctl(handle, request, (void*)id);
        translated = result > 0 ? result : null;
        return result != -1 || SystemCalls.LastError != Errno.ENOTTY;
    }

    /// <summary>The number that is never given to another namespace; null where the kernel has none, before 6.18.</summary>
    internal static ulong? UniqueId(NamespaceHandle handle)
    {
        ulong id;
        return Libc.ioctl(handle, Linux.NS_GET_ID, &id) == 0 ? id : null;
    }

    /// <summary>Opens a namespace by what the kernel calls a file handle: its number, and its type and its inode if they are known.</summary>
    /// <param name="error">ESTALE when the namespace is gone, or not for the caller; another one when the kernel cannot do that (before 6.18).</param>
    internal static NamespaceHandle? TryOpen(ulong id, NamespaceTypes type, ulong inode, out Errno? error)
    {
        // struct file_handle, and in it struct nsfs_file_handle.
        const int length = sizeof(ulong) + (2 * sizeof(uint));
        byte* handle = stackalloc byte[(2 * sizeof(int)) + length];
        *(int*)handle = length;
        *(int*)(handle + 4) = Linux.FILEID_NSFS;
        *(ulong*)(handle + 8) = id;
        *(uint*)(handle + 16) = (uint)type;
        *(uint*)(handle + 20) = (uint)inode;
        nint descriptor = Libc.syscall(SystemCall.open_by_handle_at.Number, Linux.FD_NSFS_ROOT, (nint)handle, Linux.O_RDONLY | Linux.O_CLOEXEC, 0, 0);
        error = descriptor == -1 ? SystemCalls.LastError : null;
        return descriptor == -1 ? null : new NamespaceHandle(descriptor, ownsHandle: true);
    }

    /// <summary>The number by which listmount(2) knows a mount namespace; null where the kernel has none, before 6.11.</summary>
    internal static ulong? MountNamespaceId(NamespaceHandle handle)
    {
        ulong id;
        return Libc.ioctl(handle, Linux.NS_GET_MNTNS_ID, &id) == 0 ? id : null;
    }
}
