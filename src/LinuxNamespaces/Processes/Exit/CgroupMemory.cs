using System.Globalization;

namespace LinuxNamespaces.Processes;

/// <summary>The memory controller of a cgroup of version 2.</summary>
internal static class CgroupMemory
{
    private const string Field = "oom_kill ";

    /// <summary>Gets the number of processes in a cgroup and below it that the kernel has killed because of a lack of memory.</summary>
    /// <param name="directory">The directory of the cgroup; null for none.</param>
    /// <returns>The number; null if there is no cgroup, it has no memory controller, or the file cannot be read.</returns>
    internal static long? CountKills(string? directory)
    {
        if (directory is null)
        {
            return null;
        }

        try
        {
            string? line = File.ReadLines(Path.Combine(directory, "memory.events")).FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal));
            return long.TryParse(line.AsSpan()[(line is null ? 0 : Field.Length)..], NumberStyles.None, CultureInfo.InvariantCulture, out long count) ? count : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
