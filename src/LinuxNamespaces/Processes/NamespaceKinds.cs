using System.Numerics;

namespace LinuxNamespaces.Processes;

/// <summary>The kinds of namespaces one by one.</summary>
internal static class NamespaceKinds
{
    internal const NamespaceTypes All = NamespaceTypes.Time | NamespaceTypes.Mount | NamespaceTypes.Cgroup | NamespaceTypes.Uts
        | NamespaceTypes.Ipc | NamespaceTypes.User | NamespaceTypes.Pid | NamespaceTypes.Network;

    private static int s_known;

    /// <summary>Those of some kinds that the kernel does not have.</summary>
    internal static NamespaceTypes Missing(NamespaceTypes types)
    {
        NamespaceTypes missing = NamespaceTypes.None;
        foreach (NamespaceTypes type in Each(types & ~(NamespaceTypes)s_known))
        {
            if (File.Exists($"/proc/self/ns/{type.ProcName()}"))
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

    /// <summary>Kinds one by one, in the order of their flags.</summary>
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

    /// <summary>The flags of clone(2) for kinds, as they are written in C.</summary>
    internal static string CloneFlagNames(NamespaceTypes types) => string.Join(" | ", Array.ConvertAll(Each(types), type => type.CloneFlagName()));
}
