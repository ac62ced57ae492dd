using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Execution;

/// <summary>Finds out why namespaces could not be created: sysctls, capabilities, or the configuration of the kernel.</summary>
internal static class CreationRemedy
{
    internal const string Filter = "The caller has a seccomp filter, as in a container; the filter may forbid it.";

    internal static string? For(Errno errno, NamespaceTypes types) => For(errno, types, SystemFacts.Current);

    /// <summary>Explains why the caller could not create namespaces.</summary>
    internal static string? For(Errno errno, NamespaceTypes types, SystemFacts facts) =>
        errno != Errno.EPERM ? ForOther(errno, types, facts)
        : types.HasFlag(NamespaceTypes.User) ? UserNamespaceRemedy.ForPermission(facts)
        : !facts.HasCapability(Linux.CAP_SYS_ADMIN)
            ? "Creating them needs CAP_SYS_ADMIN. An ordinary user has it in a new user namespace: NamespaceProcess with NamespaceTypes.User in NewNamespaces."
        : facts.HasSeccompFilter() ? Filter
        : null;

    /// <summary>Explains why the root user of the private user namespace could not create namespaces.</summary>
    internal static string? ForRootOfUserNamespace(Errno errno, NamespaceTypes types, SystemFacts facts) =>
        errno != Errno.EPERM ? ForOther(errno, types, facts)
        : UserNamespaceRemedy.IsRestrictedByAppArmor(facts) ? UserNamespaceRemedy.AppArmor
        : facts.HasSeccompFilter() ? Filter
        : null;

    private static string? ForOther(Errno errno, NamespaceTypes types, SystemFacts facts)
    {
        NamespaceTypes[] kinds = NamespaceKinds.Each(types & NamespaceKinds.All);
        if (errno == Errno.ENOSPC)
        {
            return ForLimit(kinds, facts);
        }

        if (errno == Errno.EINVAL)
        {
            NamespaceTypes[] missing = [.. kinds.Where(type => !facts.IsInKernel(type))];
            return missing.Length > 0 ? $"The kernel was built without these namespaces: {string.Join(", ", missing)}." : null;
        }

        return errno == Errno.EUSERS ? "There can be at most 32 levels of nested user namespaces." : null;
    }

    // The limits of the user namespaces above apply too, but cannot be read from here.
    private static string ForLimit(NamespaceTypes[] kinds, SystemFacts facts)
    {
        string[] sysctls = Array.ConvertAll(kinds, type => NamespaceKinds.Of(type).LimitSysctl);
        int none = Array.FindIndex(sysctls, sysctl => facts.Sysctl(sysctl.Replace('.', '/')) == "0");
        string nesting = kinds.Any(type => type is NamespaceTypes.User or NamespaceTypes.Pid) ? ", or 32 levels of nested namespaces" : string.Empty;
        return none >= 0
            ? $"The sysctl {sysctls[none]} is 0: an administrator has to raise it."
            : $"A limit is reached: the sysctl {string.Join(" or ", sysctls)}, here or in a user namespace above{nesting}.";
    }
}
