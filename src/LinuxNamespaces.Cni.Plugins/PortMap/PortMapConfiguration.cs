using System.Net.Sockets;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The configuration of the portmap plugin.</summary>
internal sealed record PortMapConfiguration : NetworkConfiguration
{
    private const int MaxMarkBit = 31;

    private PortConditions? _conditionsV4;
    private PortConditions? _conditionsV6;

    public string? Backend { get; init; }

    /// <summary>Whether clients in the subnet of the container and on the host itself reach the port. Defaults to true.</summary>
    public bool? Snat { get; init; }

    public bool MasqAll { get; init; }

    public int? MarkMasqBit { get; init; }

    public string? ExternalSetMarkChain { get; init; }

    public string[]? ConditionsV4 { get; init; }

    public string[]? ConditionsV6 { get; init; }

    internal PortMapping[] Mappings => RuntimeConfig?.PortMappings ?? [];

    /// <summary>Gets the conditions of a family, which are read once.</summary>
    /// <exception cref="CniException">A condition is invalid or not supported.</exception>
    internal PortConditions ConditionsOf(AddressFamily family) => family == AddressFamily.InterNetwork
        ? _conditionsV4 ??= PortConditions.Parse(ConditionsV4, "conditionsV4", family)
        : _conditionsV6 ??= PortConditions.Parse(ConditionsV6, "conditionsV6", family);

    /// <summary>Gets the mappings to an address of a family that packets can take.</summary>
    internal IEnumerable<PortMapping> MappingsFor(AddressFamily family)
    {
        PortConditions conditions = ConditionsOf(family);
        return Mappings.Where(mapping => mapping.IsFor(family) && conditions.Allow(mapping.Transport));
    }

    /// <exception cref="CniException">The configuration is invalid, or asks for what only iptables has.</exception>
    internal void Validate()
    {
        _ = ConditionsOf(AddressFamily.InterNetwork);
        _ = ConditionsOf(AddressFamily.InterNetworkV6);
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
