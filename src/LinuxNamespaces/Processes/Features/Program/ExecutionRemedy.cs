using System.Text;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>Why a program could not be executed; execve(2). Where the process sees the files of the caller, they are looked at.</summary>
internal static class ExecutionRemedy
{
    // MAX_ARG_STRLEN, with the zero at the end.
    private const int MaxString = 32 * 4096;

    internal static string? For(Errno errno, NamespaceProcessStartInfo info) =>
        errno == Errno.ENOENT ? ForMissing(info)
        : errno == Errno.EACCES ? ForDenied(info)
        : errno == Errno.ENOEXEC ? "It is neither a program for this machine nor a script that begins with '#!'."
        : errno == Errno.ETXTBSY ? "A process has the program open for writing. It has to close the file first."
        : errno == Errno.E2BIG ? ForSize(info)
        : null;

    // Neither root nor mounts nor user of its own: what the caller sees is what the process sees.
    private static bool SeesSame(NamespaceProcessStartInfo info) =>
        info.Root is null && info.Mounts.Count == 0 && !info.JoinNamespaces.Types.HasFlag(NamespaceTypes.Mount) && info.FileName.StartsWith('/');

    private static string? ForMissing(NamespaceProcessStartInfo info)
    {
        if (info.Executable is not null)
        {
            return null;
        }

        string where = info.Root is null ? string.Empty : " under the root directory of the process";
        if (!info.FileName.Contains('/', StringComparison.Ordinal))
        {
            return $"None of the directories of PATH has {PrintableText.Quote(info.FileName)}{where}.";
        }

        return !SeesSame(info) ? $"The program, the interpreter of the script, or the dynamic loader does not exist{where}."
            : !File.Exists(info.FileName) ? "The program does not exist."
            : Interpreter(info.FileName) is { } interpreter ? File.Exists(interpreter) ? null : $"The interpreter of the script, {PrintableText.Quote(interpreter)}, does not exist."
            : "The program exists, but its dynamic loader does not.";
    }

    private static string? ForDenied(NamespaceProcessStartInfo info)
    {
        if (info.Executable is not null)
        {
            return null;
        }

        if (!info.FileName.Contains('/', StringComparison.Ordinal))
        {
            return $"A directory of PATH has {PrintableText.Quote(info.FileName)} but it may not be executed, or the user may not search a directory of PATH.";
        }

        return !SeesSame(info) || FileFacts.TryRead(info.FileName) is not { } facts ? null
            : facts.IsDirectory ? "It is a directory."
            : !facts.IsRegularFile ? "It is not a regular file."
            : !facts.IsExecutable ? "The file is not executable: no user has the permission."
            : facts.IsMountedNoExec ? "The file is on a file system that is mounted noexec."
            : null;
    }

    private static string? ForSize(NamespaceProcessStartInfo info)
    {
        // Only sizes are told, since the texts may be secrets.
        int longest = info.Arguments.Append(info.ArgumentZero ?? info.FileName).Max(word => LinuxText.CountBytes(word)) + 1;
        int largest = info.EffectiveEnvironment().Select(variable => LinuxText.CountBytes(variable.Name) + LinuxText.CountBytes(variable.Value) + 2).DefaultIfEmpty().Max();
        return longest > MaxString ? $"An argument has {longest} bytes; the most are {MaxString}."
            : largest > MaxString ? $"A variable of the environment has {largest} bytes with its name; the most are {MaxString}."
            : "Arguments and environment are too long together; the most is a quarter of RLIMIT_STACK.";
    }

    /// <summary>What a script names in its first line; null when it is none.</summary>
    private static string? Interpreter(string path)
    {
        try
        {
            byte[] start = new byte[256];
            using FileStream file = new(path, FileMode.Open, FileAccess.Read);
            string line = Encoding.UTF8.GetString(start, 0, file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)).Split('\n')[0];
            return line.StartsWith("#!", StringComparison.Ordinal) ? line[2..].Trim().Split(' ', '\t')[0] : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
