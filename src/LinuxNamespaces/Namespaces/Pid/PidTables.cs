using System.Globalization;

namespace LinuxNamespaces;

/// <summary>Reads the PID namespaces and IDs of processes from /proc.</summary>
internal static class PidTables
{
    // The kernel allows 32 levels of nested PID namespaces.
    private const int MaxDepth = 33;

    internal static IEnumerable<int> Processes() => Directory.EnumerateDirectories("/proc")
        .Select(directory => int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : 0)
        .Where(id => id > 0).Order();

    /// <summary>Gets the PID namespace of a process, as in <c>pid:[4026531836]</c>; null if the process is gone or belongs to another user.</summary>
    internal static string? NamespaceOf(int processId) => TryRead(() => new FileInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/ns/pid")).LinkTarget);

    internal static int? FindInside(NamespaceHandle target, int outside) =>
        Depth(target) is { } depth && IsWithin(target, outside) ? At(Ids(outside), depth) : null;

    internal static int? FindOutside(NamespaceHandle target, int inside) => Depth(target) is { } depth
        ? Processes().Where(id => At(Ids(id), depth) == inside && IsWithin(target, id)).Select(id => (int?)id).FirstOrDefault()
        : null;

    /// <summary>Parses the IDs of a process in the PID namespaces from the reader's down to its own, from the text of /proc/PID/status.</summary>
    internal static int[] ParseIds(string status)
    {
        const string label = "NSpid:";
        string? line = status.Split('\n').FirstOrDefault(line => line.StartsWith(label, StringComparison.Ordinal));
        if (line is null)
        {
            return [];
        }

        string[] fields = line[label.Length..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return Array.ConvertAll(fields, field => int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out int id)
            ? id : throw new InvalidDataException($"{PrintableText.Quote(line)} is not a list of process IDs."));
    }

    private static int[] Ids(int processId) =>
        TryRead(() => File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/status"))) is { } status ? ParseIds(status) : [];

    private static int? At(int[] ids, int depth) => depth < ids.Length ? ids[depth] : null;

    /// <summary>Gets how many levels a namespace is below that of this process; null if it is not below it.</summary>
    private static int? Depth(NamespaceHandle target)
    {
        using NamespaceHandle own = NamespaceHandle.Open("/proc/thread-self/ns/pid");
        return Distance(target, own.Identity);
    }

    private static bool IsWithin(NamespaceHandle target, int processId)
    {
        try
        {
            using NamespaceHandle handle = NamespaceHandle.Open(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/ns/pid"));
            return Distance(handle, target.Identity) is not null;
        }
        catch (LinuxException)
        {
            return false;
        }
    }

    private static int? Distance(NamespaceHandle from, NamespaceIdentity ancestor)
    {
        if (from.Identity == ancestor)
        {
            return 0;
        }

        NamespaceHandle? current = NamespaceRelations.Parent(from);
        for (int depth = 1; current is not null && depth < MaxDepth; depth++)
        {
            using NamespaceHandle here = current;
            if (here.Identity == ancestor)
            {
                return depth;
            }

            current = NamespaceRelations.Parent(here);
        }

        current?.Dispose();
        return null;
    }

    private static string? TryRead(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
