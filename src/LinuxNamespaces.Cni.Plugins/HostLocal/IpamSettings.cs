namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The key "ipam" of a configuration, with the settings of host-local.</summary>
internal sealed record IpamSettings
{
    public string? Type { get; init; }

    public RangeSettings[][]? Ranges { get; init; }

    public RouteSettings[]? Routes { get; init; }

    public string? DataDir { get; init; }

    public string? ResolvConf { get; init; }

    // The range of configurations that have only one.
    public string? Subnet { get; init; }

    public string? RangeStart { get; init; }

    public string? RangeEnd { get; init; }

    public string? Gateway { get; init; }
}
