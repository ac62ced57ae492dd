using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <content>The file system: what <see cref="Processes.Mount"/> is made of, and the root directory.</content>
internal sealed partial class ProcessSetup
{
    private const int DirectoryMode = 0x1ed;
    private const int FileMode = 0x1a4;

    private StepArgument _callerRoot;
    private StepArgument _callerWorkingDirectory;
    private StepArgument? _workingDirectoryVariable;

    /// <summary>Whether the process is in a user namespace that is not that of the caller, or the caller itself lacks privilege.</summary>
    internal bool IsInUserNamespace => ((_new | _join) & NamespaceTypes.User) != 0 || !_isPrivileged;

    /// <summary>Opens a copy of mounts of the caller, which is nowhere yet.</summary>
    internal StepArgument OpenTree(string source, bool recursive, MountFlags flags) => MountSteps.OpenTree(_program, source, recursive, flags);

    internal void Restrict(string target, MountFlags flags) => MountSteps.SetAttributes(_program, Shown.AT_FDCWD, target, 0, flags);

    /// <summary>Makes a mount of a file system, which is nowhere yet.</summary>
    internal StepArgument OpenFileSystem(string type, IEnumerable<(string Key, string? Value)> options)
    {
        StepArgument context = _program.AddSlot($"{type} options");
        _program.AddSaving(context, SystemCall.fsopen, _program.Text(type), StepArgument.Named(Linux.FSOPEN_CLOEXEC, "FSOPEN_CLOEXEC"));
        foreach ((string key, string? value) in options)
        {
            StepArgument command = value is null ? StepArgument.Named(Linux.FSCONFIG_SET_FLAG, "FSCONFIG_SET_FLAG") : StepArgument.Named(Linux.FSCONFIG_SET_STRING, "FSCONFIG_SET_STRING");
            _program.Add(SystemCall.fsconfig, context, command, _program.Text(key), Optional(value), 0);
        }

        _program.Add(SystemCall.fsconfig, context, StepArgument.Named(Linux.FSCONFIG_CMD_CREATE, "FSCONFIG_CMD_CREATE"), Shown.Null, Shown.Null, 0);
        StepArgument tree = _program.AddSlot(type);
        _program.AddSaving(tree, SystemCall.fsmount, context, StepArgument.Named(Linux.FSMOUNT_CLOEXEC, "FSMOUNT_CLOEXEC"), 0);
        return tree;
    }

    /// <summary>Makes an overlay whose upper directory is in memory, and nowhere else.</summary>
    internal StepArgument OpenOverlayInMemory(List<(string Key, string? Value)> options)
    {
        // The kernel takes an upper directory only from what is mounted; it keeps it when that goes.
        const string place = "/proc";
        Mount("tmpfs", place, "tmpfs", Linux.MS_NOSUID | Linux.MS_NODEV, "mode=755");
        foreach (string directory in new[] { "upper", "work" })
        {
            string path = $"{place}/{directory}";
            _program.Add(SystemCall.mkdirat, Linux.AT_FDCWD, _program.Text(path), DirectoryMode);
            options.Add(($"{directory}dir", path));
        }

        StepArgument tree = OpenFileSystem("overlay", options);
        Unmount(place);
        return tree;
    }

    internal void MoveTree(StepArgument tree, string target) => MountSteps.MoveTree(_program, tree, target);

    internal void Mount(string? source, string target, string? type, uint flags, string? data) =>
        _program.Add(SystemCall.mount, Optional(source), _program.Text(target), Optional(type), Shown.MountFlags(flags), Optional(data));

    internal void Unmount(string target) => _program.Add(SystemCall.umount2, _program.Text(target), StepArgument.Named(Linux.MNT_DETACH, "MNT_DETACH"));

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
        int file = _program.Add(StepFlags.JumpOnError, SystemCall.openat, Shown.AT_FDCWD, _program.Text(path), Linux.O_PATH | Linux.O_DIRECTORY | Linux.O_CLOEXEC, 0);
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
        StepArgument file = OpenAt(Linux.AT_FDCWD, path, path, Linux.O_WRONLY);
        _program.Add(SystemCall.write, file, _program.Bytes(content, $"{{{content.Length} bytes}}"), content.Length);
        _program.Add(SystemCall.close, file);
    }

    internal void ChangePermissions(string path, int mode) => _program.Add(SystemCall.fchmodat, Shown.AT_FDCWD, _program.Text(path), Shown.Mode(mode));

    private void CompileFileSystem()
    {
        Stage = ProcessStage.Mount;
        if (_new.HasFlag(NamespaceTypes.Mount) && _info.MountPropagation != MountPropagation.Unchanged)
        {
            Mount("none", "/", null, Linux.MS_REC | (uint)_info.MountPropagation, null);
        }

        (Mount Operation, StepArgument[] Opened)[] operations = [.. _info.Mounts.Select(mount => (mount, mount.Prepare(this)))];
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
            }

            _program.Add(SystemCall.chroot, _program.Text(directory.IsOfCaller ? "." : directory.Path!));
            _program.Add(SystemCall.chdir, _program.Text("/"));
        }

        foreach ((Mount operation, StepArgument[] opened) in operations)
        {
            operation.Apply(this, opened);
        }

        if (_info.Root is { IsChroot: false })
        {
            // Not before: a new /proc may be mounted only as long as there is one that shows everything.
            Unmount(".");
        }

        foreach (string preferred in _info.PreferredDirectories.Reverse())
        {
            _program.Add(StepFlags.IgnoreError, SystemCall.chdir, _program.Text(Processes.Mount.CheckPath(preferred, nameof(_info.PreferredDirectories))));
        }

        if (_info.WorkingDirectory is { } working)
        {
            _program.Add(SystemCall.chdir, _program.Text(Processes.Mount.CheckPath(working, nameof(_info.WorkingDirectory))));
        }
        else if (_info.CallerWorkingDirectory is not null)
        {
            _program.Add(SystemCall.fchdir, _callerWorkingDirectory);
        }

        if (_info.PassWorkingDirectory)
        {
            byte[] variable = new byte["PWD=".Length + Linux.PATH_MAX];
            "PWD="u8.CopyTo(variable);
            StepArgument text = _program.Bytes(variable, "PWD");
            _program.Add(StepFlags.IgnoreError, SystemCall.getcwd, StepArgument.Data((int)text.Value + "PWD=".Length, "PWD"), Linux.PATH_MAX);
            _workingDirectoryVariable = text;
        }

        CompileLocks();
    }

    private void OpenCallerDirectories()
    {
        if (_info.Root is { IsOfCaller: true } root)
        {
            _callerRoot = Open(root.Path!, root.Path!, Linux.O_PATH);
        }

        if (_info.CallerWorkingDirectory is { } working)
        {
            _callerWorkingDirectory = Open(working, Processes.Mount.CheckPath(working, nameof(_info.CallerWorkingDirectory)), Linux.O_PATH);
        }
    }

    private void PivotTo(ProcessRoot root, StepArgument? tree)
    {
        if (root.Path is { } path)
        {
            // Only a mount point can become the root.
            Mount(path, path, null, Linux.MS_BIND | Linux.MS_REC, null);
            _program.Add(SystemCall.chdir, _program.Text(path));
        }
        else if (tree is { } cover)
        {
            MoveTree(cover, "/proc");
            _program.Add(SystemCall.chdir, _program.Text("/proc"));
        }
        else
        {
            // On a directory that every Linux has; nobody else sees it there.
            Mount("tmpfs", "/proc", "tmpfs", Linux.MS_NOSUID | Linux.MS_NODEV, "mode=755");
            _program.Add(SystemCall.chdir, _program.Text("/proc"));
        }

        // The old root comes to lie upon the new one. Absolute paths begin below it.
        _program.Add(SystemCall.pivot_root, _program.Text("."), _program.Text("."));
        _program.Add(SystemCall.chdir, _program.Text("/"));
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

    private StepArgument Optional(string? text) => text is null ? Shown.Null : _program.Text(text);
}
