using LinuxNamespaces.Network;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>Sets the loopback interface of a container up. The name of the interface in the request does not count.</summary>
internal sealed class LoopbackPlugin : CniPlugin<NetworkConfiguration>
{
    protected override CniResult Add(CniRequest<NetworkConfiguration> request)
    {
        Link loopback = request.ContainerNamespace.Loopback.Up();
        return request.PreviousResult ?? new CniResult
        {
            Interfaces = [new CniInterface(loopback.Name) { HardwareAddress = HardwareAddresses.Format(loopback.Info.Address), Mtu = (int)loopback.Info.Mtu, Sandbox = request.NetworkNamespacePath }],
            Addresses = [.. loopback.GetAddresses().Select(address => new CniAddress(address.Address, address.PrefixLength) { Interface = 0 })],
        };
    }

    protected override void Delete(CniRequest<NetworkConfiguration> request)
    {
        if (request.HasContainerNamespace)
        {
            request.ContainerNamespace.Loopback.Down();
        }
    }

    protected override void Check(CniRequest<NetworkConfiguration> request)
    {
        if (!request.ContainerNamespace.Loopback.IsUp)
        {
            throw PluginErrors.Different("The loopback interface is down.");
        }
    }
}
