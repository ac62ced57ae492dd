using System.Globalization;

namespace LinuxNamespaces.Stress;

/// <summary>What is left of processes that have ended, when something is: children, descriptors, mounts, threads, mappings, memory.</summary>
internal sealed record Residue(int Children, IReadOnlyList<string> Open, int Mounts, int Threads, int Mappings, long Memory)
{
    /// <summary>How many threads there may be more, whatever the number of processes: the runtime has some for a time.</summary>
    internal const int ThreadBound = 32;

    /// <summary>How many mappings there may be more, with the heap of the runtime and the stacks of its threads.</summary>
    internal const int MappingBound = 500;

    // Where the processes mount something. Other programs mount and unmount elsewhere meanwhile.
    private static readonly HashSet<string> s_targets = ["/", "/dev", "/mnt", "/proc", "/run", "/sys", "/tmp"];

    internal int Descriptors => Open.Count;

    internal static Residue Take()
    {
        // Before finalizers close what was forgotten.
        string[] descriptors = [.. Directory.GetFiles("/proc/self/fd").Select(path => new FileInfo(path).LinkTarget).Where(IsOurs).Order(StringComparer.Ordinal)!];
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return new Residue(
            Directory.GetDirectories("/proc").Count(IsChild),
            descriptors,
            File.ReadLines("/proc/self/mountinfo").Count(line => s_targets.Contains(line.Split(' ')[4])),
            Directory.GetDirectories("/proc/self/task").Length,
            File.ReadAllLines("/proc/self/maps").Length,
            AnonymousMemory());
    }

    /// <summary>What there is more of, compared with before; null when nothing is. Of memory, see <see cref="Growth"/>.</summary>
    internal string? Compare(Residue before) =>
        Children != before.Children ? $"children {before.Children} -> {Children}"
        : Descriptors != before.Descriptors ? $"descriptors {before.Descriptors} -> {Descriptors}: {string.Join(", ", before.Open)} -> {string.Join(", ", Open)}"
        : Mounts != before.Mounts ? $"mounts {before.Mounts} -> {Mounts}"
        : Threads - before.Threads > ThreadBound ? $"threads {before.Threads} -> {Threads}"
        : Mappings - before.Mappings > MappingBound ? $"mappings {before.Mappings} -> {Mappings}"
        : null;

    // The dead that nobody has reaped among them.
    private static bool IsChild(string directory)
    {
        if (!char.IsAsciiDigit(Path.GetFileName(directory)[0]))
        {
            return false;
        }

        try
        {
            string status = File.ReadAllText(directory + "/stat");
            return status[(status.LastIndexOf(')') + 2)..].Split(' ')[1] == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return false;
        }
    }

    // The runtime opens its libraries when it needs them.
    private static bool IsOurs(string? target) => target is not null && !target.EndsWith(".dll", StringComparison.Ordinal);

    private static long AnonymousMemory()
    {
        const string key = "RssAnon:";
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(key, StringComparison.Ordinal));
        return long.Parse(line[key.Length..^2].Trim(), CultureInfo.InvariantCulture) << 10;
    }
}
