using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <content>Locks.</content>
internal sealed partial class ProcessSetup
{
    // Locks are those of open files, not of a process, which would lose them when it or its parent closes another descriptor of the file.
    private void OpenLockFiles(Func<string, bool> which, RootedPaths paths)
    {
        Stage = ProcessStage.Descriptors;
        foreach (string path in _info.LockFiles)
        {
            if (which(Mount.CheckPath(path, nameof(_info.LockFiles))))
            {
                StepArgument file = paths.Open(path, Linux.O_RDONLY | Linux.O_NONBLOCK | Linux.O_NOCTTY);
                _program.Add(SystemCall.fcntl, file, StepArgument.Named(Linux.F_OFD_SETLK, "F_OFD_SETLK"), _program.Bytes(new byte[32], "{F_RDLCK, SEEK_SET, 0, 0}"));
                _held.Add(file);
            }
        }
    }

    private void CompileHeld()
    {
        // Out of the way of the numbers that the init keeps them under.
        foreach (StepArgument slot in _held)
        {
            _program.AddSaving(slot, SystemCall.fcntl, slot, NamedArguments.F_DUPFD_CLOEXEC, _held.Count + 1);
        }
    }
}
