using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>Determines whether the caller has a capability over a namespace, to explain a failed call; user_namespaces(7).</summary>
internal static class RightsOver
{
    // PROC_USER_INIT_INO.
    private const ulong FirstUserNamespace = 0xeffffffd;

    /// <summary>Determines whether the calling thread has a capability in its own user namespace.</summary>
    internal static bool Has(int capability) => (CapabilityCalls.Get().Effective & (1UL << capability)) != 0;

    /// <summary>Determines whether the calling thread has a capability in the user namespace that owns a namespace.</summary>
    /// <returns>Null if it is not known.</returns>
    internal static bool? Has(NamespaceHandle target, int capability)
    {
        try
        {
            using NamespaceHandle? owner = target.Type == NamespaceTypes.User ? Duplicate(target) : NamespaceRelations.Owner(target);
            using NamespaceHandle own = NamespaceHandle.Open("/proc/thread-self/ns/user");
            if (owner is null)
            {
                // The kernel returns the owner only to callers in it or above it. Other callers have no capability there.
                return false;
            }

            if (owner.Identity == own.Identity)
            {
                return Has(capability);
            }

            using NamespaceHandle? below = NamespaceRelations.FindAncestor(owner, own.Identity);
            // The user that owns it has all capabilities in it. A caller with the capability in the parent has that capability.
            return below is not null && (Has(capability) || NamespaceRelations.OwnerUser(below) == Libc.geteuid());
        }
        catch (Exception e) when (e is LinuxException or ObjectDisposedException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Determines whether a namespace belongs to the first user namespace of the machine; false if it is not known.</summary>
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
