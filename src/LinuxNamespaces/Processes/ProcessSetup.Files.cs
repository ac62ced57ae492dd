using System.Runtime.InteropServices;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <content>Directories, files and links; what may not be written; locks.</content>
internal sealed partial class ProcessSetup
{
    private const int DirectoryMode = 0x1ed;
    private const int FileMode = 0x1a4;

    /// <summary>Creates a directory and those above it; those that exist are left.</summary>
    internal void CreateDirectory(string path, int mode)
    {
        CreateParents(path);
        int there = Make(SystemCall.mkdirat, Shown.AT_FDCWD, _program.Text(path), Shown.Mode(mode));
        _program.Add(StepFlags.IgnoreError, SystemCall.fchmodat, Shown.AT_FDCWD, _program.Text(path), Shown.Mode(mode));
        _program.JumpHere(there);
        RequireDirectory(path);
    }

    /// <summary>Makes sure of a mount point, where it may be made.</summary>
    internal void MakeTarget(string path, bool isFile)
    {
        if (!isFile)
        {
            MakeDirectory(path);
        }
        else if (_info.Root is not null)
        {
            CreateFile(path, FileMode);
        }
    }

    /// <summary>Makes sure of a mount point that is a directory, where it may be made: not in the file system that the caller uses itself.</summary>
    internal void MakeDirectory(string path)
    {
        if (_info.Root is not null && path != "/")
        {
            CreateParents(path);
            _program.JumpHere(Make(SystemCall.mkdirat, Shown.AT_FDCWD, _program.Text(path), Shown.Mode(DirectoryMode)));
            RequireDirectory(path);
        }
    }

    internal void CreateFile(string path, int mode)
    {
        if (_info.Root is not null)
        {
            CreateParents(path);
        }

        int there = Make(SystemCall.mknodat, Shown.AT_FDCWD, _program.Text(path), Shown.Mode(Linux.S_IFREG | mode), 0);
        _program.JumpHere(there);
        // Of a directory the second of these fails.
        int file = _program.Add(StepFlags.JumpOnError, SystemCall.openat, Shown.AT_FDCWD, _program.Text(path), Shown.OpenFlags(Linux.O_PATH | Linux.O_DIRECTORY | Linux.O_CLOEXEC), Shown.Mode(0));
        OpenAt(Shown.AT_FDCWD, path, path, Linux.O_WRONLY);
        _program.JumpHere(file);
    }

    internal void WriteFile(string path, ReadOnlySpan<byte> content, int mode, bool overwrite)
    {
        CreateParents(path);
        StepArgument file = OpenAt(Shown.AT_FDCWD, path, path, Linux.O_WRONLY | Linux.O_CREAT | (overwrite ? Linux.O_TRUNC : Linux.O_EXCL), mode);
        _program.Add(SystemCall.write, file, _program.Bytes(content, $"{{{content.Length} bytes}}"), content.Length);
        _program.Add(SystemCall.fchmodat, Shown.AT_FDCWD, _program.Text(path), Shown.Mode(mode));
        _program.Add(SystemCall.close, file);
    }

    internal void WriteInto(string path, ReadOnlySpan<byte> content)
    {
        StepArgument file = OpenAt(Shown.AT_FDCWD, path, path, Linux.O_WRONLY);
        _program.Add(SystemCall.write, file, _program.Bytes(content, $"{{{content.Length} bytes}}"), content.Length);
        _program.Add(SystemCall.close, file);
    }

    internal void ChangePermissions(string path, int mode) => _program.Add(SystemCall.fchmodat, Shown.AT_FDCWD, _program.Text(path), Shown.Mode(mode));

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

    private void CreateParents(string path)
    {
        for (int slash = path.IndexOf('/', 1); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            _program.JumpHere(Make(SystemCall.mkdirat, Shown.AT_FDCWD, _program.Text(path[..slash]), Shown.Mode(DirectoryMode)));
        }
    }

    /// <summary>Makes something in the file system. What is there already is seen also where nothing may be made.</summary>
    /// <returns>The step that jumps when it is there already.</returns>
    private int Make(SystemCall call, params ReadOnlySpan<StepArgument> arguments)
    {
        int failed = _program.Add(StepFlags.JumpOnError, call, arguments);
        int made = _program.AddJump();
        _program.JumpHere(failed);
        int there = JumpAfter(Errno.EEXIST);
        // Fails as it did before, and ends the process.
        _program.Add(call, arguments);
        _program.JumpHere(made);
        return there;
    }

    private void RequireDirectory(string path) =>
        _program.Add(SystemCall.close, OpenAt(Shown.AT_FDCWD, path, path, Linux.O_PATH | Linux.O_DIRECTORY));

    // Word by word; a link that differs, or is none, jumps.
    private int[] CompareLink(string target, string path)
    {
        byte[] wanted = new byte[(LinuxText.CountBytes(target) / sizeof(uint) * sizeof(uint)) + sizeof(uint)];
        int length = LinuxText.Encode(target, wanted);
        StepArgument found = _program.Bytes(new byte[wanted.Length], "target");
        List<int> jumps = [_program.Add(StepFlags.JumpOnError, SystemCall.readlinkat, Shown.AT_FDCWD, _program.Text(path), found, length + 1)];
        foreach (uint word in MemoryMarshal.Cast<byte, uint>(wanted))
        {
            StepArgument at = StepArgument.Data((int)found.Value + ((jumps.Count - 1) * sizeof(uint)), "target");
            jumps.Add(Compare(StepFlags.JumpOnError, at, word));
        }

        return [.. jumps];
    }

    private void CompileHeld()
    {
        Stage = ProcessStage.Descriptors;
        // Locks are those of open files, not of a process, which would lose them when it or its parent closes another descriptor of the file.
        foreach (string path in _info.LockFiles)
        {
            StepArgument file = Open(path, Processes.Mount.CheckPath(path, nameof(_info.LockFiles)), 0);
            _program.Add(SystemCall.fcntl, file, StepArgument.Named(Linux.F_OFD_SETLK, "F_OFD_SETLK"), _program.Bytes(new byte[32], "{F_RDLCK, SEEK_SET, 0, 0}"));
            _held.Add(file);
        }

        // Out of the way of the numbers that the init keeps them under.
        foreach (StepArgument slot in _held)
        {
            _program.AddSaving(slot, SystemCall.fcntl, slot, Shown.F_DUPFD_CLOEXEC, _held.Count + 1);
        }
    }
}
