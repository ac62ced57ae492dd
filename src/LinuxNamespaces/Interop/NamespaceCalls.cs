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

    /// <summary>The number that is never given to another namespace; null where the kernel has none, before 6.18.</summary>
    internal static ulong? UniqueId(NamespaceHandle handle)
    {
        ulong id;
        return Libc.ioctl(handle, Linux.NS_GET_ID, &id) == 0 ? id : null;
    }

    /// <summary>The number by which listmount(2) knows a mount namespace; null where the kernel has none, before 6.11.</summary>
    internal static ulong? MountNamespaceId(NamespaceHandle handle)
    {
        ulong id;
        return Libc.ioctl(handle, Linux.NS_GET_MNTNS_ID, &id) == 0 ? id : null;
    }
}
