using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Processes;

/// <summary>What is shown and what is refused before anything is done.</summary>
[Collection("The kernel")]
public sealed partial class PlanTests
{
    // Arguments that are numbers by nature: lengths, ids, counts, descriptors, and those that a call demands to be zero. All others are
    // flags, commands or modes, and have names.
    private static readonly Dictionary<string, int[]> s_numbers = new()
    {
        ["capset"] = [], ["clone"] = [1, 2, 3, 4], ["close_range"] = [0, 1, 2], ["dup3"] = [1, 2], ["exit_group"] = [0], ["fcntl"] = [2], ["fsconfig"] = [4],
        ["fsmount"] = [2], ["ioctl"] = [0, 2], ["landlock_add_rule"] = [3], ["landlock_create_ruleset"] = [1, 2], ["landlock_restrict_self"] = [1], ["mount"] = [3],
        ["mount_setattr"] = [4], ["prctl"] = [1, 2, 3, 4], ["prlimit64"] = [0], ["read"] = [2], ["rt_sigaction"] = [3], ["rt_sigprocmask"] = [3],
        ["sched_setaffinity"] = [0, 1], ["sched_setattr"] = [0, 2], ["sched_setscheduler"] = [0], ["seccomp"] = [1], ["setdomainname"] = [1], ["setgroups"] = [0],
        ["sethostname"] = [1], ["setpgid"] = [0, 1], ["setpriority"] = [1, 2], ["setresgid"] = [0, 1, 2], ["setresuid"] = [0, 1, 2], ["ioprio_set"] = [1], ["write"] = [2],
        ["init"] = [1], ["readlinkat"] = [3], ["futex"] = [2, 3, 5], ["getcwd"] = [1], ["mknodat"] = [3], ["openat2"] = [3], ["copy_file_range"] = [4, 5], ["ftruncate"] = [1],
    };

    public PlanTests() => Require.UserNamespaces();

    [Fact]
    public void Every_flag_has_its_name()
    {
        foreach (ProcessInit init in Enum.GetValues<ProcessInit>())
        {
            foreach (bool chroot in new[] { false, true })
            {
                NamespaceProcessStartInfo info = Rich(init, chroot);
                if (Require.IsRootOfTheMachine)
                {
                    info.JoinNamespaces.Add("/proc/self/ns/ipc");
                }

                ProcessPlan plan = NamespaceProcess.Plan(info);
                plan.Steps.Should().HaveCountGreaterThan(60);
                plan.Steps.SelectMany(step => Unnamed(step.Call)).Should().BeEmpty();
            }
        }

        Unnamed("openat(-100, \"/a, 1\", 524288, 0644)").Should().Equal("openat: -100", "openat: 524288");
    }

    [Fact]
    public void What_contradicts_the_kernel_or_the_rights_of_the_caller_is_refused_before()
    {
        Action unknown = () => NamespaceProcess.Plan(new("true") { Capabilities = new CapabilitySets { Ambient = [(Capability)60] } });
        unknown.Should().Throw<NotSupportedException>().WithMessage("*cap_last_cap*");
        Action limit = () => NamespaceProcess.Plan(new("true") { Limits = { [ResourceLimit.Core] = new(2, 1) } });
        limit.Should().Throw<ArgumentException>().WithMessage("*Core*");
        Refused(Capability.SysNice, new("true") { Scheduling = Scheduling.Fifo(5), Limits = { [ResourceLimit.RealTimePriority] = new(0) } }, "RLIMIT_RTPRIO");
        Refused(Capability.SysNice, new("true") { Scheduling = Scheduling.Deadline(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(10)) }, "CAP_SYS_NICE");
        Refused(Capability.SysNice, new("true") { Nice = -5, Limits = { [ResourceLimit.Nice] = new(0) } }, "RLIMIT_NICE");
        Refused(Capability.SysAdmin, new("true") { IoPriority = IoPriority.RealTime(0) }, "CAP_SYS_NICE");
        Refused(Capability.Setuid, new("true") { UserId = 12345 }, "CAP_SETUID");
        Refused(Capability.Setgid, new("true") { GroupId = 12345 }, "CAP_SETGID");
        Refused(Capability.Setgid, new("true") { SupplementaryGroups = [12345] }, "CAP_SETGID");
        Refused(Capability.Setpcap, new("true") { Capabilities = CapabilitySets.None }, "CAP_SETPCAP");
        Refused(Capability.NetAdmin, new("true") { Capabilities = new CapabilitySets { Ambient = [Capability.NetAdmin] } }, "NetAdmin");
        Refused(Capability.SysChroot, new("true") { Root = ProcessRoot.Chroot("/") }, "CAP_SYS_CHROOT");
        Refused(Capability.SysAdmin, new("true") { SeccompFilters = { new byte[8] } }, "NoNewPrivileges");

        // Who has the right is not refused; of the rest the kernel decides.
        static void Refused(Capability right, NamespaceProcessStartInfo info, string word)
        {
            Action plan = () => NamespaceProcess.Plan(info);
            if (Capabilities.Has(right))
            {
                plan.Should().NotThrow();
            }
            else
            {
                LinuxException refusal = plan.Should().Throw<LinuxException>().Which;
                refusal.Should().NotBeOfType<ChildSetupException>();
                refusal.Errno.Should().Be(Errno.EPERM);
                refusal.Message.Should().Contain(word);
            }
        }
    }

    [Fact]
    public void A_sysctl_that_forbids_namespaces_is_named()
    {
        // A user namespace has limits of its own.
        string program = Path.Combine(AppContext.BaseDirectory, "LinuxNamespaces.Stress");
        string output = Tool.Run("unshare", "-Ur", "sh", "-c", $"for f in /proc/sys/user/max_*_namespaces; do echo 0 > $f; done; {program} spawn 10; true");
        output.Should().StartWith("FAILED").And.MatchRegex("The sysctl user.max_[a-z]+_namespaces is 0").And.Contain("ENOSPC");
    }

    private static IEnumerable<string> Unnamed(string call)
    {
        Match parts = CallOf().Match(call);
        parts.Success.Should().BeTrue(call);
        string name = parts.Groups[1].Value;
        string[] arguments = SplitArguments(parts.Groups[2].Value);
        return arguments.Where((argument, i) => Number().IsMatch(argument) && !s_numbers.GetValueOrDefault(name, []).Contains(i)).Select(argument => $"{name}: {argument}");
    }

    // Strings, structures and arrays may have commas in them.
    private static string[] SplitArguments(string text) =>
        Between().Replace(text, "_").Split(", ", StringSplitOptions.RemoveEmptyEntries);

    private static NamespaceProcessStartInfo Rich(ProcessInit init, bool chroot) => new("/bin/true", "a, 1")
    {
        NewNamespaces = NamespaceTypes.User | NamespaceTypes.Mount | NamespaceTypes.Pid | NamespaceTypes.Uts | NamespaceTypes.Time,
        IdMap = IdMap.CurrentUserAsRoot,
        Init = init,
        TimeOffsets = new() { Boottime = TimeSpan.FromDays(1) },
        Root = chroot ? ProcessRoot.Chroot("/") : ProcessRoot.Empty,
        Mounts =
        {
            Mount.Bind("/usr", "/usr", readOnly: true), Mount.Tmpfs("/tmp"), Mount.Proc(), Mount.Devices(), Mount.Directory("/var"), Mount.SymbolicLink("/bin", "usr/bin"),
            Mount.File("/etc/motd", new byte[] { 65 }), Mount.Remount("/usr", MountFlags.ReadOnly | MountFlags.NoSetUserId | MountFlags.NoDevices | MountFlags.NoExecute | MountFlags.NoAccessTime | MountFlags.NoSymbolicLinks),
            Mount.Propagation("/tmp", MountPropagation.Slave), Mount.Unmount("/tmp"), Mount.Overlay("/o", ["/usr", "/etc"]),
        },
        HostName = "h", DomainName = "d", WorkingDirectory = "/", Umask = UnixFileMode.OtherWrite, NewSession = true, ControllingTerminal = true,
        UserId = 0, GroupId = 0,
        Nice = 3, OomScoreAdjustment = 100, CpuAffinity = [0], Scheduling = Scheduling.Batch with { ResetOnFork = true }, IoPriority = IoPriority.BestEffort(5),
        Limits = { [ResourceLimit.Core] = new(0) },
        Capabilities = CapabilitySets.None with { Permitted = [Capability.Chown], Inheritable = [Capability.Chown], Ambient = [Capability.Chown] },
        NoNewPrivileges = true, SeccompFilters = { new byte[8] }, ParentDeathSignal = PosixSignal.SIGTERM,
        Landlock = LandlockSupport.Version == 0 ? null : new LandlockRules { Read = ["/"], Write = ["/tmp"], Execute = ["/usr"], TcpBind = LandlockSupport.Version < 4 ? null : [80] },
        StandardInput = ProcessStream.Null, StandardOutput = ProcessStream.Pipe,
    };

    [GeneratedRegex(@"^(\w+)\((.*)\)$", RegexOptions.Singleline)]
    private static partial Regex CallOf();

    // Also in octal, where a leading 0 tells that it is a mode.
    [GeneratedRegex(@"^(-?[1-9]\d*|0x[0-9a-f]+|0)$|0x[0-9a-f]+$")]
    private static partial Regex Number();

    [GeneratedRegex("""
        "[^"]*"|\{[^}]*\}|\[[^\]]*\]
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Between();
}
