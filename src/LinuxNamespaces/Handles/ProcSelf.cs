using System.Globalization;

namespace LinuxNamespaces;

/// <summary>Reads facts about the caller and the machine from <c>/proc</c>, for explanations of failures.</summary>
internal static class ProcSelf
{
    /// <summary>Gets whether the calling thread has a seccomp filter.</summary>
    internal static bool HasSeccompFilter => Status("Seccomp") == "2";

    /// <summary>Gets whether the calling thread has set no_new_privs, so that set-user-ID programs have no effect.</summary>
    internal static bool HasNoNewPrivileges => Status("NoNewPrivs") == "1";

    /// <summary>Gets whether the calling thread is probably under chroot: its root directory is not a mount point.</summary>
    internal static bool IsUnderChroot
    {
        get
        {
            try
            {
                return !File.ReadLines("/proc/thread-self/mountinfo").Any(line => line.Split(' ') is [_, _, _, _, "/", ..]);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    /// <summary>Reads a sysctl; null if it cannot be read.</summary>
    internal static string? ReadSysctl(string name) => TryRead($"/proc/sys/{name}")?.Trim();

    /// <summary>Reads a file of <c>/proc</c>; null if it cannot be read.</summary>
    internal static string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Determines whether a range of IDs is mapped in the caller's user namespace.</summary>
    /// <param name="file">The name of the map, such as <c>uid_map</c>.</param>
    /// <returns>Null if it is not known.</returns>
    internal static bool? Maps(string file, uint first, uint count = 1)
    {
        if (TryRead($"/proc/thread-self/{file}") is not { } map)
        {
            return null;
        }

        // Adjacent ranges count as one.
        ulong next = first;
        ulong end = (ulong)first + count;
        foreach ((uint inside, uint length) in map.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(fields => (uint.Parse(fields[0], CultureInfo.InvariantCulture), uint.Parse(fields[2], CultureInfo.InvariantCulture)))
            .OrderBy(range => range.Item1))
        {
            if (inside <= next && next < (ulong)inside + length)
            {
                next = (ulong)inside + length;
            }
        }

        return next >= end;
    }

    /// <summary>Finds a remedy for descriptors that did not arrive; null unless the caller has reached its limit of open files.</summary>
    internal static string? DescriptorRemedy()
    {
        try
        {
            string limit = File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
            int open = Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();
            // The margin is for descriptors that are opened meanwhile.
            return long.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out long most) && open + 16 >= most
                ? $"The caller has {open} descriptors, and may have {most}: close some, or raise RLIMIT_NOFILE."
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Status(string name) => TryRead("/proc/thread-self/status")?.Split('\n')
        .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal))?[(name.Length + 1)..].Trim();
}
