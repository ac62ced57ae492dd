using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The interface of a container: what all plugins that create one do with it.</summary>
internal static class ContainerLink
{
    /// <summary>Fails if the name is taken, before anything is created.</summary>
    internal static void RequireFree(CniRequest request)
    {
        if (request.ContainerNamespace.Links.Find(request.InterfaceName) is not null)
        {
            throw Exists(request);
        }
    }

    internal static CniException Exists(CniRequest request) =>
        new(PluginErrors.InterfaceExists, $"The container '{request.ContainerId}' has an interface '{request.InterfaceName}' already.");

    /// <summary>Passes ADD on to the address manager, and refuses a result without addresses.</summary>
    internal static CniResult GetAddresses(CniRequest request, IpamSettings ipam)
    {
        CniResult result = request.DelegateAdd(ipam.Type!);
        return result.Addresses.Count > 0 ? result : throw PluginErrors.Invalid($"The address manager '{ipam.Type}' returned no address.");
    }

    /// <summary>Gives the interface its addresses, sets it up, and adds the routes.</summary>
    /// <param name="request">The request.</param>
    /// <param name="link">The interface.</param>
    /// <param name="addresses">The addresses.</param>
    /// <param name="routes">The routes. Those without a gateway use that of an address of the family.</param>
    /// <param name="detectDuplicates">Whether IPv6 addresses are probed for duplicates, which takes seconds. They come from an address manager.</param>
    /// <param name="announce">Whether neighbours are told of IPv4 addresses: those that remember an earlier owner learn of the new one.</param>
    internal static void Configure(
        CniRequest request, Link link, IReadOnlyList<CniAddress> addresses, IReadOnlyList<CniRoute> routes, bool detectDuplicates = false, bool announce = true)
    {
        NetNamespace container = request.ContainerNamespace;
        if (addresses.Any(address => address.Address.AddressFamily == AddressFamily.InterNetworkV6))
        {
            EnableIPv6(container, link.Name);
        }

        if (announce && addresses.Any(address => address.Address.AddressFamily == AddressFamily.InterNetwork))
        {
            container.Sysctl[$"net/ipv4/conf/{link.Name}/arp_notify"] = "1";
        }

        foreach (CniAddress address in addresses)
        {
            bool probed = detectDuplicates || address.Address.AddressFamily == AddressFamily.InterNetwork;
            link.AddAddress(new InterfaceAddress(address.Address, address.PrefixLength) { Flags = probed ? AddressFlags.None : AddressFlags.NoDuplicateAddressDetection });
        }

        link.Up();
        foreach (CniRoute route in routes)
        {
            try
            {
                container.Routes.Add(ToRoute(route, link, addresses));
            }
            catch (NetlinkException e) when (e.Errno == Errno.EEXIST)
            {
                // The first of two equal routes counts, as with the reference plugins.
            }
        }
    }

    /// <summary>Deletes the interface if it and its namespace exist.</summary>
    internal static void Delete(CniRequest request)
    {
        try
        {
            FindOwn(request)?.Delete();
        }
        catch (NetlinkException e) when (e.Errno == Errno.ENODEV)
        {
            // Another process has deleted it meanwhile.
        }
    }

    /// <summary>Finds the interface; null if it is gone, or another attachment has marked it: the ID of a process may be that of another container by now.</summary>
    internal static Link? FindOwn(CniRequest request)
    {
        if (!request.HasContainerNamespace || request.ContainerNamespace.Links.Find(request.InterfaceName) is not { } link)
        {
            return null;
        }

        // The mark of a pair is on the host, out of the reach of the container.
        string? mark = link.Info is { Kind: "veth", LinkIndex: { } peer } ? FindAlias(request.HostNamespace, peer) : link.Info.Alias;
        return mark is not null && OwnerMark.IsMark(mark) && mark != OwnerMark.Of(request) ? null : link;
    }

    private static string? FindAlias(NetNamespace host, int index)
    {
        try
        {
            return host.Links.Get(index).Info.Alias;
        }
        catch (NetlinkException e) when (e.Errno == Errno.ENODEV)
        {
            return null;
        }
    }

    internal static Route ToRoute(CniRoute route, Link link, IReadOnlyList<CniAddress> addresses)
    {
        AddressFamily family = route.Destination.BaseAddress.AddressFamily;
        IPAddress? gateway = route.Gateway ?? addresses.FirstOrDefault(address => address.Address.AddressFamily == family && address.Gateway is not null)?.Gateway;
        // 0.0.0.0 or :: stands for "no gateway".
        gateway = gateway is null || gateway.Equals(IPAddress.Any) || gateway.Equals(IPAddress.IPv6Any) ? null : gateway;
        RouteMetrics? metrics = route.Mtu is null && route.AdvertisedMss is null ? null : new RouteMetrics { Mtu = route.Mtu, AdvertisedSegmentSize = route.AdvertisedMss };
        return new Route(route.Destination)
        {
            LinkIndex = link.Index,
            Gateway = gateway,
            Metrics = metrics,
            Metric = route.Priority,
            Table = route.Table ?? Route.MainTable,
            Scope = route.Scope is { } scope ? (RouteScope)scope : null,
        };
    }

    private static void EnableIPv6(NetNamespace container, string name)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"net/ipv6/conf/{name}/disable_ipv6");
        if (container.Sysctl[path] != "0")
        {
            container.Sysctl[path] = "0";
        }
    }
}
