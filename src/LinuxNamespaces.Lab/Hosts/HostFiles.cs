namespace LinuxNamespaces.Lab;

/// <summary>The mount namespace of the processes of a host, in which <c>/etc/hosts</c> and <c>/etc/resolv.conf</c> are those of the lab.</summary>
/// <remarks>The files are in memory, and end with the namespace.</remarks>
internal sealed class HostFiles : IDisposable
{
    private const string Hosts = "/etc/hosts";
    private const string Resolver = "/etc/resolv.conf";
    // Any directory will do. It is covered only while the files are made.
    private const string Workshop = "/tmp";

    private readonly Lock _sync = new();
    private readonly bool _hasHosts;

    private HostFiles(MountNamespace mounts, bool hasHosts) => (Mounts, _hasHosts) = (mounts, hasHosts);

    internal MountNamespace Mounts { get; }

    internal static HostFiles Create(byte[] hosts, byte[] resolver)
    {
        MountNamespace mounts = MountNamespace.Create();
        try
        {
            mounts.Mount("lab", Workshop, "tmpfs", MountFlags.NoDevices | MountFlags.NoSetUserId, "mode=755,size=16m");
            bool hasHosts = false;
            foreach ((string path, byte[] content) in new[] { (Hosts, hosts), (Resolver, resolver) })
            {
                string source = $"{Workshop}/{Path.GetFileName(path)}";
                using (FileStream file = mounts.OpenFile(source, FileMode.Create, FileAccess.Write, (UnixFileMode)0x1a4))
                {
                    file.Write(content);
                }

                hasHosts |= TryBind(mounts, source, path) && path == Hosts;
            }

            mounts.Unmount(Workshop, detach: true);
            return new HostFiles(mounts, hasHosts);
        }
        catch
        {
            mounts.Dispose();
            throw;
        }
    }

    /// <summary>Writes the names again. Processes see the new content.</summary>
    internal void Write(byte[] hosts)
    {
        if (!_hasHosts)
        {
            return;
        }

        lock (_sync)
        {
            using FileStream file = Mounts.OpenFile(Hosts, FileMode.Truncate, FileAccess.Write);
            file.Write(hosts);
        }
    }

    public void Dispose() => Mounts.Dispose();

    private static bool TryBind(MountNamespace mounts, string source, string target)
    {
        try
        {
            mounts.Bind(source, target);
            return true;
        }
        catch (LinuxException e) when (e.Errno == Errno.ENOENT)
        {
            // The machine is without the file, and nothing can be mounted on what does not exist.
            return false;
        }
    }
}
