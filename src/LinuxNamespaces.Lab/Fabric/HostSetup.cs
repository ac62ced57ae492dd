using System.Globalization;
using System.Net.Sockets;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <summary>Gives a host its interfaces, addresses and routes.</summary>
internal static class HostSetup
{
    private const int MaxAlternativeName = 127;

    /// <summary>Sets the new interfaces up, and makes the routes those of the plan.</summary>
    internal static void Apply(LabHost host, IReadOnlyList<LabPort> ports, IReadOnlyList<PlannedRoute> routes)
    {
        if (host is LabRouter && host.InstalledRoutes.Count == 0)
        {
            Forward(host.Namespace);
        }

        NetworkBatch batch = host.Namespace.CreateBatch();
        Link loopback = host.Namespace.Loopback;
        if (!loopback.IsUp)
        {
            batch.Links.Set(loopback, new LinkSettings { Up = true });
        }

        foreach (LabPort port in ports)
        {
            AddInterface(batch, port);
            AddName(batch, port);
        }

        foreach (PlannedRoute old in host.InstalledRoutes.Except(routes).ToArray())
        {
            batch.Routes.Delete(ToRoute(old));
            host.InstalledRoutes.Remove(old);
        }

        foreach (PlannedRoute route in routes.Where(host.InstalledRoutes.Add))
        {
            batch.Routes.Add(ToRoute(route));
        }

        if (batch.Count > 0)
        {
            batch.Execute().ThrowIfFailed();
        }
    }

    private static void AddInterface(NetworkBatch batch, LabPort port)
    {
        Link link = port.Interface;
        bool hasV6 = port.Addresses.Any(address => address.Address.AddressFamily == AddressFamily.InterNetworkV6);
        if (!hasV6)
        {
            // A link without IPv6 is quiet: no router solicitations, no multicast reports.
            batch.Links.Set(link, new LinkSettings { IPv6AddressGenerationMode = IPv6AddressGenerationMode.None });
        }

        batch.Links.Set(link, new LinkSettings { Up = true, Alias = $"to {port.Peer.Node.Name}" });
        foreach (InterfaceAddress address in port.Addresses)
        {
            // The lab gives no address twice.
            batch.Addresses.Add(link, address.Address.AddressFamily == AddressFamily.InterNetworkV6 ? address with { Flags = AddressFlags.NoDuplicateAddressDetection } : address);
        }
    }

    private static Route ToRoute(PlannedRoute route) => new(route.Destination) { Gateway = route.Gateway };

    private static void Forward(NetNamespace router)
    {
        router.Sysctl["net/ipv4/ip_forward"] = "1";
        try
        {
            router.Sysctl["net/ipv6/conf/all/forwarding"] = "1";
        }
        catch (LinuxException e) when (e.Errno == Errno.ENOENT)
        {
            // The kernel is without IPv6.
        }
    }

    /// <summary>Lets the interface be found by the name of the node at its other end.</summary>
    private static void AddName(NetworkBatch batch, LabPort port)
    {
        LabNode peer = port.Peer.Node;
        int number = port.Node.PortArray.TakeWhile(other => other != port).Count(other => other.Peer.Node == peer) + 1;
        string unique = number == 1 ? peer.Name : string.Create(CultureInfo.InvariantCulture, $"{peer.Name}-{number}");
        bool isTaken = unique is "lo" || port.Node.PortArray.Any(other => other.Name == unique || (number > 1 && other.Peer.Node.Name == unique));
        if (!isTaken && unique.Length <= MaxAlternativeName)
        {
            batch.Links.AddAlternativeName(port.Interface, unique);
        }
    }
}
