using System.Net.Sockets;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>Compares an interface of a container with the result of its ADD. What other plugins added later is no difference.</summary>
internal static class ContainerCheck
{
    /// <summary>Finds the interface of the container in the result, and the link that it stands for.</summary>
    internal static (CniInterface Expected, Link Link) RequireLink(CniRequest request, string? kind)
    {
        CniInterface expected = request.PreviousResult!.Interfaces.FirstOrDefault(link => link.Name == request.InterfaceName && link.Sandbox == request.NetworkNamespacePath)
            ?? throw PluginErrors.Different($"'prevResult' has no interface '{request.InterfaceName}' in '{request.NetworkNamespacePath}'.");
        Link link = request.ContainerNamespace.Links.Find(request.InterfaceName)
            ?? throw PluginErrors.Different($"The container has no interface '{request.InterfaceName}'.");
        if (kind is not null && link.Info.Kind != kind)
        {
            throw PluginErrors.Different($"The interface '{link.Name}' is of the kind '{link.Info.Kind}', not '{kind}'.");
        }

        if (expected.HardwareAddress is { } address && !string.Equals(address, HardwareAddresses.Format(link.Info.Address), StringComparison.OrdinalIgnoreCase))
        {
            throw PluginErrors.Different($"The interface '{link.Name}' has the MAC address {HardwareAddresses.Format(link.Info.Address)}, not {address}.");
        }

        return (expected, link);
    }

    internal static void RequireAddressesAndRoutes(CniRequest request, Link link)
    {
        CniResult expected = request.PreviousResult!;
        int index = expected.Interfaces.ToList().FindIndex(item => item.Name == request.InterfaceName && item.Sandbox == request.NetworkNamespacePath);
        CniAddress[] addresses = [.. expected.Addresses.Where(address => address.Interface is null || address.Interface == index)];
        IReadOnlyList<InterfaceAddress> present = link.GetAddresses();
        foreach (CniAddress address in addresses)
        {
            if (!present.Any(own => own.Address.Equals(address.Address) && own.PrefixLength == address.PrefixLength))
            {
                throw PluginErrors.Different($"The interface '{link.Name}' does not have the address {address}.");
            }
        }

        foreach (CniRoute route in expected.Routes)
        {
            Route wanted = ContainerLink.ToRoute(route, link, addresses);
            bool exists = request.ContainerNamespace.Routes.List(wanted.Table)
                .Any(own => own.Destination == wanted.Destination && (wanted.Gateway is null || wanted.Gateway.Equals(own.Gateway)));
            if (!exists)
            {
                string family = route.Destination.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? "IPv4" : "IPv6";
                throw PluginErrors.Different($"The container does not have the {family} route to {route.Destination}.");
            }
        }
    }
}
