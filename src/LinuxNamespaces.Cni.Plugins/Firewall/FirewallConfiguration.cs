namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The configuration of the firewall plugin.</summary>
internal sealed record FirewallConfiguration : NetworkConfiguration
{
    /// <summary>The policy that keeps what comes from other bridges with it out.</summary>
    internal const string SameBridge = "same-bridge";

    public string? Backend { get; init; }

    public string? IptablesAdminChainName { get; init; }

    public string? FirewalldZone { get; init; }

    public string? IngressPolicy { get; init; }

    internal bool IsolatesBridges => IngressPolicy is SameBridge or "isolated";

    internal bool IsolatesContainers => IngressPolicy == "isolated";

    internal void Validate()
    {
        if (!string.IsNullOrEmpty(IngressPolicy) && IngressPolicy is not ("open" or SameBridge or "isolated"))
        {
            throw PluginErrors.Invalid($"'ingressPolicy' must be open, same-bridge or isolated, not {JsonText.Quote(IngressPolicy)}.");
        }
    }
}
