using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Network;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Processes;

[Collection("The kernel")]
public sealed class RightsTests
{
    // BPF_LD | BPF_W | BPF_ABS, BPF_JMP | BPF_JEQ | BPF_K, BPF_RET | BPF_K of linux/bpf_common.h.
    private const ushort Load = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort Return = 0x06;
    private const uint Allow = 0x7fff0000;
    private const uint FailWithEperm = 0x00050001;
    private const string OomScore = "/proc/self/oom_score_adj";

    public RightsTests() => Require.UserNamespaces();

    [Fact]
    public async Task The_caller_is_root_or_itself_in_a_new_user_namespace()
    {
        string outside = $"{Tool.Run("id", "-u").Trim()} {Tool.Run("id", "-g").Trim()}";
        (await IdsAsync(IdMap.CurrentUserAsRoot)).Should().StartWith("0 0 deny");
        (await IdsAsync(IdMap.CurrentUser)).Should().StartWith($"{outside} deny");
        (await IdsAsync(IdMap.Unmapped)).Should().StartWith("65534 65534 ", "nothing is mapped");
        (await IdsAsync(null)).Should().StartWith($"{outside} deny", "the process stays who it is");
    }

    [Fact]
    public async Task A_further_namespace_in_one_that_is_joined_is_for_root()
    {
        using NamespaceProcess outer = NamespaceProcess.Start(
            new("sleep", "1000") { NewNamespaces = NamespaceTypes.User, IdMap = IdMap.CurrentUserAsRoot, ParentDeathSignal = PosixSignal.SIGTERM }, TestContext.Current.CancellationToken);
        NamespaceProcessStartInfo info = new("id", "-u")
        {
            InnerIdMap = new IdMap { Users = [new IdRange(5, 0)], Groups = [new IdRange(5, 0)] },
            StandardOutput = ProcessStream.Pipe,
        };
        info.JoinNamespaces.Add(outer.OpenNamespace(NamespaceTypes.User));
        Func<Task<string>> run = () => Run.OutputAsync(info);
        if (Environment.IsPrivilegedProcess)
        {
            (await run()).Should().Be("5");
        }
        else
        {
            LinuxException refusal = (await run.Should().ThrowAsync<LinuxException>()).Which;
            refusal.Errno.Should().Be(Errno.EPERM);
            refusal.Remedy.Should().Contain("InnerUserNamespace");
        }

        outer.Kill();
    }

    [Fact]
    public async Task Ranges_are_mapped_with_privilege()
    {
        Require.Privileges();
        if (File.ReadAllText("/proc/self/uid_map").Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries)[2] == "1")
        {
            Assert.Skip("This user namespace has a single id.");
        }

        IdMap map = new() { Users = [new(0, 100_000, 1000), new(1000, 4_000_000_000, 10)], Groups = [new(0, 100_000, 2000)] };
        string output = await IdsAsync(map);
        output.Split('\n')[0].Should().Be("0 0 allow", "who is not mapped becomes root of the namespace");
        output.Should().MatchRegex(@"0\s+100000\s+1000\s+1000\s+4000000000\s+10$");
        (await IdsAsync(map with { AllowSetGroups = false })).Should().StartWith("0 0 deny");
        (await Run.OutputAsync(new("id") { NewNamespaces = NamespaceTypes.User, IdMap = map, UserId = 7, GroupId = 8, SupplementaryGroups = [9, 10], StandardOutput = ProcessStream.Pipe }))
            .Should().MatchRegex(@"uid=7\S* gid=8\S* groups=8\S*,9\S*,10");
    }

    [Fact]
    public async Task Subordinate_ids_are_mapped_without_privilege()
    {
        if (Capabilities.Has(Capability.Setuid))
        {
            Assert.Skip("This is about callers without privilege.");
        }

        IdMap map;
        try
        {
            map = IdMap.WithSubordinateIds();
        }
        catch (InvalidOperationException e)
        {
            e.Message.Should().Contain("usermod");
            Assert.Skip(e.Message);
            return;
        }

        Require.Program("newuidmap");
        string output = await IdsAsync(map);
        output.Should().StartWith("0 0 ").And.Contain(map.Users[1].Outside.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Lines_of_subuid_are_read_and_others_passed_over()
    {
        const string text = "# comment\nann:100000:65536\nbob:1:2\nann:4000000000:10\nann:x:10\nann:1\n1000:300000:5\nann:4294967295:2\nann:5:0\n";
        SubordinateIds.Parse(text, "ann", 1000).Should().Equal((100_000, 65536), (4_000_000_000, 10), (300_000, 5));
    }

    [Fact]
    public async Task Names_are_those_of_the_namespace()
    {
        string before = Environment.MachineName;
        (await Run.OutputAsync(new("sh", "-c", "hostname; domainname 2>/dev/null || cat /proc/sys/kernel/domainname") { NewNamespaces = Run.Own, IdMap = IdMap.CurrentUserAsRoot, HostName = "höst", DomainName = "example", StandardOutput = ProcessStream.Pipe }))
            .Should().Be("höst\nexample");
        Tool.Run("hostname").Trim().Should().Be(before);
    }

    [Fact]
    public async Task Limits_priorities_and_processors_are_set()
    {
        string output = await Run.OutputAsync(new("sh", "-c", "ulimit -n; ulimit -Hn; ulimit -c; cut -d' ' -f19 /proc/$$/stat; cat /proc/$$/oom_score_adj; grep Cpus_allowed_list /proc/$$/status; umask")
        {
            Limits = { [ResourceLimit.OpenFiles] = new(64, 128), [ResourceLimit.Core] = new(0) },
            // Whatever the tests run with, it is not lower.
            Nice = 19,
            OomScoreAdjustment = 500,
            CpuAffinity = [0],
            Umask = (UnixFileMode)0x3f,
            StandardOutput = ProcessStream.Pipe,
        });
        output.Split('\n').Should().Equal("64", "128", "0", "19", "500", "Cpus_allowed_list:\t0", "0077");
    }

    [Fact]
    public async Task The_oom_score_is_that_of_the_process_alone()
    {
        string before = await File.ReadAllTextAsync(OomScore, TestContext.Current.CancellationToken);
        try
        {
            NamespaceProcessStartInfo info = new("cat", OomScore) { OomScoreAdjustment = 900, ParentDeathSignal = PosixSignal.SIGTERM, StandardOutput = ProcessStream.Pipe };
            (await Run.OutputAsync(info)).Should().Be("900");
            (await File.ReadAllTextAsync(OomScore, TestContext.Current.CancellationToken)).Should().Be(before);
        }
        finally
        {
            await File.WriteAllTextAsync(OomScore, before, CancellationToken.None);
        }
    }

    [Fact]
    public async Task The_oom_score_is_lowered_with_the_right_to_it_that_a_new_user_namespace_does_not_have()
    {
        NamespaceProcessStartInfo info = new("cat", OomScore) { NewNamespaces = NamespaceTypes.User, IdMap = IdMap.CurrentUserAsRoot, OomScoreAdjustment = -999, StandardOutput = ProcessStream.Pipe };
        if (Require.IsRootOfTheMachine && Capabilities.Has(Capability.SysResource))
        {
            (await Run.OutputAsync(info)).Should().Be("-999");
            return;
        }

        Action start = () => Run.Start(info).Dispose();
        ChildSetupException failure = start.Should().Throw<ChildSetupException>().Which;
        (failure.Step.Stage, failure.Errno).Should().Be((ProcessStage.Limits, Errno.EACCES));
        failure.Remedy.Should().Contain("OomScoreAdjustment").And.Contain("CAP_SYS_RESOURCE");
    }

    [Theory]
    [InlineData(NamespaceTypes.None)]
    [InlineData(NamespaceTypes.User)]
    public void A_hard_limit_is_not_raised_without_the_right_to_it(NamespaceTypes types)
    {
        if (types == NamespaceTypes.None && Capabilities.Has(Capability.SysResource))
        {
            Assert.Skip("This is about callers without privilege.");
        }

        ulong hard = PriorityCalls.HardLimit((int)ResourceLimit.OpenFiles);
        NamespaceProcessStartInfo Info(ulong limit) => new("true")
        {
            NewNamespaces = types, IdMap = types == NamespaceTypes.None ? null : IdMap.CurrentUserAsRoot, Limits = { [ResourceLimit.OpenFiles] = new(limit) },
        };
        Action plan = () => NamespaceProcess.Plan(Info(hard + 1));
        LinuxException refusal = plan.Should().Throw<LinuxException>().Which;
        refusal.Errno.Should().Be(Errno.EPERM);
        refusal.Message.Should().Contain("Limits[OpenFiles]");
        refusal.Remedy.Should().Contain("CAP_SYS_RESOURCE").And.Contain($"{hard}");
        Run.Start(Info(hard)).Dispose();
    }

    [Fact]
    public async Task Sessions_and_groups_are_new_when_asked_for()
    {
        const string script = "set -- $(cat /proc/$$/stat | sed 's/.*) //'); echo $(($3 == $$)) $(($4 == $$))";
        (await Run.OutputAsync(new("sh", "-c", script) { StandardOutput = ProcessStream.Pipe })).Should().Be("0 0");
        (await Run.OutputAsync(new("sh", "-c", script) { NewProcessGroup = true, StandardOutput = ProcessStream.Pipe })).Should().Be("1 0");
        (await Run.OutputAsync(new("sh", "-c", script) { NewSession = true, StandardOutput = ProcessStream.Pipe })).Should().Be("1 1");
    }

    [Fact]
    public async Task Capabilities_are_given_and_taken()
    {
        (await StatusAsync(new CapabilitySets { Bounding = [Capability.NetAdmin, Capability.Chown] }, "CapBnd")).Should().Be("0000000000001001");
        (await StatusAsync(CapabilitySets.None, "CapEff", "CapPrm", "CapBnd", "CapInh", "CapAmb")).Should().Be("0000000000000000 0000000000000000 0000000000000000 0000000000000000 0000000000000000");
        (await StatusAsync(new CapabilitySets { Ambient = [Capability.NetRaw] }, "CapAmb")).Should().Be("0000000000002000");

        async Task<string> StatusAsync(CapabilitySets sets, params string[] names)
        {
            string status = await Run.OutputAsync(new("cat", "/proc/self/status") { NewNamespaces = NamespaceTypes.User, IdMap = IdMap.CurrentUserAsRoot, Capabilities = sets, StandardOutput = ProcessStream.Pipe });
            return string.Join(' ', names.Select(name => status.Split('\n').Single(line => line.StartsWith(name, StringComparison.Ordinal)).Split('\t')[1]));
        }
    }

    [Fact]
    public async Task A_filter_refuses_what_it_names()
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            Assert.Skip("The filter of this test has the number of a system call of x86-64.");
        }

        // uname(2) is number 63 there.
        byte[] filter = [.. Instruction(Load, 0, 0, 0), .. Instruction(JumpIfEqual, 0, 1, 63), .. Instruction(Return, 0, 0, FailWithEperm), .. Instruction(Return, 0, 0, Allow)];
        (ExitStatus status, _) = await Run.ToEndAsync(new("uname") { NoNewPrivileges = true, SeccompFilters = { filter }, StandardOutput = ProcessStream.Pipe, StandardError = ProcessStream.Null });
        status.Succeeded.Should().BeFalse();
        string output = await Run.OutputAsync(new("grep", "-E", "Seccomp:|NoNewPrivs", "/proc/self/status") { NoNewPrivileges = true, SeccompFilters = { filter }, StandardOutput = ProcessStream.Pipe });
        output.Should().Be("NoNewPrivs:\t1\nSeccomp:\t2");
    }

    [Fact]
    public async Task Landlock_keeps_a_process_to_what_it_is_given()
    {
        if (LandlockSupport.Version == 0)
        {
            Assert.Skip("The kernel has no landlock.");
        }

        string directory = Directory.CreateTempSubdirectory(RunMark.Prefix).FullName;
        try
        {
            (_, string output) = await Run.ToEndAsync(new("/bin/sh", "-c", $"echo a > {directory}/a && cat {directory}/a; cat /etc/hostname; ls /etc/ssl; cat /etc/passwd > /dev/null && echo passwd")
            {
                NoNewPrivileges = true,
                Landlock = new LandlockRules { Execute = ["/usr", "/bin", "/lib", "/lib64"], Read = ["/etc/passwd"], Write = [directory, "/dev/null"] },
                StandardOutput = ProcessStream.Pipe,
                StandardError = ProcessStream.Null,
            });
            output.Should().Be("a\npasswd\n");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task Landlock_keeps_a_process_to_its_ports()
    {
        if (LandlockSupport.Version < 4)
        {
            Assert.Skip("The kernel's landlock knows nothing of TCP.");
        }

        if (Capabilities.Has(Capability.NetAdmin))
        {
            using NetNamespace own = NetNamespace.OpenCurrent();
            own.Loopback.Up();
        }

        using TcpListener allowed = new(IPAddress.Loopback, 0);
        using TcpListener other = new(IPAddress.Loopback, 0);
        allowed.Start();
        other.Start();
        string Connect(TcpListener listener) => $"(exec 3<>/dev/tcp/127.0.0.1/{((IPEndPoint)listener.LocalEndpoint).Port}) 2>/dev/null && echo yes || echo no";
        string output = await Run.OutputAsync(new("bash", "-c", $"{Connect(allowed)}; {Connect(other)}")
        {
            NoNewPrivileges = true,
            Landlock = new LandlockRules { TcpConnect = [(ushort)((IPEndPoint)allowed.LocalEndpoint).Port] },
            StandardOutput = ProcessStream.Pipe,
        });
        output.Should().Be("yes\nno");
    }

    [Fact]
    public async Task Landlock_keeps_a_process_to_the_ports_that_it_listens_on()
    {
        if (LandlockSupport.Version < 4)
        {
            Assert.Skip("The kernel's landlock knows nothing of TCP.");
        }

        const string script = "use Socket; for (@ARGV) { socket(S, PF_INET, SOCK_STREAM, 0); print bind(S, sockaddr_in($_, INADDR_ANY)) ? 'yes' : $!{EACCES} ? 'no' : $! }";
        string output = await Run.OutputAsync(new("perl", "-e", script, "34567", "34568") { NoNewPrivileges = true, Landlock = new LandlockRules { TcpBind = [34567] }, StandardOutput = ProcessStream.Pipe });
        output.Should().Be("yesno");
    }

    [Fact]
    public async Task Clocks_differ_by_the_offsets()
    {
        double outside = Uptime(await File.ReadAllTextAsync("/proc/uptime", TestContext.Current.CancellationToken));
        string inside = await Run.OutputAsync(new("cat", "/proc/uptime") { NewNamespaces = NamespaceTypes.User | NamespaceTypes.Time, IdMap = IdMap.CurrentUserAsRoot, TimeOffsets = new() { Monotonic = TimeSpan.FromSeconds(-0.5), Boottime = TimeSpan.FromHours(100) }, StandardOutput = ProcessStream.Pipe });
        (Uptime(inside) - outside).Should().BeApproximately(360_000, 60);

        static double Uptime(string text) => double.Parse(text.Split(' ')[0], CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_process_is_born_in_a_cgroup()
    {
        string path = Require.OwnCgroup();
        try
        {
            foreach (Carrier carrier in Enum.GetValues<Carrier>())
            {
                (await Run.OutputAsync(new NamespaceProcessStartInfo("cat", "/proc/self/cgroup") { CgroupDirectory = path, StandardOutput = ProcessStream.Pipe }.By(carrier))).Should().Contain($"0::/").And.Contain(Path.GetFileName(path));
            }
        }
        finally
        {
            Directory.Delete(path);
        }
    }

    private static async Task<string> IdsAsync(IdMap? map) =>
        await Run.OutputAsync(new("sh", "-c", "echo $(id -u) $(id -g) $(cat /proc/self/setgroups); cat /proc/self/uid_map") { NewNamespaces = NamespaceTypes.User, IdMap = map, StandardOutput = ProcessStream.Pipe });

    private static byte[] Instruction(ushort code, byte whenTrue, byte whenFalse, uint value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, code);
        bytes[2] = whenTrue;
        bytes[3] = whenFalse;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), value);
        return bytes;
    }
}
