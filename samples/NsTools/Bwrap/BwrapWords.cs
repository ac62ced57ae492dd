using LinuxNamespaces.Processes;
using LinuxNamespaces.Samples.NsTools.Running;

namespace LinuxNamespaces.Samples.NsTools.Bwrap;

/// <summary>How bwrap(1) tells of failures.</summary>
internal static class BwrapWords
{
    internal static NamespaceProcess Start(NamespaceProcessStartInfo info, BwrapRequest request)
    {
        try
        {
            return Launch.Start(info, step => Describe(step, info, request));
        }
        catch (ToolException e)
        {
            // It knows one exit code for all that goes wrong.
            throw new ToolException(e.Message);
        }
    }

    private static string Describe(ProcessStep step, NamespaceProcessStartInfo info, BwrapRequest request) => step.Stage switch
    {
        ProcessStage.CreateProcess or ProcessStage.CreateNamespaces => "Creating new namespace failed",
        ProcessStage.JoinNamespaces => "Joining specified user namespace failed",
        ProcessStage.MapIds => $"setting up {(step.Call.Contains("gid_map", StringComparison.Ordinal) ? "gid" : "uid")} map",
        ProcessStage.HostName => $"Can't set hostname to {request.HostName}",
        ProcessStage.Execute => $"execvp {info.FileName}",
        ProcessStage.Mount => DescribeMount(step.Call, request),
        ProcessStage.Hardening when step.Call.StartsWith("seccomp", StringComparison.Ordinal) => "prctl(PR_SET_SECCOMP)",
        _ => step.Call[..step.Call.IndexOf('(', StringComparison.Ordinal)],
    };

    private static string DescribeMount(string call, BwrapRequest request)
    {
        string[] texts = call.Split('"');
        return call[..call.IndexOf('(', StringComparison.Ordinal)] switch
        {
            "chdir" => $"Can't chdir to {request.WorkingDirectory ?? texts[1]}",
            "mount" when texts.Length > 3 => $"Can't mount {texts[1]} on /newroot{texts[3]}",
            "open_tree" => $"Can't find source path {texts[1]}",
            "move_mount" => $"Can't bind mount on /newroot{texts[3]}",
            "mount_setattr" => $"Can't remount readonly on /newroot{texts[1]}",
            "fchmodat" => $"Can't chmod {texts[1]}",
            "symlinkat" => $"Can't make symlink at {texts[3]}",
            "openat" => $"Can't create file {texts[1]}",
            string name => $"{name} failed",
        };
    }
}
