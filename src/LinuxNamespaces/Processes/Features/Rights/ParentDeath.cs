using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>What becomes of the process when its parent dies; PR_SET_PDEATHSIG(2const).</summary>
/// <remarks>
/// The kernel sends the signal when the thread ends that started the process. That thread waits until the program is executed. A new user namespace,
/// a changed user and the creation of another process clear the signal.
/// </remarks>
internal sealed class ParentDeath(SetupContext context) : ProcessFeature(context)
{
    internal override string? NeedsCaller => Info.ParentDeathSignal is not null ? nameof(Info.ParentDeathSignal) : null;

    /// <summary>Has the child die with its parent on its way to the program: a child that hangs, on a file system that does not answer, would stay for ever.</summary>
    internal void DieWithParent()
    {
        if (!Context.IsReplacing)
        {
            Set(StepArgument.Named(Linux.SIGKILL, "SIGKILL"));
        }
    }

    /// <summary>Sets the signal that is asked for. The report that follows fails if the parent has died before.</summary>
    internal void Compile()
    {
        if (Info.ParentDeathSignal is { } signal)
        {
            Set(SignalNumbers.ToNumber(signal));
        }
        else if (!Context.IsReplacing)
        {
            Set(0);
        }
    }

    /// <summary>Has the program die with the built-in init. Outside of a PID namespace of its own nothing else ends with it.</summary>
    /// <param name="init">The slot of the process id of the init.</param>
    internal void DieWithInit(StepArgument init)
    {
        Set(StepArgument.Named(Linux.SIGKILL, "SIGKILL"));
        StepArgument parent = Program.AddSlot("parent");
        Program.AddSaving(parent, SystemCall.getppid);
        Program.Compare(StepFlags.None, parent.Address(), init);
    }

    private void Set(StepArgument signal) => Program.Add(SystemCall.prctl, StepArgument.Named(Linux.PR_SET_PDEATHSIG, "PR_SET_PDEATHSIG"), signal);
}
