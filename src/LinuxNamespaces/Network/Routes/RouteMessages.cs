using System.Net.Sockets;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Makes the requests about routes.</summary>
internal static class RouteMessages
{
    private const int LargestOnStack = 1024;

    /// <param name="batch">What the request goes into; null to make it at once.</param>
    internal static void Add(RtnetlinkConnection connection, Route route, int flags, string verb, NetworkBatch? batch = null)
    {
        ArgumentNullException.ThrowIfNull(route);
        route = Resolve(connection, route);
        int length = RouteRequests.LengthOf(route);
        NetlinkMessageWriter request = RouteRequests.Add(length <= LargestOnStack ? stackalloc byte[LargestOnStack] : new byte[length], route, flags);
        NetlinkOperation operation = new($"{verb} route", route) { Remedy = RouteRemedies.Add, Subject = (route, flags), Feature = FeatureOf(route) };
        if (batch is not null)
        {
            batch.Add(request, operation, route);
            return;
        }

        try
        {
            connection.Execute(request, operation);
        }
        catch (NetlinkException e) when (e.Errno == Errno.EOPNOTSUPP && FeatureOf(route) is not null)
        {
            throw new NotSupportedException(e.Message, e);
        }
    }

    /// <param name="batch">What the request goes into; null to make it at once.</param>
    internal static void Delete(RtnetlinkConnection connection, Route route, NetworkBatch? batch = null)
    {
        ArgumentNullException.ThrowIfNull(route);
        route = Resolve(connection, route);
        int length = RouteRequests.LengthOf(route);
        NetlinkMessageWriter request = RouteRequests.Delete(length <= LargestOnStack ? stackalloc byte[LargestOnStack] : new byte[length], route);
        NetlinkOperation operation = new("delete route", route);
        if (batch is not null)
        {
            batch.Add(request, operation, route);
            return;
        }

        connection.Execute(request, operation);
    }

    /// <summary>Deletes routes that were listed. One that is gone meanwhile is passed over.</summary>
    /// <returns>How many were deleted.</returns>
    internal static int Delete(RtnetlinkConnection connection, IReadOnlyList<Route> routes)
    {
        NetlinkBatch batch = new();
        foreach (Route route in routes)
        {
            int length = RouteRequests.LengthOf(route);
            batch.Add(RouteRequests.Delete(new byte[length], route), new NetlinkOperation("delete route", route));
        }

        return Deletions.Execute(connection, batch, Errno.ESRCH);
    }

    internal static IReadOnlyList<Route> List(RtnetlinkConnection connection, RouteFilter filter)
    {
        filter = filter.Resolve(connection);
        LinkNames names = LinkNames.Read(connection);
        bool v4 = filter.Allows(AddressFamily.InterNetwork);
        bool v6 = filter.Allows(AddressFamily.InterNetworkV6);
        return v4 && v6
            ? [.. List(connection, Linux.AF_INET, filter, names), .. List(connection, Linux.AF_INET6, filter, names)]
        : v4 || v6
            ? List(connection, v4 ? Linux.AF_INET : Linux.AF_INET6, filter, names)
        : [];
    }

    internal static IReadOnlyList<Route> List(RtnetlinkConnection connection, int family, RouteFilter filter, LinkNames names)
    {
        NetlinkMessageWriter request = RouteRequests.List(stackalloc byte[RouteRequests.BufferSize], family, filter);
        NetlinkOperation operation = new("list routes", null);
        try
        {
            return filter.HasOnlyFamily
                ? connection.Dump(request, operation, (in message) => RouteReader.Read(message, names))
                : connection.Dump(request, operation, (in message) => RouteValue.TryRead(message, out RouteValue route) && filter.Matches(route) ? RouteReader.Read(message, names) : null);
        }
        catch (NetlinkException e) when (e.Errno == Errno.ENOENT && filter.Table is not null)
        {
            // The kernel creates a table with its first route.
            return [];
        }
    }

    private static Route Resolve(RtnetlinkConnection connection, Route route)
    {
        RoutePath path = route.Path.Resolve(connection);
        return ReferenceEquals(path, route.Path) ? route : route with { Path = path };
    }

    private static string? FeatureOf(Route route) =>
        route.Encapsulation?.Feature ?? route.NextHops.Select(hop => hop.Encapsulation?.Feature).FirstOrDefault(feature => feature is not null);
}
