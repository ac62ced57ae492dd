using System.Runtime.InteropServices;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>A file system that needs nothing of the caller.</summary>
internal sealed class FileSystemMount(string type, string target, MountFlags flags, string? data, string? source = null) : Mount
{
    internal const MountFlags Safe = MountFlags.NoSetUserId | MountFlags.NoDevices | MountFlags.NoExecute;

    internal override bool BecomesRoot => target == "/";

    internal override StepArgument[] Prepare(MountContext context)
    {
        (string Key, string? Value)[] options = [.. Split(data)];
        if (!FileSystemSteps.Fits(source) || !options.All(option => FileSystemSteps.Fits(option.Value)))
        {
            return [context.FileSystems.OpenByMounting(type, source ?? type, data ?? string.Empty, flags)];
        }

        // As mount(2) does, the file system is made read-only too, not only the mount.
        IEnumerable<(string Key, string? Value)> readOnly = flags.HasFlag(MountFlags.ReadOnly) ? [("ro", null)] : [];
        // What mount(2) makes of a type such as fuse.sshfs.
        IEnumerable<(string Key, string? Value)> subtype = type.Split('.', 2) is [_, string name] ? [("subtype", name)] : [];
        return [context.FileSystems.Open(type, target, [("source", source ?? type), .. subtype, .. readOnly, .. options], flags)];
    }

    internal override void Apply(MountContext context, StepArgument[] opened) => context.MoveTree(opened[0], context.Files.OpenTarget(target, isFile: false));

    // What begins with a digit goes on with a list, such as that of NUMA nodes.
    private static List<(string Key, string? Value)> Split(string? data)
    {
        List<(string Key, string? Value)> options = [];
        foreach (string part in (data ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (options.Count > 0 && char.IsAsciiDigit(part[0]))
            {
                options[^1] = (options[^1].Key, $"{options[^1].Value},{part}");
                continue;
            }

            string[] words = part.Split('=', 2);
            options.Add((words[0], words.ElementAtOrDefault(1)));
        }

        return options;
    }
}

/// <summary>A directory or file of the caller.</summary>
internal sealed class BindMount(string source, string target, MountFlags flags, bool recursive) : Mount
{
    internal override bool BecomesRoot => target == "/";

    internal override bool TakesTreeOfCaller => true;

    internal override bool NeedsMountAttributes => flags != MountFlags.None;

    internal override StepArgument[] Prepare(MountContext context) => [context.OpenTree(CallerPath.Resolve(source), recursive, flags)];

    // A source that the caller cannot look at may still be there for the child; then it is taken for a directory.
    internal override void Apply(MountContext context, StepArgument[] opened) =>
        context.Bind(opened[0], target, isFile: PathStatus.IsFile(source));
}

/// <summary>A directory or file that the caller has open.</summary>
internal sealed class OpenedBindMount(SafeHandle source, string target, MountFlags flags) : Mount
{
    internal override bool BecomesRoot => target == "/";

    internal override bool TakesTreeOfCaller => true;

    internal override bool NeedsMountAttributes => flags != MountFlags.None;

    internal override StepArgument[] Prepare(MountContext context)
    {
        StepArgument tree = context.OpenTree(PathOf(source), recursive: true, flags);
        context.RequireSame(tree, SystemCalls.Examine(source, "examine the source of a bind mount"));
        return [tree];
    }

    internal override void Apply(MountContext context, StepArgument[] opened) =>
        context.Bind(opened[0], target, isFile: !SystemCalls.IsDirectory(source));

    private static string PathOf(SafeHandle file)
    {
        using DescriptorLease lease = new(file);
        string link = $"/proc/self/fd/{lease.Descriptor}";
        return PathStatus.ReadLink(link) is ['/', ..] path ? path : throw new LinuxException(Errno.EINVAL, "find the path of descriptor", link, "It is no file or directory, or /proc is not mounted.");
    }
}

/// <summary>Other properties for a mount.</summary>
internal sealed class Remount(string target, MountFlags flags) : Mount
{
    internal override void Apply(MountContext context, StepArgument[] opened)
    {
        if (KernelSupport.SetsMountAttributes)
        {
            // How the time of the last access is kept stays as it is: in another user namespace it cannot be changed.
            context.SetFlags(target, flags, recursive: false, clear: MountSteps.All & ~flags & ~MountFlags.NoAccessTime);
        }
        else
        {
            context.FileSystems.Mount(null, target, null, Linux.MS_REMOUNT | Linux.MS_BIND | (uint)flags, null);
        }
    }
}

/// <summary>More restrictions for a mount.</summary>
internal sealed class Restriction(string target, MountFlags flags, bool recursive) : Mount
{
    internal override bool NeedsMountAttributes => true;

    internal override void Apply(MountContext context, StepArgument[] opened) => context.SetFlags(target, flags, recursive);
}

/// <summary>No writing to what could be written.</summary>
internal sealed class WriteProtection(string path, bool ifWritable) : Mount
{
    internal override bool NeedsMountAttributes => true;

    internal override void Apply(MountContext context, StepArgument[] opened) => context.Files.WriteProtect(path, ifWritable);
}

/// <summary>Another propagation for a mount and what is below.</summary>
internal sealed class PropagationChange(string target, MountPropagation propagation) : Mount
{
    internal override void Apply(MountContext context, StepArgument[] opened) => context.SetPropagation(target, propagation);
}

/// <summary>The end of a mount.</summary>
internal sealed class Unmount(string target, bool ifPossible) : Mount
{
    internal override void Apply(MountContext context, StepArgument[] opened) => context.Unmount(target, ifPossible ? StepFlags.IgnoreError : StepFlags.None);
}
