using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>Whether the kernel will let the caller enter a namespace; capabilities(7), setns(2), user_namespaces(7).</summary>
internal static class JoinAccess
{
    private const string Enter = "enter namespaces";

    internal static void CheckUser(NamespaceHandle user, bool privileged)
    {
        using Namespace own = Namespace.OpenCurrent(NamespaceTypes.User);
        if (own.Identity == user.Identity)
        {
            throw new ArgumentException("The user namespace to join is the one that the caller is in. The kernel refuses that.");
        }

        NamespaceHandle? below = NamespaceRelations.FindAncestor(user, own.Identity);
        using (below)
        {
            if (below is null)
            {
                throw new LinuxException(Errno.EPERM, Enter, $"{NamespaceTypes.User}", "The user namespace is not below that of the caller.");
            }

            // The owner, in the namespace in which it was created, has all rights over it.
            if (!privileged && NamespaceRelations.OwnerUser(below) != Libc.geteuid())
            {
                throw new LinuxException(Errno.EPERM, Enter, $"{NamespaceTypes.User}", "The user namespace belongs to another user. Joining it needs CAP_SYS_ADMIN.");
            }
        }
    }

    /// <param name="user">The user namespace that is joined besides; <c>null</c> for none.</param>
    internal static void CheckOwner(NamespaceTypes type, NamespaceHandle handle, NamespaceHandle? user, bool privileged)
    {
        // The kernel tells the owner only to processes in it or above.
        using NamespaceHandle? owner = NamespaceRelations.Owner(handle);
        if (owner is null)
        {
            throw new LinuxException(Errno.EPERM, Enter, $"{type}", "It belongs to a user namespace that is not below that of the caller.");
        }

        if (!privileged && (user is null || !IsOrIsBelow(owner, user.Identity)))
        {
            throw new LinuxException(
                Errno.EPERM, Enter, $"{type}",
                user is null
                    ? "That needs CAP_SYS_ADMIN in the user namespace that owns it, which an ordinary user has by joining that one too."
                    : "The user namespace that is joined does not own it.");
        }
    }

    internal static void CheckPid(NamespaceHandle pid)
    {
        using Namespace own = Namespace.OpenCurrent(NamespaceTypes.Pid);
        if (own.Identity == pid.Identity)
        {
            return;
        }

        using NamespaceHandle? below = NamespaceRelations.FindAncestor(pid, own.Identity);
        if (below is null)
        {
            throw new LinuxException(Errno.EINVAL, Enter, $"{NamespaceTypes.Pid}", "Only PID namespaces below that of the caller can be joined.");
        }
    }

    private static bool IsOrIsBelow(NamespaceHandle owner, NamespaceIdentity user)
    {
        if (owner.Identity == user)
        {
            return true;
        }

        using NamespaceHandle? below = NamespaceRelations.FindAncestor(owner, user);
        return below is not null;
    }
}
