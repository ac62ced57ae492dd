namespace LinuxNamespaces.Cni.Plugins;

/// <summary>A range of addresses in a configuration.</summary>
internal sealed record RangeSettings
{
    public string? Subnet { get; init; }

    public string? RangeStart { get; init; }

    public string? RangeEnd { get; init; }

    public string? Gateway { get; init; }
}
