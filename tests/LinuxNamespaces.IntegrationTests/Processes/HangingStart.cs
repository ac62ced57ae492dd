using System.Runtime.InteropServices;
using FluentAssertions;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Processes;

namespace LinuxNamespaces.IntegrationTests.Processes;

/// <summary>Starts of processes that do not get on, in their setup: each opens a named pipe for writing that nobody else opens.</summary>
internal sealed class HangingStart : IDisposable
{
    /// <summary>More than anything here takes that does not hang.</summary>
    internal static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    // What opens sockets for an ordinary user stays.
    private readonly string[] _before = ChildProcesses.Find();

    internal HangingStart()
    {
        Require.UserNamespaces();
        Tool.Run("mkfifo", Fifo);
    }

    /// <summary>The named pipe.</summary>
    internal string Fifo { get; } = Path.Combine(Path.GetTempPath(), RunMark.NewName());

    /// <summary>What is started, by a way.</summary>
    internal static NamespaceProcessStartInfo Info(string way, string fifo) => new("true")
    {
        NewNamespaces = NamespaceTypes.User | NamespaceTypes.Mount | (way == "born again" ? NamespaceTypes.Pid : NamespaceTypes.None),
        IdMap = IdMap.CurrentUserAsRoot,
        UserId = way is "by launcher" or "born again" ? 0 : null,
        ParentDeathSignal = way == "by reports" ? PosixSignal.SIGTERM : null,
        Mounts = { new OpenForWriting(fifo) },
    };

    /// <summary>Starts in a thread of its own.</summary>
    internal static Task InBackground(NamespaceProcessStartInfo info, CancellationToken stop) => Task.Factory.StartNew(
        () => NamespaceProcess.Start(info, stop).Dispose(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    internal NamespaceProcessStartInfo Info(string way) => Info(way, Fifo);

    internal Task InBackground(string way, CancellationToken stop) => InBackground(Info(way), stop);

    /// <summary>The children that have come.</summary>
    internal string[] Children(string parent = "/proc/self") => [.. ChildProcesses.Find(parent).Except(_before)];

    /// <summary>Waits for the child to sleep.</summary>
    /// <param name="parent">Whose child it is.</param>
    /// <param name="besides">A child that is another.</param>
    internal string SpinForChild(string parent = "/proc/self", int? besides = null)
    {
        string? child = null;
        SpinWait.SpinUntil(() => (child = Children(parent).Except([$"{besides}"]).FirstOrDefault(ChildProcesses.IsSleeping)) is not null, Long)
            .Should().BeTrue("the start hangs");
        return child!;
    }

    public void Dispose() => File.Delete(Fifo);

    private sealed class OpenForWriting(string path) : Mount
    {
        internal override void Apply(MountContext context, StepArgument[] opened) =>
            context.Program.Add(SystemCall.openat, NamedArguments.AT_FDCWD, context.Program.Text(path), NamedArguments.OpenFlags(Linux.O_WRONLY | Linux.O_CLOEXEC), NamedArguments.Mode(0));
    }
}
