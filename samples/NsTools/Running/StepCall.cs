namespace LinuxNamespaces.Samples.NsTools.Running;

/// <summary>What a step of the library is about, as its system call tells.</summary>
internal static class StepCall
{
    internal static string NameOf(string call) => call[..call.IndexOf('(', StringComparison.Ordinal)];

    /// <summary>The path of the file, directory or mount point; empty for none.</summary>
    internal static string PathOf(string call)
    {
        string[] texts = call.Split('"');
        string[] arguments = call[(NameOf(call).Length + 1)..^1].Split(", ");
        return NameOf(call) switch
        {
            // A new file system has its mount point in its name.
            "fsconfig" or "fsmount" => arguments[0].Split(" on ", 2)[^1],
            "move_mount" when arguments[3] == "\"\"" => arguments[2],
            "mount_setattr" or "fchmodat2" or "fchmod" or "faccessat2" or "ftruncate" or "copy_file_range" => arguments[0],
            "mkdirat" or "mknodat" or "openat" => In(arguments[0], texts[1]),
            "symlinkat" => In(texts[2].Trim(',', ' '), texts[3]),
            "mount" => texts[3],
            _ => texts.ElementAtOrDefault(1) ?? string.Empty,
        };
    }

    // The name is a path where there is no directory before it.
    private static string In(string directory, string name) => directory == "AT_FDCWD" ? name : $"{directory}/{name}";
}
