using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Child;

/// <content>Jumps, comparisons and error branches.</content>
internal sealed partial class ChildProgram
{
    private readonly List<(int Step, int Stage, Action Add)> _asides = [];

    /// <summary>Sets the target of a jump to an existing step.</summary>
    internal void Jump(int step, int target) => _steps[step].JumpTarget = target;

    /// <summary>Adds a step that jumps if the last failure had this error.</summary>
    internal int JumpAfter(Errno errno) => JumpIfEqual(StepArgument.FailedErrno.Address(), errno.Value);

    /// <summary>Adds a step that jumps if a word in memory is equal to a number.</summary>
    internal int JumpIfEqual(StepArgument word, int value) => Compare(StepFlags.IgnoreError | StepFlags.JumpZero, word, value);

    /// <summary>Adds a step whose result is zero if a word in memory is equal to a number, and that fails otherwise (EAGAIN).</summary>
    // Steps cannot compare memory, but the kernel does before it wakes waiters of a futex.
    internal int Compare(StepFlags flags, StepArgument word, StepArgument value) =>
        Add(flags, SystemCall.futex, word, StepArgument.Named(Linux.FUTEX_CMP_REQUEUE_PRIVATE, "FUTEX_CMP_REQUEUE_PRIVATE"), 0, 0, word, value);

    /// <summary>
    /// Makes a step that fails continue with an error branch. The branch is added after all other steps, so that nothing has to jump over it, and
    /// continues with the step after the one that failed.
    /// </summary>
    /// <param name="add">Adds the steps.</param>
    internal void OnError(int step, Action add)
    {
        _steps[step].Flags |= StepFlags.JumpOnError;
        _asides.Add((step, Stage, add));
    }

    /// <summary>Adds the error branches.</summary>
    internal void AddAsides()
    {
        // Error branches can have their own error branches.
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
