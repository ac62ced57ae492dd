namespace LinuxNamespaces;

internal static class NamespaceTypesExtensions
{
    /// <summary>The name of a single kind under <c>/proc/PID/ns</c>; also the prefix in <c>net:[4026531833]</c>.</summary>
    internal static string ProcName(this NamespaceTypes type) => type switch
    {
        NamespaceTypes.Time => "time",
        NamespaceTypes.Mount => "mnt",
        NamespaceTypes.Cgroup => "cgroup",
        NamespaceTypes.Uts => "uts",
        NamespaceTypes.Ipc => "ipc",
        NamespaceTypes.User => "user",
        NamespaceTypes.Pid => "pid",
        NamespaceTypes.Network => "net",
        _ => throw new ArgumentException($"'{type}' is not a single kind of namespace.", nameof(type)),
    };

    /// <summary>The flag of a single kind, as the manual calls it.</summary>
    internal static string CloneFlagName(this NamespaceTypes type) => type == NamespaceTypes.Mount ? "CLONE_NEWNS" : $"CLONE_NEW{type.ProcName().ToUpperInvariant()}";
}
