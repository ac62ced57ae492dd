using System.Globalization;

namespace LinuxNamespaces;

/// <summary>What <c>/proc</c> tells of the caller and of the machine, for explanations of failures.</summary>
internal static class ProcSelf
{
    /// <summary>Whether the calling thread has a seccomp filter.</summary>
    internal static bool HasSeccompFilter => Status("Seccomp") == "2";

    /// <summary>Whether the calling thread has given up set-user-ID programs for good.</summary>
    internal static bool HasNoNewPrivileges => Status("NoNewPrivs") == "1";

    /// <summary>Whether the calling thread is under chroot, as far as its list of mounts tells: nothing is mounted on its root.</summary>
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

    /// <summary>The value of a sysctl; null when it cannot be read.</summary>
    internal static string? ReadSysctl(string name) => TryRead($"/proc/sys/{name}")?.Trim();

    /// <summary>A file of <c>/proc</c>; null when it cannot be read.</summary>
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

    /// <summary>Whether an id of the caller's user namespace is one that a map of the file names.</summary>
    /// <param name="file">Such as <c>uid_map</c>.</param>
    /// <returns>Null when that cannot be found out.</returns>
    internal static bool? Maps(string file, uint first, uint count = 1)
    {
        if (TryRead($"/proc/thread-self/{file}") is not { } map)
        {
            return null;
        }

        // Ranges that lie side by side count as one.
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

    /// <summary>What would help against descriptors that did not arrive: null unless the caller has as many as it may have.</summary>
    internal static string? DescriptorRemedy()
    {
        try
        {
            string limit = File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
            int open = Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();
            // Some room is left for what is opened meanwhile.
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
