namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The configuration of the ptp plugin.</summary>
internal sealed record PtpConfiguration : NetworkConfiguration
{
    public bool IpMasq { get; init; }

    public string? IpMasqBackend { get; init; }

    public int Mtu { get; init; }

    internal IpamSettings RequireIpam() => Ipam is { Type.Length: > 0 } ipam ? ipam : throw PluginErrors.Invalid("The plugin 'ptp' needs 'ipam' with a 'type'.");
}
