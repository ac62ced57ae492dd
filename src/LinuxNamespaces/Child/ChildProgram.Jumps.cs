using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Child;

/// <content>Jumps: comparisons, and steps that stand aside of the others.</content>
internal sealed partial class ChildProgram
{
    private readonly List<(int Step, int Stage, Action Add)> _asides = [];

    /// <summary>Has a step that jumps go on with a step that exists.</summary>
    internal void Jump(int step, int target) => _steps[step].JumpTarget = target;

    /// <summary>Adds a step that jumps if the step that failed last did so with this error.</summary>
    internal int JumpAfter(Errno errno) => JumpIfEqual(StepArgument.FailedErrno.Address(), errno.Value);

    /// <summary>Adds a step that jumps if a word in memory is equal to a number.</summary>
    internal int JumpIfEqual(StepArgument word, int value) => Compare(StepFlags.IgnoreError | StepFlags.JumpZero, word, value);

    /// <summary>Adds a step whose result is zero if a word in memory is equal to a number, and that fails otherwise (EAGAIN).</summary>
    // Steps cannot compare memory, but the kernel does before it wakes the processes that wait for a word.
    internal int Compare(StepFlags flags, StepArgument word, StepArgument value) =>
        Add(flags, SystemCall.futex, word, StepArgument.Named(Linux.FUTEX_CMP_REQUEUE_PRIVATE, "FUTEX_CMP_REQUEUE_PRIVATE"), 0, 0, word, value);

    /// <summary>
    /// Has a step that fails go on with steps that stand aside: they are added after all others, so that nothing has to jump over them, and are
    /// followed by the step after the one that failed.
    /// </summary>
    /// <param name="add">Adds the steps.</param>
    internal void OnError(int step, Action add)
    {
        _steps[step].Flags |= StepFlags.JumpOnError;
        _asides.Add((step, Stage, add));
    }

    /// <summary>Adds the steps that stand aside.</summary>
    internal void AddAsides()
    {
        // Steps that stand aside can have others that do.
        for (int i = 0; i < _asides.Count; i++)
        {
            (int step, int stage, Action add) = _asides[i];
            Stage = stage;
            JumpHere(step);
            add();
            Jump(AddJump(), step + 1);
        }

        _asides.Clear();
    }
}
