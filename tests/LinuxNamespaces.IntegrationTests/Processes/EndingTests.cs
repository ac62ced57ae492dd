using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using FluentAssertions;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Processes;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Processes;

/// <summary>How processes end, what is told of it, and what is left when a start fails or is interrupted.</summary>
[Collection("The kernel")]
public sealed class EndingTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_end_of_a_foreign_process_is_told_when_its_parent_reaps_it_late(bool onThread)
    {
        Require.Program("perl");
        using Process parent = Process.Start(new ProcessStartInfo("perl", ["-e", "$|=1; my $c=fork; if(!$c){sleep 1; exit 5} print \"$c\\n\"; sleep 3; wait; sleep 30"]) { RedirectStandardOutput = true })!;
        try
        {
            int child = int.Parse((await parent.StandardOutput.ReadLineAsync(Stop))!, CultureInfo.InvariantCulture);
            await using NamespaceProcess attached = NamespaceProcess.Attach(child);
            using SafeFileHandle probe = PidFile.TryOpen(child);
            if (!PidFile.KeepsExitStatus(probe))
            {
                Assert.Skip("The kernel is older than 6.15.");
            }

            Task<ExitStatus> end = onThread ? Task.Factory.StartNew(attached.WaitForExit, Stop, TaskCreationOptions.LongRunning, TaskScheduler.Default) : attached.WaitForExitAsync(Stop);
            SpinWait.SpinUntil(() => PidFile.HasEnded(probe), TimeSpan.FromSeconds(10)).Should().BeTrue();
            attached.HasExited.Should().BeTrue("nobody has reaped it yet, but it has ended");
            (await end.WaitAsync(TimeSpan.FromSeconds(20), Stop)).ExitCode.Should().Be(5);
            attached.WaitForExit().ExitCode.Should().Be(5);
        }
        finally
        {
            parent.Kill();
        }
    }

    [Theory]
    [InlineData(Carrier.LauncherByPosixSpawn, false)]
    [InlineData(Carrier.LauncherByPosixSpawn, true)]
    [InlineData(Carrier.Launcher, true)]
    public void A_child_that_cannot_be_opened_is_ended_and_reaped(Carrier carrier, bool bornAgain)
    {
        Require.UserNamespaces();
        string[] before = ChildProcesses.Find();
        int count = 0;
        NamespaceProcessStartInfo info = new NamespaceProcessStartInfo("sleep", "4711") { NewNamespaces = bornAgain ? Run.Own : NamespaceTypes.None, IdMap = bornAgain ? IdMap.CurrentUserAsRoot : null }.By(carrier);
        info.Carrier = info.Carrier with
        {
            OpenProcess = id =>
            {
                // With posix_spawn, the launcher is opened first.
                if (bornAgain && carrier == Carrier.LauncherByPosixSpawn && count++ == 0)
                {
                    return PidFile.TryOpen(id);
                }

                Marshal.SetLastPInvokeError(Errno.EMFILE.Value);
                return new SafeFileHandle(-1, ownsHandle: true);
            },
        };
        Action start = () => Run.Start(info).Dispose();
        start.Should().Throw<LinuxException>().Which.Errno.Should().Be(Errno.EMFILE);

        ChildProcesses.Find().Except(before).Should().BeEmpty();
    }

    [Fact]
    public void A_pipe_whose_stream_cannot_be_made_is_closed_once()
    {
        int number = -1;
        Action open = () => new ProcessPipes(new("true") { StandardOutput = ProcessStream.Pipe }, (_, handle) =>
        {
            number = (int)handle.DangerousGetHandle();
            throw new IOException("no stream");
        }).Dispose();
        open.Should().Throw<IOException>().WithMessage("no stream");

        // The number is free at once, and is that of other files until collectors have closed what they have to close.
        List<SafeFileHandle> files = [];
        try
        {
            while (!files.Exists(file => file.DangerousGetHandle() == number) && files.Count < 1000)
            {
                files.Add(File.OpenHandle("/dev/null"));
            }

            files.Should().Contain(file => file.DangerousGetHandle() == number);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            files.Should().OnlyContain(file => Path.Exists($"/proc/self/fd/{file.DangerousGetHandle()}"));
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }
    }

    [Fact]
    public async Task An_interrupt_while_a_cancellation_is_under_way_leaves_no_child()
    {
        using HangingStart hanging = new();
        using CancellationTokenSource stop = new();
        using ManualResetEventSlim killing = new();
        using ManualResetEventSlim goOn = new();
        NamespaceProcessStartInfo info = hanging.Info("in sight");
        info.Carrier = new ChildCarrier
        {
            Killing = () =>
            {
                killing.Set();
                goOn.Wait(HangingStart.Long, CancellationToken.None);
            },
        };
        try
        {
            Exception? outcome = null;
            Thread starter = new(() =>
            {
                try
                {
                    NamespaceProcess.Start(info, stop.Token).Dispose();
                }
                catch (Exception e)
                {
                    outcome = e;
                }
            });
            starter.Start();
            string child = hanging.SpinForChild();
            Task cancel = Task.Run(stop.Cancel, CancellationToken.None);
            killing.Wait(HangingStart.Long, CancellationToken.None).Should().BeTrue();
            // The child ends, so that the thread goes on to wait for the callback, where it is interrupted.
            Tool.Kill("-KILL", child);
            SpinWait.SpinUntil(() => starter.ThreadState.HasFlag(System.Threading.ThreadState.WaitSleepJoin), TimeSpan.FromMilliseconds(500));
            starter.Interrupt();
            await Task.Delay(200, Stop);
            bool early = starter.Join(0);
            goOn.Set();
            await cancel;
            starter.Join(HangingStart.Long).Should().BeTrue();
            early.Should().BeFalse("the callback still works with the memory of the start");
            outcome.Should().BeAssignableTo<OperationCanceledException>();
            hanging.Children().Should().BeEmpty();
        }
        finally
        {
            goOn.Set();
        }
    }

    [Fact]
    public void A_signal_reaches_the_group_of_a_process()
    {
        using NamespaceProcess group = Run.Start(new("sh", "-c", "sleep 4712 & sleep 4712 & wait") { NewProcessGroup = true });
        SpinWait.SpinUntil(() => Members(group.Id) == 3, TimeSpan.FromSeconds(10)).Should().BeTrue();
        group.SendSignalToGroup(PosixSignal.SIGTERM).Should().BeTrue();
        group.WaitForExit().SignalNumber.Should().Be(15);
        SpinWait.SpinUntil(() => Members(group.Id) == 0, TimeSpan.FromSeconds(10)).Should().BeTrue();
        using NamespaceProcess alone = Run.Start(new("sleep", "4712") { NewSession = true });
        alone.SendSignalToGroup((PosixSignal)9).Should().BeTrue();
        alone.WaitForExit().SignalNumber.Should().Be(9);
        alone.SendSignalToGroup(PosixSignal.SIGTERM).Should().BeFalse("all in it have ended");
        using NamespaceProcess shared = Run.Start(new("sleep", "4712"));
        Action act = () => shared.SendSignalToGroup(PosixSignal.SIGTERM);
        act.Should().Throw<InvalidOperationException>().WithMessage("*NewProcessGroup*");
        using NamespaceProcess init = Run.Start(new("sleep", "4712") { NewProcessGroup = true, Init = ProcessInit.BuiltIn });
        Action ofInit = () => init.SendSignalToGroup(PosixSignal.SIGTERM);
        ofInit.Should().Throw<InvalidOperationException>().WithMessage("*init*");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_tree_without_namespace_and_cgroup_is_ended_whole(bool byDisposal)
    {
        // Some have lost their parents, and sessions and groups of their own.
        NamespaceProcess tree = Run.Start(new("sh", "-c", "setsid sh -c 'sleep 4713 & exit'; (setsid sleep 4713 &); sleep 4713 & echo; wait")
        {
            Init = ProcessInit.BuiltIn,
            InitStays = true,
            StandardOutput = ProcessStream.Pipe,
        });
        try
        {
            await tree.StandardOutput.AsStream().ReadExactlyAsync(new byte[1], Stop);
            SpinWait.SpinUntil(() => Sleepers("4713") == 3, TimeSpan.FromSeconds(10)).Should().BeTrue();
            if (byDisposal)
            {
                await tree.DisposeAsync();
            }
            else
            {
                tree.KillTree();
            }

            SpinWait.SpinUntil(() => Sleepers("4713") == 0, TimeSpan.FromSeconds(10)).Should().BeTrue();
            tree.WaitForExit().SignalNumber.Should().Be(9);
        }
        finally
        {
            await tree.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_init_outside_of_a_namespace_stays_for_what_the_program_leaves_behind()
    {
        await using NamespaceProcess process = Run.Start(new("sh", "-c", "setsid sleep 4714 & exit 3") { Init = ProcessInit.BuiltIn, InitStays = true });
        (await process.WaitForExitAsync(Stop)).ExitCode.Should().Be(3);
        SpinWait.SpinUntil(() => Sleepers("4714") == 1, TimeSpan.FromSeconds(10)).Should().BeTrue();
        process.KillTree();
        SpinWait.SpinUntil(() => Sleepers("4714") == 0, TimeSpan.FromSeconds(10)).Should().BeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_terminal_is_one_of_the_devpts_of_the_process(bool withInit)
    {
        Require.UserNamespaces();
        using NamespaceProcess shell = Run.Start(new("sh", "-c", "tty; ls /dev/pts; stty size; read line; echo got $line; : </dev/tty && : <$(tty) && echo opened; read end")
        {
            NewNamespaces = Run.Own,
            IdMap = IdMap.CurrentUserAsRoot,
            Mounts = { Mount.Devices(), Mount.Proc() },
            Init = withInit ? ProcessInit.BuiltIn : ProcessInit.Program,
            StandardInput = ProcessStream.Terminal,
            StandardOutput = ProcessStream.Terminal,
            StandardError = ProcessStream.Terminal,
            NewSession = true,
            ControllingTerminal = true,
        });
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        using CancellationTokenRegistration end = limit.Token.Register(() => shell.Kill());
        shell.Terminal.Resize(columns: 100, rows: 33);
        using StreamReader reader = new(shell.Terminal.Controller);
        reader.ReadLine().Should().Be("/dev/pts/0");
        reader.ReadLine().Should().MatchRegex("^0 +ptmx$");
        reader.ReadLine().Should().MatchRegex(@"^\d+ \d+$");
        shell.Terminal.Controller.Write("hello\n"u8);
        reader.ReadLine().Should().Be("hello");
        reader.ReadLine().Should().Be("got hello");
        reader.ReadLine().Should().Be("opened");
        shell.Terminal.Controller.Write("\n"u8);
        shell.WaitForExit().ExitCode.Should().Be(0);
        Action stream = () => _ = shell.Terminal.Stream;
        stream.Should().Throw<InvalidOperationException>();
        using NamespaceProcess without = Run.Start(new("true"));
        Action none = () => _ = without.Terminal;
        none.Should().Throw<InvalidOperationException>();
    }

    private static int Members(int group) => Statuses().Count(fields => fields.Length > 2 && fields[2] == $"{group}" && fields[0] != "Z");

    private static int Sleepers(string seconds) => Directory.GetDirectories("/proc").Count(directory =>
    {
        try
        {
            return File.ReadAllText(directory + "/cmdline").StartsWith($"sleep\0{seconds}\0", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });

    private static List<string[]> Statuses()
    {
        List<string[]> all = [];
        foreach (string directory in Directory.GetDirectories("/proc"))
        {
            try
            {
                string text = File.ReadAllText(directory + "/stat");
                all.Add(text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile.
            }
        }

        return all;
    }
}
