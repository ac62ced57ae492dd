using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Child;

/// <summary>
/// Starts a child of which nothing is needed on its way: the thread stands still until the child executes its program or has ended
/// (CLONE_VFORK), and finds in the memory that they share how it went. There is no pipe, so no other child can have a copy of one.
/// </summary>
internal sealed unsafe class ChildInSight : IDisposable
{
    private readonly ChildMemory _memory;
    private readonly ChildProgram _program;
    private volatile bool _begun;
    private volatile bool _over;

    private ChildInSight(ChildRequest request, ChildDescriptors descriptors)
    {
        _program = request.Program;
        _memory = new ChildMemory(_program.Size);
        _program.Write(_memory.Span, (ulong)_memory.Address, descriptors.Slots, firstStep: 0);
    }

    /// <summary>Tests have a cancellation take its time.</summary>
    internal static Action? BeforeKill { get; set; }

    private ChildHeader* Header => (ChildHeader*)_memory.Address;

    // Errors that are no end are written down too.
    private bool HasFailed => Header->FailedErrno != 0 && _program.CanFail((int)Header->FailedStep);

    private SafeFileHandle Process => new(Header->Process, ownsHandle: true);

    /// <summary>Starts the child, and returns when it executes its program.</summary>
    /// <exception cref="ChildFailedException">It did not get that far; it is gone.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the child is gone.</exception>
    internal static SpawnedChild Spawn(ChildRequest request, CancellationToken cancellationToken)
    {
        using ChildDescriptors descriptors = new(request, report: null, go: null);
        using ChildInSight child = new(request, descriptors);
        nint processId;
        CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static child => ((ChildInSight)child!).Kill(), child);
        try
        {
            child._begun = true;
            Interlocked.MemoryBarrier();
            // From here on whoever cancels sees that we have begun; whoever did before, we see.
            cancellationToken.ThrowIfCancellationRequested();
            processId = ChildClone.Clone(child.Header, request.CloneFlags | ChildClone.StandStill, request.Cgroup, request.Carrier);
        }
        finally
        {
            child._over = true;
            // It waits for a callback that runs. An interrupt must not end that: the callback uses our memory, and the child is not in any handle yet.
            Uninterrupted.Do(registration, static registration => registration.Dispose());
        }

        if (processId <= 0)
        {
            throw new ChildFailedException(ChildFailedException.CloneStep, new Errno((int)-processId));
        }

        return child.Result((int)processId, cancellationToken);
    }

    public void Dispose() => _memory.Dispose();

    // On another thread than that which stands still. The registration ends only when this has returned, so the descriptor is not closed yet.
    private void Kill()
    {
        Interlocked.MemoryBarrier();
        BeforeKill?.Invoke();
        while (_begun && !_over)
        {
            // Not before the child has done something: a clone that fails late has written the number of a descriptor that there is not.
            if (IsZero(_program.Closing!.Done))
            {
                using SafeFileHandle process = new(Header->Process, ownsHandle: false);
                PidFile.Signal(process, Linux.SIGKILL);
                return;
            }

            Uninterrupted.Do(1, Thread.Sleep);
        }
    }

    private SpawnedChild Result(int processId, CancellationToken cancellationToken)
    {
        if (!HasFailed && IsZero(_program.Executing) && !cancellationToken.IsCancellationRequested)
        {
            return new SpawnedChild(processId, Process);
        }

        int? signal = PidFile.KillAndBury(Process);
        cancellationToken.ThrowIfCancellationRequested();
        throw HasFailed
            ? new ChildFailedException((int)Header->FailedStep, new Errno((int)Header->FailedErrno))
            : new ChildFailedException(null, default, signal);
    }

    private bool IsZero(StepArgument slot) => Volatile.Read(ref ((long*)(_memory.Address + ChildHeader.Size))[slot.Value]) == 0;
}
