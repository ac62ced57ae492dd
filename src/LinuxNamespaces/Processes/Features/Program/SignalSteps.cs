using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>Steps about signals.</summary>
internal static class SignalSteps
{
    // struct kernel_sigaction, and the size of a set of signals.
    private const int ActionSize = 32;
    private const int SetSize = 8;

    /// <summary>Has a signal do what it does by default.</summary>
    internal static void ResetSignal(this ChildProgram program, int signal, string name)
    {
        byte[] defaultAction = new byte[ActionSize];
        program.Add(SystemCall.rt_sigaction, StepArgument.Named(signal, name), program.Bytes(defaultAction, "SIG_DFL"), StepArgument.Null, SetSize);
    }

    /// <summary>Lets all signals through.</summary>
    /// <returns>The step.</returns>
    internal static int UnblockSignals(this ChildProgram program, StepFlags flags) =>
        program.Add(flags, SystemCall.rt_sigprocmask, StepArgument.Named(Linux.SIG_SETMASK, "SIG_SETMASK"), program.Bytes(new byte[SetSize], "none"), StepArgument.Null, SetSize);
}
