using System.Numerics;

namespace LinuxNamespaces;

/// <summary>The kinds of namespaces, of namespaces(7). This is the only list of them: another kind is one more line here.</summary>
internal static class NamespaceKinds
{
    private const string SingleUser = "a process that has more than one thread, as every .NET process has, cannot change its user namespace.";
    private const string ProcessIds = "a process stays in its PID namespace; only its children can get into another one.";
    private const string Clocks = "threads share the clocks of their process; only its children can get others.";

    private static readonly NamespaceKind[] s_kinds =
    [
        new() { Type = NamespaceTypes.Time, ProcName = "time", CloneFlag = "CLONE_NEWTIME", Manual = "time_namespaces", FirstKernel = new(5, 6), KernelOption = "CONFIG_TIME_NS", ForChildren = "time_for_children", ThreadRefusal = Clocks, JoinRank = 6 },
        new() { Type = NamespaceTypes.Mount, ProcName = "mnt", CloneFlag = "CLONE_NEWNS", Manual = "mount_namespaces", FirstKernel = new(2, 4, 19), JoinRank = 5 },
        new() { Type = NamespaceTypes.Cgroup, ProcName = "cgroup", CloneFlag = "CLONE_NEWCGROUP", Manual = "cgroup_namespaces", FirstKernel = new(4, 6), KernelOption = "CONFIG_CGROUPS", JoinRank = 0 },
        new() { Type = NamespaceTypes.Uts, ProcName = "uts", CloneFlag = "CLONE_NEWUTS", Manual = "uts_namespaces", FirstKernel = new(2, 6, 19), KernelOption = "CONFIG_UTS_NS", JoinRank = 2 },
        new() { Type = NamespaceTypes.Ipc, ProcName = "ipc", CloneFlag = "CLONE_NEWIPC", Manual = "ipc_namespaces", FirstKernel = new(2, 6, 30), KernelOption = "CONFIG_IPC_NS", JoinRank = 1 },
        new() { Type = NamespaceTypes.User, ProcName = "user", CloneFlag = "CLONE_NEWUSER", Manual = "user_namespaces", FirstKernel = new(3, 8), KernelOption = "CONFIG_USER_NS", ThreadRefusal = SingleUser, JoinRank = 7 },
        new() { Type = NamespaceTypes.Pid, ProcName = "pid", CloneFlag = "CLONE_NEWPID", Manual = "pid_namespaces", FirstKernel = new(2, 6, 24), KernelOption = "CONFIG_PID_NS", ForChildren = "pid_for_children", ThreadRefusal = ProcessIds, JoinRank = 4 },
        new() { Type = NamespaceTypes.Network, ProcName = "net", CloneFlag = "CLONE_NEWNET", Manual = "network_namespaces", FirstKernel = new(2, 6, 29), KernelOption = "CONFIG_NET_NS", JoinRank = 3 },
    ];

    // The user namespace is entered last: the right to enter the others comes from the one that the caller is in.
    private static readonly NamespaceTypes[] s_privilegedOrder = [.. s_kinds.OrderBy(kind => kind.JoinRank).Select(kind => kind.Type)];

    // It is entered first where it gives that right.
    private static readonly NamespaceTypes[] s_unprivilegedOrder = [NamespaceTypes.User, .. s_privilegedOrder.Where(type => type != NamespaceTypes.User)];

    private static int s_known;

    /// <summary>Gets all kinds, in the order of their flags.</summary>
    internal static NamespaceKind[] List => s_kinds;

    /// <summary>Gets the flags of all kinds.</summary>
    internal static NamespaceTypes All { get; } = s_kinds.Aggregate(NamespaceTypes.None, (types, kind) => types | kind.Type);

    /// <summary>Gets a kind by its flag.</summary>
    /// <exception cref="ArgumentException">The value is not a single flag.</exception>
    internal static NamespaceKind Of(NamespaceTypes type)
    {
        foreach (NamespaceKind kind in s_kinds)
        {
            if (kind.Type == type)
            {
                return kind;
            }
        }

        throw new ArgumentException($"'{type}' is not a single kind of namespace.", nameof(type));
    }

    /// <summary>Gets the kinds in the order in which namespaces can be entered; setns(2).</summary>
    /// <param name="privileged">Whether the caller has the right to enter them before it enters a user namespace.</param>
    internal static IReadOnlyList<NamespaceTypes> InJoinOrder(bool privileged) => privileged ? s_privilegedOrder : s_unprivilegedOrder;

    /// <summary>Gets the kinds of a set that the kernel does not have.</summary>
    internal static NamespaceTypes Missing(NamespaceTypes types)
    {
        NamespaceTypes missing = NamespaceTypes.None;
        foreach (NamespaceTypes type in Each(types & ~(NamespaceTypes)s_known))
        {
            if (Of(type).IsInKernel)
            {
                Interlocked.Or(ref s_known, (int)type);
            }
            else
            {
                missing |= type;
            }
        }

        return missing;
    }

    /// <summary>Gets the flags of a set one by one, in ascending order.</summary>
    internal static NamespaceTypes[] Each(NamespaceTypes types)
    {
        NamespaceTypes[] kinds = new NamespaceTypes[BitOperations.PopCount((uint)types)];
        uint rest = (uint)types;
        for (int i = 0; i < kinds.Length; i++)
        {
            kinds[i] = (NamespaceTypes)(rest & (~rest + 1));
            rest &= rest - 1;
        }

        return kinds;
    }

    /// <summary>Gets the flags of clone(2) for a set, as they are written in C.</summary>
    internal static string CloneFlagNames(NamespaceTypes types) => string.Join(" | ", Array.ConvertAll(Each(types), type => Of(type).CloneFlag));
}
