using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>Which namespace is above or owns which; ioctl_nsfs(2).</summary>
internal static class NamespaceRelations
{
    // The kernel nests user and PID namespaces at most 32 deep.
    private const int MaxDepth = 33;

    /// <summary>The user namespace that owns a namespace; null where the caller may not know it.</summary>
    internal static NamespaceHandle? Owner(NamespaceHandle handle) => NamespaceHandle.From(NamespaceCalls.Related(handle, Linux.NS_GET_USERNS));

    internal static NamespaceHandle? Parent(NamespaceHandle handle) => NamespaceHandle.From(NamespaceCalls.Related(handle, Linux.NS_GET_PARENT));

    internal static uint? OwnerUser(NamespaceHandle handle) => NamespaceCalls.OwnerUser(handle);

    /// <summary>Walks up from a namespace; gives the last one below an ancestor, or null when that is none.</summary>
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
