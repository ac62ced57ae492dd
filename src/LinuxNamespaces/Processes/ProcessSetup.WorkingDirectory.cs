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
        _program.Remedy = errno => MountRemedies.ForWorkingDirectory(errno);
        if (ChangesIds)
        {
            _workingDirectoryPending = TryToEnter(path);
        }
        else
        {
            Enter(path);
        }

        _program.Remedy = null;
    }

    private void CompileLateWorkingDirectory()
    {
        if (_workingDirectoryPending is not { } pending)
        {
            return;
        }

        Stage = ProcessStage.Mount;
        int entered = _program.JumpIfEqual(pending.Address(), 0);
        _program.Remedy = errno => MountRemedies.ForWorkingDirectory(errno);
        Enter(_info.WorkingDirectory!);
        _program.Remedy = null;
        AskForWorkingDirectory();
        _program.JumpHere(entered);
    }

    private void Enter(string path)
    {
        if (!IsConfined)
        {
            _program.Add(SystemCall.chdir, _program.Text(path));
            return;
        }

        StepArgument directory = Paths.Open(path, Linux.O_PATH | Linux.O_DIRECTORY);
        _program.Add(SystemCall.fchdir, directory);
        Paths.Close(directory);
    }

    /// <summary>Enters a directory if the process is allowed to.</summary>
    /// <returns>A slot that is zero when the directory has been entered.</returns>
    private StepArgument TryToEnter(string path)
    {
        StepArgument pending = _program.AddSlot("working directory", 1);
        if (!IsConfined)
        {
            int refused = _program.Add(StepFlags.Save | StepFlags.JumpOnError, SystemCall.chdir, _program.Text(path));
            _program.SaveIn(refused, pending);
            int changed = _program.AddJump();
            _program.JumpHere(refused);
            FailUnlessDenied(() => _program.Add(SystemCall.chdir, _program.Text(path)));
            _program.JumpHere(changed);
            return pending;
        }

        int end = 0;
        StepArgument directory = Paths.OpenOr(path, Linux.O_PATH | Linux.O_DIRECTORY, _ =>
        {
            FailUnlessDenied(() => Enter(path));
            // This runs when the number of the last step is known.
            _program.Jump(_program.AddJump(), end);
        });
        int forbidden = _program.Add(StepFlags.Save | StepFlags.JumpOnError, SystemCall.fchdir, directory);
        _program.SaveIn(forbidden, pending);
        int entered = _program.AddJump();
        _program.JumpHere(forbidden);
        FailUnlessDenied(() => _program.Add(SystemCall.fchdir, directory));
        _program.JumpHere(entered);
        Paths.Close(directory);
        end = _program.StepCount;
        return pending;
    }

    // A step that has failed with another error than EACCES fails again, and ends the process.
    private void FailUnlessDenied(Action repeat)
    {
        int denied = _program.JumpAfter(Errno.EACCES);
        repeat();
        _program.JumpHere(denied);
    }

    // As the kernel names it, for the variable PWD.
    private void AskForWorkingDirectory()
    {
        if (_workingDirectoryVariable is { } text)
        {
            _program.Add(StepFlags.IgnoreError, SystemCall.getcwd, StepArgument.Data((int)text.Value + "PWD=".Length, "PWD"), Linux.PATH_MAX);
        }
    }
}
