using System.Globalization;

namespace LinuxNamespaces.Network;

/// <summary>Finds network namespaces that this process can open.</summary>
internal static class NamespaceSearch
{
    /// <summary>
    /// Opens each namespace once that this process has a descriptor of, that has a name, or that a process is in. Namespaces that cannot be
    /// opened are skipped. The caller disposes the handles.
    /// </summary>
    internal static IEnumerable<NamespaceHandle> Network()
    {
        HashSet<NamespaceIdentity> seen = [];
        foreach (string path in OwnDescriptors().Concat(Entries(NetNamespace.NamedDirectory)).Concat(Processes()))
        {
            if (TryOpen(path) is { } handle)
            {
                if (seen.Add(handle.Identity))
                {
                    yield return handle;
                }
                else
                {
                    handle.Dispose();
                }
            }
        }
    }

    /// <summary>Opens the namespace that a connection's namespace has an ID for; null if none of those that can be opened is the one.</summary>
    internal static NamespaceHandle? Find(RtnetlinkConnection connection, int id)
    {
        foreach (NamespaceHandle candidate in Network())
        {
            if (NamespaceIds.Find(connection, candidate) == id)
            {
                return candidate;
            }

            candidate.Dispose();
        }

        return null;
    }

    private static IEnumerable<string> OwnDescriptors() =>
        Entries("/proc/self/fd").Where(path => LinkTarget(path)?.StartsWith("net:[", StringComparison.Ordinal) == true);

    private static IEnumerable<string> Processes() =>
        Entries("/proc").Where(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out _)).Select(path => path + "/ns/net");

    private static string[] Entries(string directory)
    {
        try
        {
            return Directory.GetFileSystemEntries(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string? LinkTarget(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static NamespaceHandle? TryOpen(string path)
    {
        NamespaceHandle? handle = null;
        try
        {
            handle = NamespaceHandle.Open(path);
            if (handle.Type == NamespaceTypes.Network)
            {
                return handle;
            }
        }
        catch (Exception e) when (e is LinuxException or InvalidDataException)
        {
        }

        handle?.Dispose();
        return null;
    }
}
