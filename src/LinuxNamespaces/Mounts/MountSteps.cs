using System.Runtime.InteropServices;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>Adds steps that copy, change and move mounts. See open_tree(2), mount_setattr(2) and move_mount(2).</summary>
internal static class MountSteps
{
    private static readonly (MountFlags Flag, ulong Attribute, string Name)[] s_attributes =
    [
        (MountFlags.ReadOnly, Linux.MOUNT_ATTR_RDONLY, "MOUNT_ATTR_RDONLY"),
        (MountFlags.NoSetUserId, Linux.MOUNT_ATTR_NOSUID, "MOUNT_ATTR_NOSUID"),
        (MountFlags.NoDevices, Linux.MOUNT_ATTR_NODEV, "MOUNT_ATTR_NODEV"),
        (MountFlags.NoExecute, Linux.MOUNT_ATTR_NOEXEC, "MOUNT_ATTR_NOEXEC"),
        (MountFlags.NoAccessTime, Linux.MOUNT_ATTR_NOATIME, "MOUNT_ATTR_NOATIME"),
        (MountFlags.NoSymbolicLinks, Linux.MOUNT_ATTR_NOSYMFOLLOW, "MOUNT_ATTR_NOSYMFOLLOW"),
    ];

    /// <summary>All flags that can be set.</summary>
    internal static MountFlags All { get; } = s_attributes.Aggregate(MountFlags.None, (all, attribute) => all | attribute.Flag);

    /// <summary>Opens a copy of mounts that is not mounted yet.</summary>
    internal static StepArgument OpenTree(ChildProgram steps, string source, bool recursive, MountFlags flags)
    {
        StepArgument tree = steps.AddSlot(source);
        uint recursion = recursive ? Linux.AT_RECURSIVE : 0;
        steps.AddSaving(tree, SystemCall.open_tree, NamedArguments.AT_FDCWD, steps.Text(source), NamedArguments.TreeFlags(Linux.OPEN_TREE_CLONE | Linux.OPEN_TREE_CLOEXEC | recursion));
        if (flags != MountFlags.None)
        {
            SetAttributes(steps, tree, string.Empty, Linux.AT_EMPTY_PATH | recursion, flags);
        }

        return tree;
    }

    /// <summary>Opens a copy of an open file or directory, with the mounts below it, that is not mounted yet.</summary>
    internal static StepArgument CopyTree(ChildProgram steps, StepArgument opened, string name, MountFlags flags)
    {
        StepArgument tree = steps.AddSlot(name);
        steps.AddSaving(
            tree, SystemCall.open_tree, opened, steps.Text(string.Empty), NamedArguments.TreeFlags(Linux.OPEN_TREE_CLONE | Linux.OPEN_TREE_CLOEXEC | Linux.AT_EMPTY_PATH | Linux.AT_RECURSIVE));
        SetAttributes(steps, tree, string.Empty, Linux.AT_EMPTY_PATH | Linux.AT_RECURSIVE, flags);
        return tree;
    }

    /// <summary>Mounts a copy on an open file or directory.</summary>
    internal static void MoveTree(ChildProgram steps, StepArgument tree, StepArgument target)
    {
        const uint flags = Linux.MOVE_MOUNT_F_EMPTY_PATH | Linux.MOVE_MOUNT_T_EMPTY_PATH;
        StepArgument nothing = steps.Text(string.Empty);
        steps.Add(SystemCall.move_mount, tree, nothing, target, nothing, NamedArguments.MoveFlags(flags));
    }

    /// <summary>Mounts a copy on a path of the caller, or on a name in a directory.</summary>
    internal static void MoveTree(ChildProgram steps, StepArgument tree, StepArgument directory, string target, uint flags = 0) =>
        steps.Add(SystemCall.move_mount, tree, steps.Text(string.Empty), directory, steps.Text(target), NamedArguments.MoveFlags(Linux.MOVE_MOUNT_F_EMPTY_PATH | flags));

    /// <summary>Changes the flags of a mount and optionally of all mounts below it. After an error, no mount has changed.</summary>
    internal static void SetAttributes(ChildProgram steps, StepArgument directory, string path, uint flags, MountFlags set, MountFlags clear = MountFlags.None)
    {
        (ulong added, string names) = Translate(set);
        (ulong removed, string others) = Translate(clear);
        // The modes of access times exclude each other. The default, relatime, has no bit.
        ulong times = (set | clear).HasFlag(MountFlags.NoAccessTime) ? Linux.MOUNT_ATTR__ATIME : 0;
        StepArgument data = steps.Bytes(MemoryMarshal.AsBytes<ulong>([added, removed | times, 0, 0]), $"{{{names}{(others.Length > 0 ? $", not {others}" : string.Empty)}}}");
        steps.Add(SystemCall.mount_setattr, directory, steps.Text(path), NamedArguments.TreeFlags(flags), data, 4 * sizeof(ulong));
    }

    /// <summary>Changes the propagation of an open mount and of the mounts below it.</summary>
    internal static void SetPropagation(ChildProgram steps, StepArgument opened, MountPropagation propagation)
    {
        StepArgument data = steps.Bytes(MemoryMarshal.AsBytes<ulong>([0, 0, (ulong)propagation, 0]), $"{{MS_{propagation.ToString().ToUpperInvariant()}}}");
        steps.Add(SystemCall.mount_setattr, opened, steps.Text(string.Empty), NamedArguments.TreeFlags(Linux.AT_EMPTY_PATH | Linux.AT_RECURSIVE), data, 4 * sizeof(ulong));
    }

    /// <summary>Converts flags to an argument of fsmount(2).</summary>
    internal static StepArgument Attributes(MountFlags flags)
    {
        (ulong bits, string names) = Translate(flags);
        return StepArgument.Named((long)bits, bits == 0 ? "0" : names);
    }

    private static (ulong Bits, string Names) Translate(MountFlags flags)
    {
        (MountFlags Flag, ulong Attribute, string Name)[] present = [.. s_attributes.Where(attribute => flags.HasFlag(attribute.Flag))];
        return (present.Aggregate(0UL, (bits, attribute) => bits | attribute.Attribute), string.Join(" | ", present.Select(attribute => attribute.Name)));
    }

    /// <summary>Determines whether the kernel has a file system: built in, or as a loaded module. An attempt to mount loads it.</summary>
    internal static bool HasFileSystem(string type)
    {
        try
        {
            // A type may have a subtype, such as fuse.sshfs.
            string name = type.Split('.')[0];
            return File.ReadLines("/proc/filesystems").Any(line => line.Split('\t')[^1] == name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }
}
