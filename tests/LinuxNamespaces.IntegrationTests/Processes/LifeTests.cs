using System.Diagnostics;
using System.Runtime.InteropServices;
using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Processes;

[Collection("The kernel")]
public sealed class LifeTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("exit 7", 7, null)]
    [InlineData("kill -KILL $$", null, 9)]
    [InlineData("ulimit -c 0; kill -SEGV $$", null, 11)]
    public async Task An_end_is_told_as_it_was(string script, int? code, int? signal)
    {
        foreach (ProcessInit init in Enum.GetValues<ProcessInit>())
        {
            await using NamespaceProcess process = Run.Start(new("sh", "-c", $"sh -c '{script.Replace("$$", "$PPID", StringComparison.Ordinal)}'; {script}")
            {
                NewNamespaces = init == ProcessInit.BuiltIn ? NamespaceTypes.User | NamespaceTypes.Pid : NamespaceTypes.None,
                IdMap = init == ProcessInit.BuiltIn ? IdMap.CurrentUserAsRoot : null,
                Init = init,
            });
            ExitStatus status = await process.WaitForExitAsync(Stop);
            status.ExitCode.Should().Be(code);
            status.SignalNumber.Should().Be(signal);
            status.Usage!.MaxResidentBytes.Should().BeGreaterThan(init == ProcessInit.Program ? 100_000 : 0);
            process.WaitForExit().Should().Be(status);
            process.HasExited.Should().BeTrue();
            process.Kill().Should().BeFalse("it has ended");
        }
    }

    [Fact]
    public void Signals_are_ignored_while_a_process_in_the_foreground_is_awaited()
    {
        PosixSignal user = (PosixSignal)10;
        int seen = 0;
        using PosixSignalRegistration handler = PosixSignalRegistration.Create(user, context =>
        {
            context.Cancel = true;
            Interlocked.Increment(ref seen);
        });
        using NamespaceProcess process = NamespaceProcess.Start(new("sh", "-c", $"sleep 0.3; kill -USR1 {Environment.ProcessId}; sleep 0.3; exit 3"), TestContext.Current.CancellationToken);
        process.WaitForExitIgnoring(user, PosixSignal.SIGINT).ExitCode.Should().Be(3);
        seen.Should().Be(0);
        Tool.Kill("-USR1", $"{Environment.ProcessId}");
        SpinWait.SpinUntil(() => Volatile.Read(ref seen) == 1, TimeSpan.FromSeconds(10)).Should().BeTrue("the handler is in force again");
        FluentActions.Invoking(() => process.WaitForExitIgnoring((PosixSignal)9)).Should().Throw<LinuxException>().Which.Errno.Should().Be(Errno.EINVAL);
    }

    [Fact]
    public void A_stop_is_told_once_and_the_end_stays_to_be_told()
    {
        using NamespaceProcess process = NamespaceProcess.Start(new("sh", "-c", "kill -STOP $$; kill -STOP $$; exit 3"), TestContext.Current.CancellationToken);
        process.WaitForStop().Should().BeTrue();
        process.SendSignal(PosixSignal.SIGCONT);
        process.WaitForStop().Should().BeTrue();
        process.SendSignal(PosixSignal.SIGCONT);
        process.WaitForStop().Should().BeFalse();
        process.WaitForExit().ExitCode.Should().Be(3);
        process.WaitForStop().Should().BeFalse();
        using NamespaceProcess own = NamespaceProcess.Attach(Environment.ProcessId);
        own.WaitForStop().Should().BeFalse("it is no child");
    }

    [Fact]
    public async Task The_built_in_init_passes_signals_on_and_reaps_orphans()
    {
        Require.Program("ps");
        await using NamespaceProcess process = Run.Start(new("sh", "-c", "trap 'echo term; exit 3' TERM; (sleep 0.1 & sleep 0.1 &); sleep 0.4; ps -e -o stat= | grep -c Z; echo ready; while :; do sleep 0.05; done")
        {
            NewNamespaces = Run.Own,
            IdMap = IdMap.CurrentUserAsRoot,
            Init = ProcessInit.BuiltIn,
            Mounts = { Mount.Proc() },
            StandardOutput = ProcessStream.Pipe,
        });
        using StreamReader reader = new(process.StandardOutput.AsStream());
        (await reader.ReadLineAsync(Stop)).Should().Be("0", "no orphan stays a zombie");
        (await reader.ReadLineAsync(Stop)).Should().Be("ready");
        process.SendSignal(PosixSignal.SIGTERM).Should().BeTrue();
        (await reader.ReadLineAsync(Stop)).Should().Be("term");
        (await process.WaitForExitAsync(Stop)).ExitCode.Should().Be(3);
    }

    [Fact]
    public async Task Disposing_of_it_leaves_no_process_of_its_namespace()
    {
        NamespaceProcess process = Run.Start(new("sh", "-c", "setsid sleep 4242 & setsid sleep 4242 & echo; wait")
        {
            NewNamespaces = Run.Own,
            IdMap = IdMap.CurrentUserAsRoot,
            Init = ProcessInit.BuiltIn,
            StandardOutput = ProcessStream.Pipe,
        });
        await process.StandardOutput.AsStream().ReadExactlyAsync(new byte[1], Stop);
        await process.DisposeAsync();
        Directory.GetDirectories("/proc").Where(directory => CommandLine(directory).Contains("4242", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [Fact]
    public async Task Waiting_can_be_given_up_and_the_process_lives()
    {
        await using NamespaceProcess process = Run.Start(new("sleep", "1000"));
        using CancellationTokenSource soon = new(50);
        Func<Task> wait = () => process.WaitForExitAsync(soon.Token);
        await wait.Should().ThrowAsync<OperationCanceledException>();
        process.HasExited.Should().BeFalse();
        process.Kill().Should().BeTrue();
        process.WaitForExit().SignalNumber.Should().Be(9);
    }

    [Fact]
    public async Task Who_waits_on_a_thread_and_who_waits_without_one_see_the_same_end()
    {
        using NamespaceProcess process = Run.Start(new("sleep", "4242"));
        Task<ExitStatus> before = process.WaitForExitAsync(Stop);
        Task<ExitStatus>[] onThreads = [.. Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(process.WaitForExit, Stop, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        await Task.Delay(50, Stop);
        Task<ExitStatus> after = process.WaitForExitAsync(Stop);
        process.Kill().Should().BeTrue();
        ExitStatus[] ends = await Task.WhenAll([before, after, .. onThreads]).WaitAsync(TimeSpan.FromSeconds(10), Stop);
        ends.Should().OnlyContain(end => end.SignalNumber == 9);
    }

    [Fact]
    public async Task A_process_of_somebody_else_is_watched_to_its_end()
    {
        using Process other = Process.Start("sh", ["-c", "sleep 0.2; exit 5"]);
        await using NamespaceProcess attached = NamespaceProcess.Attach(other.Id);
        attached.IsChild.Should().BeFalse();
        ExitStatus status = await attached.WaitForExitAsync(Stop);
        status.Should().Match<ExitStatus>(end => end.ExitCode == 5 || end == ExitStatus.Unknown, "kernels before 6.15 do not tell");
        Action attach = () => NamespaceProcess.Attach(int.MaxValue);
        attach.Should().Throw<LinuxException>().Which.Errno.Should().Be(Errno.ESRCH);
    }

    [Fact]
    public void A_terminal_controls_a_session()
    {
        using PseudoTerminal terminal = PseudoTerminal.Open();
        terminal.Resize(columns: 132, rows: 43);
        PseudoTerminal.SizeOf(((FileStream)terminal.Controller).SafeFileHandle).Should().Be(((ushort)132, (ushort)43));
        using FileStream file = File.OpenRead("/proc/self/stat");
        PseudoTerminal.SizeOf(file.SafeFileHandle).Should().BeNull();
        using NamespaceProcess shell = Run.Start(new("sh", "-c", "tty; stty size; trap 'echo caught; read end; exit 4' INT; read line; echo got $line; sleep 1000 & wait")
        {
            StandardInput = terminal.Stream, StandardOutput = terminal.Stream, StandardError = terminal.Stream, NewSession = true, ControllingTerminal = true,
        });
        terminal.CloseTerminal();
        // Reading blocks: what does not come ends with the shell.
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        using CancellationTokenRegistration end = limit.Token.Register(() => shell.Kill());
        using StreamReader reader = new(terminal.Controller);
        reader.ReadLine().Should().StartWith("/dev/pts/");
        reader.ReadLine().Should().Be("43 132");
        terminal.Controller.Write("hello\n"u8);
        reader.ReadLine().Should().Be("hello", "the terminal echoes");
        reader.ReadLine().Should().Be("got hello");
        terminal.Controller.WriteByte(3);
        reader.ReadLine().Should().EndWith("caught");
        // Not sooner: the end of a session throws away what has not been read from its terminal.
        terminal.Controller.Write("end\n"u8);
        shell.WaitForExit().ExitCode.Should().Be(4);
        Action read = () => reader.ReadToEnd();
        read.Should().NotThrow("the stream ends when nothing has the terminal any more");
    }

    [Fact]
    public void A_tree_is_ended_whole_or_not_at_all()
    {
        using NamespaceProcess plain = Run.Start(new("sleep", "1000"));
        Action act = plain.KillTree;
        act.Should().Throw<InvalidOperationException>().WithMessage("*CgroupDirectory*");
        using NamespaceProcess tree = Run.Start(new("sh", "-c", "sleep 4243 & sleep 4243 & wait") { NewNamespaces = Run.Own, IdMap = IdMap.CurrentUserAsRoot });
        tree.KillTree();
        tree.WaitForExit().SignalNumber.Should().Be(9);
        Directory.GetDirectories("/proc").Where(directory => CommandLine(directory).StartsWith("sleep\04243", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [Fact]
    public void A_tree_in_a_cgroup_is_ended_whole()
    {
        string directory = Require.OwnCgroup();
        try
        {
            using NamespaceProcess tree = Run.Start(new("sh", "-c", "setsid sleep 4244 & setsid sleep 4244 & wait") { CgroupDirectory = directory });
            SpinWait.SpinUntil(() => File.ReadAllLines(directory + "/cgroup.procs").Length == 3, TimeSpan.FromSeconds(10)).Should().BeTrue();
            tree.KillTree();
            tree.WaitForExit().SignalNumber.Should().Be(9);
            SpinWait.SpinUntil(() => File.ReadAllText(directory + "/cgroup.procs").Length == 0, TimeSpan.FromSeconds(10)).Should().BeTrue();
        }
        finally
        {
            Directory.Delete(directory);
        }
    }

    [Fact]
    public void A_core_that_was_dumped_is_told()
    {
        string directory = Directory.CreateTempSubdirectory(RunMark.Prefix).FullName;
        try
        {
            // Whether there is one depends on the machine; perl sees the same.
            const string script = "ulimit -c unlimited; kill -SEGV $$";
            bool dumps = Tool.Run("sh", "-c", $"cd {directory} && perl -e 'system(q(sh), q(-c), q({script})); print $? & 128'") == "128";
            using NamespaceProcess process = Run.Start(new("sh", "-c", script) { WorkingDirectory = directory });
            ExitStatus end = process.WaitForExit();
            end.SignalNumber.Should().Be(11);
            end.CoreDumped.Should().Be(dumps);
            using NamespaceProcess without = Run.Start(new("sh", "-c", "kill -SEGV $$") { Limits = { [ResourceLimit.Core] = new(0) } });
            without.WaitForExit().CoreDumped.Should().BeFalse();
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task A_namespace_outlives_its_process_by_a_handle_and_by_a_path()
    {
        Require.Privileges();
        string path = Path.Combine(Path.GetTempPath(), RunMark.NewName());
        NamespaceIdentity identity;
        await using (NamespaceProcess process = Run.Start(new("sleep", "1000") { NewNamespaces = NamespaceTypes.Uts, HostName = "pinned" }))
        {
            using Namespace uts = process.OpenNamespace(NamespaceTypes.Uts);
            identity = uts.Identity;
            uts.Pin(path);
            Action again = () => uts.Pin(path);
            again.Should().Throw<LinuxException>().Which.Errno.Should().Be(Errno.EEXIST);
        }

        try
        {
            using Namespace opened = Namespace.Open(path);
            opened.Identity.Should().Be(identity);
            (await Run.OutputAsync(new("hostname") { JoinNamespaces = { path }, StandardOutput = ProcessStream.Pipe })).Should().Be("pinned");
            Tool.Run("nsenter", $"--uts={path}", "hostname").Trim().Should().Be("pinned");
        }
        finally
        {
            Namespace.Unpin(path);
        }

        File.Exists(path).Should().BeFalse();
        string file = Path.GetTempFileName();
        Action unpin = () => Namespace.Unpin(file);
        unpin.Should().Throw<InvalidDataException>();
        File.Exists(file).Should().BeTrue();
        File.Delete(file);
    }

    [Fact]
    public void The_plan_is_told_before_anything_is_done()
    {
        ProcessPlan plan = NamespaceProcess.Plan(new("/bin/true") { NewNamespaces = Run.Own, IdMap = IdMap.CurrentUserAsRoot, HostName = "inner", Mounts = { Mount.Proc() } });
        plan.Steps.Select(step => step.Stage).Should().Equal(plan.Steps.Select(step => step.Stage).Order(), "a stage follows another")
            .And.Contain([ProcessStage.CreateProcess, ProcessStage.MapIds, ProcessStage.Mount, ProcessStage.HostName, ProcessStage.Execute]);
        plan.ToString().Should().Contain("sethostname(\"inner\", 5)").And.Contain("fsopen(\"proc\"").And.Contain("openat2(AT_FDCWD, \"/proc\"").And.Contain("execve(\"/bin/true\"");
        plan.ToString().TrimEnd().Split('\n').Should().HaveCountLessThan(plan.Steps.Count, "the search for the program is one line");
    }

    private static string CommandLine(string directory)
    {
        try
        {
            return File.ReadAllText(directory + "/cmdline");
        }
        catch (IOException)
        {
            return string.Empty;
        }
        catch (UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }
}
