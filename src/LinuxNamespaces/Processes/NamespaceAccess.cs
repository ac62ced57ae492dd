using LinuxNamespaces.Execution;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>Whether the kernel will let the caller create and enter namespaces; capabilities(7), setns(2), user_namespaces(7).</summary>
internal static class NamespaceAccess
{
    private const string Create = "create namespaces";
    private const string Enter = "enter namespaces";

    internal static void Check(NamespaceProcessStartInfo info, Dictionary<NamespaceTypes, (NamespaceHandle Handle, bool Owned)> joined, bool privileged)
    {
        NamespaceTypes present = info.NewNamespaces;
        if (present != 0 && !privileged && !present.HasFlag(NamespaceTypes.User) && !joined.ContainsKey(NamespaceTypes.User))
        {
            throw new LinuxException(
                Errno.EPERM, Create, $"{present}",
                "That needs CAP_SYS_ADMIN. An ordinary user gets it in a user namespace: add NamespaceTypes.User to NewNamespaces, with IdMap.CurrentUserAsRoot.");
        }

        NamespaceHandle? user = joined.TryGetValue(NamespaceTypes.User, out (NamespaceHandle Handle, bool Owned) found) ? found.Handle : null;
        if (user is not null)
        {
            CheckUser(user, privileged);
        }

        if (joined.TryGetValue(NamespaceTypes.Pid, out (NamespaceHandle Handle, bool Owned) pid))
        {
            CheckPid(pid.Handle);
        }

        foreach ((NamespaceTypes type, (NamespaceHandle handle, _)) in joined)
        {
            if (type == NamespaceTypes.User)
            {
                continue;
            }

            // Who owns it is told only to those in the owner or above.
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
    }

    /// <summary>Whether a sysctl forbids it; for plans, since reading them all takes a tenth of a start, which fails with the same reason.</summary>
    internal static void CheckSysctls(NamespaceTypes present, bool privileged)
    {
        foreach (NamespaceTypes type in NamespaceKinds.Each(present))
        {
            string sysctl = $"user/max_{type.ProcName()}_namespaces";
            if (ProcSelf.ReadSysctl(sysctl) == "0")
            {
                throw new LinuxException(Errno.ENOSPC, Create, $"{type}", $"The sysctl {sysctl.Replace('/', '.')} is 0: an administrator has to raise it.");
            }
        }

        if (present.HasFlag(NamespaceTypes.User) && !privileged && ProcSelf.ReadSysctl("kernel/unprivileged_userns_clone") == "0")
        {
            throw new LinuxException(Errno.EPERM, Create, $"{NamespaceTypes.User}", UserNamespaceRemedy.For(Errno.EPERM));
        }
    }

    private static void CheckUser(NamespaceHandle user, bool privileged)
    {
        using Namespace own = Namespace.OpenCurrent(NamespaceTypes.User);
        if (own.Identity == user.Identity)
        {
            throw new ArgumentException("The user namespace to join is the one that the caller is in; the kernel refuses that, and it is not needed.");
        }

        NamespaceHandle? below = NamespaceRelations.FindAncestor(user, own.Identity);
        using (below)
        {
            if (below is null)
            {
                throw new LinuxException(Errno.EPERM, Enter, $"{NamespaceTypes.User}", "The user namespace is not below that of the caller.");
            }

            // Who created it, as seen from the namespace that it was created in, may do everything in it.
            if (!privileged && NamespaceRelations.OwnerUser(below) != Libc.geteuid())
            {
                throw new LinuxException(Errno.EPERM, Enter, $"{NamespaceTypes.User}", "The user namespace belongs to another user; CAP_SYS_ADMIN would allow it.");
            }
        }
    }

    private static void CheckPid(NamespaceHandle pid)
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
