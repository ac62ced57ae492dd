using LinuxNamespaces.Network;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>Lets the packets of a container through the host's firewall.</summary>
internal sealed class FirewallPlugin : CniPlugin<FirewallConfiguration>
{
    protected override CniResult Add(CniRequest<FirewallConfiguration> request)
    {
        request.Configuration.Validate();
        CniResult previous = request.PreviousResult ?? throw PluginErrors.NotChained("firewall");
        FirewallRules.Add(request, request.Configuration, previous.Addresses, FindBridge(request.HostNamespace, previous));
        return previous;
    }

    protected override void Delete(CniRequest<FirewallConfiguration> request) => FirewallRules.Delete(request);

    protected override void Check(CniRequest<FirewallConfiguration> request) => request.Configuration.Validate();

    protected override void CollectGarbage(CniRequest<FirewallConfiguration> request) => FirewallRules.CollectGarbage(request);

    private static string? FindBridge(NetNamespace host, CniResult previous) =>
        previous.Interfaces.FirstOrDefault(link => link.Sandbox is null && CniNames.FaultOfInterfaceName(link.Name) is null && host.Links.Find(link.Name) is Bridge)?.Name;
}
