using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Execution;

/// <summary>Finds out why a user namespace could not be created.</summary>
internal static class UserNamespaceRemedy
{
    internal const string AppArmor =
        "AppArmor restricts user namespaces: an administrator sets the sysctl kernel.apparmor_restrict_unprivileged_userns to 0, or gives the program a profile with the rule 'userns'.";

    internal static string? For(Errno errno) => For(errno, SystemFacts.Current);

    internal static string? For(Errno errno, SystemFacts facts) => CreationRemedy.For(errno, NamespaceTypes.User, facts);

    /// <summary>Determines whether AppArmor removes the capabilities in a user namespace that a caller without privilege creates.</summary>
    internal static bool IsRestrictedByAppArmor(SystemFacts facts) =>
        facts.Sysctl("kernel/apparmor_restrict_unprivileged_userns") == "1" && !facts.HasCapability(Linux.CAP_SYS_ADMIN);

    /// <summary>Explains why the kernel denied it (EPERM).</summary>
    internal static string? ForPermission(SystemFacts facts) =>
        IsRestrictedByAppArmor(facts) ? AppArmor
        : facts.Sysctl("kernel/unprivileged_userns_clone") == "0" && !facts.HasCapability(Linux.CAP_SYS_ADMIN)
            ? "The sysctl kernel.unprivileged_userns_clone is 0: an administrator sets it to 1."
        : !facts.IsMapped() ? "The user or the group of the caller is not mapped in the caller's own user namespace; the kernel then creates no user namespace."
        : facts.IsUnderChroot() ? "The caller is under chroot, where the kernel creates no user namespaces."
        : facts.HasSeccompFilter() ? CreationRemedy.Filter
        : null;
}
