namespace LinuxNamespaces.Cni;

/// <summary>Specifies where a runtime finds plugins, and how it runs them.</summary>
public sealed class CniRuntimeOptions
{
    /// <summary>Gets the directories that have the programs of plugins. Defaults to <c>/opt/cni/bin</c> and <c>/usr/lib/cni</c>.</summary>
    public IReadOnlyList<string> PluginDirectories { get; init; } = ["/opt/cni/bin", "/usr/lib/cni"];

    /// <summary>Gets the directory in which results are kept until DEL, in the subdirectory <c>results</c>. Defaults to <c>/var/lib/cni</c>, as with other runtimes.</summary>
    public string CacheDirectory { get; init; } = "/var/lib/cni";

    /// <summary>Gets the time for each plugin. Defaults to 2 minutes. A plugin that takes longer is killed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan Timeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            field = value;
        }
    } = TimeSpan.FromMinutes(2);

    /// <summary>Gets the network namespace in which plugins run, the host of the containers; <see langword="null"/> for that of the caller.</summary>
    public NetNamespace? HostNamespace { get; init; }
}
