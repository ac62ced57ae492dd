using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>
/// Where the programs are that the library runs by itself. A caller with rights must not run what another user has put into a directory of its
/// PATH, so it has them from the directories of the system only.
/// </summary>
internal static class SystemProgram
{
    private static readonly string[] s_system = ["/usr/bin", "/usr/sbin", "/bin", "/sbin"];
    private static readonly string[] s_local = ["/usr/local/bin", "/usr/local/sbin"];

    /// <summary>The directories that are looked at, in words.</summary>
    internal static string Places => IsPrivileged ? string.Join(", ", s_system.Concat(s_local)) : $"PATH, {string.Join(", ", s_system.Concat(s_local))}";

    // Root, and who has any capability, be it by a set-user-ID bit or otherwise.
    private static bool IsPrivileged => Environment.IsPrivilegedProcess || CapabilityCalls.Get() is not (Effective: 0, Permitted: 0, Inheritable: _);

    /// <summary>Finds a program by its name.</summary>
    /// <returns>Its path; null when there is none.</returns>
    internal static string? Find(string name) => Find(name, IsPrivileged ? [] : (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':'));

    /// <param name="search">The directories that come first: those of the PATH of a caller without rights. One that is not absolute is passed over.</param>
    internal static string? Find(string name, string[] search) =>
        search.Where(directory => directory.StartsWith('/')).Concat(s_system).Concat(s_local.Where(IsTrusted))
            .Select(directory => $"{directory.TrimEnd('/')}/{name}")
            .FirstOrDefault(path => FileFacts.TryRead(path) is { IsRegularFile: true, IsExecutable: true });

    // Below /usr/local there may be things of others than root.
    private static bool IsTrusted(string directory) => FileFacts.TryRead(directory) is { IsDirectory: true, User: 0, IsWritableByOthers: false };
}
