using System.Runtime.InteropServices;
using System.Text;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <content>Files: links, what may not be written, locks.</content>
internal sealed partial class ProcessSetup
{
    internal void MakeLink(string target, string path)
    {
        CreateParents(path);
        int[] differences = CompareLink(target, path);
        int same = _program.AddJump();
        Array.ForEach(differences, _program.JumpHere);
        _program.Add(SystemCall.symlinkat, _program.Text(target), Shown.AT_FDCWD, _program.Text(path));
        _program.JumpHere(same);
    }

    /// <summary>Makes sure that what the process could write to is read-only.</summary>
    internal void WriteProtect(string path)
    {
        int left = _program.Add(StepFlags.JumpOnError, SystemCall.faccessat, Shown.AT_FDCWD, _program.Text(path), StepArgument.Named(Linux.W_OK, "W_OK"));
        Mount(path, path, null, Linux.MS_BIND | Linux.MS_REC, null);
        Restrict(path, MountFlags.ReadOnly);
        _program.JumpHere(left);
    }

    // Word by word; a link that differs, or is none, jumps.
    private int[] CompareLink(string target, string path)
    {
        byte[] wanted = new byte[(Encoding.UTF8.GetByteCount(target) / sizeof(uint) * sizeof(uint)) + sizeof(uint)];
        int length = Encoding.UTF8.GetBytes(target, wanted);
        StepArgument found = _program.Bytes(new byte[wanted.Length], "target");
        List<int> jumps = [_program.Add(StepFlags.JumpOnError, SystemCall.readlinkat, Shown.AT_FDCWD, _program.Text(path), found, length + 1)];
        foreach (uint word in MemoryMarshal.Cast<byte, uint>(wanted))
        {
            StepArgument at = StepArgument.Data((int)found.Value + ((jumps.Count - 1) * sizeof(uint)), "target");
            jumps.Add(Compare(StepFlags.JumpOnError, at, word));
        }

        return [.. jumps];
    }

    // They are those of open files, not of a process, which would lose them when it or its parent closes another descriptor of the file.
    private void CompileLocks()
    {
        Stage = ProcessStage.Descriptors;
        foreach (string path in _info.LockFiles)
        {
            StepArgument file = Open(path, Processes.Mount.CheckPath(path, nameof(_info.LockFiles)), 0);
            _program.Add(SystemCall.fcntl, file, StepArgument.Named(Linux.F_OFD_SETLK, "F_OFD_SETLK"), _program.Bytes(new byte[32], "{F_RDLCK, SEEK_SET, 0, 0}"));
            // Out of the way of those that the first process of a PID namespace keeps them as.
            _program.AddSaving(file, SystemCall.fcntl, file, Shown.F_DUPFD_CLOEXEC, _info.LockFiles.Count + 1);
            _locks.Add(file);
        }
    }
}
