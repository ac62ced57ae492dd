using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>
/// Adds steps that create file systems before the child changes its root directory. They are not mounted yet. The kernel allows a new /proc only while
/// another one is completely visible. See fsopen(2), fsconfig(2) and fsmount(2).
/// </summary>
internal sealed class FileSystemSteps(ChildProgram steps, NamespaceTypes namespaces)
{
    /// <summary>A directory of every Linux system, for temporary mounts that no other process sees.</summary>
    internal const string Staging = "/proc";

    // With the terminating zero; the limit is documented in fsconfig(2).
    private const int MaxValueLength = 255;

    /// <summary>Determines whether fsconfig(2) accepts a value.</summary>
    internal static bool Fits(string? value) => value is null || LinuxText.CountBytes(value) <= MaxValueLength;

    /// <summary>Creates a file system.</summary>
    /// <param name="target">The mount point, for descriptions.</param>
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

    /// <summary>Creates a file system with mount(2), which accepts longer options (up to a page), and copies the mount.</summary>
    internal StepArgument OpenByMounting(string type, string source, string options, MountFlags flags = MountFlags.None)
    {
        Mount(source, Staging, type, (uint)flags, options);
        StepArgument tree = MountSteps.OpenTree(steps, Staging, recursive: false, MountFlags.None);
        LeaveStaging();
        return tree;
    }

    /// <summary>Creates directories for an overlay in memory. The kernel accepts an upper directory only from a mounted file system, and keeps it after the unmount.</summary>
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

    /// <summary>Unmounts the temporary mount.</summary>
    internal void LeaveStaging() => steps.Add(SystemCall.umount2, steps.Text(Staging), StepArgument.Named(Linux.MNT_DETACH, "MNT_DETACH"));

    /// <summary>Mounts on a path of the caller; mount(2).</summary>
    internal void Mount(string? source, string target, string? type, uint flags, string? data) =>
        steps.Add(SystemCall.mount, Optional(source), steps.Text(target), Optional(type), NamedArguments.MountFlags(flags), Optional(data));

    private StepArgument Optional(string? text) => text is null ? StepArgument.Null : steps.Text(text);
}
