using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>
/// The files that new namespaces are mounted on. The caller mounts them while the process waits. If the process takes the place of the caller, it has
/// a child for that, which stays outside of the namespaces.
/// </summary>
internal sealed class NamespacePins(SetupContext context, Replacement replacement) : ProcessFeature(context)
{
    private StepArgument _pinner;
    private StepArgument _tell;
    private StepArgument _told;
    private StepArgument _done;
    private StepArgument _allDone;
    private int _pinnerStart;
    private int _pinnerFailed;

    internal override string? NeedsCaller => Info.PinNamespaces.ContainsKey(NamespaceTypes.Pid) ? $"{nameof(Info.PinNamespaces)}[{nameof(NamespaceTypes.Pid)}]" : null;

    private bool HasPinner => Context.IsReplacing && Info.PinNamespaces.Count > 0;

    internal override void CheckUsage()
    {
        foreach (NamespaceTypes type in Info.PinNamespaces.Keys)
        {
            RequireNew(true, type, $"{nameof(Info.PinNamespaces)}[{type}]");
        }
    }

    /// <summary>Mounts the namespaces of a process that waits for that.</summary>
    internal void Mount(int processId)
    {
        foreach ((NamespaceTypes type, string path) in Info.PinNamespaces)
        {
            using Namespace created = Namespace.OpenProcess(processId, type);
            NamespacePin.AddOrMount(created.Handle, path);
        }
    }

    internal override void Declare()
    {
        if (HasPinner)
        {
            _tell = Context.Declare("tell");
            _told = Context.Declare("told");
            _done = Context.Declare("done");
            _allDone = Context.Declare("all done");
        }
    }

    /// <summary>Opens the pipes between the process and its child.</summary>
    /// <returns>The pipes, to be disposed of when the process cannot be executed.</returns>
    internal Pipe[] BindPinner(ChildRequest request)
    {
        if (!HasPinner)
        {
            return [];
        }

        Pipe asked = Pipe.Create();
        Pipe answered;
        try
        {
            answered = Pipe.Create();
        }
        catch
        {
            asked.Dispose();
            throw;
        }

        request.Descriptors.AddRange([(_told, asked.Reader), (_tell, asked.Writer), (_allDone, answered.Reader), (_done, answered.Writer)]);
        return [asked, answered];
    }

    internal void StartPinner()
    {
        if (!HasPinner)
        {
            return;
        }

        Context.Stage = ProcessStage.CreateProcess;
        _pinner = Program.AddSlot("pinner");
        Program.AddSaving(_pinner, SystemCall.clone, StepArgument.Named(Linux.SIGCHLD, "SIGCHLD"), 0, 0, 0, 0);
        // A step that fails and one that jumps are two: the position that is asked for is what comes back, and the child's is zero.
        _pinnerStart = Program.Add(StepFlags.IgnoreError | StepFlags.JumpZero, SystemCall.lseek, replacement.FailureTexts, _pinner, Replacement.SEEK_SET);
        Program.Add(SystemCall.close, _told);
        Program.Add(SystemCall.close, _done);
        Context.Stage = ProcessStage.Prepare;
    }

    internal void AskPinner()
    {
        if (!HasPinner)
        {
            return;
        }

        Context.Stage = ProcessStage.Mount;
        StepArgument word = Program.Bytes([1], "go");
        Program.Add(SystemCall.write, _tell, word, 1);
        // It says itself what went wrong.
        _pinnerFailed = Program.Add(StepFlags.IgnoreError | StepFlags.JumpZero, SystemCall.read, _allDone, word, 1);
        Program.Add(StepFlags.IgnoreError, SystemCall.waitid, StepArgument.Named(Linux.P_PID, "P_PID"), _pinner, StepArgument.Null, StepArgument.Named(Linux.WEXITED, "WEXITED"), StepArgument.Null);
    }

    /// <summary>Adds what the child that mounts does.</summary>
    internal void CompilePinner()
    {
        if (!HasPinner)
        {
            return;
        }

        Context.Stage = ProcessStage.Mount;
        Program.JumpHere(_pinnerStart);
        Program.Add(SystemCall.close, _tell);
        Program.Add(SystemCall.close, _allDone);
        StepArgument word = Program.Bytes([1], "done");
        int abandoned = Program.Add(StepFlags.IgnoreError | StepFlags.JumpZero, SystemCall.read, _told, word, 1);
        List<(int Mount, string Path)> made = [];
        foreach ((NamespaceTypes type, string path) in Info.PinNamespaces)
        {
            Mount(type, path, made);
        }

        Program.Add(SystemCall.write, _done, word, 1);
        Program.JumpHere(abandoned);
        Program.Add(SystemCall.exit_group, 0);
        Program.JumpHere(_pinnerFailed);
        Program.Add(SystemCall.exit_group, Replacement.ExitFailure);
        foreach ((int mount, string path) in made)
        {
            Program.JumpOnError(mount, Program.StepCount);
            Program.Add(StepFlags.IgnoreError, SystemCall.unlinkat, NamedArguments.AT_FDCWD, Program.Text(path), 0);
            replacement.CompileEnding(mount);
        }
    }

    private void Mount(NamespaceTypes type, string path, List<(int Mount, string Path)> made)
    {
        // What a time namespace is for are the children, until the program is executed.
        string name = $"/proc/{Environment.ProcessId}/ns/{(type == NamespaceTypes.Time ? "time_for_children" : type.ProcName())}";
        bool isThere = PathStatus.Exists(path);
        StepArgument file = Context.OpenAt(NamedArguments.AT_FDCWD, path, path, isThere ? Linux.O_PATH : Linux.O_RDONLY | Linux.O_CREAT | Linux.O_EXCL);
        int opening = Program.StepCount;
        StepArgument tree = MountSteps.OpenTree(Program, name, recursive: false, MountFlags.None);
        // On what was opened: another user may own the directory, and replace the file by a link.
        int mounting = Program.StepCount;
        MountSteps.MoveTree(Program, tree, file);
        Program.Add(SystemCall.close, tree);
        Program.Add(SystemCall.close, file);
        if (!isThere)
        {
            made.AddRange([(opening, path), (mounting, path)]);
        }
    }
}
