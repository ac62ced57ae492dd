using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <content>
/// Pins of a process that takes the place of the caller, so that nobody is left outside of its namespaces to mount them: it has a child
/// that stays there for that.
/// </content>
internal sealed partial class ProcessSetup
{
    private StepArgument _pinner;
    private StepArgument _tell;
    private StepArgument _told;
    private StepArgument _done;
    private StepArgument _allDone;
    private int _pinnerStart;
    private int _pinnerFailed;

    private bool HasPinner => IsReplacing && _info.PinNamespaces.Count > 0;

    private void DeclarePinner()
    {
        _tell = Declare("tell");
        _told = Declare("told");
        _done = Declare("done");
        _allDone = Declare("all done");
    }

    private void BindPinner(ChildRequest request, Pipe? go, Pipe? end)
    {
        if (go is { } asked && end is { } answered)
        {
            request.Descriptors.AddRange([(_told, asked.Reader), (_tell, asked.Writer), (_allDone, answered.Reader), (_done, answered.Writer)]);
        }
    }

    private void CompileBirthOfPinner()
    {
        Stage = ProcessStage.CreateProcess;
        _pinner = _program.AddSlot("pinner");
        _program.AddSaving(_pinner, SystemCall.clone, StepArgument.Named(Linux.SIGCHLD, "SIGCHLD"), 0, 0, 0, 0);
        // A step that fails and one that jumps are two: the position that is asked for is what comes back, and the child's is zero.
        _pinnerStart = _program.Add(StepFlags.IgnoreError | StepFlags.JumpZero, SystemCall.lseek, _failureTexts, _pinner, SEEK_SET);
        _program.Add(SystemCall.close, _told);
        _program.Add(SystemCall.close, _done);
        Stage = ProcessStage.Prepare;
    }

    private void AskPinner()
    {
        Stage = ProcessStage.Mount;
        StepArgument word = _program.Bytes([1], "go");
        _program.Add(SystemCall.write, _tell, word, 1);
        // It says itself what went wrong.
        _pinnerFailed = _program.Add(StepFlags.IgnoreError | StepFlags.JumpZero, SystemCall.read, _allDone, word, 1);
        _program.Add(StepFlags.IgnoreError, SystemCall.waitid, StepArgument.Named(Linux.P_PID, "P_PID"), _pinner, StepArgument.Null, StepArgument.Named(Linux.WEXITED, "WEXITED"), StepArgument.Null);
    }

    private void CompilePinner()
    {
        Stage = ProcessStage.Mount;
        _program.JumpHere(_pinnerStart);
        _program.Add(SystemCall.close, _tell);
        _program.Add(SystemCall.close, _allDone);
        StepArgument word = _program.Bytes([1], "done");
        int abandoned = _program.Add(StepFlags.IgnoreError | StepFlags.JumpZero, SystemCall.read, _told, word, 1);
        List<(int Mount, string Path)> made = [];
        foreach ((NamespaceTypes type, string path) in _info.PinNamespaces)
        {
            // What a time namespace is for are the children, until the program is executed.
            string name = $"/proc/{Environment.ProcessId}/ns/{(type == NamespaceTypes.Time ? "time_for_children" : type.ProcName())}";
            bool isThere = PathStatus.Exists(path);
            StepArgument file = OpenAt(NamedArguments.AT_FDCWD, path, path, isThere ? Linux.O_PATH : Linux.O_RDONLY | Linux.O_CREAT | Linux.O_EXCL);
            int opening = _program.StepCount;
            StepArgument tree = MountSteps.OpenTree(_program, name, recursive: false, MountFlags.None);
            // On what was opened: another user may own the directory, and replace the file by a link.
            int mounting = _program.StepCount;
            MountSteps.MoveTree(_program, tree, file);
            Paths.Close(tree);
            Paths.Close(file);
            if (!isThere)
            {
                made.AddRange([(opening, path), (mounting, path)]);
            }
        }

        _program.Add(SystemCall.write, _done, word, 1);
        _program.JumpHere(abandoned);
        _program.Add(SystemCall.exit_group, 0);
        _program.JumpHere(_pinnerFailed);
        _program.Add(SystemCall.exit_group, ExitFailure);
        foreach ((int mount, string path) in made)
        {
            _program.JumpOnError(mount, _program.StepCount);
            _program.Add(StepFlags.IgnoreError, SystemCall.unlinkat, NamedArguments.AT_FDCWD, _program.Text(path), 0);
            CompileEnding(_explain!(Describe(mount)), executing: false);
        }
    }
}
