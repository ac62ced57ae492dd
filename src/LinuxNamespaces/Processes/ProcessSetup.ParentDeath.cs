using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <content>What becomes of the process when its parent dies; PR_SET_PDEATHSIG(2const).</content>
/// <remarks>
/// The kernel sends the signal when the thread ends that started the process. That thread stands still, or waits for reports, until the
/// program is executed. A new user namespace, a changed id and a birth take the signal back.
/// </remarks>
internal sealed partial class ProcessSetup
{
    /// <summary>On its way to the program it goes with its parent: what hangs there, on a file system that does not answer, would stay for ever.</summary>
    private void CompileDeathWithParent()
    {
        if (!IsReplacing)
        {
            SetParentDeathSignal(StepArgument.Named(Linux.SIGKILL, "SIGKILL"));
        }
    }

    /// <summary>What was asked for; the report that follows fails if the parent has died before.</summary>
    private void CompileParentDeathSignal()
    {
        if (_info.ParentDeathSignal is { } signal)
        {
            SetParentDeathSignal(SignalNumbers.ToNumber(signal));
        }
        else if (!IsReplacing)
        {
            SetParentDeathSignal(0);
        }
    }

    /// <summary>Outside of a PID namespace of its own nothing else ends with the init.</summary>
    private void CompileDeathWithInit()
    {
        SetParentDeathSignal(StepArgument.Named(Linux.SIGKILL, "SIGKILL"));
        StepArgument parent = _program.AddSlot("parent");
        _program.AddSaving(parent, SystemCall.getppid);
        _program.Compare(StepFlags.None, parent.Address(), _initSlot);
    }

    private void SetParentDeathSignal(StepArgument signal) =>
        _program.Add(SystemCall.prctl, StepArgument.Named(Linux.PR_SET_PDEATHSIG, "PR_SET_PDEATHSIG"), signal);
}
