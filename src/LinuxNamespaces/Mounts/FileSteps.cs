using System.Runtime.InteropServices;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>Adds steps that create or change directories, files and links.</summary>
/// <param name="canCreate">Whether missing mount points and parent directories are created; false in a file system that the caller uses too.</param>
internal sealed class FileSteps(ChildProgram steps, RootedPaths paths, bool canCreate)
{
    /// <summary>Opens a mount point, and creates it if that is allowed.</summary>
    internal StepArgument OpenTarget(string path, bool isFile)
    {
        if (canCreate)
        {
            return isFile ? paths.OpenOrCreateFile(path) : paths.OpenOrCreateDirectory(path);
        }

        steps.Remedy = MountRemedies.ForTarget;
        StepArgument target = paths.Open(path, isFile ? Linux.O_PATH : Linux.O_PATH | Linux.O_DIRECTORY);
        steps.Remedy = null;
        return target;
    }

    /// <summary>Creates a directory and its missing parents.</summary>
    internal void CreateDirectory(string path, int mode) => paths.Close(paths.OpenOrCreateDirectory(path, mode));

    /// <summary>Creates a file with its content.</summary>
    /// <param name="overwrite">Whether the file may exist already.</param>
    internal void WriteFile(string path, ReadOnlySpan<byte> content, int mode, bool overwrite)
    {
        PathInDirectory place = paths.OpenParent(path, create: true);
        StepArgument file;
        if (overwrite)
        {
            file = paths.Open(path, Linux.O_WRONLY | Linux.O_CREAT | Linux.O_NONBLOCK | Linux.O_NOCTTY, mode);
            // Fails with EINVAL for a device or a pipe, so that nothing is written to it.
            steps.Add(SystemCall.ftruncate, file, 0);
        }
        else
        {
            file = steps.AddSlot(path);
            steps.AddSaving(file, SystemCall.openat, place.Directory, place.Name, NamedArguments.OpenFlags(Linux.O_WRONLY | Linux.O_CREAT | Linux.O_EXCL | Linux.O_NOFOLLOW | Linux.O_CLOEXEC), NamedArguments.Mode(mode));
        }

        paths.Close(place);
        Write(file, content);
        steps.Add(SystemCall.fchmod, file, NamedArguments.Mode(mode));
        paths.Close(file);
    }

    /// <summary>Writes to an existing file.</summary>
    internal void WriteInto(string path, ReadOnlySpan<byte> content)
    {
        StepArgument file = paths.Open(path, Linux.O_WRONLY | Linux.O_NONBLOCK | Linux.O_NOCTTY);
        RequireRegular(file);
        Write(file, content);
        paths.Close(file);
    }

    internal void ChangePermissions(string path, int mode)
    {
        StepArgument file = paths.Open(path, Linux.O_PATH);
        int step = steps.Add(SystemCall.fchmodat2, file, steps.Text(string.Empty), NamedArguments.Mode(mode), NamedArguments.AT_EMPTY_PATH);
        steps.OnError(step, () =>
        {
            // Kernels before 6.6 lack this call and need a descriptor that is open for reading or writing.
            StepArgument opened = paths.Open(path, Linux.O_RDONLY | Linux.O_NONBLOCK | Linux.O_NOCTTY);
            steps.Add(SystemCall.fchmod, opened, NamedArguments.Mode(mode));
            paths.Close(opened);
        });
        paths.Close(file);
    }

    /// <summary>Creates a symbolic link. An existing link with the same target is left unchanged.</summary>
    internal void CreateLink(string target, string path)
    {
        PathInDirectory place = paths.OpenParent(path, create: true);
        int[] differences = CompareLink(target, place);
        int same = steps.AddJump();
        Array.ForEach(differences, steps.JumpHere);
        steps.Add(SystemCall.symlinkat, steps.Text(target), place.Directory, place.Name);
        steps.JumpHere(same);
        paths.Close(place);
    }

    /// <summary>Makes an existing file or directory read-only, with the mounts below it.</summary>
    /// <param name="ifWritable">Whether to ignore what the process cannot write.</param>
    internal void WriteProtect(string path, bool ifWritable)
    {
        int end = 0;
        StepArgument found = paths.OpenOr(path, Linux.O_PATH, _ => steps.Jump(steps.AddJump(), end));
        int? left = ifWritable
            ? steps.Add(StepFlags.JumpOnError, SystemCall.faccessat2, found, steps.Text(string.Empty), StepArgument.Named(Linux.W_OK, "W_OK"), NamedArguments.AT_EMPTY_PATH)
            : null;
        StepArgument tree = MountSteps.CopyTree(steps, found, path, MountFlags.ReadOnly);
        MountSteps.MoveTree(steps, tree, found);
        paths.Close(tree);
        if (left is { } step)
        {
            steps.JumpHere(step);
        }

        paths.Close(found);
        end = steps.StepCount;
    }

    private void Write(StepArgument file, ReadOnlySpan<byte> content) =>
        steps.Add(SystemCall.write, file, steps.Bytes(content, $"{{{content.Length} bytes}}"), content.Length);

    // Fails with EINVAL for a device, which an image may have in place of the file. The kernel copies nothing and checks only whether the file is regular.
    private void RequireRegular(StepArgument file)
    {
        StepArgument empty = steps.AddSlot("empty file");
        steps.AddSaving(empty, SystemCall.memfd_create, steps.Text("empty"), StepArgument.Named(Linux.MFD_CLOEXEC, "MFD_CLOEXEC"));
        int step = steps.Add(SystemCall.copy_file_range, empty, StepArgument.Null, file, StepArgument.Null, 0, 0);
        steps.OnError(step, () =>
        {
            int invalid = steps.JumpAfter(Errno.EINVAL);
            steps.Jump(steps.AddJump(), step + 1);
            steps.JumpHere(invalid);
            steps.Add(SystemCall.copy_file_range, empty, StepArgument.Null, file, StepArgument.Null, 0, 0);
        });
        paths.Close(empty);
    }

    // Compares word by word, and jumps if the link differs or the file is not a link.
    private int[] CompareLink(string target, PathInDirectory place)
    {
        byte[] wanted = new byte[(LinuxText.CountBytes(target) / sizeof(uint) * sizeof(uint)) + sizeof(uint)];
        int length = LinuxText.Encode(target, wanted);
        StepArgument found = steps.Bytes(new byte[wanted.Length], "target");
        List<int> jumps = [steps.Add(StepFlags.JumpOnError, SystemCall.readlinkat, place.Directory, place.Name, found, length + 1)];
        foreach (uint word in MemoryMarshal.Cast<byte, uint>(wanted))
        {
            StepArgument at = StepArgument.Data((int)found.Value + ((jumps.Count - 1) * sizeof(uint)), "target");
            jumps.Add(steps.Compare(StepFlags.JumpOnError, at, word));
        }

        return [.. jumps];
    }
}
