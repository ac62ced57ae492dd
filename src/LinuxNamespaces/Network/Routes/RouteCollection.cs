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
    /// (ENETDOWN) or does not exist (ENODEV), or CAP_NET_ADMIN is missing (EPERM).
    /// </exception>
    /// <exception cref="NotSupportedException">The kernel lacks the encapsulation.</exception>
    public void Add(Route route) => RouteMessages.Add(_connection, route, Linux.NLM_F_CREATE | Linux.NLM_F_EXCL, "add");

    /// <summary>Adds many routes, in few messages to the kernel.</summary>
    /// <param name="routes">The routes.</param>
    /// <remarks>If some of the routes cannot be added, the others are. <see cref="NetworkBatch"/> tells them apart.</remarks>
    /// <exception cref="NetlinkException">One route cannot be added, for the reasons of <see cref="Add(Route)"/>, or its link does not exist (ENODEV).</exception>
    /// <exception cref="NotSupportedException">One route cannot be added: the kernel lacks its encapsulation.</exception>
    /// <exception cref="AggregateException">Several routes cannot be added.</exception>
    public void AddRange(IEnumerable<Route> routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        NetworkBatch batch = new(_connection);
        foreach (Route route in routes)
        {
            batch.Routes.Add(route);
        }

        batch.Execute().ThrowIfFailed();
    }

    /// <summary>Adds a default route.</summary>
    /// <param name="gateway">The address of the gateway, of the family of the route.</param>
    /// <exception cref="NetlinkException">There is a default route with the same metric (EEXIST), or the gateway cannot be reached (ENETUNREACH).</exception>
    public void AddDefault(IPAddress gateway) => Add(Route.Default(gateway));

    /// <summary>Adds a route to a prefix by a gateway.</summary>
    /// <param name="destination">The destination.</param>
    /// <param name="gateway">The address of the gateway.</param>
    /// <exception cref="ArgumentException">The destination is IPv6, and the gateway is not.</exception>
    /// <exception cref="NetlinkException">There is a route to the destination with the same metric (EEXIST), or the gateway cannot be reached (ENETUNREACH).</exception>
    public void Add(IPNetwork destination, IPAddress gateway)
    {
        ArgumentNullException.ThrowIfNull(gateway);
        Add(new Route(destination) { Gateway = gateway });
    }

    /// <summary>
    /// Adds a route in front of or behind the routes to the same destination with the same metric, which stay. For IPv6 the kernel
    /// combines them to one multipath route.
    /// </summary>
    /// <param name="route">The route.</param>
    /// <exception cref="NetlinkException">The kernel rejects the route, or CAP_NET_ADMIN is missing (EPERM).</exception>
    /// <exception cref="NotSupportedException">The kernel lacks the encapsulation.</exception>
    public void Append(Route route) => RouteMessages.Add(_connection, route, Linux.NLM_F_CREATE | Linux.NLM_F_APPEND, "append");

    /// <summary>Adds a route, or replaces the route to the same destination with the same metric.</summary>
    /// <param name="route">The route.</param>
    /// <exception cref="NetlinkException">The kernel rejects the route, or CAP_NET_ADMIN is missing (EPERM).</exception>
    /// <exception cref="NotSupportedException">The kernel lacks the encapsulation.</exception>
    public void Replace(Route route) => RouteMessages.Add(_connection, route, Linux.NLM_F_CREATE | Linux.NLM_F_REPLACE, "replace");

    /// <summary>Replaces the route to the same destination with the same metric, which must exist.</summary>
    /// <param name="route">The route.</param>
    /// <exception cref="NetlinkException">There is no such route (ENOENT), the kernel rejects it, or CAP_NET_ADMIN is missing (EPERM).</exception>
    /// <exception cref="NotSupportedException">The kernel lacks the encapsulation.</exception>
    public void Change(Route route) => RouteMessages.Add(_connection, route, Linux.NLM_F_REPLACE, "change");

    /// <summary>Deletes a route.</summary>
    /// <param name="route">The route. Properties that are not set are not compared. For a route that was listed, everything that the kernel reported is compared.</param>
    /// <exception cref="NetlinkException">There is no such route (ESRCH), or CAP_NET_ADMIN is missing (EPERM).</exception>
    public void Delete(Route route) => RouteMessages.Delete(_connection, route);

    /// <summary>Lists the routes of all tables and of both families, IPv4 first. The local table, which the kernel fills, is included.</summary>
    /// <returns>The routes. <see cref="Route.Table"/> tells the table. Routes that the kernel keeps as a cache are not included.</returns>
    /// <remarks><c>ip route</c> shows the IPv4 routes of the table <see cref="Route.MainTable"/> only.</remarks>
    /// <exception cref="NetlinkException">The routes kept changing while they were read (EINTR).</exception>
    public IReadOnlyList<Route> List() => RouteMessages.List(_connection, RouteFilter.None);

    /// <summary>Lists the routes of one table and of both families, IPv4 first.</summary>
    /// <param name="table">The table, such as <see cref="Route.MainTable"/>.</param>
    /// <returns>The routes; none if the table does not exist.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is not 1 to 2^32 - 1.</exception>
    /// <exception cref="NetlinkException">The routes kept changing while they were read (EINTR).</exception>
    public IReadOnlyList<Route> List(long table) => List(new RouteFilter { Table = table });

    /// <summary>Lists the routes that a filter selects, IPv4 first.</summary>
    /// <param name="filter">The filter, which the kernel applies.</param>
    /// <returns>The routes.</returns>
    /// <exception cref="NetlinkException">The link of the filter does not exist (ENODEV), or the routes kept changing while they were read (EINTR).</exception>
    public IReadOnlyList<Route> List(RouteFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return RouteMessages.List(_connection, filter);
    }

    /// <summary>Enumerates the routes of all tables and of both families as values, while the kernel lists them, IPv4 first.</summary>
    /// <returns>The routes, for <c>foreach</c>.</returns>
    /// <inheritdoc cref="Enumerate(RouteFilter)" path="/remarks"/>
    public RouteEnumerator Enumerate() => Enumerate(RouteFilter.None);

    /// <summary>Enumerates the routes that a filter selects as values, while the kernel lists them, IPv4 first.</summary>
    /// <param name="filter">The filter, which the kernel applies.</param>
    /// <returns>The routes, for <c>foreach</c>.</returns>
    /// <remarks>
    /// <para>No list is made and nothing is allocated for a route, however many there are.</para>
    /// <para>
    /// The enumeration has a connection of its own, so other requests can be made meanwhile. If the routes change while they are read, the kernel
    /// may say so at the end: the enumeration then ends with a <see cref="NetlinkException"/> with <see cref="Errno.EINTR"/>. A route can then
    /// be missing, outdated or a duplicate; <see cref="List(RouteFilter)"/> reads all routes again in that case.
    /// </para>
    /// </remarks>
    /// <example>
    /// <code>
    /// Dictionary&lt;RouteProtocol, int&gt; counts = [];
    /// foreach (RouteValue route in red.Routes.Enumerate(new RouteFilter { Family = AddressFamily.InterNetwork }))
    /// {
    ///     counts[route.Protocol] = counts.GetValueOrDefault(route.Protocol) + 1;
    /// }
    /// </code>
    /// </example>
    /// <exception cref="NetlinkException">The link of the filter does not exist (ENODEV).</exception>
    public RouteEnumerator Enumerate(RouteFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return new RouteEnumerator(_connection.Namespace, filter.Resolve(_connection));
    }

    /// <summary>Deletes the routes that a filter selects.</summary>
    /// <param name="filter">The filter, which must not be empty.</param>
    /// <returns>The number of routes that were deleted.</returns>
    /// <exception cref="ArgumentException">The filter is empty, so it would select the routes of all tables.</exception>
    /// <exception cref="NetlinkException">CAP_NET_ADMIN is missing (EPERM), or the routes kept changing while they were read (EINTR).</exception>
    /// <exception cref="AggregateException">Several routes could not be deleted.</exception>
    public int Flush(RouteFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return filter.IsEmpty
            ? throw new ArgumentException("The filter is empty and would select the routes of all tables, those of the kernel too. Set a table, for example.", nameof(filter))
            : RouteMessages.Delete(_connection, RouteMessages.List(_connection, filter));
    }

    /// <summary>Finds the route that a packet to an address would take, as <c>ip route get</c> does.</summary>
    /// <param name="destination">The address.</param>
    /// <param name="options">The packet; <see langword="null"/> for a packet of this host.</param>
    /// <returns>The route, with the destination of the packet, unless <see cref="RouteLookupOptions.MatchTable"/> is set.</returns>
    /// <exception cref="ArgumentException">The source is not of the same family as the destination.</exception>
    /// <exception cref="NetlinkException">
    /// No route leads there (ENETUNREACH), or a route or a rule rejects the packet: EHOSTUNREACH (unreachable), EACCES (prohibit),
    /// EINVAL (blackhole).
    /// </exception>
    public Route Lookup(IPAddress destination, RouteLookupOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(destination);
        Prefix.RequireFamily(destination.AddressFamily, nameof(destination));
        options ??= RouteLookupOptions.Default;
        if (options.Source is { } source && source.AddressFamily != destination.AddressFamily)
        {
            throw new ArgumentException($"The source {source} is not of the same family as the destination {destination}.", nameof(options));
        }

        return RouteLookup.TryFind(_connection, destination, options, out Route? route, out NetlinkException? failure) ? route : throw failure;
    }

    /// <inheritdoc/>
    public IEnumerator<Route> GetEnumerator() => List().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
