using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>Finds owners and parents of namespaces; ioctl_nsfs(2).</summary>
internal static class NamespaceRelations
{
    // The kernel allows 32 levels of nested user and PID namespaces.
    private const int MaxDepth = 33;

    /// <summary>Opens the user namespace that owns a namespace; null if the caller may not see it.</summary>
    internal static NamespaceHandle? Owner(NamespaceHandle handle) => NamespaceHandle.From(NamespaceCalls.Related(handle, Linux.NS_GET_USERNS));

    internal static NamespaceHandle? Parent(NamespaceHandle handle) => NamespaceHandle.From(NamespaceCalls.Related(handle, Linux.NS_GET_PARENT));

    internal static uint? OwnerUser(NamespaceHandle handle) => NamespaceCalls.OwnerUser(handle);

    /// <summary>Walks up from a namespace and opens the last one below an ancestor; null if the ancestor is not above it.</summary>
    internal static NamespaceHandle? FindAncestor(NamespaceHandle handle, NamespaceIdentity ancestor)
    {
        NamespaceHandle current = NamespaceHandle.Open($"/proc/self/fd/{handle.DangerousGetHandle()}");
        for (int depth = 0; depth < MaxDepth; depth++)
        {
            if (Parent(current) is not { } parent)
            {
                break;
            }

            if (parent.Identity == ancestor)
            {
                parent.Dispose();
                return current;
            }

            current.Dispose();
            current = parent;
        }

        current.Dispose();
        return null;
    }
}
