using LinuxNamespaces.Processes;
using LinuxNamespaces.Samples.NsTools.Running;

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
        string path = StepCall.PathOf(call);
        return StepCall.NameOf(call) switch
        {
            "chroot" => $"cannot change root directory to '{request.Root}'",
            "chdir" when info.WorkingDirectory is { } working => $"cannot change directory to {working}",
            "chdir" => $"cannot change directory to {path}",
            "openat2" when path == info.WorkingDirectory => $"cannot change directory to {path}",
            "mount" when path == "/" => "cannot change root filesystem propagation",
            "mount" or "mount_setattr" => $"cannot change {path} filesystem propagation",
            "open_tree" or "move_mount" when FindPin(call, request) is { } pin => pin,
            "fsconfig" or "fsmount" or "move_mount" or "openat2" when request.ProcMount is { } proc && path == Path.GetFullPath(proc) => $"mount {proc} failed",
            "fsconfig" or "fsmount" or "move_mount" or "openat2" => $"mount {path} failed",
            "openat" => $"cannot open {path}",
            "write" => $"write failed {request.Register}",
            string name => $"{name} failed",
        };
    }

    private static string? FindPin(string call, UnshareRequest request)
    {
        foreach ((NamespaceTypes type, string file) in request.Files)
        {
            if (call.Contains(FileOf(type), StringComparison.Ordinal))
            {
                return $"mount {FileOf(type)} on {file} failed";
            }
        }

        return null;
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
