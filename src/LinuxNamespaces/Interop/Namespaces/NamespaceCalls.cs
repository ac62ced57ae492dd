using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Interop;

/// <summary>ioctl_nsfs(2): what the kernel knows of the descriptor of a namespace.</summary>
internal static unsafe class NamespaceCalls
{
    private const uint NS_GET_OWNER_UID = 0xb704;

    /// <summary>Gets the <c>CLONE_NEW*</c> flag of a namespace.</summary>
    internal static uint TypeOf(SafeHandle handle)
    {
        int type = Libc.ioctl(handle, Linux.NS_GET_NSTYPE, null);
        SystemCalls.Check(type, "ask for the type of a namespace (NS_GET_NSTYPE)");
        return (uint)type;
    }

    /// <summary>Opens the parent or the owner of a namespace.</summary>
    /// <param name="error">EPERM if the caller may not see it, or another error; null on success.</param>
    /// <returns>The descriptor; invalid on failure.</returns>
    internal static SafeFileHandle TryOpenRelated(SafeHandle handle, uint request, out Errno? error)
    {
        int descriptor = Libc.ioctl(handle, request, null);
        error = descriptor == -1 ? SystemCalls.LastError : null;
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Gets the user that created a user namespace.</summary>
    internal static uint? OwnerUser(SafeHandle handle)
    {
        uint user;
        return Libc.ioctl(handle, NS_GET_OWNER_UID, &user) == 0 ? user : null;
    }

    /// <summary>Translates a process id.</summary>
    /// <param name="translated">Null if there is no such process there.</param>
    /// <returns>False if the kernel does not support this (before 6.11).</returns>
    internal static bool TryTranslate(SafeHandle handle, uint request, int id, out int? translated)
    {
        int result = Libc.ioctl(handle, request, (void*)id);
        translated = result > 0 ? result : null;
        return result != -1 || SystemCalls.LastError != Errno.ENOTTY;
    }

    /// <summary>Gets the number that is never given to another namespace; null before kernel 6.18.</summary>
    internal static ulong? UniqueId(SafeHandle handle)
    {
        ulong id;
        return Libc.ioctl(handle, Linux.NS_GET_ID, &id) == 0 ? id : null;
    }

    /// <summary>Opens a namespace by its unique number, and by its type and inode number if they are known.</summary>
    /// <param name="type">The <c>CLONE_NEW*</c> flag; 0 if it is not known.</param>
    /// <param name="error">ESTALE if the namespace does not exist or the caller may not open it; another error if the kernel does not support this (before 6.18).</param>
    /// <returns>The descriptor; invalid on failure.</returns>
    internal static SafeFileHandle TryOpen(ulong id, uint type, ulong inode, out Errno? error)
    {
        // struct file_handle, and in it struct nsfs_file_handle.
        const int length = sizeof(ulong) + (2 * sizeof(uint));
        byte* handle = stackalloc byte[(2 * sizeof(int)) + length];
        *(int*)handle = length;
        *(int*)(handle + 4) = Linux.FILEID_NSFS;
        *(ulong*)(handle + 8) = id;
        *(uint*)(handle + 16) = type;
        *(uint*)(handle + 20) = (uint)inode;
        nint descriptor = Libc.syscall(SystemCall.open_by_handle_at.Number, Linux.FD_NSFS_ROOT, (nint)handle, Linux.O_RDONLY | Linux.O_CLOEXEC, 0, 0);
        error = descriptor == -1 ? SystemCalls.LastError : null;
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Gets the number by which listmount(2) knows a mount namespace; null before kernel 6.11.</summary>
    internal static ulong? MountNamespaceId(SafeHandle handle)
    {
        ulong id;
        return Libc.ioctl(handle, Linux.NS_GET_MNTNS_ID, &id) == 0 ? id : null;
    }
}
