using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Execution;

/// <summary>Moves the calling thread into namespaces. The thread must end in them.</summary>
internal static class ThreadNamespaces
{
    /// <summary>Gets the namespace of a thread, as in <c>net:[4026531833]</c>.</summary>
    /// <param name="thread">The directory of the thread in /proc.</param>
    /// <returns>Null if the thread is gone.</returns>
    internal static string? Find(string thread, string kind) => new FileInfo($"{thread}/ns/{kind}").LinkTarget;

    /// <summary>Throws if a thread cannot have its own namespaces of these kinds.</summary>
    internal static void Require(NamespaceTypes types)
    {
        if (types == NamespaceTypes.None || (types & ~NamespaceKinds.All) != 0)
        {
            throw new ArgumentException($"'{types}' is not a set of kinds of namespaces.", nameof(types));
        }

        string? reason = NamespaceKinds.InJoinOrder(privileged: false).Where(type => types.HasFlag(type)).Select(type => NamespaceKinds.Of(type).ThreadRefusal).FirstOrDefault(text => text is not null);
        if (reason is not null)
        {
            throw new NotSupportedException($"Code of this process cannot run in the namespace: {reason} Start a program there with NamespaceProcess (NewNamespaces, JoinNamespaces).");
        }
    }

    /// <summary>Moves the calling thread into a namespace.</summary>
    /// <returns>The namespaces that the thread has entered.</returns>
    internal static string[] Enter(NamespaceHandle target)
    {
        // Entering the current namespace has no effect, but needs privileges.
        if (Find("/proc/thread-self", target.Type.ProcName()) == target.KernelName)
        {
            return [];
        }

        bool isMount = target.Type == NamespaceTypes.Mount;
        if (isMount)
        {
            // setns changes the root and working directory, which must not be shared with other threads.
            SystemCalls.Check(Libc.unshare((int)Linux.CLONE_FS), "get a root directory for a thread");
        }

        SystemCalls.Check(Libc.setns(target, (int)target.Type), "enter namespace", target.KernelName, errno => EntryRemedy(errno, target));
        return [target.KernelName];
    }

    /// <summary>Explains why the calling thread could not enter a namespace.</summary>
    internal static string? EntryRemedy(Errno errno, NamespaceHandle target) =>
        errno != Errno.EPERM ? null
        : !RightsOver.Has(Linux.CAP_SYS_ADMIN) || RightsOver.Has(target, Linux.CAP_SYS_ADMIN) == false
            ? "It needs CAP_SYS_ADMIN in the user namespace of the caller and in the one that owns the namespace. "
                + "An ordinary user can start a program there: NamespaceProcess with both namespaces in JoinNamespaces."
        : target.Type == NamespaceTypes.Mount && !RightsOver.Has(Linux.CAP_SYS_CHROOT) ? "Entering a mount namespace needs CAP_SYS_CHROOT besides CAP_SYS_ADMIN."
        : null;

    /// <summary>Moves the calling thread into new namespaces.</summary>
    /// <returns>The namespaces that the thread has entered.</returns>
    internal static string[] Unshare(NamespaceTypes types)
    {
        if (Libc.unshare((int)types) == -1)
        {
            Errno error = SystemCalls.LastError;
            throw new LinuxException(error, "create namespaces for a thread", $"{types}", CreationRemedy.For(error, types));
        }

        if (types.HasFlag(NamespaceTypes.Mount))
        {
            SystemCalls.Check(Libc.mount(null, "/", null, Linux.MS_REC | Linux.MS_PRIVATE, null), "keep mounts within a mount namespace, at", "/");
        }

        return [.. NamespaceKinds.Each(types).Select(type => Find("/proc/thread-self", type.ProcName())).OfType<string>()];
    }
}
