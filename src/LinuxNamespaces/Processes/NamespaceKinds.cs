namespace LinuxNamespaces.Processes;

/// <summary>The kinds of namespaces one by one.</summary>
internal static class NamespaceKinds
{
    internal const NamespaceTypes All = NamespaceTypes.Time | NamespaceTypes.Mount | NamespaceTypes.Cgroup | NamespaceTypes.Uts
        | NamespaceTypes.Ipc | NamespaceTypes.User | NamespaceTypes.Pid | NamespaceTypes.Network;

    private static int s_known;

    /// <summary>Those of some kinds that the kernel does not have.</summary>
    internal static IEnumerable<NamespaceTypes> Missing(NamespaceTypes types)
    {
        foreach (NamespaceTypes type in Each(types & ~(NamespaceTypes)s_known))
        {
            if (File.Exists($"/proc/self/ns/{type.ProcName()}"))
            {
                Interlocked.Or(ref s_known, (int)type);
            }
            else
            {
                yield return type;
            }
        }
    }

    /// <summary>Kinds one by one, in the order of their flags.</summary>
    internal static IEnumerable<NamespaceTypes> Each(NamespaceTypes types)
    {
        for (uint rest = (uint)types; rest != 0; rest &= rest - 1)
        {
            yield return (NamespaceTypes)(rest & (~rest + 1));
        }
    }
}
