using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>
/// A child of the child that becomes the process, because a process enters the PID namespace that it has joined or unshared only by being created;
/// pid_namespaces(7).
/// </summary>
internal sealed class Rebirth(SetupContext context, ParentDeath parentDeath) : ProcessFeature(context)
{
    private StepArgument _startedTag;
    private int? _birth;

    internal void Compile()
    {
        if (!Context.IsBornAgain)
        {
            return;
        }

        Context.Stage = ProcessStage.EnterPidNamespace;
        _startedTag = Program.AddSlot("tag", (long)ReportTag.Started);
        StepArgument process = Program.AddSlot("process");
        // A sibling, not a child: it is the caller's to wait for.
        int birth = Program.Add(StepFlags.Save | StepFlags.JumpNotZero, SystemCall.clone, StepArgument.Named(Linux.CLONE_PARENT, "CLONE_PARENT"), 0, 0, 0, 0);
        Program.SaveIn(birth, process);
        _birth = birth;
        parentDeath.DieWithParent();
        Program.AwaitGo();
    }

    /// <summary>Adds what the first child does: it reports the second one, and ends.</summary>
    internal void CompileFirst()
    {
        if (_birth is { } birth)
        {
            Context.Stage = ProcessStage.EnterPidNamespace;
            Program.JumpHere(birth);
            Program.Add(SystemCall.write, Program.Report, _startedTag.Address(), ReportRecord.Size);
            Program.Add(SystemCall.exit_group, 0);
        }
    }
}
