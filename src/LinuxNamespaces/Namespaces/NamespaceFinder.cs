using System.Globalization;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces;

/// <summary>Finds namespaces by their identity, where the kernel does not open them by their number.</summary>
internal static class NamespaceFinder
{
    private static readonly Lazy<Guid> s_boot = new(() => Guid.Parse(File.ReadAllText("/proc/sys/kernel/random/boot_id")));

    /// <summary>Gets the boot ID of the machine.</summary>
    internal static Guid Boot => s_boot.Value;

    /// <summary>Finds a namespace that contains a visible process or is mounted on a path.</summary>
    internal static NamespaceHandle? Find(NamespaceTypes type, NamespaceIdentity identity)
    {
        string name = type.ProcName();
        string link = identity.ToKernelName(type);
        IEnumerable<string> processes = PidTables.Processes().Select(id => string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/ns/{name}")).Where(path => LinkOf(path) == link);
        return processes.Concat(Pins(link)).Select(path => TryOpen(path, identity)).FirstOrDefault(handle => handle is not null);
    }

    private static List<string> Pins(string link)
    {
        const string table = "/proc/thread-self/mountinfo";
        using SafeFileHandle file = SystemCalls.TryOpen(table, Linux.O_RDONLY);
        SystemCalls.Check(file.IsInvalid ? -1 : 0, "open the list of mounts", table);
        return [.. MountTable.Read(file).Where(mount => mount.FileSystem == "nsfs" && mount.Root == link).Select(mount => mount.Target)];
    }

    private static string? LinkOf(string path)
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

    private static NamespaceHandle? TryOpen(string path, NamespaceIdentity identity)
    {
        try
        {
            NamespaceHandle handle = NamespaceHandle.Open(path);
            if (handle.Identity == identity)
            {
                return handle;
            }

            handle.Dispose();
        }
        catch (Exception e) when (e is LinuxException or InvalidDataException)
        {
            // The namespace has gone meanwhile, or is hidden. Another path may lead to it.
        }

        return null;
    }
}
