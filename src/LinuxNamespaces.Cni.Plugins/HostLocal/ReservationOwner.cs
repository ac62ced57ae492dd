using System.Globalization;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>What tells later whether an attachment can still exist: the boot, and the namespace with its path.</summary>
/// <remarks>It is kept in a file beside the reservation, whose format other implementations compare byte by byte.</remarks>
internal sealed record ReservationOwner(string BootId, string NamespacePath, string NamespaceIdentity)
{
    private static readonly Lazy<string> s_bootId = new(() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim());

    internal static ReservationOwner Of(CniRequest request) =>
        new(s_bootId.Value, request.NetworkNamespacePath ?? "", Format(request.ContainerNamespace.Identity));

    internal static ReservationOwner? Parse(string text) =>
        text.Split('\n') is [var boot, var path, var identity, ..] && boot.Length > 0 ? new ReservationOwner(boot, path, identity) : null;

    internal string ToText() => $"{BootId}\n{NamespacePath}\n{NamespaceIdentity}\n";

    /// <summary>Whether the attachment is gone for certain: it was made before the machine started, or its namespace is no longer at its path.</summary>
    internal bool IsGone()
    {
        if (BootId != s_bootId.Value)
        {
            return true;
        }

        try
        {
            using NamespaceHandle handle = NamespaceHandle.Open(NamespacePath);
            return Format(handle.Identity) != NamespaceIdentity;
        }
        catch (LinuxException e)
        {
            return e.Errno == Errno.ENOENT || e.Errno == Errno.ENOTDIR || e.Errno == Errno.ESRCH;
        }
        catch (Exception e) when (e is ArgumentException or InvalidDataException)
        {
            // A file, but no namespace: the mount is gone.
            return true;
        }
    }

    private static string Format(NamespaceIdentity identity) => string.Create(CultureInfo.InvariantCulture, $"{identity.Device}:{identity.Inode}");
}
