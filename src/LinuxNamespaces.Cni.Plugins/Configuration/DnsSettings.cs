namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The key "dns" of a configuration.</summary>
internal sealed record DnsSettings
{
    public string[]? Nameservers { get; init; }

    public string? Domain { get; init; }

    public string[]? Search { get; init; }

    public string[]? Options { get; init; }

    internal CniDns ToDns() => new() { NameServers = Nameservers ?? [], Domain = Domain, Search = Search ?? [], Options = Options ?? [] };
}
