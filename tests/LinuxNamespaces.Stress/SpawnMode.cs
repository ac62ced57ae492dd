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

        int failures = trials.Failures;
        int namespaces = trials.Namespaces;
        int started = 0;
        Stopwatch watch = Stopwatch.StartNew();
        Growth growth = Growth.Measure(count, half =>
        {
            for (int i = 0; i < half; i++)
            {
                trials.Run(started++);
            }
        });
        TimeSpan time = watch.Elapsed;
        (Residue before, Residue after) = (growth.Before, growth.After);
        string line = $"{count} starts in {time.TotalSeconds:f1} s, {trials.Failures - failures} failed as they should, {trials.Namespaces - namespaces} with namespaces; "
            + $"children {before.Children} -> {after.Children}, descriptors {before.Descriptors} -> {after.Descriptors}, mounts {before.Mounts} -> {after.Mounts}, "
            + growth.Memory;
        return growth.Left is { } more ? (false, $"{line}; {more}") : (true, line);
    }
}
