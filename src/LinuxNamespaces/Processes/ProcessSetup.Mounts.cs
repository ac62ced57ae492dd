using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <content>The file system: what <see cref="Mount"/> is made of, and the root directory.</content>
internal sealed partial class ProcessSetup
{
    private StepArgument _callerRoot;
    private StepArgument _callerWorkingDirectory;
    private StepArgument? _workingDirectoryVariable;
    private Dictionary<Mount, StepArgument[]> _openedBeforeJoining = [];

    /// <summary>Whether the process is in a user namespace that is not that of the caller, or the caller itself lacks privilege.</summary>
    internal bool IsInUserNamespace => ((_new | _join) & NamespaceTypes.User) != 0 || !_isPrivileged;

    /// <summary>Whether the root directory is another one than the caller's, to which that of a mount namespace is moved.</summary>
    internal bool HasNewRoot => _info.Root is { IsChroot: false };

    /// <summary>What paths of the process lead to.</summary>
    internal RootedPaths Paths { get; private set; } = null!;

    /// <summary>What is made and changed in the file system.</summary>
    internal FileSteps Files { get; private set; } = null!;

    /// <summary>New file systems.</summary>
    internal FileSystemSteps FileSystems { get; private set; } = null!;

    /// <summary>Whether the process sees another file system than the caller, so that what is open of the caller's must not be reached by a path.</summary>
    internal bool IsConfined => _info.Root is not null || ((_new | _join) & NamespaceTypes.Mount) != 0;

    /// <summary>Closes a directory of the caller, from which a link in /proc/PID/fd would lead to all of its files.</summary>
    private void CloseIfConfined(StepArgument directory)
    {
        if (IsConfined)
        {
            _program.Add(SystemCall.close, directory);
        }
    }

    /// <summary>Opens a copy of mounts of the caller, which is nowhere yet.</summary>
    internal StepArgument OpenTree(string source, bool recursive, MountFlags flags) => MountSteps.OpenTree(_program, source, recursive, flags);

    /// <summary>Makes sure that what was opened by its path is what is meant.</summary>
    internal void RequireSame(StepArgument opened, statx meant)
    {
        StepArgument found = _program.Bytes(new byte[statx.Size], "found");
        _program.Add(SystemCall.statx, opened, _program.Text(string.Empty), NamedArguments.AT_EMPTY_PATH, StepArgument.Named(Linux.STATX_BASIC_STATS, "STATX_BASIC_STATS"), found);
        Require("stx_ino", statx.InodeOffset, (uint)meant.stx_ino);
        Require("stx_ino", statx.InodeOffset + sizeof(uint), (uint)(meant.stx_ino >> 32));
        Require("stx_dev_major", statx.DeviceOffset, meant.stx_dev_major);
        Require("stx_dev_minor", statx.DeviceOffset + sizeof(uint), meant.stx_dev_minor);

        void Require(string field, int offset, uint value) => _program.Compare(StepFlags.None, StepArgument.Data((int)found.Value + offset, field), value);
    }

    /// <summary>Mounts what is nowhere yet.</summary>
    internal void MoveTree(StepArgument tree, StepArgument target)
    {
        MountSteps.MoveTree(_program, tree, target);
        Paths.Close(target);
        Paths.Close(tree);
    }

    /// <summary>Mounts a file or directory of the caller on a path.</summary>
    internal void Bind(StepArgument tree, string target, bool isFile)
    {
        StepArgument place = Files.OpenTarget(target, isFile);
        int step = _program.StepCount;
        MoveTree(tree, place);
        if (isFile)
        {
            _program.OnError(step, () =>
            {
                // Of a directory the second of these fails (EISDIR), where the call above says only EINVAL.
                int file = _program.Add(StepFlags.JumpOnError, SystemCall.openat, place, _program.Text("."), NamedArguments.OpenFlags(Linux.O_PATH | Linux.O_CLOEXEC), NamedArguments.Mode(0));
                Paths.Open(target, Linux.O_WRONLY | Linux.O_NONBLOCK | Linux.O_NOCTTY);
                _program.JumpHere(file);
                MountSteps.MoveTree(_program, tree, place);
            });
        }
    }

    /// <summary>Gives a mount flags.</summary>
    /// <param name="clear">Flags that it loses.</param>
    internal void SetFlags(string target, MountFlags flags, bool recursive, MountFlags clear = MountFlags.None)
    {
        StepArgument mount = Paths.Open(target, Linux.O_PATH);
        MountSteps.SetAttributes(_program, mount, string.Empty, Linux.AT_EMPTY_PATH | (recursive ? Linux.AT_RECURSIVE : 0), flags, clear);
        Paths.Close(mount);
    }

    internal void SetPropagation(string target, MountPropagation propagation)
    {
        if (!KernelSupport.SetsMountAttributes)
        {
            FileSystems.Mount(null, target, null, Linux.MS_REC | (uint)propagation, null);
            return;
        }

        StepArgument mount = Paths.Open(target, Linux.O_PATH);
        MountSteps.SetPropagation(_program, mount, propagation);
        Paths.Close(mount);
    }

    /// <summary>Unmounts. By its path: mounts of other namespaces are refused.</summary>
    internal void Unmount(string target, StepFlags flags = StepFlags.None) =>
        _program.Add(flags, SystemCall.umount2, _program.Text(target), StepArgument.Named(Linux.MNT_DETACH, "MNT_DETACH"));

    /// <summary>Opens what the caller has, while the process still sees it: the mount namespace that it enters has other files by the same paths.</summary>
    private void OpenBeforeJoining()
    {
        if (_join.HasFlag(NamespaceTypes.Mount) && _isPrivileged)
        {
            Stage = ProcessStage.Mount;
            _openedBeforeJoining = _info.Mounts.Where(mount => mount.TakesTreeOfCaller).Distinct().ToDictionary(mount => mount, mount => mount.Prepare(this));
        }
    }

    private void UsePaths(ulong resolve)
    {
        Paths = new RootedPaths(_program, resolve);
        Files = new FileSteps(_program, Paths, canCreate: _info.Root is not null);
    }

    private void CompileFileSystem()
    {
        Stage = ProcessStage.Mount;
        if (_new.HasFlag(NamespaceTypes.Mount) && _info.MountPropagation != MountPropagation.Unchanged)
        {
            FileSystems.Mount("none", "/", null, Linux.MS_REC | (uint)_info.MountPropagation, null);
        }

        // What is made has the permissions that are said, and the process the mask of its parent.
        StepArgument mask = _program.AddSlot("umask");
        bool makes = _info.MountsBeforeRoot.Count + _info.Mounts.Count > 0;
        if (makes)
        {
            _program.AddSaving(mask, SystemCall.umask, NamedArguments.Mode(0));
        }

        foreach (Mount operation in _info.MountsBeforeRoot)
        {
            operation.Apply(this, operation.Prepare(this));
        }

        (Mount Operation, StepArgument[] Opened)[] operations = new (Mount, StepArgument[])[_info.Mounts.Count];
        for (int i = 0; i < operations.Length; i++)
        {
            operations[i] = (_info.Mounts[i], _openedBeforeJoining.Remove(_info.Mounts[i], out StepArgument[]? opened) ? opened : _info.Mounts[i].Prepare(this));
        }

        if (_info.Root is { IsChroot: false } root)
        {
            int covering = root.Path is null ? Array.FindLastIndex(operations, operation => operation.Operation.BecomesRoot) : -1;
            PivotTo(root, covering >= 0 ? operations[covering].Opened[0] : null);
            operations = operations[(covering + 1)..];
        }
        else if (_info.Root is { } directory)
        {
            if (directory.IsOfCaller)
            {
                _program.Add(SystemCall.fchdir, _callerRoot);
                _program.Add(SystemCall.close, _callerRoot);
            }

            _program.Add(SystemCall.chroot, _program.Text(directory.IsOfCaller ? "." : directory.Path!));
            _program.Add(SystemCall.chdir, _program.Text("/"));
        }

        // Under a new root the working directory is the root directory until all of this is done: paths are resolved below it.
        UsePaths(Linux.RESOLVE_NO_MAGICLINKS | (_info.Root is null ? 0 : Linux.RESOLVE_IN_ROOT));
        foreach ((Mount operation, StepArgument[] opened) in operations)
        {
            operation.Apply(this, opened);
        }

        if (makes)
        {
            _program.Add(SystemCall.umask, mask);
        }

        // A relative path begins at the working directory.
        OpenLockFiles(path => path.StartsWith('/'), Paths);
        CompileWorkingDirectory();
        OpenLockFiles(path => !path.StartsWith('/'), new RootedPaths(_program, Linux.RESOLVE_NO_MAGICLINKS));
        CompileHeld();
    }

    private void CompileWorkingDirectory()
    {
        Stage = ProcessStage.Mount;
        List<int> entered = [];
        foreach (string path in _info.PreferredDirectories)
        {
            string preferred = Mount.CheckPath(path, nameof(_info.PreferredDirectories));
            int next = 0;
            // This is run when the number of the next step is known.
            StepArgument directory = Paths.OpenOr(preferred, Linux.O_PATH | Linux.O_DIRECTORY, _ => _program.Jump(_program.AddJump(), next));
            int forbidden = _program.Add(StepFlags.JumpOnError, SystemCall.fchdir, directory);
            Paths.Close(directory);
            entered.Add(_program.AddJump());
            _program.JumpHere(forbidden);
            Paths.Close(directory);
            next = _program.StepCount;
        }

        entered.ForEach(_program.JumpHere);
        if (_info.WorkingDirectory is { } working)
        {
            EnterWorkingDirectory(Mount.CheckPath(working, nameof(_info.WorkingDirectory)));
        }
        else if (_info.CallerWorkingDirectory is not null)
        {
            _program.Add(SystemCall.fchdir, _callerWorkingDirectory);
            _program.Add(SystemCall.close, _callerWorkingDirectory);
        }

        if (_info.PassWorkingDirectory)
        {
            byte[] variable = new byte["PWD=".Length + Linux.PATH_MAX];
            "PWD="u8.CopyTo(variable);
            _workingDirectoryVariable = _program.Bytes(variable, "PWD");
            AskForWorkingDirectory();
        }
    }

    private void OpenCallerDirectories()
    {
        if (_info.Root is { IsOfCaller: true } root)
        {
            _callerRoot = Open(root.Path!, CallerPath.Resolve(root.Path!), Linux.O_PATH);
        }

        if (_info.CallerWorkingDirectory is { } working)
        {
            _callerWorkingDirectory = Open(working, CallerPath.Resolve(Mount.CheckPath(working, nameof(_info.CallerWorkingDirectory))), Linux.O_PATH);
        }
    }

    private void PivotTo(ProcessRoot root, StepArgument? covering)
    {
        if (root.Path is null && covering is null)
        {
            FileSystems.Mount("tmpfs", FileSystemSteps.Staging, "tmpfs", Linux.MS_NOSUID | Linux.MS_NODEV, "mode=755");
            _program.Add(SystemCall.chdir, _program.Text(FileSystemSteps.Staging));
        }
        else
        {
            // Only a mount point can become the root.
            StepArgument tree = covering ?? OpenTree(root.Path!, recursive: true, MountFlags.None);
            MountSteps.MoveTree(_program, tree, NamedArguments.AT_FDCWD, root.Path ?? FileSystemSteps.Staging, Linux.MOVE_MOUNT_T_SYMLINKS);
            _program.Add(SystemCall.fchdir, tree);
            _program.Add(SystemCall.close, tree);
        }

        // The old root comes to lie upon the new one. It goes before the first path of the new one is walked, since every '..' at the top would enter it.
        _program.Add(SystemCall.pivot_root, _program.Text("."), _program.Text("."));
        Unmount(".");
    }
}
