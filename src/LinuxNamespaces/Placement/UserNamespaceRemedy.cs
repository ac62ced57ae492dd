namespace LinuxNamespaces.Placement;

/// <summary>Why a user namespace may not be created, and what would help.</summary>
internal static class UserNamespaceRemedy
{
    internal static string? For(Errno errno) => For(errno, ReadSysctl);

    /// <param name="sysctl">What reads a sysctl, as <see cref="ReadSysctl"/> does; tests have systems of their own.</param>
    internal static string? For(Errno errno, Func<string, string?> sysctl) =>
        errno == Errno.EPERM ? ForPermission(sysctl)
        : errno == Errno.ENOSPC ? sysctl("user/max_user_namespaces") == "0"
            ? "The sysctl user.max_user_namespaces is 0: an administrator raises it."
            : "The limit of user namespaces is reached: raise the sysctl user.max_user_namespaces. More than 32 inside one another cannot be."
        : errno == Errno.EUSERS ? "32 user namespaces inside one another are the most."
        : errno == Errno.EINVAL ? "The kernel was built without CONFIG_USER_NS."
        : null;

    /// <summary>The value of a sysctl; null when it cannot be read.</summary>
    internal static string? ReadSysctl(string name)
    {
        try
        {
            return File.ReadAllText($"/proc/sys/{name}").Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string ForPermission(Func<string, string?> sysctl) =>
        sysctl("kernel/apparmor_restrict_unprivileged_userns") == "1"
            ? "AppArmor restricts user namespaces: an administrator sets the sysctl kernel.apparmor_restrict_unprivileged_userns to 0, or gives the program a profile with the rule 'userns'."
            : sysctl("kernel/unprivileged_userns_clone") == "0"
            ? "The sysctl kernel.unprivileged_userns_clone is 0: an administrator sets it to 1."
            : "A user namespace cannot be created under chroot, nor where a seccomp filter, as that of a container, or a security module forbids it.";
}
