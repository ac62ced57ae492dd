using System.Globalization;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces;

/// <summary>
/// Paths of the caller that lead through its own directory in <c>/proc</c>. Before the program is executed, the child may run the launcher, and
/// <c>/proc/self</c> would refer to the child.
/// </summary>
internal static class CallerPath
{
    private const string Executable = "/proc/self/exe";

    /// <summary>Opens the file that a path means for the caller; null if it means the same file for every process.</summary>
    /// <param name="path">The path of the program.</param>
    /// <param name="isPassedOn">Whether the process itself gets a descriptor with this number.</param>
    internal static SafeFileHandle? TryOpenProgram(string path, Func<int, bool> isPassedOn)
    {
        string? entry = OwnEntry(path);
        string? source = entry == "exe" ? Executable
            : DescriptorOf(path, entry) is { } number && !isPassedOn(number) ? string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{number}")
            : null;
        if (source is null)
        {
            return null;
        }

        SafeFileHandle file = SystemCalls.TryOpen(source, Linux.O_PATH);
        if (!file.IsInvalid)
        {
            return file;
        }

        file.Dispose();
        return null;
    }

    /// <summary>Gets the directory that must exist for the path to exist.</summary>
    internal static string DirectoryOf(string path) => path[..path.LastIndexOf('/')];

    /// <summary>Converts a path to one that leads to the same file for every process in the caller's mount namespace.</summary>
    internal static string Resolve(string path)
    {
        string? entry = OwnEntry(path);
        string? own = entry is null && DescriptorOf(path, null) is { } number ? string.Create(CultureInfo.InvariantCulture, $"fd/{number}") : entry;
        if (own is null)
        {
            return path;
        }

        string[] parts = own.Split('/', own.StartsWith("fd/", StringComparison.Ordinal) ? 3 : 2);
        int links = parts[0] is "fd" ? 2 : parts[0] is "exe" or "cwd" or "root" ? 1 : 0;
        if (links == 0 || parts.Length < links || PathStatus.ReadLink($"/proc/self/{string.Join('/', parts[..links])}") is not ['/', ..] target || target.EndsWith(" (deleted)", StringComparison.Ordinal))
        {
            return path;
        }

        return parts.Length == links ? target : $"{target.TrimEnd('/')}/{parts[links]}";
    }

    /// <summary>Gets the part after the caller's own directory in <c>/proc</c>; null if the path does not lead there.</summary>
    private static string? OwnEntry(string path)
    {
        if (!path.StartsWith('/'))
        {
            return null;
        }

        string[] parts = [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".")];
        bool isOwn = parts.Length > 2 && parts[0] == "proc"
            && (parts[1] is "self" or "thread-self" || parts[1] == Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return isOwn ? string.Join('/', parts[2..]) : null;
    }

    private static int? DescriptorOf(string path, string? entry)
    {
        string? digits = entry is not null && entry.StartsWith("fd/", StringComparison.Ordinal) ? entry["fd/".Length..]
            : path.StartsWith("/dev/fd/", StringComparison.Ordinal) ? path["/dev/fd/".Length..]
            : null;
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
    }
}
