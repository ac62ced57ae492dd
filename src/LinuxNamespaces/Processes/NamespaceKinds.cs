namespace LinuxNamespaces.Processes;

/// <summary>The kinds of namespaces one by one.</summary>
internal static class NamespaceKinds
{
    internal const NamespaceTypes All = NamespaceTypes.Time | NamespaceTypes.Mount | NamespaceTypes.Cgroup | NamespaceTypes.Uts
        | NamespaceTypes.Ipc | NamespaceTypes.User | NamespaceTypes.Pid | NamespaceTypes.Network;

    private static readonly Lazy<NamespaceTypes> s_ofKernel = new(() =>
        Each(All).Where(type => File.Exists($"/proc/self/ns/{type.ProcName()}")).Aggregate(NamespaceTypes.None, (all, type) => all | type));

    /// <summary>The kinds that the kernel has.</summary>
    internal static NamespaceTypes OfKernel => s_ofKernel.Value;

    internal static IEnumerable<NamespaceTypes> Each(NamespaceTypes types) => Enum.GetValues<NamespaceTypes>().Where(type => type != NamespaceTypes.None && types.HasFlag(type));
}
