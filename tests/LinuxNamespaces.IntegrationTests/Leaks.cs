using System.Globalization;

namespace LinuxNamespaces.IntegrationTests;

/// <summary>What a test must not leave behind: descriptors, mounts, links, names, threads elsewhere.</summary>
internal static class Leaks
{
    private static readonly string[] s_ours = ["net:[", "mnt:[", "uts:[", "ipc:[", "user:[", "pid:[", "cgroup:[", "time:[", "socket:"];

    /// <summary>What there is now.</summary>
    /// <param name="collect">False to count what the garbage collector would take away, too.</param>
    internal static string Snapshot(bool collect = true)
    {
        if (collect)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        int descriptors = Descriptors();
        int mounts = File.ReadLines("/proc/self/mountinfo").Count(line => line.Contains(" - nsfs ", StringComparison.Ordinal));
        string names = string.Join(',', NetNamespace.List());
        string links = string.Join(',', File.ReadLines("/proc/thread-self/net/dev").Skip(2).Select(line => line.Split(':')[0].Trim()).Order());
        return string.Create(CultureInfo.InvariantCulture, $"{descriptors} descriptors, {mounts} mounts, names [{names}], links [{links}], threads elsewhere: {ThreadsElsewhere()}");
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
