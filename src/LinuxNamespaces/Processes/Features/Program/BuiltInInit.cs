using System.Runtime.InteropServices;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>The built-in init: the parent of the program, which reaps, forwards signals and reports how the program ended.</summary>
internal sealed class BuiltInInit(SetupContext context, NoNewPrivileges noNewPrivileges, ParentDeath parentDeath) : ProcessFeature(context)
{
    private StepArgument _status;
    private StepArgument _program;
    private StepArgument _init;
    private int _birth;

    // The init stays when the program is executed.
    internal override bool NeedsOwnMemory => Context.HasInit;

    internal override string? NeedsCaller => Context.HasInit ? $"{nameof(ProcessInit)}.{nameof(ProcessInit.BuiltIn)}" : null;

    internal override void CheckUsage()
    {
        if (Info.InitStays && !Context.HasInit)
        {
            throw new ArgumentException("Only the built-in init stays: set Init to ProcessInit.BuiltIn too.");
        }
    }

    internal override void Declare()
    {
        if (Context.HasInit)
        {
            _status = Context.Declare("status");
        }
    }

    /// <param name="status">Where the init reports how the program ended.</param>
    internal void Bind(ChildRequest request, SafeHandle? status)
    {
        if (status is not null)
        {
            request.Descriptors.Add((_status, status));
        }
    }

    /// <summary>Creates the program's process, as a child of this one.</summary>
    internal void Compile()
    {
        if (!Context.HasInit)
        {
            return;
        }

        Context.Stage = ProcessStage.Init;
        parentDeath.Compile();
        // A process that ignores it, which is inherited, is not told of the end of a child.
        Program.ResetSignal(Linux.SIGCHLD, "SIGCHLD");
        // Otherwise its name is the kernel's for what has no file, which depends on the release. The program gets a name of its own.
        Program.Add(SystemCall.prctl, StepArgument.Named(Linux.PR_SET_NAME, "PR_SET_NAME"), Program.Text(ChildLauncher.Name));
        _init = Program.AddSlot("init");
        if (!Context.New.HasFlag(NamespaceTypes.Pid))
        {
            // Orphaned descendants become its children, so that they can be found, and are reaped, as in a PID namespace.
            Program.Add(SystemCall.prctl, StepArgument.Named(Linux.PR_SET_CHILD_SUBREAPER, "PR_SET_CHILD_SUBREAPER"), 1);
            Program.AddSaving(_init, SystemCall.getpid);
        }

        _program = Program.AddSlot("program");
        _birth = Program.Add(StepFlags.Save | StepFlags.JumpNotZero, SystemCall.clone, StepArgument.Named(Linux.SIGCHLD, "SIGCHLD"), 0, 0, 0, 0);
        Program.SaveIn(_birth, _program);
    }

    /// <summary>Has the process die with its parent as asked for, or with the init.</summary>
    internal void CompileDeath()
    {
        if (!Context.HasInit)
        {
            parentDeath.Compile();
        }
        else if (!Context.New.HasFlag(NamespaceTypes.Pid))
        {
            parentDeath.DieWithInit(_init);
        }
    }

    /// <summary>Adds what the init itself does.</summary>
    internal void CompileItself()
    {
        if (!Context.HasInit)
        {
            return;
        }

        Context.Stage = ProcessStage.Init;
        Program.JumpHere(_birth);
        ReduceRights();
        // The program is in the process group, and gets what a terminal sends to it. The init would forward it a second time.
        Program.Add(StepFlags.IgnoreError, SystemCall.setpgid, 0, 0);
        // It keeps nothing but the pipe for the status and what it is to hold, so that all others see the end of what they read.
        Program.Add(StepFlags.IgnoreError, SystemCall.dup3, _status, 0, 0);
        for (int i = 0; i < Context.HeldFiles.Count; i++)
        {
            Program.Add(SystemCall.dup3, Context.HeldFiles[i], i + 1, 0);
        }

        Program.Add(SystemCall.close_range, Context.HeldFiles.Count + 1, StepArgument.Named(uint.MaxValue, "~0U"), 0);
        Program.AddInit(_program, 0, Info.InitStays);
    }

    // It needs no more than to send signals to the program, which may have another user.
    private void ReduceRights()
    {
        noNewPrivileges.Compile();
        StepArgument header = Program.Bytes(MemoryMarshal.AsBytes<uint>([Linux._LINUX_CAPABILITY_VERSION_3, 0]), "{version 3}");
        uint kill = 1u << (int)Capability.Kill;
        int lacks = Program.Add(StepFlags.JumpOnError, SystemCall.capset, header, Program.Bytes(MemoryMarshal.AsBytes<uint>([kill, kill, 0, 0, 0, 0]), "{Kill}"));
        int reduced = Program.AddJump();
        Program.JumpHere(lacks);
        Program.Add(StepFlags.IgnoreError, SystemCall.capset, header, Program.Bytes(new byte[6 * sizeof(uint)], "{}"));
        Program.JumpHere(reduced);
    }
}
