using System.Runtime.InteropServices;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>A file system that needs nothing of the caller.</summary>
internal sealed class FileSystemMount(string type, string target, MountFlags flags, string? data, string? source = null) : Mount
{
    internal const MountFlags Safe = MountFlags.NoSetUserId | MountFlags.NoDevices | MountFlags.NoExecute;

    internal override bool BecomesRoot => target == "/";

    // A mount over the root directory of a process is not its root directory.
    internal override StepArgument[] Prepare(ProcessSetup setup) => BecomesRoot && setup.HasNewRoot
        ? [setup.OpenFileSystem(type, [("source", source ?? type), .. Options()], flags)]
        : [];

    internal override void Apply(ProcessSetup setup, StepArgument[] opened)
    {
        if (opened.Length > 0)
        {
            setup.MoveTree(opened[0], target);
            return;
        }

        setup.MakeDirectory(target);
        setup.Mount(source ?? type, target, type, (uint)flags, data);
    }

    private IEnumerable<(string Key, string? Value)> Options() =>
        (data ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries).Select(option => option.Split('=', 2)).Select(parts => (parts[0], parts.ElementAtOrDefault(1)));
}

/// <summary>A directory or file of the caller.</summary>
internal sealed class BindMount(string source, string target, MountFlags flags, bool recursive) : Mount
{
    internal override bool BecomesRoot => target == "/";

    internal override bool NeedsMountAttributes => flags != MountFlags.None;

    internal override StepArgument[] Prepare(ProcessSetup setup) => [setup.OpenTree(CallerPath.Resolve(source), recursive, flags)];

    internal override void Apply(ProcessSetup setup, StepArgument[] opened)
    {
        // A source that the caller cannot look at may still be there for the child; then it is taken for a directory.
        setup.MakeTarget(target, isFile: PathStatus.IsFile(source));
        setup.MoveTree(opened[0], target);
    }
}

/// <summary>A directory or file that the caller has open.</summary>
internal sealed class OpenedBindMount(SafeHandle source, string target, MountFlags flags) : Mount
{
    internal override bool BecomesRoot => target == "/";

    internal override bool NeedsMountAttributes => flags != MountFlags.None;

    internal override StepArgument[] Prepare(ProcessSetup setup)
    {
        StepArgument tree = setup.OpenTree(PathOf(source), recursive: true, flags);
        setup.RequireSame(tree, SystemCalls.Examine(source, "examine the source of a bind mount"));
        return [tree];
    }

    internal override void Apply(ProcessSetup setup, StepArgument[] opened)
    {
        setup.MakeTarget(target, isFile: !SystemCalls.IsDirectory(source));
        setup.MoveTree(opened[0], target);
    }

    private static string PathOf(SafeHandle file)
    {
        using DescriptorLease lease = new(file);
        string link = $"/proc/self/fd/{lease.Descriptor}";
        return PathStatus.ReadLink(link) is ['/', ..] path ? path : throw new LinuxException(Errno.EINVAL, "find the path of descriptor", link, "It is no file or directory, or /proc is not mounted.");
    }
}

/// <summary>Directories over each other.</summary>
internal sealed class OverlayMount(string target, string[] lower, string? upper, string? work, bool inMemory = false) : Mount
{
    internal override bool BecomesRoot => target == "/";

    internal override StepArgument[] Prepare(ProcessSetup setup)
    {
        List<(string Key, string? Value)> options = [("source", "overlay"), ("lowerdir", string.Join(':', lower.Select(Escape)))];
        if (setup.IsInUserNamespace)
        {
            // Others are for the first user namespace only.
            options.Add(("userxattr", null));
        }

        if (inMemory)
        {
            return [setup.OpenOverlayInMemory(options)];
        }

        if (upper is not null)
        {
            options.Add(("upperdir", upper));
            options.Add(("workdir", work!));
        }

        return [setup.OpenFileSystem("overlay", options)];
    }

    internal override void Apply(ProcessSetup setup, StepArgument[] opened)
    {
        setup.MakeDirectory(target);
        setup.MoveTree(opened[0], target);
    }

    private static string Escape(string path) => path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal);
}

/// <summary>A minimal /dev.</summary>
internal sealed class DevicesMount(string target) : Mount
{
    private static readonly string[] s_devices = ["null", "zero", "full", "random", "urandom", "tty"];
    private static readonly (string Name, string Target)[] s_links =
        [("fd", "/proc/self/fd"), ("stdin", "/proc/self/fd/0"), ("stdout", "/proc/self/fd/1"), ("stderr", "/proc/self/fd/2"), ("ptmx", "pts/ptmx")];

    internal override StepArgument[] Prepare(ProcessSetup setup) =>
        [.. s_devices.Select(device => setup.OpenTree($"/dev/{device}", recursive: true, MountFlags.None))];

    internal override void Apply(ProcessSetup setup, StepArgument[] opened)
    {
        setup.MakeDirectory(target);
        setup.Mount("tmpfs", target, "tmpfs", Linux.MS_NOSUID | Linux.MS_NODEV, "mode=755");
        for (int i = 0; i < s_devices.Length; i++)
        {
            string device = $"{target}/{s_devices[i]}";
            setup.CreateFile(device, 0x1b6);
            setup.MoveTree(opened[i], device);
        }

        foreach ((string name, string link) in s_links)
        {
            setup.MakeLink(link, $"{target}/{name}");
        }

        setup.CreateDirectory($"{target}/pts", 0x1ed);
        setup.Mount("devpts", $"{target}/pts", "devpts", Linux.MS_NOSUID | Linux.MS_NOEXEC, "newinstance,ptmxmode=0666,mode=620");
        setup.CreateDirectory($"{target}/shm", 0x1ff);
        setup.Mount("tmpfs", $"{target}/shm", "tmpfs", Linux.MS_NOSUID | Linux.MS_NODEV, "mode=1777");
    }
}

/// <summary>Other properties for a mount.</summary>
internal sealed class Remount(string target, MountFlags flags) : Mount
{
    internal override void Apply(ProcessSetup setup, StepArgument[] opened) => setup.Mount(null, target, null, Linux.MS_REMOUNT | Linux.MS_BIND | (uint)flags, null);
}

/// <summary>More restrictions for a mount.</summary>
internal sealed class Restriction(string target, MountFlags flags) : Mount
{
    internal override void Apply(ProcessSetup setup, StepArgument[] opened) => setup.Restrict(target, flags);
}

/// <summary>No writing to what could be written.</summary>
internal sealed class WriteProtection(string path) : Mount
{
    internal override void Apply(ProcessSetup setup, StepArgument[] opened) => setup.WriteProtect(path);
}

/// <summary>Another propagation for a mount and what is below.</summary>
internal sealed class PropagationChange(string target, MountPropagation propagation) : Mount
{
    internal override void Apply(ProcessSetup setup, StepArgument[] opened) => setup.Mount(null, target, null, Linux.MS_REC | (uint)propagation, null);
}

/// <summary>The end of a mount.</summary>
internal sealed class Unmount(string target, bool ifPossible) : Mount
{
    internal override void Apply(ProcessSetup setup, StepArgument[] opened) => setup.Unmount(target, ifPossible ? StepFlags.IgnoreError : StepFlags.None);
}
