using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Adds changes of routes to a <see cref="NetworkBatch"/>. Each method does what that of <see cref="RouteCollection"/> with its name does.</summary>
public sealed class RouteBatch
{
    private readonly NetworkBatch _batch;

    internal RouteBatch(NetworkBatch batch) => _batch = batch;

    /// <summary>Adds the creation of a route.</summary>
    /// <param name="route">The route.</param>
    /// <exception cref="NetlinkException">The link that the route names does not exist (ENODEV).</exception>
    public void Add(Route route) => RouteMessages.Add(_batch.Connection, route, Linux.NLM_F_CREATE | Linux.NLM_F_EXCL, "add", _batch);

    /// <summary>Adds the creation of a route beside those to the same destination.</summary>
    /// <param name="route">The route.</param>
    /// <exception cref="NetlinkException">The link that the route names does not exist (ENODEV).</exception>
    public void Append(Route route) => RouteMessages.Add(_batch.Connection, route, Linux.NLM_F_CREATE | Linux.NLM_F_APPEND, "append", _batch);

    /// <summary>Adds the creation or replacement of a route.</summary>
    /// <param name="route">The route.</param>
    /// <exception cref="NetlinkException">The link that the route names does not exist (ENODEV).</exception>
    public void Replace(Route route) => RouteMessages.Add(_batch.Connection, route, Linux.NLM_F_CREATE | Linux.NLM_F_REPLACE, "replace", _batch);

    /// <summary>Adds the replacement of a route that must exist.</summary>
    /// <param name="route">The route.</param>
    /// <exception cref="NetlinkException">The link that the route names does not exist (ENODEV).</exception>
    public void Change(Route route) => RouteMessages.Add(_batch.Connection, route, Linux.NLM_F_REPLACE, "change", _batch);

    /// <summary>Adds the deletion of a route.</summary>
    /// <param name="route">The route.</param>
    /// <exception cref="NetlinkException">The link that the route names does not exist (ENODEV).</exception>
    public void Delete(Route route) => RouteMessages.Delete(_batch.Connection, route, _batch);
}
