namespace LinuxNamespaces.Child;

/// <summary>A child did not get as far as its program, and is gone. Callers make an exception of it that says more.</summary>
/// <param name="step">The step that failed; null when it was killed.</param>
/// <param name="errno">The error of the step, or of the clone when there was no child.</param>
/// <param name="signal">The signal that killed it.</param>
internal sealed class ChildFailedException(int? step, Errno errno, int? signal = null) : Exception
{
    /// <summary>Stands for the clone itself.</summary>
    internal const int CloneStep = -1;

    /// <summary>The error when something was reported that no child reports: somebody else has.</summary>
    internal static readonly Errno Forged = Errno.ECHILD;

    internal int? Step => step;

    internal Errno Errno => errno;

    internal int? Signal => signal;
}
