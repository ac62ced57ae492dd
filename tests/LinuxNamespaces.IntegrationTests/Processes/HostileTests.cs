using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using FluentAssertions;
using LinuxNamespaces.Child;
using LinuxNamespaces.Execution;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Processes;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Processes;

/// <summary>
/// Root in a user namespace attacks whoever joins it. Our memory and our descriptors are out of his reach because the child
/// that joins has memory of its own, has told the kernel so, and no descriptor that the program does not get.
/// </summary>
[Collection("The kernel")]
public sealed class HostileTests : IDisposable
{
    private const string Secret = "canary 7f3a91c05";
    private const NamespaceTypes Network = NamespaceTypes.User | NamespaceTypes.Network;
    private const NamespaceTypes Names = NamespaceTypes.User | NamespaceTypes.Uts;
    private const NamespaceTypes Container = NamespaceTypes.User | NamespaceTypes.Pid | NamespaceTypes.Mount;
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(Require.IsRootOfTheMachine ? 10 : 4);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("linuxnamespaces-");
    private readonly byte[] _canary = GC.AllocateArray<byte>(Secret.Length, pinned: true);
    private readonly ConcurrentQueue<string> _loot = [];
    private readonly SafeFileHandle _file;

    public HostileTests()
    {
        Require.UserNamespaces();
        Encoding.ASCII.GetBytes(Secret, _canary);
        File.SetUnixFileMode(_directory.FullName, (UnixFileMode)0b111_101_101);
        string path = Path.Combine(_directory.FullName, "canary");
        File.WriteAllText(path, Secret);
        _file = File.OpenHandle(path);
        File.SetUnixFileMode(path, UnixFileMode.None);
        Tool.Run("gcc", "-O2", "-Wall", "-Werror", "-o", Path.Combine(_directory.FullName, "attacker"), Path.Combine(SourceDirectory(), "attacker.c"));
    }

    public void Dispose()
    {
        BeVisible();
        _file.Dispose();
        _directory.Delete(recursive: true);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(Container)]
    [InlineData(NamespaceTypes.User)]
    public async Task Root_inside_gets_nothing_of_who_joins(NamespaceTypes types)
    {
        (int joins, string end) = await AttackAsync(types, (holder, joined) => JoinAsync(holder, joined, ChildCarrier.Automatic), untilLoot: null, TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper!.WriteLine($"{joins} joins; {end}");
        _loot.Should().BeEmpty();
        Encoding.ASCII.GetString(_canary).Should().Be(Secret);
        joins.Should().BeGreaterThan(20);
        Regex.Match(end, "refused (\\d+)").Groups[1].Value.Should().NotBe("0", "children that are not yet the program must have been met");
    }

    [Theory(Timeout = 60_000)]
    [InlineData(Container, "secret read")]
    [InlineData(NamespaceTypes.User, "secret read")]
    public async Task Without_memory_of_its_own_who_joins_loses_everything(NamespaceTypes types, string loot)
    {
        (int joins, string end) = await AttackAsync(types, (holder, joined) => JoinAsync(holder, joined, new ChildCarrier { OwnMemory = false }), loot, TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper!.WriteLine($"{joins} joins; {end}");
        _loot.Should().Contain(loot);
    }

    [Fact(Timeout = 60_000)]
    public async Task Root_inside_gets_nothing_of_who_opens_a_socket_there()
    {
        (int calls, string end) = await AttackAsync(Network, OpenSocket, untilLoot: null, TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper!.WriteLine($"{calls} sockets; {end}");
        _loot.Should().BeEmpty();
        Encoding.ASCII.GetString(_canary).Should().Be(Secret);
        calls.Should().BeGreaterThan(20);
        if (!Require.HasPrivileges)
        {
            Regex.Match(end, "refused (\\d+)").Groups[1].Value.Should().NotBe("0", "the processes that open sockets must have been met");
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Who_opens_a_socket_there_without_hiding_loses_all_that_he_has()
    {
        Assert.SkipWhen(Require.HasPrivileges, "With CAP_SYS_ADMIN no process opens the sockets.");
        (int calls, string end) = await AttackAsync(Network, OpenSocketWithoutHiding, "launcher overwritten", TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper!.WriteLine($"{calls} sockets; {end}");
        _loot.Should().Contain("launcher overwritten");
    }

    [Fact(Timeout = 60_000)]
    public async Task Root_inside_gets_nothing_of_who_makes_calls_there()
    {
        (int calls, string end) = await AttackAsync(Names, ReadName, untilLoot: null, TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper!.WriteLine($"{calls} names; {end}");
        _loot.Should().BeEmpty();
        Encoding.ASCII.GetString(_canary).Should().Be(Secret);
        calls.Should().BeGreaterThan(20);
        Regex.Match(end, "refused (\\d+)").Groups[1].Value.Should().NotBe("0", "the processes that make the calls must have been met");
    }

    [Fact(Timeout = 60_000)]
    public async Task Who_makes_calls_there_without_hiding_loses_all_that_he_has()
    {
        (int calls, string end) = await AttackAsync(Names, ReadNameWithoutHiding, "launcher overwritten", TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper!.WriteLine($"{calls} names; {end}");
        _loot.Should().Contain("launcher overwritten");
    }

    [Fact]
    public async Task Who_joins_hides_before_and_not_sooner_than_it_has_opened_what_is_its_own()
    {
        await using NamespaceProcess holder = NamespaceProcess.Start(
            new("/bin/sleep", "1000") { NewNamespaces = NamespaceTypes.User, IdMap = IdMap.CurrentUserAsRoot }, TestContext.Current.CancellationToken);
        NamespaceProcessStartInfo info = new("/bin/true") { NewNamespaces = NamespaceTypes.Time, TimeOffsets = new TimeOffsets { Boottime = TimeSpan.FromDays(1) }, OomScoreAdjustment = 1 };
        info.JoinNamespaces.Add(holder.Id, NamespaceTypes.User);
        ProcessPlan plan = NamespaceProcess.Plan(info);
        // Files in /proc of a process that hides belong to root, and an ordinary user cannot open his own.
        string[] order = ["/proc/self/oom_score_adj", "/proc/self/timens_offsets", "PR_SET_DUMPABLE", "RLIMIT_CORE", "setns"];
        order.Select(call => plan.Steps.First(step => step.Call.Contains(call, StringComparison.Ordinal)).Index).Should().BeInAscendingOrder();
    }

    [Fact(Timeout = 60_000)]
    public async Task Who_takes_the_pipe_of_the_init_keeps_nobody_waiting()
    {
        const int pidfd_getfd = 438;
        await using NamespaceProcess process = NamespaceProcess.Start(
            new("/bin/sleep", "1000") { NewNamespaces = NamespaceTypes.User | NamespaceTypes.Pid, IdMap = IdMap.CurrentUserAsRoot, Init = ProcessInit.BuiltIn }, TestContext.Current.CancellationToken);
        using SafeFileHandle init = PidFile.TryOpen(process.Id);
        using SafeFileHandle pipe = new(Libc.syscall(pidfd_getfd, init.DangerousGetHandle(), 0, 0, 0, 0), ownsHandle: true);
        pipe.IsInvalid.Should().BeFalse();
        process.Kill();
        ExitStatus status = await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        status.SignalNumber.Should().Be(Linux.SIGKILL);
    }

    /// <summary>Joins the namespaces of an attacker again and again, and collects what he gets.</summary>
    private async Task<(int Joins, string End)> AttackAsync(NamespaceTypes types, Func<int, NamespaceTypes, Task> joinAsync, string? untilLoot, CancellationToken cancellationToken)
    {
        await using NamespaceProcess attacker = NamespaceProcess.Start(Attacker(types), cancellationToken);
        await using IAsyncEnumerator<string> lines = attacker.StandardOutput.ReadLinesAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await lines.MoveNextAsync();
        lines.Current.Should().Be("ready");
        string end = string.Empty;
        Task reading = CollectAsync();

        int joins = 0;
        for (Stopwatch watch = Stopwatch.StartNew(); watch.Elapsed < s_duration && (untilLoot is null || !_loot.Contains(untilLoot)); joins++)
        {
            await joinAsync(attacker.Id, types);
        }

        attacker.StandardInput.Dispose();
        await reading;
        return (joins, end);

        async Task CollectAsync()
        {
            while (await lines.MoveNextAsync())
            {
                if (lines.Current.StartsWith("end", StringComparison.Ordinal))
                {
                    end = lines.Current;
                }
                else
                {
                    _loot.Enqueue(lines.Current);
                }
            }
        }
    }

    /// <summary>For each socket the namespace is opened anew, and with it comes a new process where one is needed.</summary>
    private static Task OpenSocket(int holder, NamespaceTypes types)
    {
        using NetNamespace there = NetNamespace.OpenProcess(holder);
        there.CreateSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp).Dispose();
        return Task.CompletedTask;
    }

    private static Task OpenSocketWithoutHiding(int holder, NamespaceTypes types)
    {
        using NetNamespace there = NetNamespace.OpenProcess(holder);
        using UserNamespace owner = there.OpenOwner();
        HelperProcesses.Use(there.Handle, HelperProcess.Start(owner.Handle, staysDumpable: true));
        there.CreateSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp).Dispose();
        return Task.CompletedTask;
    }

    private static Task ReadName(int holder, NamespaceTypes types) => ReadName(holder, there => there.GetHostName().Should().NotBeEmpty());

    private static Task ReadNameWithoutHiding(int holder, NamespaceTypes types) => ReadName(holder, there =>
    {
        NamespaceProgram program = new("read the names of", there.ToString()) { StaysDumpable = true };
        program.Enter(there.Handle);
        program.Steps.Add(SystemCall.uname, program.Returns(6 * 65, "names"));
        program.Run().Dispose();
    });

    private static Task ReadName(int holder, Action<UtsNamespace> read)
    {
        using UtsNamespace there = UtsNamespace.OpenProcess(holder);
        try
        {
            read(there);
        }
        catch (LinuxException)
        {
            // The root user there may end the process; it must not get what the process has.
        }

        return Task.CompletedTask;
    }

    private static async Task JoinAsync(int holder, NamespaceTypes types, ChildCarrier carrier)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        NamespaceProcessStartInfo info = new("/bin/true")
        {
            StandardInput = ProcessStream.Null,
            StandardOutput = ProcessStream.Null,
            StandardError = ProcessStream.Null,
            Carrier = carrier,
        };
        info.JoinNamespaces.Add(holder, types);
        BeVisible();
        await using NamespaceProcess process = NamespaceProcess.Start(info, cancellationToken);
        // What becomes of the program is the attacker's business: it is in his namespace.
        await process.WaitForExitAsync(cancellationToken);
    }

    // A child with our memory that changes its ids makes us as invisible as itself, which would help against the attack.
    private static void BeVisible() => _ = Libc.syscall(SystemCall.prctl.Number, Linux.PR_SET_DUMPABLE, 1, 0, 0, 0);

    private NamespaceProcessStartInfo Attacker(NamespaceTypes types)
    {
        // With ids that are nobody's outside, where we can give them; if not, with our own.
        IdRange[] ids = [new IdRange(0, 100000, 65536)];
        NamespaceProcessStartInfo info = new(
            Path.Combine(_directory.FullName, "attacker"),
            string.Create(CultureInfo.InvariantCulture, $"{Marshal.UnsafeAddrOfPinnedArrayElement(_canary, 0)}"), Secret, $"{ChildCode.LaunchMemory}")
        {
            NewNamespaces = types,
            IdMap = Require.IsRootOfTheMachine ? new IdMap { Users = ids, Groups = ids } : IdMap.CurrentUserAsRoot,
            StandardInput = ProcessStream.Pipe,
            StandardOutput = ProcessStream.Pipe,
        };
        if (types.HasFlag(NamespaceTypes.Mount))
        {
            info.Mounts.Add(Mount.Proc("/proc"));
        }

        return info;
    }

    private static string SourceDirectory()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "LinuxNamespaces.sln")))
        {
            directory = directory.Parent;
        }

        return Path.Combine(directory!.FullName, "tests/LinuxNamespaces.IntegrationTests/Processes");
    }
}
