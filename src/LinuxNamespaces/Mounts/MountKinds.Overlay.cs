using LinuxNamespaces.Child;

namespace LinuxNamespaces;

/// <summary>Directories over each other; see the kernel's Documentation/filesystems/overlayfs.rst.</summary>
internal sealed class OverlayMount(string target, string[] lower, string? upper, string? work, bool inMemory = false) : Mount
{
    // The kernel takes layers one by one.
    private static readonly Version s_layerByLayer = new(6, 8);

    internal override bool BecomesRoot => target == "/";

    internal override StepArgument[] Prepare(MountContext context)
    {
        (string? upperDirectory, string? workDirectory) = inMemory ? context.FileSystems.EnterMemory() : (upper, work);
        List<(string Key, string? Value)> options = [];
        if (context.IsInUserNamespace)
        {
            // Others are for the first user namespace only.
            options.Add(("userxattr", null));
        }

        if (upperDirectory is not null)
        {
            options.Add(("upperdir", Escape(upperDirectory)));
            options.Add(("workdir", Escape(workDirectory!)));
        }

        StepArgument tree = Open(context.FileSystems, options);
        if (inMemory)
        {
            context.FileSystems.LeaveStaging();
        }

        return [tree];
    }

    internal override void Apply(MountContext context, StepArgument[] opened) => context.MoveTree(opened[0], context.Files.OpenTarget(target, isFile: false));

    private StepArgument Open(FileSystemSteps fileSystems, List<(string Key, string? Value)> options)
    {
        string joined = string.Join(':', lower.Select(EscapeLayer));
        IEnumerable<(string Key, string? Value)> layers =
            FileSystemSteps.Fits(joined) || Interop.KernelSupport.Version < s_layerByLayer ? [("lowerdir", joined)]
            // Nothing in these is taken for a sign.
            : lower.Select(path => ("lowerdir+", (string?)path));
        (string Key, string? Value)[] all = [("source", "overlay"), .. layers, .. options];
        if (all.All(option => FileSystemSteps.Fits(option.Value)))
        {
            return fileSystems.Open("overlay", target, all);
        }

        IEnumerable<(string Key, string? Value)> layersAndOptions = [("lowerdir", joined), .. options];
        IEnumerable<string> words = layersAndOptions.Select(option => option.Value is null ? option.Key : $"{option.Key}={option.Value.Replace(",", "\\,", StringComparison.Ordinal)}");
        return fileSystems.OpenByMounting("overlay", "overlay", string.Join(',', words));
    }

    private static string Escape(string path) => path.Replace("\\", "\\\\", StringComparison.Ordinal);

    private static string EscapeLayer(string path) => Escape(path).Replace(":", "\\:", StringComparison.Ordinal);
}
