using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <content>
/// Which program is executed: as execvp(3) does, the first in PATH that can be; a file that is no program is a script of the shell. What is not
/// there is passed over, and so is what may not be executed, which is the error when nothing else is found.
/// </content>
internal sealed partial class ProcessSetup
{
    private const string Shell = "/bin/sh";

    private void CompileSearch(string[] candidates, StepArgument arguments, StepArgument environment)
    {
        if (Filters.Length > 0)
        {
            // By now only what the filters allow can be called, which is execve at least.
            for (int i = 0; i < candidates.Length; i++)
            {
                Execute(i < candidates.Length - 1 ? StepFlags.IgnoreError : StepFlags.None, _program.Text(candidates[i]));
            }

            return;
        }

        BusyProgram busy = new(_program);
        StepArgument denied = _program.AddSlot("denied", 0);
        List<int> passed = [];
        foreach (string candidate in candidates)
        {
            passed.ForEach(_program.JumpHere);
            StepArgument path = _program.Text(candidate);
            _program.JumpHere(Execute(StepFlags.JumpOnError, path));
            busy.Add(_program.Compare(StepFlags.IgnoreError | StepFlags.JumpZero, StepArgument.FailedErrno.Address(), busy.Expected));
            if (Executable is not null)
            {
                FailAgain(path);
                busy.Finish();
                return;
            }

            int script = _program.JumpAfter(Errno.ENOEXEC);
            if (candidates.Length == 1)
            {
                FailAgain(path);
                RunByShell(script, candidate);
                busy.Finish();
                return;
            }

            passed = [_program.JumpAfter(Errno.ENOENT), _program.JumpAfter(Errno.ENOTDIR)];
            int forbidden = _program.JumpAfter(Errno.EACCES);
            FailAgain(path);
            RunByShell(script, candidate);
            _program.JumpHere(forbidden);
            int noted = _program.Add(StepFlags.Save | StepFlags.JumpNotZero | StepFlags.IgnoreError, SystemCall.getpid);
            _program.SaveIn(noted, denied);
            passed.Add(noted);
        }

        passed.ForEach(_program.JumpHere);
        int nowhere = _program.JumpIfEqual(denied.Address(), 0);
        // A directory cannot be executed by anybody.
        FailAgain(StepArgument.Data((int)_program.Text("/").Value, $"\"{_info.FileName}\""));
        _program.JumpHere(nowhere);
        FailAgain(_program.Text(candidates[^1]));
        busy.Finish();

        int Execute(StepFlags flags, StepArgument path) => Executable is null
            ? _program.Add(flags, SystemCall.execve, path, arguments, environment)
            : _program.Add(flags, SystemCall.execveat, _executableSlot, _program.Text(string.Empty), arguments, environment, NamedArguments.AT_EMPTY_PATH);

        // Fails as it did before, and ends the process.
        void FailAgain(StepArgument path) => Execute(StepFlags.None, path);

        void RunByShell(int jump, string path)
        {
            _program.JumpHere(jump);
            StepArgument words = _program.StringsBefore([Shell, path], arguments, 1, _info.Arguments.Count);
            _program.Add(SystemCall.execve, _program.Text(Shell), words, environment);
        }
    }
}
