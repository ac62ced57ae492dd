namespace LinuxNamespaces.Cni;

/// <summary>How a plugin is run as a program.</summary>
internal sealed record PluginProcessStart(string Type, string Path, IEnumerable<KeyValuePair<string, string?>> Variables, ReadOnlyMemory<byte> Configuration)
{
    internal required TimeSpan Timeout { get; init; }

    /// <summary>The network namespace that plays the host; null for that of the caller.</summary>
    internal NetNamespace? HostNamespace { get; init; }
}
