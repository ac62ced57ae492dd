using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>
/// File systems that a child makes while it still has the root directory of the caller, and that are mounted nowhere yet. A new /proc may be made
/// only as long as there is one that shows everything. See fsopen(2), fsconfig(2) and fsmount(2).
/// </summary>
internal sealed class FileSystemSteps(ChildProgram steps, NamespaceTypes namespaces)
{
    /// <summary>A directory that every Linux has, where something can be mounted for a moment. No other process sees it there.</summary>
    internal const string Staging = "/proc";

    // With the zero behind; VFS_MAX_STRING of the kernel is not public, but fsconfig(2) tells of 256 bytes.
    private const int MaxValueLength = 255;

    /// <summary>Whether fsconfig(2) takes a value.</summary>
    internal static bool Fits(string? value) => value is null || LinuxText.CountBytes(value) <= MaxValueLength;

    /// <summary>Makes a file system.</summary>
    /// <param name="target">Where it will be mounted, for descriptions.</param>
    internal StepArgument Open(string type, string target, IEnumerable<(string Key, string? Value)> options, MountFlags flags = MountFlags.None)
    {
        StepArgument context = steps.AddSlot($"{type} on {target}");
        steps.Remedy = errno => MountRemedies.ForFileSystem(errno, type, namespaces);
        steps.AddSaving(context, SystemCall.fsopen, steps.Text(type), StepArgument.Named(Linux.FSOPEN_CLOEXEC, "FSOPEN_CLOEXEC"));
        foreach ((string key, string? value) in options)
        {
            StepArgument command = value is null ? StepArgument.Named(Linux.FSCONFIG_SET_FLAG, "FSCONFIG_SET_FLAG") : StepArgument.Named(Linux.FSCONFIG_SET_STRING, "FSCONFIG_SET_STRING");
            steps.Add(SystemCall.fsconfig, context, command, steps.Text(key), value is null ? StepArgument.Null : steps.Text(value), 0);
        }

        steps.Add(SystemCall.fsconfig, context, StepArgument.Named(Linux.FSCONFIG_CMD_CREATE, "FSCONFIG_CMD_CREATE"), StepArgument.Null, StepArgument.Null, 0);
        StepArgument tree = steps.AddSlot(type);
        steps.AddSaving(tree, SystemCall.fsmount, context, StepArgument.Named(Linux.FSMOUNT_CLOEXEC, "FSMOUNT_CLOEXEC"), MountSteps.Attributes(flags));
        steps.Remedy = null;
        steps.Add(SystemCall.close, context);
        return tree;
    }

    /// <summary>Makes a file system by the older call, mount(2), which takes longer options, a page of them, and copies the mount.</summary>
    internal StepArgument OpenByMounting(string type, string source, string options, MountFlags flags = MountFlags.None)
    {
        Mount(source, Staging, type, (uint)flags, options);
        StepArgument tree = MountSteps.OpenTree(steps, Staging, recursive: false, MountFlags.None);
        LeaveStaging();
        return tree;
    }

    /// <summary>Makes directories for an overlay in memory. The kernel takes an upper directory only from what is mounted, and keeps it when that goes.</summary>
    /// <returns>The upper directory and the work directory.</returns>
    internal (string Upper, string Work) EnterMemory()
    {
        Mount("tmpfs", Staging, "tmpfs", Linux.MS_NOSUID | Linux.MS_NODEV, "mode=755");
        const string upper = $"{Staging}/upper";
        const string work = $"{Staging}/work";
        steps.Add(SystemCall.mkdirat, NamedArguments.AT_FDCWD, steps.Text(upper), NamedArguments.Mode(RootedPaths.DirectoryMode));
        steps.Add(SystemCall.mkdirat, NamedArguments.AT_FDCWD, steps.Text(work), NamedArguments.Mode(RootedPaths.DirectoryMode));
        return (upper, work);
    }

    /// <summary>Takes away what was mounted for a moment.</summary>
    internal void LeaveStaging() => steps.Add(SystemCall.umount2, steps.Text(Staging), StepArgument.Named(Linux.MNT_DETACH, "MNT_DETACH"));

    /// <summary>Mounts by a path of the caller; mount(2).</summary>
    internal void Mount(string? source, string target, string? type, uint flags, string? data) =>
        steps.Add(SystemCall.mount, Optional(source), steps.Text(target), Optional(type), NamedArguments.MountFlags(flags), Optional(data));

    private StepArgument Optional(string? text) => text is null ? StepArgument.Null : steps.Text(text);
}
