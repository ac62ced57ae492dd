using LinuxNamespaces.Processes;

namespace LinuxNamespaces.Samples.NsTools.Unshare;

/// <summary>How unshare(1) tells of failures.</summary>
internal static class UnshareWords
{
    // What the library calls it.
    private const string Pinning = "pin a namespace to: ";

    /// <summary>The file of a new namespace of the tool.</summary>
    internal static string FileOf(NamespaceTypes type) => $"/proc/{Environment.ProcessId}/ns/{type switch
    {
        NamespaceTypes.Mount => "mnt",
        NamespaceTypes.Network => "net",
        NamespaceTypes.Pid => "pid_for_children",
        NamespaceTypes.Time => "time_for_children",
        _ => type.ToString().ToLowerInvariant(),
    }}";

    internal static string Describe(ProcessStep step, NamespaceProcessStartInfo info, UnshareRequest request) => step.Stage switch
    {
        ProcessStage.CreateProcess when step.Call.StartsWith("clone(", StringComparison.Ordinal) => "fork failed",
        ProcessStage.CreateNamespaces when step.Call.StartsWith(Pinning, StringComparison.Ordinal) => DescribePin(info, step.Call[Pinning.Length..]),
        ProcessStage.CreateNamespaces when step.Call.StartsWith("write the ", StringComparison.Ordinal) => DescribeMap(MapFile(step.Call)),
        ProcessStage.MapIds => $"{(step.Call.StartsWith("openat", StringComparison.Ordinal) ? "cannot open" : "write failed")} /proc/self/{MapFile(step.Call)}",
        ProcessStage.TimeOffsets => step.Call.StartsWith("openat", StringComparison.Ordinal)
            ? "failed to open /proc/self/timens_offsets"
            : "failed to write to /proc/self/timens_offsets",
        ProcessStage.EnterPidNamespace => "fork failed",
        ProcessStage.Mount => DescribeMount(step.Call, info, request),
        ProcessStage.Credentials => DescribeCredentials(step.Call),
        ProcessStage.Execute => $"failed to execute {info.FileName}",
        _ => "unshare failed",
    };

    /// <summary>That a map could not be written from outside.</summary>
    internal static string DescribeMap(string file) => $"failed to write /proc/{Environment.ProcessId}/{file}";

    private static string DescribePin(NamespaceProcessStartInfo info, string file) =>
        $"mount {FileOf(info.PinNamespaces.First(pin => pin.Value == file).Key)} on {file} failed";

    private static string MapFile(string call) =>
        call.Contains("setgroups", StringComparison.Ordinal) || call.Contains("deny", StringComparison.Ordinal) ? "setgroups"
        : call.Contains("gid_map", StringComparison.Ordinal) ? "gid_map"
        : "uid_map";

    private static string DescribeMount(string call, NamespaceProcessStartInfo info, UnshareRequest request)
    {
        string name = call[..call.IndexOf('(', StringComparison.Ordinal)];
        string[] texts = call.Split('"');
        return name switch
        {
            "chroot" => $"cannot change root directory to '{request.Root}'",
            "chdir" when info.WorkingDirectory is { } working => $"cannot change directory to {working}",
            "chdir" => $"cannot change directory to {texts[1]}",
            "mount" when texts is [_, "none", _, "/", ..] => "cannot change root filesystem propagation",
            "mount" when call.StartsWith("mount(NULL", StringComparison.Ordinal) => $"cannot change {texts[1]} filesystem propagation",
            "mount" when texts is [_, _, _, { } file, _, "none", ..] && request.Files.ContainsValue(file) => $"mount {texts[1]} on {file} failed",
            "mount" when request.ProcMount is { } proc && texts[3] == Path.GetFullPath(proc) => $"mount {proc} failed",
            "mount" => $"mount {texts[3]} failed",
            "openat" => $"cannot open {texts[1]}",
            "write" => $"write failed {request.Register}",
            _ => $"{name} failed",
        };
    }

    private static string DescribeCredentials(string call)
    {
        string name = call[..call.IndexOf('(', StringComparison.Ordinal)];
        return name switch
        {
            "setresuid" => "setuid() failed",
            "setresgid" => "setgid() failed",
            "prctl" when call.Contains("AMBIENT", StringComparison.Ordinal) => "prctl(PR_CAP_AMBIENT) failed",
            _ => $"{name} failed",
        };
    }
}
