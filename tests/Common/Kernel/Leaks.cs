using System.Diagnostics;
using System.Globalization;

namespace LinuxNamespaces.TestTools;

/// <summary>What a test must not leave behind: descriptors, mounts, links, names, threads elsewhere.</summary>
/// <remarks>
/// Other programs make namespaces, mounts and links on the same machine meanwhile. So only what is of this process counts, or has a name of this
/// run, or is where the tests mount something.
/// </remarks>
internal static class Leaks
{
    private static readonly string[] s_ours = ["net:[", "mnt:[", "uts:[", "ipc:[", "user:[", "pid:[", "cgroup:[", "time:[", "socket:"];

    // Where tests have processes mount something in mount namespaces of their own. None of it may appear outside.
    private static readonly HashSet<string> s_targets = ["/", "/dev", "/home", "/media", "/mnt", "/opt", "/proc", "/root", "/run", "/srv", "/sys", "/tmp", "/var"];

    /// <summary>What there is now.</summary>
    internal static string Snapshot()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        string mounts = string.Join(',', Mounts());
        string names = string.Join(',', NetNamespace.List().Where(RunMark.IsIn));
        string links = string.Join(',', File.ReadLines("/proc/thread-self/net/dev").Skip(2).Select(line => line.Split(':')[0].Trim()).Where(RunMark.IsIn).Order());
        return string.Create(CultureInfo.InvariantCulture, $"{Descriptors()} descriptors, mounts [{mounts}], names [{names}], links [{links}], threads elsewhere: {ThreadsElsewhere()}");
    }

    /// <summary>What has come since a snapshot and is still there; empty when nothing has. What the runtime lets go of meanwhile is no leak.</summary>
    internal static string Since(string before)
    {
        string now = Snapshot();
        (int count, string others) = Split(now);
        (int earlier, string same) = Split(before);
        return others == same && count <= earlier ? string.Empty : $"before: {before}; now: {now}";

        static (int Descriptors, string Others) Split(string snapshot)
        {
            int space = snapshot.IndexOf(' ', StringComparison.Ordinal);
            return (int.Parse(snapshot[..space], CultureInfo.InvariantCulture), snapshot[space..]);
        }
    }

    /// <summary>The descriptors of namespaces and of sockets. The runtime opens others whenever it needs an assembly.</summary>
    internal static int Descriptors() => Directory.GetFiles("/proc/self/fd").Count(IsOurs);

    /// <summary>Counts the open sockets of this process, including those of the runtime and of the servers of tests.</summary>
    internal static int Sockets() => Directory.GetFiles("/proc/self/fd").Count(path => new FileInfo(path).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);

    /// <summary>The sockets of this process as soon as they are no more than before, and after ten seconds at the latest.</summary>
    /// <remarks>The servers of tests run in this process as well, and close their end of a connection when the client is done already.</remarks>
    internal static async Task<int> SocketsAfterAsync(int before, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        while (Sockets() > before && Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10))
        {
            await Task.Delay(10, cancellationToken);
        }

        return Sockets();
    }

    /// <summary>The mounts that tests can have made in the mount namespace of this process: number, root and mount point of each.</summary>
    internal static IReadOnlyList<string> Mounts() =>
        [.. File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' ')).Where(words => RunMark.IsIn(words[4]) || s_targets.Contains(words[4])).Select(words => $"{words[0]} {words[3]} {words[4]}")];

    /// <summary>Where a namespace is mounted.</summary>
    internal static IReadOnlyList<string> MountsOf(Namespace mounted)
    {
        // The root of such a mount is the namespace: net:[4026532000].
        string root = string.Create(CultureInfo.InvariantCulture, $":[{mounted.Identity.Inode}]");
        return [.. File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' ')).Where(words => words[3].EndsWith(root, StringComparison.Ordinal)).Select(words => words[4])];
    }

    internal static int ThreadsElsewhere()
    {
        string? home = new FileInfo("/proc/self/ns/net").LinkTarget;
        return Directory.GetDirectories("/proc/self/task").Select(task => new FileInfo(task + "/ns/net").LinkTarget).Count(target => target is not null && target != home);
    }

    private static bool IsOurs(string descriptor)
    {
        string? target = new FileInfo(descriptor).LinkTarget;
        return target is not null && s_ours.Any(kind => target.StartsWith(kind, StringComparison.Ordinal));
    }
}
