using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>Whether the caller has a capability over a namespace; user_namespaces(7). Asked after a call has failed, to tell why.</summary>
internal static class RightsOver
{
    // PROC_USER_INIT_INO.
    private const ulong FirstUserNamespace = 0xeffffffd;

    /// <summary>Whether the calling thread has a capability in its own user namespace.</summary>
    internal static bool Has(int capability) => (CapabilityCalls.Get().Effective & (1UL << capability)) != 0;

    /// <summary>Whether the calling thread has a capability in the user namespace that owns a namespace.</summary>
    /// <returns>Null when that cannot be found out.</returns>
    internal static bool? Has(NamespaceHandle target, int capability)
    {
        try
        {
            using NamespaceHandle? owner = target.Type == NamespaceTypes.User ? Duplicate(target) : NamespaceRelations.Owner(target);
            using NamespaceHandle own = NamespaceHandle.Open("/proc/thread-self/ns/user");
            if (owner is null)
            {
                // The kernel tells the owner only to those in it or above it; others have no capability there.
                return false;
            }

            if (owner.Identity == own.Identity)
            {
                return Has(capability);
            }

            using NamespaceHandle? below = NamespaceRelations.FindAncestor(owner, own.Identity);
            // The user who has created it has all capabilities in it, and so has the one with the capability above.
            return below is not null && (Has(capability) || NamespaceRelations.OwnerUser(below) == Libc.geteuid());
        }
        catch (Exception e) when (e is LinuxException or ObjectDisposedException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Whether a namespace belongs to the first user namespace of the machine; false when that cannot be found out.</summary>
    internal static bool BelongsToFirst(NamespaceHandle target)
    {
        using NamespaceHandle? owner = NamespaceRelations.Owner(target);
        return owner?.Identity.Inode == FirstUserNamespace;
    }

    private static NamespaceHandle Duplicate(NamespaceHandle handle)
    {
        using DescriptorLease lease = new(handle);
        return NamespaceHandle.Open($"/proc/self/fd/{lease.Descriptor}");
    }
}
