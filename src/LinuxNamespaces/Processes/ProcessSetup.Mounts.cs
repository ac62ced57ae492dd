using System.Runtime.InteropServices;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <content>The file system: what <see cref="Processes.Mount"/> is made of, and the root directory.</content>
internal sealed partial class ProcessSetup
{
    private const int DirectoryMode = 0x1ed;
    private const int FileMode = 0x1a4;

    /// <summary>Opens a copy of mounts of the caller, which is nowhere yet.</summary>
    internal StepArgument OpenTree(string source, bool recursive, bool readOnly)
    {
        StepArgument tree = _program.AddSlot(source);
        uint recursion = recursive ? Linux.AT_RECURSIVE : 0;
        _program.AddSaving(tree, SystemCall.open_tree, Shown.AT_FDCWD, _program.Text(source), Shown.TreeFlags(Linux.OPEN_TREE_CLONE | Linux.OPEN_TREE_CLOEXEC | recursion));
        if (readOnly)
        {
            ulong[] attributes = [Linux.MOUNT_ATTR_RDONLY, 0, 0, 0];
            StepArgument data = _program.Bytes(MemoryMarshal.AsBytes<ulong>(attributes), "{MOUNT_ATTR_RDONLY}");
            _program.Add(SystemCall.mount_setattr, tree, _program.Text(string.Empty), Shown.TreeFlags(Linux.AT_EMPTY_PATH | recursion), data, 4 * sizeof(ulong));
        }

        return tree;
    }

    /// <summary>Makes a mount of a file system, which is nowhere yet.</summary>
    internal StepArgument OpenFileSystem(string type, IEnumerable<(string Key, string Value)> options)
    {
        StepArgument context = _program.AddSlot($"{type} options");
        _program.AddSaving(context, SystemCall.fsopen, _program.Text(type), StepArgument.Named(Linux.FSOPEN_CLOEXEC, "FSOPEN_CLOEXEC"));
        foreach ((string key, string value) in options)
        {
            _program.Add(SystemCall.fsconfig, context, StepArgument.Named(Linux.FSCONFIG_SET_STRING, "FSCONFIG_SET_STRING"), _program.Text(key), _program.Text(value), 0);
        }

        _program.Add(SystemCall.fsconfig, context, StepArgument.Named(Linux.FSCONFIG_CMD_CREATE, "FSCONFIG_CMD_CREATE"), Shown.Null, Shown.Null, 0);
        StepArgument tree = _program.AddSlot(type);
        _program.AddSaving(tree, SystemCall.fsmount, context, StepArgument.Named(Linux.FSMOUNT_CLOEXEC, "FSMOUNT_CLOEXEC"), 0);
        return tree;
    }

    internal void MoveTree(StepArgument tree, string target) =>
        _program.Add(SystemCall.move_mount, tree, _program.Text(string.Empty), Shown.AT_FDCWD, _program.Text(target), StepArgument.Named(Linux.MOVE_MOUNT_F_EMPTY_PATH, "MOVE_MOUNT_F_EMPTY_PATH"));

    internal void Mount(string? source, string target, string? type, uint flags, string? data) =>
        _program.Add(SystemCall.mount, Optional(source), _program.Text(target), Optional(type), Shown.MountFlags(flags), Optional(data));

    internal void Unmount(string target) => _program.Add(SystemCall.umount2, _program.Text(target), StepArgument.Named(Linux.MNT_DETACH, "MNT_DETACH"));

    internal void MakeLink(string target, string path)
    {
        CreateParents(path);
        _program.Add(SystemCall.symlinkat, _program.Text(target), Shown.AT_FDCWD, _program.Text(path));
    }

    /// <summary>Creates a directory and those above it; what exists is left.</summary>
    internal void CreateDirectory(string path, int mode)
    {
        CreateParents(path);
        _program.Add(StepFlags.IgnoreError, SystemCall.mkdirat, Shown.AT_FDCWD, _program.Text(path), Shown.Mode(mode));
        _program.Add(StepFlags.IgnoreError, SystemCall.fchmodat, Shown.AT_FDCWD, _program.Text(path), Shown.Mode(mode));
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
            _program.Add(StepFlags.IgnoreError, SystemCall.mkdirat, Shown.AT_FDCWD, _program.Text(path), Shown.Mode(DirectoryMode));
        }
    }

    internal void CreateFile(string path, int mode)
    {
        if (_info.Root is not null)
        {
            CreateParents(path);
        }

        StepArgument file = OpenAt(Shown.AT_FDCWD, path, path, Linux.O_WRONLY | Linux.O_CREAT, mode);
        _program.Add(SystemCall.close, file);
    }

    internal void WriteFile(string path, ReadOnlySpan<byte> content, int mode)
    {
        CreateParents(path);
        StepArgument file = OpenAt(Shown.AT_FDCWD, path, path, Linux.O_WRONLY | Linux.O_CREAT | Linux.O_EXCL, mode);
        _program.Add(SystemCall.write, file, _program.Bytes(content, $"{{{content.Length} bytes}}"), content.Length);
        _program.Add(SystemCall.fchmodat, Shown.AT_FDCWD, _program.Text(path), Shown.Mode(mode));
        _program.Add(SystemCall.close, file);
    }

    private void CompileFileSystem()
    {
        Stage = ProcessStage.Mount;
        if (_new.HasFlag(NamespaceTypes.Mount))
        {
            Mount("none", "/", null, Linux.MS_REC | (uint)_info.MountPropagation, null);
        }

        (Mount Operation, StepArgument[] Opened)[] operations = [.. _info.Mounts.Select(mount => (mount, mount.Prepare(this)))];
        if (_info.Root is { IsChroot: false } root)
        {
            PivotTo(root);
        }
        else if (_info.Root is { } directory)
        {
            _program.Add(SystemCall.chroot, _program.Text(directory.Path!));
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

        if (_info.WorkingDirectory is { } working)
        {
            _program.Add(SystemCall.chdir, _program.Text(Processes.Mount.CheckPath(working, nameof(_info.WorkingDirectory))));
        }
    }

    private void PivotTo(ProcessRoot root)
    {
        if (root.Path is { } path)
        {
            // Only a mount point can become the root.
            Mount(path, path, null, Linux.MS_BIND | Linux.MS_REC, null);
            _program.Add(SystemCall.chdir, _program.Text(path));
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
            _program.Add(StepFlags.IgnoreError, SystemCall.mkdirat, Shown.AT_FDCWD, _program.Text(path[..slash]), Shown.Mode(DirectoryMode));
        }
    }

    private StepArgument Optional(string? text) => text is null ? Shown.Null : _program.Text(text);
}
