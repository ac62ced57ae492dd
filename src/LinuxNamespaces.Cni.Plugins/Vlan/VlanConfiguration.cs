namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The configuration of the vlan plugin.</summary>
internal sealed record VlanConfiguration : NetworkConfiguration
{
    private const int MaxId = 4094;

    public string? Master { get; init; }

    public int VlanId { get; init; }

    public int Mtu { get; init; }

    public bool LinkInContainer { get; init; }

    internal int RequireId() => VlanId is >= 0 and <= MaxId ? VlanId : throw PluginErrors.Invalid($"'vlanId' must be 0 to {MaxId}, not {VlanId}.");

    internal string RequireMaster() => string.IsNullOrEmpty(Master) ? throw PluginErrors.Invalid("The plugin 'vlan' needs 'master', the name of a link.") : Master;
}
