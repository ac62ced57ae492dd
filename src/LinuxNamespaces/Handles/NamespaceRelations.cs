using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>Finds owners and parents of namespaces; ioctl_nsfs(2).</summary>
internal static class NamespaceRelations
{
    // The kernel allows 32 levels of nested user and PID namespaces.
    private const int MaxDepth = 33;

    /// <summary>Opens the user namespace that owns a namespace; null if the caller may not see it.</summary>
    /// <exception cref="LinuxException">The caller has no descriptors or memory left.</exception>
    internal static NamespaceHandle? Owner(NamespaceHandle handle) => Open(handle, Linux.NS_GET_USERNS, "open the owner of namespace");

    /// <summary>Opens the parent of a user or PID namespace; null if the caller may not see it.</summary>
    /// <exception cref="LinuxException">The caller has no descriptors or memory left.</exception>
    internal static NamespaceHandle? Parent(NamespaceHandle handle) => Open(handle, Linux.NS_GET_PARENT, "open the parent of namespace");

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

    // A lack of descriptors says nothing about what the caller may see.
    private static NamespaceHandle? Open(NamespaceHandle handle, uint request, string operation)
    {
        NamespaceHandle? opened = NamespaceHandle.From(NamespaceCalls.TryOpenRelated(handle, request, out Errno? error));
        return error is { } failure && (failure == Errno.EMFILE || failure == Errno.ENFILE || failure == Errno.ENOMEM)
            ? throw new LinuxException(failure, operation, handle.KernelName)
            : opened;
    }
}
