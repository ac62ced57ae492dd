namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The key "runtimeConfig": what the runtime says about this container.</summary>
internal sealed record RuntimeSettings
{
    public string? Mac { get; init; }

    public string[]? Ips { get; init; }

    public RangeSettings[][]? IpRanges { get; init; }

    public PortMapping[]? PortMappings { get; init; }

    public DnsSettings? Dns { get; init; }
}
