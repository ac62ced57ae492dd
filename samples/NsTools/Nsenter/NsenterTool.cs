using System.Globalization;
using LinuxNamespaces.Processes;
using LinuxNamespaces.Samples.NsTools.Options;
using LinuxNamespaces.Samples.NsTools.Running;

namespace LinuxNamespaces.Samples.NsTools.Nsenter;

/// <summary>Runs a program in namespaces that exist; nsenter(1).</summary>
internal sealed class NsenterTool : Tool
{
    private const string Cgroups = "/sys/fs/cgroup";

    internal override string Name => "nsenter";

    internal override string Synopsis => "[options] [<program> [<argument>...]]";

    internal override string Purpose => "Run a program with namespaces of other processes.";

    internal override Option[] Options => NsenterOptions.All;

    internal override int Run(string[] args)
    {
        NsenterRequest request = new();
        OptionParser parser = new(Options, stopsAtFirstOperand: true);
        foreach ((Option option, string? argument) in parser.Parse(args))
        {
            if (option.Long is "help" or "version")
            {
                Information.Write(this, option.Long);
                return 0;
            }

            request.Set(option.Long, argument);
        }

        if (request.JoinsCgroup)
        {
            RequireUnified();
        }

        request.Check();
        NamespaceProcessStartInfo info = NsenterStart.Describe(request, parser.Operands);
        if (request.JoinsCgroup)
        {
            JoinCgroup(request.Target!.Value);
        }

        return info.JoinNamespaces.Types.HasFlag(NamespaceTypes.Pid) && !request.NoFork
            ? Launch.WaitAlike(info, step => Describe(step, info, request))
            : Launch.Exec(info, Name, step => Describe(step, info, request));
    }

    private static void RequireUnified()
    {
        if (!File.Exists($"{Cgroups}/cgroup.controllers"))
        {
            throw new ToolException("--join-cgroup is only supported in cgroup v2");
        }
    }

    private static void JoinCgroup(int target)
    {
        string path = File.ReadLines($"/proc/{target}/cgroup").FirstOrDefault(line => line.StartsWith("0::", StringComparison.Ordinal))?[3..]
            ?? throw new ToolException($"failed to get cgroup path of process {target}");
        File.WriteAllText($"{Cgroups}{path}/cgroup.procs", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
    }

    private static string Describe(ProcessStep step, NamespaceProcessStartInfo info, NsenterRequest request) => step.Stage switch
    {
        ProcessStage.JoinNamespaces or ProcessStage.CreateNamespaces => NsenterHandles.Describe(FileOf(step.Call, info, request)),
        ProcessStage.EnterPidNamespace => "fork failed",
        ProcessStage.Prepare or ProcessStage.Mount => DescribeDirectory(step.Call, request),
        ProcessStage.Credentials when step.Call.StartsWith("setgroups", StringComparison.Ordinal) => "setgroups failed",
        ProcessStage.Credentials when step.Call.StartsWith("setresgid", StringComparison.Ordinal) => "setgid() failed",
        ProcessStage.Credentials when step.Call.StartsWith("setresuid", StringComparison.Ordinal) => "setuid() failed",
        ProcessStage.Credentials => "capset failed",
        _ => $"failed to execute {info.FileName}",
    };

    // The call has the flag, or the library has refused a kind; else it is the first that is tried. Those of the target are entered together.
    private static string? FileOf(string call, NamespaceProcessStartInfo info, NsenterRequest request)
    {
        (string Option, NamespaceTypes Type, string File) failed = Array.Find(NsenterRequest.Kinds, kind => call.EndsWith($": {kind.Type}", StringComparison.Ordinal)
            || call.Contains($"CLONE_NEW{(kind.File == "mnt" ? "NS" : kind.File.ToUpperInvariant())})", StringComparison.Ordinal));
        failed = failed.File is null ? Array.Find(NsenterRequest.Kinds, kind => info.JoinNamespaces.Types.HasFlag(kind.Type)) : failed;
        return request.Given.GetValueOrDefault(failed.Type) is null ? null : $"ns/{failed.File}";
    }

    // The root directory is entered first, so the same path as working directory is not mistaken for it.
    private static string DescribeDirectory(string call, NsenterRequest request) => call[..call.IndexOf('(', StringComparison.Ordinal)] switch
    {
        "openat" => $"cannot open {call.Split('"')[1]}",
        "chroot" => "chroot failed",
        "chdir" or "openat2" => "cannot open current working directory",
        "fchdir" when request.TakesRoot && call.Contains(request.RootPath, StringComparison.Ordinal) => "change directory by root file descriptor failed",
        "fchdir" => "change directory by working directory file descriptor failed",
        string name => $"{name} failed",
    };
}
