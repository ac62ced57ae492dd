using System.Runtime.InteropServices;
using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Processes;

/// <summary>A failure says which step it was, the error, and what to do; and it leaves nothing.</summary>
[Collection("The kernel")]
public sealed class StageTests : IDisposable
{
    private readonly (int Descriptors, string Others) _before;

    public StageTests()
    {
        Require.UserNamespaces();
        // The runtime makes a pipe for itself when it first handles a signal.
        PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => { }).Dispose();
        _before = Snapshot();
    }

    public void Dispose()
    {
        (int descriptors, string others) = Snapshot();
        others.Should().Be(_before.Others, "a failed start leaves nothing");
        descriptors.Should().BeLessThanOrEqualTo(_before.Descriptors, "what the runtime lets go of meanwhile is no leak");
    }

    [Fact]
    public void Joining()
    {
        // Inside of a user namespace there is no way back to what is outside.
        using NamespaceProcess holder = Run.Start(new("sleep", "1000") { NewNamespaces = NamespaceTypes.User | NamespaceTypes.Uts, IdMap = IdMap.CurrentUserAsRoot });
        Fails(new("true") { JoinNamespaces = { { holder.Id, NamespaceTypes.User | NamespaceTypes.Uts } }, WorkingDirectory = "/nonexistent" }, ProcessStage.Mount, Errno.ENOENT);
        if (!Capabilities.Has(Capability.SysAdmin))
        {
            Fails(new("true") { JoinNamespaces = { { holder.Id, NamespaceTypes.Uts } } }, null, Errno.EPERM, "joining that one too");
        }
    }

    [Fact]
    public void Mounting_what_is_not_there() => Fails(
        Own(mounts: [Mount.Bind("/nonexistent", "/mnt")]), ProcessStage.Mount, Errno.ENOENT, "open_tree(", "/nonexistent", "does not exist");

    [Fact]
    public void Mounting_where_nothing_is() => Fails(
        Own(mounts: [Mount.Tmpfs("/nonexistent")]), ProcessStage.Mount, Errno.ENOENT, "openat2(AT_FDCWD, \"/nonexistent\"", "Mount.Directory");

    [Fact]
    public void Mounting_an_unknown_file_system() => Fails(
        Own(mounts: [Mount.FileSystem("nosuchfs", "/mnt")]), ProcessStage.Mount, Errno.ENODEV, "has no file system 'nosuchfs'");

    [Fact]
    public void Mounting_proc_without_a_pid_namespace() => Fails(
        new("true") { NewNamespaces = NamespaceTypes.User | NamespaceTypes.Mount, IdMap = IdMap.CurrentUserAsRoot, Mounts = { Mount.Proc() } },
        ProcessStage.Mount, Errno.EPERM, "needs a new PID namespace");

    [Fact]
    public void A_root_that_is_not_there() => Fails(
        new("true") { NewNamespaces = Run.Own, IdMap = IdMap.CurrentUserAsRoot, Root = ProcessRoot.Directory("/nonexistent") }, ProcessStage.Mount, Errno.ENOENT, "/nonexistent");

    [Fact]
    public void A_working_directory_that_is_not_there() => Fails(new("true") { WorkingDirectory = "/nonexistent" }, ProcessStage.Mount, Errno.ENOENT, "chdir(\"/nonexistent\")");

    [Fact]
    public void A_program_that_is_not_there() => Fails(new("/nonexistent"), ProcessStage.Execute, Errno.ENOENT, "execve(\"/nonexistent\"", "The program does not exist");

    [Fact]
    public void A_program_that_no_directory_of_path_has() => Fails(new("no-such-program") { Environment = { ["PATH"] = "/usr/bin:/bin" } }, ProcessStage.Execute, Errno.ENOENT, "None of the directories of PATH has 'no-such-program'");

    [Fact]
    public void A_file_that_is_no_program() => Fails(new("/etc/passwd"), ProcessStage.Execute, Errno.EACCES, "not executable");

    [Fact]
    public void An_id_that_the_namespace_does_not_map() => Fails(
        new("true") { NewNamespaces = NamespaceTypes.User, IdMap = IdMap.CurrentUserAsRoot, UserId = 7 }, ProcessStage.Credentials, Errno.EINVAL, "setresuid(7, 7, 7)", "IdMap");

    [Fact]
    public void A_limit_above_the_highest() => Fails(
        new("true") { NewNamespaces = NamespaceTypes.User, IdMap = IdMap.CurrentUserAsRoot, Limits = { [ResourceLimit.OpenFiles] = new(1UL << 40) } },
        null, Errno.EPERM, "Limits[OpenFiles]", "CAP_SYS_RESOURCE");

    [Fact]
    public void A_filter_of_nonsense() => Fails(
        new("true") { NoNewPrivileges = true, SeccompFilters = { new byte[16] } }, ProcessStage.Hardening, Errno.EINVAL, "seccomp(");

    [Fact]
    public void A_terminal_that_is_none() => Fails(
        new("true") { NewSession = true, ControllingTerminal = true, StandardInput = ProcessStream.Null }, ProcessStage.Session, Errno.ENOTTY, "not a terminal");

    [Fact]
    public void A_clock_that_would_be_negative() => Fails(
        new("true") { NewNamespaces = NamespaceTypes.User | NamespaceTypes.Time, IdMap = IdMap.CurrentUserAsRoot, TimeOffsets = new() { Monotonic = TimeSpan.FromDays(-100_000) } },
        ProcessStage.TimeOffsets, Errno.ERANGE, "negative");

    [Fact]
    public void Ids_of_others_without_privilege()
    {
        if (Capabilities.Has(Capability.Setuid))
        {
            Assert.Skip("This is about callers without privilege.");
        }

        Action start = () => Run.Start(new("true") { NewNamespaces = NamespaceTypes.User, IdMap = new IdMap { Users = [new(0, 4_000_000_000)], Groups = [new(0, 4_000_000_000)] } });
        start.Should().Throw<LinuxException>().Which.Remedy.Should().ContainAny("/etc/subuid", "package uidmap");
    }

    [Theory]
    [InlineData(NamespaceTypes.User, NamespaceTypes.None)]
    [InlineData(NamespaceTypes.Uts, NamespaceTypes.Uts)]
    public void What_contradicts_itself_is_a_mistake_of_the_caller(NamespaceTypes joined, NamespaceTypes created)
    {
        Action start = () => Run.Start(new("true") { NewNamespaces = created, JoinNamespaces = { $"/proc/self/ns/{(joined == NamespaceTypes.User ? "user" : "uts")}" } });
        start.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void What_needs_a_namespace_of_its_own_says_so()
    {
        Check(() => Run.Start(new("true") { HostName = "x" }), "*Uts*");
        Check(() => Run.Start(new("true") { Mounts = { Mount.Proc() } }), "*Mount*");
        Check(() => Run.Start(new("true") { IdMap = IdMap.CurrentUser }), "*User*");
        Check(() => Run.Start(new("true") { NewNamespaces = NamespaceTypes.Pid, InitStays = true }), "*BuiltIn*");
        Check(() => Run.Start(new("true") { TimeOffsets = new() }), "*Time*");
        Check(() => Run.Start(new("true") { NewNamespaces = NamespaceTypes.Uts, HostName = new string('x', 65) }), "*64 bytes*");
        Check(() => Run.Start(new("true") { ControllingTerminal = true }), "*NewSession*");
        Check(() => Mount.Proc("relative"), "*absolute*");
        Check(() => Mount.Bind("a\0b", "/x"), "*NUL*");
        Check(() => _ = new NamespaceProcessStartInfo("true", "a\0b"), "*NUL*");
        Check(() => _ = new IdMap { Users = [new(0, 0, 10), new(5, 100)] }, "*overlap*");
        Check(() => _ = new IdMap { Users = [new(uint.MaxValue, 0)] }, "*largest*");
        Check(() => _ = new NamespaceProcessStartInfo("true") { Nice = 20 }, "*19*");

        static void Check(Action act, string words) => act.Should().Throw<ArgumentException>().WithMessage(words);
    }

    private static NamespaceProcessStartInfo Own(Mount[] mounts)
    {
        NamespaceProcessStartInfo info = new("true") { NewNamespaces = Run.Own, IdMap = IdMap.CurrentUserAsRoot };
        Array.ForEach(mounts, info.Mounts.Add);
        return info;
    }

    private static void Fails(NamespaceProcessStartInfo info, ProcessStage? stage, Errno? errno, params string[] words)
    {
        foreach (Carrier carrier in Enum.GetValues<Carrier>())
        {
            Action start = () => Run.Start(info.By(carrier)).Dispose();
            if (errno is null)
            {
                start.Should().NotThrow();
                continue;
            }

            LinuxException failure = start.Should().Throw<LinuxException>($"by {carrier}").Which;
            failure.Errno.Should().Be(errno.Value, failure.Message);
            if (stage is not null)
            {
                failure.Should().BeOfType<ChildSetupException>().Which.Step.Stage.Should().Be(stage.Value, failure.Message);
            }

            foreach (string word in words)
            {
                failure.Message.Should().Contain(word);
            }
        }
    }

    private static (int Descriptors, string Others) Snapshot()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        int descriptors = Directory.GetFiles("/proc/self/fd").Select(file => new FileInfo(file).LinkTarget).Count(target => target?.Contains("pid", StringComparison.Ordinal) == true || target?.Contains("memfd:launcher", StringComparison.Ordinal) == true || target?.StartsWith("pipe:", StringComparison.Ordinal) == true);
        string mounts = string.Join('\n', Leaks.Mounts());
        string children = string.Join(' ', ChildProcesses.Find());
        return (descriptors, $"children {children}\n{mounts}");
    }
}
