namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The plugins by their names.</summary>
internal static class PluginTable
{
    internal static IReadOnlyList<string> Names { get; } = ["bridge", "firewall", "host-local", "loopback", "macvlan", "portmap", "ptp", "tuning", "vlan"];

    internal static CniPluginHandler? Find(string name) => name switch
    {
        "bridge" => CniPluginHandler.Create(new BridgePlugin(), PluginJson.Default.BridgeConfiguration),
        "firewall" => CniPluginHandler.Create(new FirewallPlugin(), PluginJson.Default.FirewallConfiguration),
        "host-local" => CniPluginHandler.Create(new HostLocalPlugin(), PluginJson.Default.HostLocalConfiguration),
        "loopback" => CniPluginHandler.Create(new LoopbackPlugin(), PluginJson.Default.NetworkConfiguration),
        "macvlan" => CniPluginHandler.Create(new MacvlanPlugin(), PluginJson.Default.MacvlanConfiguration),
        "portmap" => CniPluginHandler.Create(new PortMapPlugin(), PluginJson.Default.PortMapConfiguration),
        "ptp" => CniPluginHandler.Create(new PtpPlugin(), PluginJson.Default.PtpConfiguration),
        "tuning" => CniPluginHandler.Create(new TuningPlugin(), PluginJson.Default.TuningConfiguration),
        "vlan" => CniPluginHandler.Create(new VlanPlugin(), PluginJson.Default.VlanConfiguration),
        _ => null,
    };

    /// <summary>Addresses are managed in this process. The store is that of the reference plugin, so other programs may work on it as well.</summary>
    internal static CniHostOptions CreateOptions(string name)
    {
        CniHostOptions options = new() { About = $"CNI plugin {name} of LinuxNamespaces" };
        options.Delegates["host-local"] = Find("host-local")!;
        return options;
    }
}
