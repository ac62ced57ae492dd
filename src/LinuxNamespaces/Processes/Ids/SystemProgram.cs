using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>
/// Finds the programs that the library itself runs. A privileged caller must not run a program that another user has put into a directory of PATH,
/// so only system directories are searched for it.
/// </summary>
internal static class SystemProgram
{
    private static readonly string[] s_system = ["/usr/bin", "/usr/sbin", "/bin", "/sbin"];
    private static readonly string[] s_local = ["/usr/local/bin", "/usr/local/sbin"];

    /// <summary>The directories that are searched, for messages.</summary>
    internal static string Places => IsPrivileged ? string.Join(", ", s_system.Concat(s_local)) : $"PATH, {string.Join(", ", s_system.Concat(s_local))}";

    // Root, and callers with any capability, for example through a set-user-ID bit.
    private static bool IsPrivileged => Environment.IsPrivilegedProcess || CapabilityCalls.Get() is not (Effective: 0, Permitted: 0, Inheritable: _);

    /// <summary>Finds a program by its name.</summary>
    /// <returns>The path; null if the program is not found.</returns>
    internal static string? Find(string name) => Find(name, IsPrivileged ? [] : (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':'));

    /// <param name="search">The directories that come first: those of PATH for an unprivileged caller. Relative ones are ignored.</param>
    internal static string? Find(string name, string[] search) =>
        search.Where(directory => directory.StartsWith('/')).Concat(s_system).Concat(s_local.Where(IsTrusted))
            .Select(directory => $"{directory.TrimEnd('/')}/{name}")
            .FirstOrDefault(path => FileFacts.TryRead(path) is { IsRegularFile: true, IsExecutable: true });

    // /usr/local may contain files of other users than root.
    private static bool IsTrusted(string directory) => FileFacts.TryRead(directory) is { IsDirectory: true, User: 0, IsWritableByOthers: false };
}
