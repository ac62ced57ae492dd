using System.Net;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The request to connect a container to a network, or to disconnect it.</summary>
internal sealed record NetavarkRequest
{
    public string? ContainerId { get; init; }

    public NetavarkPortMapping[]? PortMappings { get; init; }

    public NetavarkNetwork? Network { get; init; }

    public NetavarkContainer? NetworkOptions { get; init; }

    /// <exception cref="CniException">The request does not say which container and network it is about.</exception>
    internal void RequireIdentity()
    {
        NetavarkNames.RequireIdentifier(ContainerId, "'container_id'");
        (Network ?? throw PluginErrors.Invalid("The request has no 'network'.")).RequireIdentity();
        NetavarkNames.RequireInterface(NetworkOptions?.InterfaceName, "'interface_name'");
        NetavarkNames.RequireInterface(Network.NetworkInterface, "'network_interface'");
    }

    /// <summary>Gets the addresses of the container, each with the gateway of its subnet.</summary>
    /// <exception cref="CniException">The subnets are invalid, or an address is in none of them.</exception>
    internal CniAddress[] ReadAddresses()
    {
        if (!Network!.HasAddresses)
        {
            return [];
        }

        IReadOnlyList<(IPNetwork Prefix, IPAddress? Gateway)> subnets = Network.ReadSubnets();
        CniAddress[] addresses = [.. (NetworkOptions!.StaticIps ?? []).Select(text => ReadAddress(text, subnets))];
        return addresses.Length > 0 || subnets.Count == 0 ? addresses : throw PluginErrors.Invalid("The request has no address for the container in 'static_ips'.");
    }

    private static CniAddress ReadAddress(string? text, IReadOnlyList<(IPNetwork Prefix, IPAddress? Gateway)> subnets)
    {
        IPAddress address = CniPrefix.TryParseAddress(text ?? "") ?? throw PluginErrors.Invalid($"A part of 'static_ips' is not an IP address: {JsonText.Quote(text ?? "")}.");
        foreach ((IPNetwork prefix, IPAddress? gateway) in subnets)
        {
            if (prefix.Contains(address))
            {
                return !address.Equals(gateway)
                    ? new CniAddress(address, prefix.PrefixLength) { Gateway = gateway }
                    : throw PluginErrors.Invalid($"The address {address} is that of the gateway.");
            }
        }

        throw PluginErrors.Invalid($"The address {address} is in no subnet of the network.");
    }
}
