using LinuxNamespaces.Processes;

namespace LinuxNamespaces.Stress;

/// <summary>This program, to be run once more.</summary>
internal static class Self
{
    /// <summary>The command, without arguments: the program, or the host with the program.</summary>
    internal static string[] Command => Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet"
        ? [Environment.ProcessPath!, Path.Combine(AppContext.BaseDirectory, "LinuxNamespaces.Stress.dll")]
        : [Environment.ProcessPath!];

    /// <summary>Runs this program once more, and gives the result that it printed.</summary>
    internal static (bool Passed, string Line) Run(NamespaceProcessStartInfo info)
    {
        using NamespaceProcess process = NamespaceProcess.Start(info);
        using StreamReader reader = new(process.StandardOutput.AsStream());
        string line = reader.ReadToEnd().TrimEnd();
        ExitStatus status = process.WaitForExit();
        return (status.Succeeded, line.Length > 0 ? line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..] : $"{status}");
    }

    /// <summary>A line of /proc/self/status.</summary>
    internal static string Status(string key) =>
        File.ReadLines("/proc/self/status").First(line => line.StartsWith(key + ":", StringComparison.Ordinal))[(key.Length + 1)..].Trim();
}
