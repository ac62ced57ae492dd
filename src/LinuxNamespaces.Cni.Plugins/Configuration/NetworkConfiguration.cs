namespace LinuxNamespaces.Cni.Plugins;

/// <summary>What the configurations of all plugins have in common.</summary>
internal record NetworkConfiguration
{
    public IpamSettings? Ipam { get; init; }

    public RuntimeSettings? RuntimeConfig { get; init; }

    public ArgumentSettings? Args { get; init; }

    public DnsSettings? Dns { get; init; }

    /// <summary>Gets the DNS settings of the result: those of the runtime, else of the configuration, else of the address manager.</summary>
    internal CniDns ChooseDns(CniDns ofAddresses) =>
        RuntimeConfig?.Dns?.ToDns() is { IsEmpty: false } runtime ? runtime : Dns?.ToDns() is { IsEmpty: false } own ? own : ofAddresses;

    /// <exception cref="CniException">The value is negative.</exception>
    internal static int? ReadMtu(int mtu) => mtu switch
    {
        0 => null,
        > 0 => mtu,
        _ => throw PluginErrors.Invalid($"'mtu' must be 0 (the default of the kernel) or more, not {mtu}."),
    };
}
