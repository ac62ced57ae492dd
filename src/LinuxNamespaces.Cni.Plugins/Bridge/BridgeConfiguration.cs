namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The configuration of the bridge plugin.</summary>
internal sealed record BridgeConfiguration : NetworkConfiguration
{
    internal const string DefaultName = "cni0";

    public string? Bridge { get; init; }

    public bool IsGateway { get; init; }

    public bool IsDefaultGateway { get; init; }

    public bool ForceAddress { get; init; }

    public bool IpMasq { get; init; }

    public string? IpMasqBackend { get; init; }

    public int Mtu { get; init; }

    public bool HairpinMode { get; init; }

    public bool PromiscMode { get; init; }

    public int Vlan { get; init; }

    public VlanTrunkSettings[]? VlanTrunk { get; init; }

    public bool? PreserveDefaultVlan { get; init; }

    public bool Macspoofchk { get; init; }

    public bool EnableDad { get; init; }

    public bool DisableContainerInterface { get; init; }

    public bool PortIsolation { get; init; }

    internal string BridgeName => string.IsNullOrEmpty(Bridge) ? DefaultName : Bridge;

    internal bool ActsAsGateway => IsGateway || IsDefaultGateway;

    internal bool HasAddresses => !string.IsNullOrEmpty(Ipam?.Type);

    internal bool HasVlans => Vlan != 0 || VlanTrunk is { Length: > 0 };

    /// <exception cref="CniException">The configuration is invalid.</exception>
    internal void Validate()
    {
        const int MaxVlan = 4094;
        if (CniNames.FaultOfInterfaceName(BridgeName) is { } fault)
        {
            throw PluginErrors.Invalid($"'bridge' {JsonText.Quote(BridgeName)} {fault}.");
        }

        if (HairpinMode && PromiscMode)
        {
            throw PluginErrors.Invalid("'hairpinMode' and 'promiscMode' cannot both be set.");
        }

        if (Vlan is < 0 or > MaxVlan)
        {
            throw PluginErrors.Invalid($"'vlan' must be 0 to {MaxVlan}, not {Vlan}.");
        }

        if (VlanTrunk is { Length: > 0 } && Vlan != 0)
        {
            throw PluginErrors.Invalid("'vlan' and 'vlanTrunk' cannot both be set.");
        }

        foreach (VlanTrunkSettings trunk in VlanTrunk ?? [])
        {
            trunk.Validate(MaxVlan);
        }

        _ = ReadMtu(Mtu);
        if (DisableContainerInterface && HasAddresses)
        {
            throw PluginErrors.Invalid("'disableContainerInterface' needs a configuration without 'ipam': an interface that is down cannot have routes.");
        }
    }
}
