using System.Diagnostics;

namespace LinuxNamespaces.Stress;

/// <summary>Many processes, one after the other: nothing is left of them.</summary>
internal static class SpawnMode
{
    // As many as make the runtime load and compile what it needs.
    private const int WarmUp = 400;

    internal static (bool Passed, string Line) Run(int count)
    {
        using Trials trials = new();
        for (int i = 0; i < WarmUp; i++)
        {
            trials.Run(i);
        }

        Residue before = Residue.Take();
        int failures = trials.Failures;
        int namespaces = trials.Namespaces;
        Stopwatch watch = Stopwatch.StartNew();
        for (int i = 0; i < count; i++)
        {
            trials.Run(i);
        }

        TimeSpan time = watch.Elapsed;
        Residue after = Residue.Take();
        string line = $"{count} starts in {time.TotalSeconds:f1} s, {trials.Failures - failures} failed as they should, {trials.Namespaces - namespaces} with namespaces; "
            + $"children {before.Children} -> {after.Children}, descriptors {before.Descriptors} -> {after.Descriptors}, mounts {before.Mounts} -> {after.Mounts}, "
            + $"memory {before.Memory >> 10} -> {after.Memory >> 10} KiB (at most {Residue.MemoryBound >> 10} more)";
        return after.Compare(before) is { } more ? (false, $"{line}; {more}") : (true, line);
    }
}
