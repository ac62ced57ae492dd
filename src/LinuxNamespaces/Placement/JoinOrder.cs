namespace LinuxNamespaces.Placement;

/// <summary>In which order namespaces can be entered; setns(2).</summary>
internal static class JoinOrder
{
    // User namespaces last: the right to enter the others comes from the one that the caller is in.
    private static readonly NamespaceTypes[] s_privileged =
    [
        NamespaceTypes.Cgroup, NamespaceTypes.Ipc, NamespaceTypes.Uts, NamespaceTypes.Network,
        NamespaceTypes.Pid, NamespaceTypes.Mount, NamespaceTypes.Time, NamespaceTypes.User,
    ];

    // The other way round where the user namespace gives the right.
    private static readonly NamespaceTypes[] s_unprivileged = [NamespaceTypes.User, .. s_privileged[..^1]];

    internal static IReadOnlyList<NamespaceTypes> For(bool privileged) => privileged ? s_privileged : s_unprivileged;
}
