namespace LinuxNamespaces.Processes;

/// <summary>The kinds of namespaces one by one.</summary>
internal static class NamespaceKinds
{
    internal const NamespaceTypes All = NamespaceTypes.Time | NamespaceTypes.Mount | NamespaceTypes.Cgroup | NamespaceTypes.Uts
        | NamespaceTypes.Ipc | NamespaceTypes.User | NamespaceTypes.Pid | NamespaceTypes.Network;

    internal static IEnumerable<NamespaceTypes> Each(NamespaceTypes types) => Enum.GetValues<NamespaceTypes>().Where(type => type != NamespaceTypes.None && types.HasFlag(type));
}
