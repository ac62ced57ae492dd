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
}
