using LinuxNamespaces.Processes;
using LinuxNamespaces.Samples.NsTools.Running;

namespace LinuxNamespaces.Samples.NsTools.Bwrap;

/// <summary>How bwrap(1) tells of failures.</summary>
internal static class BwrapWords
{
    internal const string NoDescendant = "Joining the specified user namespace failed, it might not be a descendant of the current user namespace.";

    internal const string NoFilter =
        "Unable to set up system call filtering as requested: prctl(PR_SET_SECCOMP) reported EINVAL. (Hint: this requires a kernel configured with CONFIG_SECCOMP and CONFIG_SECCOMP_FILTER.)";

    internal static NamespaceProcess Start(NamespaceProcessStartInfo info, BwrapRequest request)
    {
        try
        {
            return NamespaceProcess.Start(info);
        }
        catch (Exception e) when (e is LinuxException or ArgumentException)
        {
            // It knows one exit code for all that goes wrong.
            throw new ToolException((e is ChildSetupException failure ? DescribeWhole(failure, info, request) : null) ?? Launch.Explain(e, info, step => Describe(step, info, request)).Message);
        }
    }

    // What it tells without the words of the error.
    private static string? DescribeWhole(ChildSetupException failure, NamespaceProcessStartInfo info, BwrapRequest request)
    {
        string call = failure.Step.Call;
        if (failure.Step.Stage == ProcessStage.Hardening && call.StartsWith("unshare", StringComparison.Ordinal))
        {
            return "creation of new user namespaces was not disabled as requested";
        }

        if (failure.Errno == Errno.EINVAL && call.StartsWith("seccomp", StringComparison.Ordinal))
        {
            return NoFilter;
        }

        if (failure.Errno == Errno.EINVAL && call.StartsWith("mount_setattr", StringComparison.Ordinal))
        {
            string target = $"/newroot{StepCall.PathOf(call)}";
            return $"Can't remount readonly on {target}: Unable to find \"{target}\" in mount table";
        }

        if (call.StartsWith("fsconfig", StringComparison.Ordinal) && FindOverlay(failure.Step, info) is { } index)
        {
            string reason = failure.Errno == Errno.ELOOP ? "Overlay directories may not overlap" : failure.Errno.Description;
            (string target, string options) = request.Files.Overlays[index];
            return $"Can't make overlay mount on /newroot{target} with options {options}: {reason}";
        }

        if (failure.Errno == Errno.EINVAL && failure.Step.Stage == ProcessStage.JoinNamespaces && !IsInner(failure.Step))
        {
            return NoDescendant;
        }

        if (failure.Errno == Errno.ENOSPC && failure.Step.Stage is ProcessStage.CreateProcess or ProcessStage.CreateNamespaces)
        {
            return "Creating new namespace failed: nesting depth or /proc/sys/user/max_*_namespaces exceeded (ENOSPC)";
        }

        if (failure.Step.Stage == ProcessStage.Mount && call.StartsWith("futex", StringComparison.Ordinal) && call.Contains("stx_", StringComparison.Ordinal))
        {
            return "Race condition binding dirfd";
        }

        if (failure.Errno == Errno.ENOTDIR && call.StartsWith("mkdirat", StringComparison.Ordinal))
        {
            return $"Can't mkdir parents for {request.Files.TargetOf(StepCall.PathOf(call))}: {failure.Errno.Description}";
        }

        if (failure.Errno != Errno.EEXIST || !call.StartsWith("symlinkat", StringComparison.Ordinal))
        {
            return null;
        }

        string path = StepCall.PathOf(call);
        string existing = request.Files.FindLink(path) is { } link ? $"existing destination is {link}" : "destination exists and is not a symlink";
        return $"Can't make symlink at {path}: {existing}";
    }

    // Which of the overlays the step is about: they are made one after another.
    private static int? FindOverlay(ProcessStep step, NamespaceProcessStartInfo info)
    {
        string[] made = [.. NamespaceProcess.Plan(info).Steps.Where(other => other.Index < step.Index && other.Call.StartsWith("fsopen", StringComparison.Ordinal)).Select(other => other.Call)];
        return made.Length > 0 && IsOverlay(made[^1]) ? made.Count(IsOverlay) - 1 : null;

        static bool IsOverlay(string call) => call.StartsWith("fsopen(\"overlay\"", StringComparison.Ordinal);
    }

    private static bool IsInner(ProcessStep step) => step.Call.Contains("inner", StringComparison.Ordinal);

    private static string Describe(ProcessStep step, NamespaceProcessStartInfo info, BwrapRequest request) => step.Stage switch
    {
        ProcessStage.CreateNamespaces when step.Call == "enter namespaces: Pid" => "Setting pidns failed",
        ProcessStage.CreateProcess or ProcessStage.CreateNamespaces => "Creating new namespace failed",
        ProcessStage.JoinNamespaces when IsInner(step) => "Setting userns2 failed",
        ProcessStage.JoinNamespaces => "Joining specified user namespace failed",
        ProcessStage.Credentials when step.Call.StartsWith("setresgid", StringComparison.Ordinal) => $"unable to switch to gid {request.Group}",
        ProcessStage.Credentials when step.Call.StartsWith("setresuid", StringComparison.Ordinal) => $"unable to switch to uid {request.User}",
        ProcessStage.MapIds => $"setting up {(step.Call.Contains("gid_map", StringComparison.Ordinal) ? "gid" : "uid")} map",
        ProcessStage.HostName => $"Can't set hostname to {request.HostName}",
        ProcessStage.Execute => $"execvp {info.FileName}",
        ProcessStage.Descriptors when request.LockFiles.Count > 0 => step.Call.StartsWith("openat", StringComparison.Ordinal)
            ? $"Unable to open lock file {step.Call.Split('"')[1]}"
            : $"Unable to lock file {step.Call[(step.Call.IndexOf('(', StringComparison.Ordinal) + 1)..step.Call.LastIndexOf(", F_", StringComparison.Ordinal)]}",
        ProcessStage.Mount => DescribeMount(step.Call, request),
        ProcessStage.Hardening when step.Call.StartsWith("seccomp", StringComparison.Ordinal) => "prctl(PR_SET_SECCOMP)",
        _ => step.Call[..step.Call.IndexOf('(', StringComparison.Ordinal)],
    };

    private static string DescribeMount(string call, BwrapRequest request)
    {
        string path = StepCall.PathOf(call);
        return StepCall.NameOf(call) switch
        {
            "openat2" when path == request.WorkingDirectory => $"Can't chdir to {path}",
            "openat2" when !call.Contains("O_DIRECTORY", StringComparison.Ordinal) && request.Files.Changes.TryGetValue(path, out string? words) => words,
            "mount" => $"Can't mount {call.Split('"')[1]} on /newroot{path}",
            "fsconfig" or "fsmount" => $"Can't mount {call.Split('(', ' ')[1]} on /newroot{path}",
            "open_tree" => $"Can't find source path {path}",
            "move_mount" => $"Can't bind mount on /newroot{path}",
            "mount_setattr" => $"Can't remount readonly on /newroot{path}: realpath(destination)",
            "openat2" when call.Contains("O_WRONLY", StringComparison.Ordinal) && call.Contains("O_CREAT", StringComparison.Ordinal) => $"Can't create file {path}",
            "openat2" when call.Contains("O_WRONLY", StringComparison.Ordinal) => $"Can't create file at {path}",
            "mkdirat" or "openat2" => DescribeDirectory(path, request),
            "mknodat" => $"Can't create file at {path}",
            "fchmodat2" or "fchmod" => $"Can't chmod {(call.Contains(", 00", StringComparison.Ordinal) ? "0" : call.Split(", ").First(word => word.Length > 1 && word[0] == '0').TrimEnd(')'))} {path}",
            "symlinkat" => $"Can't make symlink at {path}",
            "openat" => $"Can't create file {path}",
            string name => $"{name} failed",
        };
    }

    private static string DescribeDirectory(string path, BwrapRequest request) =>
        request.Files.TargetOf(path) is var target && target != path ? $"Can't mkdir parents for {target}" : $"Can't mkdir {path}";
}
