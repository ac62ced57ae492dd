using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>
/// The steps that execute a program as execvp(3) does: the first file in PATH that can be executed. A file of unknown format is a script of the shell.
/// A file that does not exist is passed over, and so is one that may not be executed, which is the error when nothing else is found.
/// </summary>
/// <param name="executable">The slot of the program's descriptor; <c>null</c> if it is executed by its path.</param>
internal sealed class ProgramSearch(ChildProgram program, NamespaceProcessStartInfo info, StepArgument? executable, StepArgument arguments, StepArgument environment)
{
    private const string Shell = "/bin/sh";

    /// <param name="candidates">The paths of the program.</param>
    /// <param name="isFiltered">Whether seccomp filters apply, so that only execve can be relied on.</param>
    internal void Compile(string[] candidates, bool isFiltered)
    {
        if (isFiltered)
        {
            for (int i = 0; i < candidates.Length; i++)
            {
                Execute(i < candidates.Length - 1 ? StepFlags.IgnoreError : StepFlags.None, program.Text(candidates[i]));
            }

            return;
        }

        BusyProgram busy = new(program);
        StepArgument denied = program.AddSlot("denied", 0);
        List<int> passed = [];
        foreach (string candidate in candidates)
        {
            passed.ForEach(program.JumpHere);
            StepArgument path = program.Text(candidate);
            program.JumpHere(Execute(StepFlags.JumpOnError, path));
            busy.Add(program.Compare(StepFlags.IgnoreError | StepFlags.JumpZero, StepArgument.FailedErrno.Address(), busy.Expected));
            if (executable is not null)
            {
                FailAgain(path);
                busy.Finish();
                return;
            }

            int script = program.JumpAfter(Errno.ENOEXEC);
            if (candidates.Length == 1)
            {
                FailAgain(path);
                RunByShell(script, candidate);
                busy.Finish();
                return;
            }

            passed = [program.JumpAfter(Errno.ENOENT), program.JumpAfter(Errno.ENOTDIR)];
            int forbidden = program.JumpAfter(Errno.EACCES);
            FailAgain(path);
            RunByShell(script, candidate);
            program.JumpHere(forbidden);
            int noted = program.Add(StepFlags.Save | StepFlags.JumpNotZero | StepFlags.IgnoreError, SystemCall.getpid);
            program.SaveIn(noted, denied);
            passed.Add(noted);
        }

        passed.ForEach(program.JumpHere);
        int nowhere = program.JumpIfEqual(denied.Address(), 0);
        // No user can execute a directory (EACCES).
        FailAgain(StepArgument.Data((int)program.Text("/").Value, $"\"{info.FileName}\""));
        program.JumpHere(nowhere);
        FailAgain(program.Text(candidates[^1]));
        busy.Finish();
    }

    private int Execute(StepFlags flags, StepArgument path) => executable is { } file
        ? program.Add(flags, SystemCall.execveat, file, program.Text(string.Empty), arguments, environment, NamedArguments.AT_EMPTY_PATH)
        : program.Add(flags, SystemCall.execve, path, arguments, environment);

    // Fails as it did before, and ends the process.
    private void FailAgain(StepArgument path) => Execute(StepFlags.None, path);

    private void RunByShell(int jump, string path)
    {
        program.JumpHere(jump);
        StepArgument words = program.StringsBefore([Shell, path], arguments, 1, info.Arguments.Count);
        program.Add(SystemCall.execve, program.Text(Shell), words, environment);
    }
}
