using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Child;

/// <summary>
/// Starts a child that needs no action of the parent on its way. The thread is suspended until the child executes its program or has ended
/// (CLONE_VFORK), and reads the outcome from the shared memory. There is no pipe, so no other child can have a copy of one.
/// </summary>
internal sealed unsafe class VforkSpawner : IDisposable
{
    private readonly ChildMemory _memory;
    private readonly ChildProgram _program;
    private readonly Action? _killing;
    private volatile bool _begun;
    private volatile bool _over;

    private VforkSpawner(ChildRequest request, ChildDescriptors descriptors)
    {
        _program = request.Program;
        _killing = request.Carrier.Killing;
        _memory = new ChildMemory(_program.Size);
        _program.Write(_memory.Span, (ulong)_memory.Address, descriptors.Slots, firstStep: 0);
    }

    private ChildHeader* Header => (ChildHeader*)_memory.Address;

    // Errors that do not end the child are recorded too.
    private bool HasFailed => Header->FailedErrno != 0 && _program.CanFail((int)Header->FailedStep);

    private SafeFileHandle Process => new(Header->Process, ownsHandle: true);

    /// <summary>Starts the child and returns when it executes its program.</summary>
    /// <exception cref="ChildFailedException">The child failed before that. It has been reaped.</exception>
    /// <exception cref="OperationCanceledException">The start was cancelled. The child has been reaped.</exception>
    internal static SpawnedChild Spawn(ChildRequest request, CancellationToken cancellationToken)
    {
        using ChildDescriptors descriptors = new(request, report: null, go: null);
        using VforkSpawner child = new(request, descriptors);
        nint processId;
        CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static child => ((VforkSpawner)child!).Kill(), child);
        try
        {
            child._begun = true;
            Interlocked.MemoryBarrier();
            // A later cancellation sees that the start has begun. An earlier one is seen here.
            cancellationToken.ThrowIfCancellationRequested();
            processId = ChildClone.Clone(child.Header, request.CloneFlags | ChildClone.VforkFlags, request.Cgroup, request.Carrier);
        }
        finally
        {
            child._over = true;
            // Waits for a running callback. An interrupt must not end the wait: the callback uses this memory, and no handle owns the child yet.
            InterruptGuard.Run(registration, static registration => registration.Dispose());
        }

        if (processId <= 0)
        {
            throw new ChildFailedException(ChildFailedException.CloneStep, new Errno((int)-processId));
        }

        return child.Result((int)processId, cancellationToken);
    }

    public void Dispose() => _memory.Dispose();

    // Runs on another thread than the suspended one. The registration ends only after this has returned, so the descriptor is not closed yet.
    private void Kill()
    {
        Interlocked.MemoryBarrier();
        _killing?.Invoke();
        while (_begun && !_over)
        {
            // Not before the child has run: a clone that fails late has written the number of a descriptor that does not exist.
            if (IsZero(_program.Closer!.Done))
            {
                using SafeFileHandle process = new(Header->Process, ownsHandle: false);
                PidFile.Signal(process, Linux.SIGKILL);
                return;
            }

            InterruptGuard.Run(1, Thread.Sleep);
        }
    }

    private SpawnedChild Result(int processId, CancellationToken cancellationToken)
    {
        if (!HasFailed && IsZero(_program.Executing) && !cancellationToken.IsCancellationRequested)
        {
            return new SpawnedChild(processId, Process);
        }

        int? signal = PidFile.KillAndReap(Process);
        cancellationToken.ThrowIfCancellationRequested();
        throw HasFailed
            ? new ChildFailedException((int)Header->FailedStep, new Errno((int)Header->FailedErrno))
            : new ChildFailedException(null, default, signal);
    }

    private bool IsZero(StepArgument slot) => Volatile.Read(ref ((long*)(_memory.Address + ChildHeader.Size))[slot.Value]) == 0;
}
