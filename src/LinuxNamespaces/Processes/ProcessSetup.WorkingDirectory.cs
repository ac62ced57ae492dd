using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <content>
/// The working directory, which is entered with the rights that the process has before it changes its user, and again afterwards if those do not
/// suffice: each of the two may be the only one that is allowed to enter it.
/// </content>
internal sealed partial class ProcessSetup
{
    // Zero when the working directory has been entered.
    private StepArgument? _workingDirectoryPending;

    private void EnterWorkingDirectory(string path)
    {
        if (!ChangesIds)
        {
            AddChangeDirectory(StepFlags.None, path);
            return;
        }

        StepArgument pending = _program.AddSlot("working directory");
        int refused = AddChangeDirectory(StepFlags.Save | StepFlags.JumpOnError, path);
        _program.SaveIn(refused, pending);
        int entered = _program.AddJump();
        _program.JumpHere(refused);
        int denied = JumpAfter(Errno.EACCES);
        // Fails as it did before, and ends the process.
        AddChangeDirectory(StepFlags.None, path);
        _program.JumpHere(denied);
        _program.JumpHere(entered);
        _workingDirectoryPending = pending;
    }

    private void CompileLateWorkingDirectory()
    {
        if (_workingDirectoryPending is not { } pending)
        {
            return;
        }

        Stage = ProcessStage.Mount;
        int entered = JumpIfEqual(pending.Address(), 0);
        AddChangeDirectory(StepFlags.None, _info.WorkingDirectory!);
        AskForWorkingDirectory();
        _program.JumpHere(entered);
    }

    private int AddChangeDirectory(StepFlags flags, string path) => _program.Add(flags, SystemCall.chdir, _program.Text(path));

    // As the kernel names it, for the variable PWD.
    private void AskForWorkingDirectory()
    {
        if (_workingDirectoryVariable is { } text)
        {
            _program.Add(StepFlags.IgnoreError, SystemCall.getcwd, StepArgument.Data((int)text.Value + "PWD=".Length, "PWD"), Linux.PATH_MAX);
        }
    }
}
