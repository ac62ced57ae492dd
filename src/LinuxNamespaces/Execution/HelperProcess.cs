using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Execution;

/// <summary>
/// A process in a user namespace that opens sockets and files in network namespaces that this process may not enter. It has its own memory, so
/// processes in the namespaces cannot access the memory of this process through it. It ends with this process.
/// </summary>
internal sealed class HelperProcess : IDisposable
{
    internal const string CreateOperation = "create a user namespace for network namespaces";

    /// <summary>The maximum number of descriptors of one request.</summary>
    internal const int MaxDescriptors = 16;

    private const int Retired = int.MinValue;

    // A process with the right to kill the child can also stop it.
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);

    private readonly Lock _sync = new();
    private readonly HelperProcessProgram _program;
    private readonly SpawnedChild _process;
    private readonly PacketChannel _channel;
    private readonly SocketRequest?[] _socketRequests = new SocketRequest?[MaxDescriptors + 1];
    private HelperProcessRequest? _createRequest;

    // The number of leases; Retired when the last one has ended.
    private int _leases;

    private HelperProcess(HelperProcessProgram program, SpawnedChild process, PacketChannel channel, NamespaceHandle user)
    {
        _program = program;
        _process = process;
        _channel = channel;
        User = user;
    }

    /// <summary>The user namespace.</summary>
    internal NamespaceHandle User { get; }

    /// <summary>Gets whether the process still runs.</summary>
    internal bool IsUsable { get; private set; } = true;

    /// <summary>Starts a helper process.</summary>
    /// <param name="user">Its user namespace; null for a new one in which the caller is root.</param>
    /// <exception cref="LinuxException">The user namespace cannot be created or entered.</exception>
    internal static HelperProcess Start(NamespaceHandle? user, bool staysDumpable = false)
    {
        HelperProcess? helper = null;
        DelegateThread.RunOutside(() => helper = StartOutside(user, staysDumpable));
        return helper!;
    }

    public void Dispose()
    {
        lock (_sync)
        {
            End();
            User.Dispose();
        }
    }

    /// <summary>Takes a lease. A helper process without one, which never had any, runs as long as this process.</summary>
    /// <returns>The lease; null when the last lease has ended, and with it the helper process.</returns>
    internal HelperProcessLease? TryLease()
    {
        while (true)
        {
            int leases = Volatile.Read(ref _leases);
            if (leases == Retired)
            {
                return null;
            }

            if (Interlocked.CompareExchange(ref _leases, leases + 1, leases) == leases)
            {
                return new HelperProcessLease(this);
            }
        }
    }

    /// <summary>Counts a lease that has ended. The finalizer calls this: it takes no lock and does not wait.</summary>
    internal void EndLease()
    {
        if (Interlocked.Decrement(ref _leases) == 0 && Interlocked.CompareExchange(ref _leases, Retired, 0) == 0)
        {
            // The process ends when the socket is closed. Reaping it takes a lock that a request may hold for seconds.
            _channel.Dispose();
            ThreadPool.UnsafeQueueUserWorkItem(HelperProcesses.Forget, this, preferLocal: false);
        }
    }

    /// <summary>Creates a network namespace.</summary>
    internal NamespaceHandle CreateNetwork()
    {
        lock (_sync)
        {
            _createRequest ??= _program.CreateRequest(enter: false, 1, static (program, results, failing) =>
            {
                failing.Add(program.Add(StepFlags.JumpOnError, SystemCall.unshare, StepArgument.Named(Linux.CLONE_NEWNET, "CLONE_NEWNET")));
                int open = program.Add(
                    StepFlags.JumpOnError | StepFlags.Save, SystemCall.openat, Linux.AT_FDCWD, program.Text("/proc/self/ns/net"), Linux.O_RDONLY | Linux.O_CLOEXEC, 0);
                program.SaveIn(open, results[0]);
                failing.Add(open);
            });
            return NamespaceHandle.From(Send(_createRequest, User)[0])!;
        }
    }

    /// <summary>Opens sockets in a network namespace.</summary>
    internal SafeFileHandle[] OpenSockets(NamespaceHandle target, int count, int domain, int type, int protocol)
    {
        lock (_sync)
        {
            SocketRequest request = _socketRequests[count] ??= new SocketRequest(_program, count);
            return Send(request.For(domain, type, protocol), target);
        }
    }

    /// <summary>Opens a file as it is seen in a network namespace.</summary>
    internal SafeFileHandle OpenFile(NamespaceHandle target, string path, int flags)
    {
        HelperProcessRequest request = _program.CreateRequest(enter: true, 1, (program, results, failing) =>
        {
            int open = program.Add(StepFlags.JumpOnError | StepFlags.Save, SystemCall.openat, Linux.AT_FDCWD, program.Text(path), flags | Linux.O_CLOEXEC, 0);
            program.SaveIn(open, results[0]);
            failing.Add(open);
        });
        lock (_sync)
        {
            return Send(request, target)[0];
        }
    }

    private static HelperProcess StartOutside(NamespaceHandle? user, bool staysDumpable)
    {
        HelperProcessProgram program = new(user, staysDumpable);
        PacketChannel channel = PacketChannel.Create(out SafeFileHandle other);
        try
        {
            ChildRequest request = new() { Program = program.Program, OwnMemory = true, Timeout = s_timeout };
            request.Descriptors.Add((program.Socket, other));
            if (user is not null)
            {
                request.Descriptors.Add((program.User, user));
            }

            SpawnedChild process = ChildSpawner.Spawn(request, CancellationToken.None);
            int? length = channel.TryReceive(process.ProcessId, new byte[ReportRecord.Size], s_timeout, out SafeFileHandle[] greeting);
            if (greeting.Length == 1)
            {
                return new HelperProcess(program, process, channel, NamespaceHandle.From(greeting[0])!);
            }

            Array.ForEach(greeting, static descriptor => descriptor.Dispose());
            End(process);
            throw length is null
                ? new LinuxException(
                    Errno.ETIMEDOUT, "start the process that opens sockets in network namespaces", null, "The process was stopped or killed, or another process answered in its place. Root of the user namespace can do that.")
                : new LinuxException(Errno.EMFILE, CreateOperation, null, ProcSelf.DescriptorRemedy());
        }
        catch (ChildFailedException e)
        {
            channel.Dispose();
            throw Explain(e, program, isNew: user is null);
        }
        catch
        {
            channel.Dispose();
            throw;
        }
        finally
        {
            other.Dispose();
        }
    }

    private static LinuxException Explain(ChildFailedException failure, HelperProcessProgram program, bool isNew)
    {
        if (failure.Step is not { } step || step < 0 || step >= program.Program.StepCount)
        {
            return new LinuxException(failure.Errno, "start the process that opens sockets in network namespaces");
        }

        string operation = step == program.NetworkStep ? "create a network namespace in a user namespace"
            : isNew ? CreateOperation
            : "enter the user namespace that owns a network namespace";
        return new LinuxException(failure.Errno, operation, null, program.Program.RemedyOf(step, failure.Errno), program.Program.Describe(step));
    }

    private static void End(SpawnedChild process)
    {
        PidFile.Signal(process.Process, Linux.SIGKILL);
        PidFile.Wait(process.Process, reap: true, out _, out _);
        process.Process.Dispose();
    }

    private SafeFileHandle[] Send(HelperProcessRequest request, NamespaceHandle target)
    {
        ObjectDisposedException.ThrowIf(!IsUsable, this);
        byte[] answer = new byte[ReportRecord.Size];
        SafeFileHandle[] descriptors = [];
        int? length = _channel.TrySend(request.Message, target) ? _channel.TryReceive(_process.ProcessId, answer, s_timeout, out descriptors) : null;
        long tag = BitConverter.ToInt64(answer);
        if (length == ReportRecord.Size && tag == HelperProcessRequest.Done && descriptors.Length == request.Descriptors)
        {
            return descriptors;
        }

        foreach (SafeFileHandle descriptor in descriptors)
        {
            descriptor.Dispose();
        }

        if (length != ReportRecord.Size)
        {
            End();
            throw new HelperProcessGoneException();
        }

        throw tag == HelperProcessRequest.Done
            ? new NamespaceCallException(Errno.EMFILE, entering: false)
            : new NamespaceCallException(new Errno((int)BitConverter.ToInt64(answer, sizeof(long))), request.IsEntrance(tag));
    }

    private void End()
    {
        if (IsUsable)
        {
            IsUsable = false;
            _channel.Dispose();
            End(_process);
        }
    }

    /// <summary>A request for sockets, whose kind is set before it is sent.</summary>
    private sealed class SocketRequest
    {
        private readonly HelperProcessRequest _request;
        private StepArgument _domain;
        private StepArgument _type;
        private StepArgument _protocol;

        internal SocketRequest(HelperProcessProgram program, int count) =>
            _request = program.CreateRequest(enter: true, count, (request, results, failing) =>
            {
                _domain = request.AddSlot("domain");
                _type = request.AddSlot("type");
                _protocol = request.AddSlot("protocol");
                foreach (StepArgument result in results)
                {
                    int open = request.Add(StepFlags.JumpOnError | StepFlags.Save, SystemCall.socket, _domain, _type, _protocol);
                    request.SaveIn(open, result);
                    failing.Add(open);
                }
            });

        internal HelperProcessRequest For(int domain, int type, int protocol)
        {
            _request.Set(_domain, domain);
            _request.Set(_type, type);
            _request.Set(_protocol, protocol);
            return _request;
        }
    }
}
