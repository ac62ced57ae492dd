using System.Runtime.InteropServices;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>
/// Repeats the execution of a program that is open for writing (ETXTBSY), for about a second. Usually it is open for a moment only: a child that another
/// thread has just started still has a copy of the descriptor by which the program was written (golang/go#22315).
/// </summary>
internal sealed class BusyProgram
{
    /// <summary>How long in all.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private const int Attempts = 100;

    // FUTEX_WAKE_OP adds to a word of memory; here FUTEX_OP(FUTEX_OP_ADD, 1, FUTEX_OP_CMP_EQ, 0). No other call of the kernel counts without a descriptor.
    private const int FUTEX_WAKE_OP_PRIVATE = 5 | 128;
    private const int AddOne = (1 << 28) | (1 << 12);

    private readonly ChildProgram _program;
    private readonly int _start;
    private readonly StepArgument _attempts;
    private readonly List<int> _jumps = [];

    /// <param name="program">The program, in which the search for the program begins with the next step.</param>
    internal BusyProgram(ChildProgram program)
    {
        _program = program;
        _start = program.StepCount;
        _attempts = program.AddSlot("attempts", 0);
        Expected = program.AddSlot("ETXTBSY", Errno.ETXTBSY.Value);
    }

    /// <summary>The slot of the error that is waited for: zero after the last attempt, so that the error is then like any other.</summary>
    internal StepArgument Expected { get; }

    /// <summary>Takes a step that jumps when a program is busy.</summary>
    internal void Add(int jump) => _jumps.Add(jump);

    /// <summary>Adds what such steps jump to, after all that belongs to the search.</summary>
    internal void Finish()
    {
        _jumps.ForEach(_program.JumpHere);
        StepArgument attempts = _attempts.Address();
        _program.Add(StepFlags.IgnoreError, SystemCall.futex, attempts, StepArgument.Named(FUTEX_WAKE_OP_PRIVATE, "FUTEX_WAKE_OP_PRIVATE"), 0, 0, attempts, StepArgument.Named(AddOne, "ADD 1"));
        int more = _program.Add(
            StepFlags.JumpOnError, SystemCall.futex, attempts, StepArgument.Named(Linux.FUTEX_CMP_REQUEUE_PRIVATE, "FUTEX_CMP_REQUEUE_PRIVATE"), 0, 0, attempts, Attempts);
        _program.AddSaving(Expected, SystemCall.sched_yield);
        _program.JumpHere(more);
        long[] pause = [0, Patience.Ticks * TimeSpan.NanosecondsPerTick / Attempts];
        _program.Add(StepFlags.IgnoreError, SystemCall.nanosleep, _program.Bytes(MemoryMarshal.AsBytes<long>(pause), "10 ms"), StepArgument.Null);
        _program.JumpTo(_program.AddJump(), _start);
    }
}
