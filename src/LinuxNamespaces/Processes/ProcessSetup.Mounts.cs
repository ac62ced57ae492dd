using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <content>The file system: what <see cref="Processes.Mount"/> is made of, and the root directory.</content>
internal sealed partial class ProcessSetup
{
    private StepArgument _callerRoot;
    private StepArgument _callerWorkingDirectory;
    private StepArgument? _workingDirectoryVariable;

    /// <summary>Whether the process is in a user namespace that is not that of the caller, or the caller itself lacks privilege.</summary>
    internal bool IsInUserNamespace => ((_new | _join) & NamespaceTypes.User) != 0 || !_isPrivileged;

    /// <summary>Whether the root directory is another one than the caller's, to which that of a mount namespace is moved.</summary>
    internal bool HasNewRoot => _info.Root is { IsChroot: false };

    /// <summary>Opens a copy of mounts of the caller, which is nowhere yet.</summary>
    internal StepArgument OpenTree(string source, bool recursive, MountFlags flags) => MountSteps.OpenTree(_program, source, recursive, flags);

    /// <summary>Makes sure that what was opened by its path is what is meant.</summary>
    internal void RequireSame(StepArgument opened, statx meant)
    {
        StepArgument found = _program.Bytes(new byte[statx.Size], "found");
        _program.Add(SystemCall.statx, opened, _program.Text(string.Empty), Shown.AT_EMPTY_PATH, StepArgument.Named(Linux.STATX_BASIC_STATS, "STATX_BASIC_STATS"), found);
        Require("stx_ino", statx.InodeOffset, (uint)meant.stx_ino);
        Require("stx_ino", statx.InodeOffset + sizeof(uint), (uint)(meant.stx_ino >> 32));
        Require("stx_dev_major", statx.DeviceOffset, meant.stx_dev_major);
        Require("stx_dev_minor", statx.DeviceOffset + sizeof(uint), meant.stx_dev_minor);

        void Require(string field, int offset, uint value) => Compare(StepFlags.None, StepArgument.Data((int)found.Value + offset, field), value);
    }

    internal void Restrict(string target, MountFlags flags) => MountSteps.SetAttributes(_program, Shown.AT_FDCWD, target, 0, flags);

    /// <summary>Makes a mount of a file system, which is nowhere yet.</summary>
    internal StepArgument OpenFileSystem(string type, IEnumerable<(string Key, string? Value)> options, MountFlags flags = MountFlags.None)
    {
        StepArgument context = _program.AddSlot($"{type} options");
        _program.AddSaving(context, SystemCall.fsopen, _program.Text(type), StepArgument.Named(Linux.FSOPEN_CLOEXEC, "FSOPEN_CLOEXEC"));
        foreach ((string key, string? value) in options)
        {
            StepArgument command = value is null ? StepArgument.Named(Linux.FSCONFIG_SET_FLAG, "FSCONFIG_SET_FLAG") : StepArgument.Named(Linux.FSCONFIG_SET_STRING, "FSCONFIG_SET_STRING");
            _program.Add(SystemCall.fsconfig, context, command, _program.Text(key), Optional(value), 0);
        }

        _program.Add(SystemCall.fsconfig, context, StepArgument.Named(Linux.FSCONFIG_CMD_CREATE, "FSCONFIG_CMD_CREATE"), StepArgument.Null, StepArgument.Null, 0);
        StepArgument tree = _program.AddSlot(type);
        _program.AddSaving(tree, SystemCall.fsmount, context, StepArgument.Named(Linux.FSMOUNT_CLOEXEC, "FSMOUNT_CLOEXEC"), MountSteps.Attributes(flags));
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
            _program.Add(SystemCall.mkdirat, Shown.AT_FDCWD, _program.Text(path), Shown.Mode(DirectoryMode));
            options.Add(($"{directory}dir", path));
        }

        StepArgument tree = OpenFileSystem("overlay", options);
        Unmount(place);
        return tree;
    }

    internal void MoveTree(StepArgument tree, string target) => MountSteps.MoveTree(_program, tree, target);

    internal void Mount(string? source, string target, string? type, uint flags, string? data) =>
        _program.Add(SystemCall.mount, Optional(source), _program.Text(target), Optional(type), Shown.MountFlags(flags), Optional(data));

    internal void Unmount(string target, StepFlags flags = StepFlags.None) =>
        _program.Add(flags, SystemCall.umount2, _program.Text(target), StepArgument.Named(Linux.MNT_DETACH, "MNT_DETACH"));

    private void CompileFileSystem()
    {
        Stage = ProcessStage.Mount;
        if (_new.HasFlag(NamespaceTypes.Mount) && _info.MountPropagation != MountPropagation.Unchanged)
        {
            Mount("none", "/", null, Linux.MS_REC | (uint)_info.MountPropagation, null);
        }

        // What is made has the permissions that are said, and the process the mask of its parent.
        StepArgument mask = _program.AddSlot("umask");
        bool makes = _info.MountsBeforeRoot.Count + _info.Mounts.Count > 0;
        if (makes)
        {
            _program.AddSaving(mask, SystemCall.umask, Shown.Mode(0));
        }

        foreach (Mount operation in _info.MountsBeforeRoot)
        {
            operation.Apply(this, operation.Prepare(this));
        }

        (Mount Operation, StepArgument[] Opened)[] operations = new (Mount, StepArgument[])[_info.Mounts.Count];
        for (int i = 0; i < operations.Length; i++)
        {
            operations[i] = (_info.Mounts[i], _info.Mounts[i].Prepare(this));
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
            }

            _program.Add(SystemCall.chroot, _program.Text(directory.IsOfCaller ? "." : directory.Path!));
            _program.Add(SystemCall.chdir, _program.Text("/"));
        }

        foreach ((Mount operation, StepArgument[] opened) in operations)
        {
            operation.Apply(this, opened);
        }

        if (makes)
        {
            _program.Add(SystemCall.umask, mask);
        }

        if (_info.Root is { IsChroot: false })
        {
            // Not before: a new /proc may be mounted only as long as there is one that shows everything.
            Unmount(".");
        }

        for (int i = _info.PreferredDirectories.Count - 1; i >= 0; i--)
        {
            string preferred = Processes.Mount.CheckPath(_info.PreferredDirectories[i], nameof(_info.PreferredDirectories));
            _program.Add(StepFlags.IgnoreError, SystemCall.chdir, _program.Text(preferred));
        }

        if (_info.WorkingDirectory is { } working)
        {
            EnterWorkingDirectory(Processes.Mount.CheckPath(working, nameof(_info.WorkingDirectory)));
        }
        else if (_info.CallerWorkingDirectory is not null)
        {
            _program.Add(SystemCall.fchdir, _callerWorkingDirectory);
        }

        if (_info.PassWorkingDirectory)
        {
            byte[] variable = new byte["PWD=".Length + Linux.PATH_MAX];
            "PWD="u8.CopyTo(variable);
            _workingDirectoryVariable = _program.Bytes(variable, "PWD");
            AskForWorkingDirectory();
        }

        CompileHeld();
    }

    private void OpenCallerDirectories()
    {
        if (_info.Root is { IsOfCaller: true } root)
        {
            _callerRoot = Open(root.Path!, CallerPath.Resolve(root.Path!), Linux.O_PATH);
        }

        if (_info.CallerWorkingDirectory is { } working)
        {
            _callerWorkingDirectory = Open(working, CallerPath.Resolve(Processes.Mount.CheckPath(working, nameof(_info.CallerWorkingDirectory))), Linux.O_PATH);
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

    private StepArgument Optional(string? text) => text is null ? StepArgument.Null : _program.Text(text);
}
