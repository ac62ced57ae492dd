namespace LinuxNamespaces.Child;

/// <summary>A child failed before the execution of its program and has been reaped. Callers convert it to an exception with more details.</summary>
/// <param name="step">The step that failed; null if the child was killed.</param>
/// <param name="errno">The error of the step, or of the clone if there was no child.</param>
/// <param name="signal">The signal that killed it.</param>
internal sealed class ChildFailedException(int? step, Errno errno, int? signal = null) : Exception
{
    /// <summary>The step number of the clone itself.</summary>
    internal const int CloneStep = -1;

    /// <summary>The error for a report that the child cannot have written, so another process has.</summary>
    internal static readonly Errno Forged = Errno.ECHILD;

    internal int? Step => step;

    internal Errno Errno => errno;

    internal int? Signal => signal;
}
