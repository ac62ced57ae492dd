using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>
/// The working directory. It is entered with the rights that the process has before it changes its user, and again afterwards if those do not
/// suffice: each of the two may be the only one that is allowed to enter it.
/// </summary>
internal sealed class WorkingDirectory(SetupContext context) : ProcessFeature(context)
{
    // Zero when the working directory has been entered.
    private StepArgument? _pending;
    private StepArgument _callerDirectory;

    /// <summary>The variable PWD of the program; <c>null</c> if it does not get it.</summary>
    internal StepArgument? Variable { get; private set; }

    internal override void CheckUsage()
    {
        int directories = (Info.WorkingDirectory is not null ? 1 : 0) + (Info.CallerWorkingDirectory is not null ? 1 : 0) + (Info.PreferredDirectories.Count > 0 ? 1 : 0);
        if (directories > 1)
        {
            throw new ArgumentException("Only one of WorkingDirectory, CallerWorkingDirectory and PreferredDirectories can be set.");
        }

        if (Info.CallerWorkingDirectory is not null && Info.Root is { IsChroot: false })
        {
            throw new ArgumentException("CallerWorkingDirectory is outside of the root directory. From there the process could reach all files of the caller. Set WorkingDirectory instead.");
        }
    }

    /// <summary>Opens a directory of the caller, while its path leads there.</summary>
    internal void Open()
    {
        if (Info.CallerWorkingDirectory is { } working)
        {
            _callerDirectory = Context.Open(working, CallerPath.Resolve(Mount.CheckPath(working, nameof(Info.CallerWorkingDirectory))), Linux.O_PATH);
        }
    }

    internal void Compile()
    {
        Context.Stage = ProcessStage.Mount;
        EnterPreferred();
        if (Info.WorkingDirectory is { } working)
        {
            EnterGiven(Mount.CheckPath(working, nameof(Info.WorkingDirectory)));
        }
        else if (Info.CallerWorkingDirectory is not null)
        {
            Program.Add(SystemCall.fchdir, _callerDirectory);
            Program.Add(SystemCall.close, _callerDirectory);
        }

        if (Info.PassWorkingDirectory)
        {
            byte[] variable = new byte["PWD=".Length + Linux.PATH_MAX];
            "PWD="u8.CopyTo(variable);
            Variable = Program.Bytes(variable, "PWD");
            ReadName();
        }
    }

    /// <summary>Enters the directory with the rights of the new user, if the rights before did not suffice.</summary>
    internal void CompileLate()
    {
        if (_pending is not { } pending)
        {
            return;
        }

        Context.Stage = ProcessStage.Mount;
        int entered = Program.JumpIfEqual(pending.Address(), 0);
        Program.Remedy = errno => MountRemedies.ForWorkingDirectory(errno);
        Enter(Info.WorkingDirectory!);
        Program.Remedy = null;
        ReadName();
        Program.JumpHere(entered);
    }

    private void EnterPreferred()
    {
        List<int> entered = [];
        RootedPaths paths = Context.Files.Paths;
        foreach (string path in Info.PreferredDirectories)
        {
            string preferred = Mount.CheckPath(path, nameof(Info.PreferredDirectories));
            int next = 0;
            // This is run when the number of the next step is known.
            StepArgument directory = paths.OpenOr(preferred, Linux.O_PATH | Linux.O_DIRECTORY, _ => Program.Jump(Program.AddJump(), next));
            int forbidden = Program.Add(StepFlags.JumpOnError, SystemCall.fchdir, directory);
            paths.Close(directory);
            entered.Add(Program.AddJump());
            Program.JumpHere(forbidden);
            paths.Close(directory);
            next = Program.StepCount;
        }

        entered.ForEach(Program.JumpHere);
    }

    private void EnterGiven(string path)
    {
        Program.Remedy = errno => MountRemedies.ForWorkingDirectory(errno);
        if (Context.ChangesIds)
        {
            _pending = TryToEnter(path);
        }
        else
        {
            Enter(path);
        }

        Program.Remedy = null;
    }

    private void Enter(string path)
    {
        if (!Context.IsConfined)
        {
            Program.Add(SystemCall.chdir, Program.Text(path));
            return;
        }

        StepArgument directory = Context.Files.Paths.Open(path, Linux.O_PATH | Linux.O_DIRECTORY);
        Program.Add(SystemCall.fchdir, directory);
        Context.Files.Paths.Close(directory);
    }

    /// <summary>Enters a directory if the process is allowed to.</summary>
    /// <returns>A slot that is zero when the directory has been entered.</returns>
    private StepArgument TryToEnter(string path)
    {
        StepArgument pending = Program.AddSlot("working directory", 1);
        if (!Context.IsConfined)
        {
            int refused = Program.Add(StepFlags.Save | StepFlags.JumpOnError, SystemCall.chdir, Program.Text(path));
            Program.SaveIn(refused, pending);
            int changed = Program.AddJump();
            Program.JumpHere(refused);
            FailUnlessDenied(() => Program.Add(SystemCall.chdir, Program.Text(path)));
            Program.JumpHere(changed);
            return pending;
        }

        int end = 0;
        StepArgument directory = Context.Files.Paths.OpenOr(path, Linux.O_PATH | Linux.O_DIRECTORY, _ =>
        {
            FailUnlessDenied(() => Enter(path));
            // This runs when the number of the last step is known.
            Program.Jump(Program.AddJump(), end);
        });
        int forbidden = Program.Add(StepFlags.Save | StepFlags.JumpOnError, SystemCall.fchdir, directory);
        Program.SaveIn(forbidden, pending);
        int entered = Program.AddJump();
        Program.JumpHere(forbidden);
        FailUnlessDenied(() => Program.Add(SystemCall.fchdir, directory));
        Program.JumpHere(entered);
        Context.Files.Paths.Close(directory);
        end = Program.StepCount;
        return pending;
    }

    // A step that has failed with another error than EACCES fails again, and ends the process.
    private void FailUnlessDenied(Action repeat)
    {
        int denied = Program.JumpAfter(Errno.EACCES);
        repeat();
        Program.JumpHere(denied);
    }

    // The kernel's name of the directory, for the variable PWD.
    private void ReadName()
    {
        if (Variable is { } text)
        {
            Program.Add(StepFlags.IgnoreError, SystemCall.getcwd, StepArgument.Data((int)text.Value + "PWD=".Length, "PWD"), Linux.PATH_MAX);
        }
    }
}
