namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The configuration of the portmap plugin.</summary>
internal sealed record PortMapConfiguration : NetworkConfiguration
{
    private const int MaxMarkBit = 31;

    public string? Backend { get; init; }

    /// <summary>Whether clients in the subnet of the container and on the host itself reach the port. Defaults to true.</summary>
    public bool? Snat { get; init; }

    public bool MasqAll { get; init; }

    public int? MarkMasqBit { get; init; }

    public string? ExternalSetMarkChain { get; init; }

    public string[]? ConditionsV4 { get; init; }

    public string[]? ConditionsV6 { get; init; }

    internal PortMapping[] Mappings => RuntimeConfig?.PortMappings ?? [];

    /// <exception cref="CniException">The configuration is invalid, or asks for what only iptables has.</exception>
    internal void Validate()
    {
        if (ConditionsV4 is { Length: > 0 } || ConditionsV6 is { Length: > 0 })
        {
            throw new CniException(CniErrorCode.UnsupportedField, "'conditionsV4' and 'conditionsV6' are arguments of iptables, which is not used.");
        }

        if (!string.IsNullOrEmpty(ExternalSetMarkChain))
        {
            throw new CniException(CniErrorCode.UnsupportedField, "'externalSetMarkChain' is a chain of iptables, which is not used.");
        }

        if (MarkMasqBit is < 0 or > MaxMarkBit)
        {
            throw PluginErrors.Invalid($"'markMasqBit' must be 0 to {MaxMarkBit}, not {MarkMasqBit}.");
        }

        Array.ForEach(Mappings, mapping => mapping.Validate());
    }
}
