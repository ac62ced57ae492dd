using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The bridge on the host. All containers of a network share it, and it stays.</summary>
internal static class HostBridge
{
    private const string IgnoreRouterAdvertisements = "0";

    /// <summary>Finds the bridge, or creates it.</summary>
    internal static Bridge Ensure(NetNamespace host, BridgeConfiguration configuration)
    {
        string name = configuration.BridgeName;
        Link link = host.Links.Find(name) ?? Create(host, configuration);
        if (link is not Bridge bridge)
        {
            throw PluginErrors.Invalid($"The link '{name}' exists, but is no bridge.");
        }

        if (configuration.PromiscMode && (bridge.Info.Flags & LinkFlags.Promiscuous) == 0)
        {
            bridge.Set(new LinkSettings { Promiscuous = true });
        }

        if (configuration.HasVlans && bridge.Settings.VlanFiltering != true)
        {
            bridge.Set(new BridgeOptions { VlanFiltering = true });
        }

        IgnoreRouters(host, name);
        return bridge.IsUp ? bridge : bridge.Up();
    }

    /// <summary>Keeps what containers announce as routers from becoming routes of the host.</summary>
    private static void IgnoreRouters(NetNamespace host, string name)
    {
        string sysctl = $"net/ipv6/conf/{name}/accept_ra";
        try
        {
            if (host.Sysctl[sysctl] != IgnoreRouterAdvertisements)
            {
                host.Sysctl[sysctl] = IgnoreRouterAdvertisements;
            }
        }
        catch (Exception e) when (e is LinuxException or IOException or ArgumentException)
        {
            // A kernel without IPv6.
        }
    }

    /// <summary>Gives the bridge the address of the gateway.</summary>
    internal static void EnsureAddress(Link gateway, IPAddress address, int prefixLength, bool force)
    {
        IPNetwork wanted = CniPrefix.Of(address, prefixLength);
        foreach (InterfaceAddress present in gateway.GetAddresses())
        {
            if (present.Address.AddressFamily != address.AddressFamily || present.Scope == AddressScope.Link)
            {
                continue;
            }

            if (present.Address.Equals(address) && present.PrefixLength == prefixLength)
            {
                return;
            }

            // Several IPv6 subnets may live beside each other.
            IPNetwork other = CniPrefix.Of(present.Address, present.PrefixLength);
            if (address.AddressFamily == AddressFamily.InterNetworkV6 && !other.Contains(wanted.BaseAddress) && !wanted.Contains(other.BaseAddress))
            {
                continue;
            }

            if (!force)
            {
                throw PluginErrors.Invalid($"The bridge '{gateway.Name}' has the address {present.Address}/{present.PrefixLength} instead of {address}/{prefixLength}. 'forceAddress' replaces it.");
            }

            gateway.DeleteAddress(present);
        }

        try
        {
            AddressFlags flags = address.AddressFamily == AddressFamily.InterNetworkV6 ? AddressFlags.NoDuplicateAddressDetection : AddressFlags.None;
            gateway.AddAddress(new InterfaceAddress(address, prefixLength) { Flags = flags });
        }
        catch (NetlinkException e) when (e.Errno == Errno.EEXIST)
        {
            // Another container was attached at the same time.
        }
    }

    internal static Link Create(NetNamespace host, BridgeConfiguration configuration)
    {
        // An address of its own: otherwise the bridge would take the lowest of its ports, and change it with them.
        BridgeOptions options = new()
        {
            Address = HardwareAddresses.CreateRandom(),
            Mtu = NetworkConfiguration.ReadMtu(configuration.Mtu),
            VlanFiltering = configuration.HasVlans ? true : null,
        };
        string name = configuration.BridgeName;
        try
        {
            return host.Links.AddBridge(name, options);
        }
        catch (NetlinkException e) when (e.Errno == Errno.EEXIST)
        {
            // Another container was attached at the same time.
            return host.Links.Get(name);
        }
    }
}
