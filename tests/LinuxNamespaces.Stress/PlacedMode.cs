using System.Diagnostics;

namespace LinuxNamespaces.Stress;

/// <summary>Many calls that a process makes in a namespace for us, with failures mixed in: nothing is left of them.</summary>
internal static class PlacedMode
{
    private const int First = 200;

    internal static (bool Passed, string Line) Run(int count)
    {
        using MountNamespace mounts = MountNamespace.Create();
        using UtsNamespace uts = UtsNamespace.Create();
        Call(mounts, uts, First);
        int refused = 0;
        Stopwatch watch = Stopwatch.StartNew();
        Growth growth = Growth.Measure(count, half => refused += Call(mounts, uts, half));
        TimeSpan time = watch.Elapsed;
        (Residue before, Residue after) = (growth.Before, growth.After);
        return (
            growth.Left is null,
            $"{count} calls in {time.TotalSeconds:f1} s, {refused} refused as they should; children {before.Children} -> {after.Children}, descriptors {before.Descriptors} -> {after.Descriptors}, "
            + $"threads {before.Threads} -> {after.Threads} (at most {Residue.ThreadBound} more), mappings {before.Mappings} -> {after.Mappings} (at most {Residue.MappingBound} more), "
            + growth.Memory);
    }

    private static int Call(MountNamespace mounts, UtsNamespace uts, int count)
    {
        int refused = 0;
        for (int call = 0; call < count; call++)
        {
            switch (call % 4)
            {
                case 0:
                    mounts.OpenFile("/proc/version").Dispose();
                    break;
                case 1:
                    uts.SetHostName($"host{call}");
                    break;
                case 2:
                    mounts.Mount("none", "/proc", "tmpfs");
                    mounts.Unmount("/proc");
                    break;
                default:
                    try
                    {
                        mounts.OpenFile("/nonexistent/file").Dispose();
                    }
                    catch (LinuxException e) when (e.Errno == Errno.ENOENT)
                    {
                        refused++;
                    }

                    break;
            }
        }

        return refused;
    }
}
