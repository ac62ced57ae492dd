using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>Finds out why an echo request could not be sent, from the route and the addresses of the namespace.</summary>
internal static class EchoRemedy
{
    private const string NoRoute = "No route leads there. Add an address of its subnet or a route, and bring the link up. The loopback link is down at first.";

    internal static string? For(SocketError error, NetNamespace netNamespace, IPAddress target)
    {
        try
        {
            return error switch
            {
                SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.AccessDenied or SocketError.InvalidArgument => ForRoute(error, netNamespace, target),
                SocketError.AddressNotAvailable => ForSource(netNamespace, target),
                _ => null,
            };
        }
        catch (Exception e) when (e is LinuxException or ObjectDisposedException or InvalidDataException or TimeoutException)
        {
            return null;
        }
    }

    private static string? ForRoute(SocketError error, NetNamespace netNamespace, IPAddress target)
    {
        if (RouteLookup.TryFind(netNamespace.Rtnetlink, target, RouteLookupOptions.Default, out Route? route, out NetlinkException? failure))
        {
            return error == SocketError.AccessDenied && route.Type == RouteType.Broadcast ? "It is a broadcast address." : null;
        }

        return error == SocketError.NetworkUnreachable && failure.Errno == Errno.ENETUNREACH
                ? NoRoute
            : error == SocketError.HostUnreachable && failure.Errno == Errno.EHOSTUNREACH ? "A route or a rule of type 'unreachable' refuses packets to this address."
            : error == SocketError.AccessDenied && failure.Errno == Errno.EACCES ? "A route or a rule of type 'prohibit' refuses packets to this address."
            : error == SocketError.InvalidArgument && failure.Errno == Errno.EINVAL ? "A route or a rule of type 'blackhole' discards packets to this address."
            : null;
    }

    private static string? ForSource(NetNamespace netNamespace, IPAddress target)
    {
        RouteLookup.TryFind(netNamespace.Rtnetlink, target, RouteLookupOptions.Default, out Route? route, out NetlinkException? failure);
        Link? link = IPAddress.IsLoopback(target) ? netNamespace.Loopback : netNamespace.Links.FirstOrDefault(link => link.Index == route?.LinkIndex);
        if (link is null)
        {
            return failure?.Errno == Errno.ENETUNREACH ? NoRoute : null;
        }

        InterfaceAddress[] addresses = [.. link.GetAddresses().Where(address => address.Address.AddressFamily == target.AddressFamily)];
        string name = PrintableText.Quote(link.Name);
        return !link.IsUp ? $"The link {name} is down. Bring it up with Link.Up. The loopback link is down at first."
            : Array.Find(addresses, address => (address.Flags & AddressFlags.DuplicateAddressDetectionFailed) != 0) is { } duplicate
                ? $"The address {duplicate} of link {name} cannot be used, because a neighbour has the same address."
            : Array.Find(addresses, address => address.IsTentative) is { } tentative
                ? $"The address {tentative} of link {name} is still tentative. Wait for it with Link.WaitForDuplicateAddressDetectionAsync, or add it with AddressFlags.NoDuplicateAddressDetection."
            : addresses.Length == 0 ? $"The link {name} has no address of this family to send from. Add one."
            : null;
    }
}
