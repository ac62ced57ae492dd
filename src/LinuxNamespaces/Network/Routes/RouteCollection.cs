using System.Collections;
using System.Net;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Provides the routes of a network namespace. Every member asks the kernel.</summary>
/// <remarks>See ip-route(8).</remarks>
public sealed class RouteCollection : IEnumerable<Route>
{
    private readonly RtnetlinkConnection _connection;

    internal RouteCollection(RtnetlinkConnection connection) => _connection = connection;

    /// <summary>Adds a route.</summary>
    /// <param name="route">The route.</param>
    /// <exception cref="NetlinkException">
    /// There is a route to the destination with the same metric (EEXIST), the gateway cannot be reached (ENETUNREACH), the link is down
    /// (ENETDOWN), or CAP_NET_ADMIN is missing (EPERM).
    /// </exception>
    public void Add(Route route) => RouteMessages.Add(_connection, route, Linux.NLM_F_CREATE | Linux.NLM_F_EXCL, "add");

    /// <summary>Adds a default route.</summary>
    /// <param name="gateway">The address of the next hop, of the family of the route.</param>
    /// <exception cref="NetlinkException">There is a default route with the same metric (EEXIST), or the gateway cannot be reached (ENETUNREACH).</exception>
    public void AddDefault(IPAddress gateway) => Add(Route.Default(gateway));

    /// <summary>Adds a route to a prefix by a gateway.</summary>
    /// <param name="destination">The destination.</param>
    /// <param name="gateway">The address of the next hop.</param>
    /// <exception cref="ArgumentException">The two are not of the same family.</exception>
    /// <exception cref="NetlinkException">There is a default route with the same metric (EEXIST), or the gateway cannot be reached (ENETUNREACH).</exception>
    public void Add(IPNetwork destination, IPAddress gateway)
    {
        ArgumentNullException.ThrowIfNull(gateway);
        Add(new Route(destination) { Gateway = gateway });
    }

    /// <summary>Adds a route, or replaces the route to the same destination with the same metric.</summary>
    /// <param name="route">The route.</param>
    /// <exception cref="NetlinkException">The kernel does not accept it, or CAP_NET_ADMIN is missing (EPERM).</exception>
    public void Replace(Route route) => RouteMessages.Add(_connection, route, Linux.NLM_F_CREATE | Linux.NLM_F_REPLACE, "replace");

    /// <summary>Deletes a route.</summary>
    /// <param name="route">The route. Properties that are not set are not compared. For a route that was listed, everything that the kernel reported is compared.</param>
    /// <exception cref="NetlinkException">There is no such route (ESRCH), or CAP_NET_ADMIN is missing (EPERM).</exception>
    public void Delete(Route route) => RouteMessages.Delete(_connection, route);

    /// <summary>Lists the routes of all tables (also the local table, which the kernel fills) and of both families: first IPv4, then IPv6.</summary>
    /// <returns>The routes, without those that the kernel keeps as a cache.</returns>
    /// <remarks><c>ip route</c> shows the IPv4 routes of the table <see cref="Route.MainTable"/> only.</remarks>
    /// <exception cref="NetlinkException">The routes kept changing while they were read (EINTR).</exception>
    public IReadOnlyList<Route> List() =>
        [.. RouteMessages.List(_connection, Linux.AF_INET), .. RouteMessages.List(_connection, Linux.AF_INET6)];

    /// <summary>Lists the routes of one table and of both families: first IPv4, then IPv6.</summary>
    /// <param name="table">The table, such as <see cref="Route.MainTable"/>.</param>
    /// <returns>The routes.</returns>
    /// <exception cref="NetlinkException">The routes kept changing while they were read (EINTR).</exception>
    public IReadOnlyList<Route> List(long table) => [.. List().Where(route => route.Table == table)];

    /// <inheritdoc/>
    public IEnumerator<Route> GetEnumerator() => List().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
