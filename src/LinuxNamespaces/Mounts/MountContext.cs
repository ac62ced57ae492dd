using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>The child program that <see cref="Mount"/> operations add their steps to, and the steps that several of them share.</summary>
/// <param name="program">The program of the child.</param>
/// <param name="namespaces">The kinds of namespaces that the child creates or joins.</param>
/// <param name="isInUserNamespace">Whether the child is in another user namespace than the caller, or the caller lacks CAP_SYS_ADMIN.</param>
internal sealed class MountContext(ChildProgram program, NamespaceTypes namespaces, bool isInUserNamespace)
{
    internal ChildProgram Program => program;

    /// <summary>Whether the child is in another user namespace than the caller, or the caller lacks CAP_SYS_ADMIN.</summary>
    internal bool IsInUserNamespace => isInUserNamespace;

    /// <summary>Opens files by paths of the child.</summary>
    internal RootedPaths Paths { get; private set; } = null!;

    /// <summary>Creates and changes files.</summary>
    internal FileSteps Files { get; private set; } = null!;

    /// <summary>Creates file systems.</summary>
    internal FileSystemSteps FileSystems { get; } = new(program, namespaces);

    /// <summary>Sets how paths are resolved from now on.</summary>
    /// <param name="resolve">The flags of openat2(2), RESOLVE_*; zero follows all links.</param>
    /// <param name="canCreate">Whether missing mount points are created.</param>
    internal void UsePaths(ulong resolve, bool canCreate)
    {
        Paths = new RootedPaths(program, resolve);
        Files = new FileSteps(program, Paths, canCreate);
    }

    /// <summary>Opens a copy of mounts of the caller that is not mounted yet.</summary>
    internal StepArgument OpenTree(string source, bool recursive, MountFlags flags) => MountSteps.OpenTree(program, source, recursive, flags);

    /// <summary>Requires that a path has led to a given file or directory.</summary>
    internal void RequireSame(StepArgument opened, statx meant)
    {
        StepArgument found = program.Bytes(new byte[statx.Size], "found");
        program.Add(SystemCall.statx, opened, program.Text(string.Empty), NamedArguments.AT_EMPTY_PATH, StepArgument.Named(Linux.STATX_BASIC_STATS, "STATX_BASIC_STATS"), found);
        Require("stx_ino", statx.InodeOffset, (uint)meant.stx_ino);
        Require("stx_ino", statx.InodeOffset + sizeof(uint), (uint)(meant.stx_ino >> 32));
        Require("stx_dev_major", statx.DeviceOffset, meant.stx_dev_major);
        Require("stx_dev_minor", statx.DeviceOffset + sizeof(uint), meant.stx_dev_minor);

        void Require(string field, int offset, uint value) => program.Compare(StepFlags.None, StepArgument.Data((int)found.Value + offset, field), value);
    }

    /// <summary>Mounts a tree that is not mounted yet.</summary>
    internal void MoveTree(StepArgument tree, StepArgument target)
    {
        MountSteps.MoveTree(program, tree, target);
        Paths.Close(target);
        Paths.Close(tree);
    }

    /// <summary>Mounts a file or directory of the caller on a path.</summary>
    internal void Bind(StepArgument tree, string target, bool isFile)
    {
        StepArgument place = Files.OpenTarget(target, isFile);
        int step = program.StepCount;
        MoveTree(tree, place);
        if (isFile)
        {
            program.OnError(step, () =>
            {
                // Of a directory the second of these fails (EISDIR), where the call above says only EINVAL.
                int file = program.Add(StepFlags.JumpOnError, SystemCall.openat, place, program.Text("."), NamedArguments.OpenFlags(Linux.O_PATH | Linux.O_CLOEXEC), NamedArguments.Mode(0));
                Paths.Open(target, Linux.O_WRONLY | Linux.O_NONBLOCK | Linux.O_NOCTTY);
                program.JumpHere(file);
                MountSteps.MoveTree(program, tree, place);
            });
        }
    }

    /// <summary>Sets flags of a mount.</summary>
    /// <param name="clear">The flags that are cleared.</param>
    internal void SetFlags(string target, MountFlags flags, bool recursive, MountFlags clear = MountFlags.None)
    {
        StepArgument mount = Paths.Open(target, Linux.O_PATH);
        MountSteps.SetAttributes(program, mount, string.Empty, Linux.AT_EMPTY_PATH | (recursive ? Linux.AT_RECURSIVE : 0), flags, clear);
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
        MountSteps.SetPropagation(program, mount, propagation);
        Paths.Close(mount);
    }

    /// <summary>Unmounts a mount point by its path.</summary>
    internal void Unmount(string target, StepFlags flags = StepFlags.None) =>
        program.Add(flags, SystemCall.umount2, program.Text(target), StepArgument.Named(Linux.MNT_DETACH, "MNT_DETACH"));
}
