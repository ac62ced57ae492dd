using System.Globalization;
using System.Runtime.InteropServices;
using LinuxNamespaces.Child;
using LinuxNamespaces.Execution;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Processes;

/// <summary>Represents a process that was started in namespaces of its own or of other processes, or a running process that is watched.</summary>
/// <remarks>
/// The process is held by a descriptor (pidfd), never by its id, which another process may get later. No thread of the pool waits for it or for its
/// pipes. Needs x86-64 or arm64, and kernel 5.11. See clone3(2), pidfd_open(2).
/// </remarks>
public sealed partial class NamespaceProcess : IAsyncDisposable, IDisposable
{
    private readonly SafeFileHandle _process;
    private readonly ProcessExit _exit;
    private readonly ProcessPipes? _pipes;
    private readonly NamespaceProcessStartInfo? _startInfo;
    private readonly PseudoTerminal? _terminal;

    private NamespaceProcess(int id, SafeFileHandle process, ProcessPipes? pipes = null, NamespaceProcessStartInfo? startInfo = null, PseudoTerminal? terminal = null)
    {
        _terminal = terminal;
        Id = id;
        _process = process;
        _pipes = pipes;
        _startInfo = startInfo;
        _exit = new ProcessExit(process, pipes?.Status, IsChild, startInfo is { InitStays: true });
    }

    /// <summary>Gets the process id, as seen in the caller's PID namespace. With the built-in init it is the id of the init.</summary>
    public int Id { get; }

    /// <summary>Gets whether this object started the process.</summary>
    public bool IsChild => _startInfo is not null;

    /// <summary>Gets whether the process has ended. With <see cref="NamespaceProcessStartInfo.InitStays"/>, whether the program has ended.</summary>
    public bool HasExited => _exit.HasEnded;

    /// <summary>Gets the pipe that the process reads its standard input from.</summary>
    /// <exception cref="InvalidOperationException">Standard input is not a pipe.</exception>
    public ProcessInput StandardInput => _pipes?.Input ?? throw NoPipe(nameof(StandardInput));

    /// <summary>Gets the pipe that the process writes its standard output to. It has to be read or disposed of: a process that fills the pipe blocks.</summary>
    /// <exception cref="InvalidOperationException">Standard output is not a pipe.</exception>
    public ProcessOutput StandardOutput => _pipes?.Output ?? throw NoPipe(nameof(StandardOutput));

    /// <summary>Gets the pipe that the process writes its standard error to. It has to be read or disposed of: a process that fills the pipe blocks.</summary>
    /// <exception cref="InvalidOperationException">Standard error is not a pipe.</exception>
    public ProcessOutput StandardError => _pipes?.Error ?? throw NoPipe(nameof(StandardError));

    /// <summary>Gets the caller's end of the terminal that the process has opened. It is closed with this object.</summary>
    /// <exception cref="InvalidOperationException">No standard stream is <see cref="ProcessStream.Terminal"/>.</exception>
    public PseudoTerminal Terminal => _terminal
        ?? throw new InvalidOperationException($"No standard stream is a terminal: start the process with {nameof(StandardInput)} = ProcessStream.Terminal, and the others likewise.");

    /// <summary>Starts a program. Returns when the process has its namespaces and executes the program.</summary>
    /// <param name="startInfo">The program, and what it runs with.</param>
    /// <param name="cancellationToken">Cancels the start, and ends the process.</param>
    /// <returns>The process.</returns>
    /// <remarks>
    /// This method blocks the calling thread until the program is executed, usually for one or two milliseconds. There is no asynchronous form: the kernel
    /// suspends the thread that creates a process with vfork semantics, and the setup of a process is a sequence of system calls, which do not complete in the
    /// background. It takes longer if a step does: a file system that does not respond, the programs newuidmap(1) and newgidmap(1), or the caller's
    /// <see cref="NamespaceProcessStartInfo.NamespacesReady"/> method. A program that must not block the calling thread uses <c>Task.Run</c>.
    /// </remarks>
    /// <exception cref="ArgumentException">The start info contradicts itself.</exception>
    /// <exception cref="ChildSetupException">A step on the way to the program failed. No process is left.</exception>
    /// <exception cref="LinuxException">A step is known to fail, or the caller lacks descriptors or memory.</exception>
    /// <exception cref="NotSupportedException">The kernel lacks a feature that the start info needs.</exception>
    /// <exception cref="InvalidOperationException">The start info has a parent-death signal, and the caller runs in <see cref="Namespace.Invoke(Action)"/>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. No process is left.</exception>
    public static NamespaceProcess Start(NamespaceProcessStartInfo startInfo, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(startInfo);
        RequireArchitecture();
        RequireLifelongParent(startInfo);
        using ProcessSetup setup = new(startInfo);
        using ProcessPipes pipes = new(startInfo);
        using TerminalChannel? channel = setup.OpensTerminal ? new TerminalChannel() : null;
        SpawnedChild? child = null;
        PseudoTerminal? terminal = null;
        try
        {
            child = startInfo.ParentDeathSignal is null
                ? Spawn(setup, startInfo, pipes, channel, cancellationToken)
                : ParentThread.Run(() => Spawn(setup, startInfo, pipes, channel, cancellationToken));
            terminal = channel?.Receive(child.ProcessId);
            return new NamespaceProcess(child.ProcessId, child.Process, pipes, startInfo, terminal);
        }
        catch
        {
            pipes.CloseOurs();
            terminal?.Dispose();
            if (child is not null)
            {
                PidFile.KillAndReap(child.Process);
            }

            throw;
        }
    }

    /// <summary>Lists the steps of <see cref="Start"/> without making them.</summary>
    /// <param name="startInfo">The program, and what it runs with.</param>
    /// <returns>The steps.</returns>
    /// <exception cref="ArgumentException">The start info contradicts itself.</exception>
    /// <exception cref="LinuxException">A step is known to fail.</exception>
    /// <exception cref="NotSupportedException">The kernel lacks a feature that the start info needs.</exception>
    public static ProcessPlan Plan(NamespaceProcessStartInfo startInfo)
    {
        ArgumentNullException.ThrowIfNull(startInfo);
        RequireArchitecture();
        using ProcessSetup setup = new(startInfo);
        return setup.ToPlan();
    }

    /// <summary>Watches a running process of any program.</summary>
    /// <remarks>
    /// The exit status of a process that is not a child of this program is known from kernel 6.15 on, when its parent has reaped it. Waiting for the end of the process
    /// waits up to 10 seconds for that, and returns <see cref="ExitStatus.Unknown"/> otherwise.
    /// </remarks>
    /// <param name="processId">The process id, as seen in the caller's PID namespace.</param>
    /// <returns>The process.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The process id is not positive.</exception>
    /// <exception cref="LinuxException">The process does not exist (ESRCH).</exception>
    public static NamespaceProcess Attach(int processId)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(processId);
        SafeFileHandle process = PidFile.TryOpen(processId);
        return process.IsInvalid
            ? throw SystemCalls.Failure(SystemCalls.LastError, "open process", processId.ToString(CultureInfo.InvariantCulture))
            : new NamespaceProcess(processId, process);
    }

    /// <summary>Gets the inode number of the descriptors of a process (pidfd). On 64-bit kernels from 6.9 on no other process gets the same number later.</summary>
    /// <param name="processId">The process id, as seen in the caller's PID namespace.</param>
    /// <returns>The inode number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The process id is not positive.</exception>
    /// <exception cref="LinuxException">The process does not exist (ESRCH).</exception>
    public static ulong Inode(int processId)
    {
        using NamespaceProcess process = Attach(processId);
        return SystemCalls.Examine(process._process, "examine a process").stx_ino;
    }

    /// <summary>Opens a namespace of the process.</summary>
    /// <param name="type">The kind: a single flag.</param>
    /// <returns>The namespace, which stays open when the process ends. A <see cref="NetNamespace"/> if it is a network namespace.</returns>
    /// <exception cref="ArgumentException"><paramref name="type"/> is not a single flag.</exception>
    /// <exception cref="LinuxException">The process has ended (ENOENT, ESRCH), or belongs to another user (EACCES).</exception>
    public Namespace OpenNamespace(NamespaceTypes type)
    {
        Namespace opened = Namespace.OpenProcess(Id, type);
        // Until the process is reaped, no other process gets its id.
        if (PidFile.Signal(_process, 0))
        {
            return opened;
        }

        opened.Dispose();
        throw SystemCalls.Failure(Errno.ESRCH, $"open the {type} namespace of process", Id.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Sends a signal to the process. The built-in init forwards it to the program.</summary>
    /// <param name="signal">The signal: a name, or a number from 1 to 64.</param>
    /// <returns><c>false</c> if the process has ended already.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The signal does not exist.</exception>
    /// <exception cref="LinuxException">The process belongs to another user (EPERM).</exception>
    public bool SendSignal(PosixSignal signal) => PidFile.Signal(_process, SignalNumbers.ToNumber(signal), errno => ProcessRemedy.ForSignal(errno, Id));

    /// <summary>Ends the process at once (SIGKILL). If it is the first process of a PID namespace, all other processes in it end too.</summary>
    /// <returns><c>false</c> if the process has ended already.</returns>
    /// <exception cref="LinuxException">The process belongs to another user (EPERM).</exception>
    public bool Kill() => PidFile.Signal(_process, Linux.SIGKILL, errno => ProcessRemedy.ForSignal(errno, Id));

    /// <summary>Waits for the process to end.</summary>
    /// <returns>How the process ended.</returns>
    /// <remarks>
    /// Does not read the pipes of the process. A process that fills a pipe (<see cref="ProcessStream.Pipe"/>) blocks until it is read and does not end,
    /// and this method does not return. Read the output before or while waiting, or use <see cref="RunAsync"/>.
    /// </remarks>
    public ExitStatus WaitForExit() => _exit.Wait();

    /// <summary>Waits for the process to end.</summary>
    /// <param name="cancellationToken">Cancels the waiting, not the process.</param>
    /// <returns>How the process ended.</returns>
    /// <remarks>
    /// Does not read the pipes of the process. A process that fills a pipe (<see cref="ProcessStream.Pipe"/>) blocks until it is read and does not end,
    /// and the task does not complete. Read the output before or while waiting, or use <see cref="RunAsync"/>.
    /// </remarks>
    public Task<ExitStatus> WaitForExitAsync(CancellationToken cancellationToken = default) => _exit.Task.WaitAsync(cancellationToken);

    /// <summary>Ends the process if this object started it, waits for its end, and closes the pipes.</summary>
    public void Dispose()
    {
        if (IsChild && TryEnd())
        {
            _exit.WaitForLast();
        }

        Close();
    }

    /// <summary>Ends the process if this object started it, waits for its end, and closes the pipes.</summary>
    /// <returns>A task that completes when the process has ended.</returns>
    public async ValueTask DisposeAsync()
    {
        if (IsChild && TryEnd())
        {
            await _exit.Last.ConfigureAwait(false);
        }

        Close();
    }

    private static SpawnedChild Spawn(ProcessSetup setup, NamespaceProcessStartInfo info, ProcessPipes pipes, TerminalChannel? terminal, CancellationToken cancellationToken)
    {
        ChildRequest request = new()
        {
            Program = setup.Program,
            OwnMemory = setup.UsesLauncher,
            Carrier = info.Carrier,
            CloneFlags = setup.CloneFlags,
            MapIds = setup.Attend,
            Started = setup.Show,
            Cgroup = setup.OpenCgroup(),
        };
        setup.Bind(request, pipes.Ends, pipes.StatusWriter, terminal?.Other);
        try
        {
            return ChildSpawner.Spawn(request, cancellationToken);
        }
        catch (ChildFailedException e)
        {
            throw StartFailure.Explain(e, setup, info);
        }
    }

    internal static void RequireArchitecture()
    {
        if (!ChildCode.IsSupported)
        {
            throw new PlatformNotSupportedException($"Processes in namespaces are started on x86-64 and arm64 only; this is {RuntimeInformation.ProcessArchitecture}.");
        }
    }

    private static void RequireLifelongParent(NamespaceProcessStartInfo info)
    {
        if (info.ParentDeathSignal is not null && DelegateThread.IsCurrent)
        {
            throw new InvalidOperationException(
                "A process with a parent-death signal cannot be started by code that runs in a namespace: its thread ends too early. Start it outside, with the namespace in JoinNamespaces.");
        }
    }

    private static InvalidOperationException NoPipe(string stream) => new($"{stream} is not a pipe: start the process with {stream} = ProcessStream.Pipe.");

    // False if the caller may not signal it: the program has changed its user, as sudo(8) does. It is reaped when it ends.
    private bool TryEnd()
    {
        if (_exit.IsOver || _process.IsClosed)
        {
            return true;
        }

        if (Adopts)
        {
            EndTree();
            return true;
        }

        try
        {
            Kill();
            return true;
        }
        catch (LinuxException e) when (e.Errno == Errno.EPERM)
        {
            _ = _exit.Last;
            return false;
        }
    }

    private void Close()
    {
        _pipes?.CloseOurs();
        _terminal?.Dispose();
        _exit.Release();
    }
}
