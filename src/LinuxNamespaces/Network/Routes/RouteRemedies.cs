using System.Net;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Finds out why the kernel rejected a route, by asking for links, addresses and routes.</summary>
internal static class RouteRemedies
{
    /// <summary>For a route to add, or to replace another with.</summary>
    internal static string? Add(in NetlinkFailure failure)
    {
        (Route route, int flags) = ((Route, int))failure.Operation.Subject!;
        return failure.Errno == Errno.EOPNOTSUPP && failure.Operation.Feature is { } feature ? $"The kernel lacks {feature}: it is neither built in nor a module that can be loaded."
            : failure.Errno == Errno.EEXIST
            ? (flags & Linux.NLM_F_EXCL) != 0 && failure.Namespace.Routes.Any(other => IsSame(other, route))
                ? "There is a route to the destination with the same metric. Replace replaces it."
                : null
            : failure.Errno == Errno.ENETUNREACH || failure.Errno == Errno.EHOSTUNREACH || failure.Errno == Errno.ENETDOWN || failure.Errno == Errno.EINVAL || failure.Errno == Errno.ENODEV
                ? Unreachable(failure, route)
                : null;
    }

    private static bool IsSame(Route other, Route route) =>
        other.Destination.Equals(route.Destination) && other.Table == route.Table && (route.Metric is null || (other.Metric ?? 0) == route.Metric);

    private static string? Unreachable(in NetlinkFailure failure, Route route)
    {
        IReadOnlyList<Link> links = failure.Namespace.Links.List();
        Link? link = links.FirstOrDefault(link => link.Index == route.LinkIndex);
        if (route.LinkIndex is { } index && link is null)
        {
            return $"There is no link with the index {index} in the namespace.";
        }

        if (link is { IsUp: false })
        {
            return $"The link {PrintableText.Quote(link.Name)} is down: set it up first.";
        }

        if (route.Gateway is not { } gateway || route.OnLink || failure.Errno == Errno.ENODEV)
        {
            return null;
        }

        Link[] near = [.. links.Where(link => link.GetAddresses().Any(address => Contains(address, gateway)))];
        return near.Length == 0 && !IsLinkLocal(gateway) ? $"No link of the namespace has an address in the subnet of the gateway {gateway}: add one, or set OnLink."
            : near.Length > 0 && Array.TrueForAll(near, link => !link.IsUp) ? $"The gateway {gateway} is in the subnet of the link {PrintableText.Quote(near[0].Name)}, which is down: set it up first."
            : link is not null && near.Length > 0 && !near.Contains(link) && !Array.Exists(near, other => other.Index == link.Index)
                ? $"The gateway {gateway} is in the subnet of the link {PrintableText.Quote(near[0].Name)}, not of {PrintableText.Quote(link.Name)}."
            : IsLinkLocal(gateway) && link is null ? "A gateway with a link-local address needs LinkIndex."
            : null;
    }

    private static bool IsLinkLocal(IPAddress address) => address.IsIPv6LinkLocal;

    private static bool Contains(InterfaceAddress address, IPAddress gateway)
    {
        IPAddress network = address.Peer ?? address.Address;
        if (network.AddressFamily != gateway.AddressFamily)
        {
            return false;
        }

        byte[] first = network.GetAddressBytes();
        byte[] second = gateway.GetAddressBytes();
        for (int bit = 0; bit < address.PrefixLength; bit++)
        {
            if (((first[bit / 8] ^ second[bit / 8]) & (0x80 >> (bit % 8))) != 0)
            {
                return false;
            }
        }

        return true;
    }
}
