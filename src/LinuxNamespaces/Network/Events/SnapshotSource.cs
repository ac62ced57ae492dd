using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>Makes snapshots of tables. What has not changed since the last one is taken from it.</summary>
internal sealed class SnapshotSource(NetworkTables tables, NetworkObjects objects)
{
    private readonly Dictionary<EventTable, long> _versions = [];
    private NetworkSnapshot _last = new();

    /// <summary>Makes a snapshot; null if nothing has changed since the last one.</summary>
    internal NetworkSnapshot? TryCreate(long rebuildCount)
    {
        bool hasChanged = _last.Version == 0 || _last.RebuildCount != rebuildCount;
        NetworkSnapshot next = new()
        {
            Version = _last.Version + 1,
            RebuildCount = rebuildCount,
            Links = Select(NetworkObjects.Links, () => tables.Links, _last.Links, table => table.Items.OrderBy(link => link.Index), ref hasChanged),
            Addresses = Select(NetworkObjects.Addresses, () => tables.Addresses, _last.Addresses, table => table.Items.OrderBy(address => address.LinkIndex), ref hasChanged),
            Routes = Select(NetworkObjects.Routes, () => tables.Routes, _last.Routes, IPv4First, ref hasChanged),
            Rules = Select(NetworkObjects.Rules, () => tables.Rules, _last.Rules, table => table.Items.OrderBy(rule => rule.Family == AddressFamily.InterNetworkV6).ThenBy(rule => rule.Priority), ref hasChanged),
            Neighbours = Select(NetworkObjects.Neighbours, () => tables.Neighbours, _last.Neighbours, table => table.Items.OrderBy(neighbour => neighbour.LinkIndex), ref hasChanged),
            Nexthops = Select(NetworkObjects.Nexthops, () => tables.Nexthops, _last.Nexthops, table => table.Items.OrderBy(nexthop => nexthop.Id), ref hasChanged),
            NamespaceIds = Select(NetworkObjects.NamespaceIds, () => tables.NamespaceIds, _last.NamespaceIds, table => table.Items.Select(id => id.Value).Order(), ref hasChanged),
        };
        _last = hasChanged ? next : _last;
        return hasChanged ? next : null;
    }

    private static IEnumerable<Route> IPv4First(RouteTable table)
    {
        List<Route> others = [];
        foreach (Route route in table.Items)
        {
            if (route.Family == AddressFamily.InterNetwork)
            {
                yield return route;
            }
            else
            {
                others.Add(route);
            }
        }

        foreach (Route route in others)
        {
            yield return route;
        }
    }

    private IReadOnlyList<T> Select<TTable, T>(NetworkObjects kind, Func<TTable> getTable, IReadOnlyList<T> last, Func<TTable, IEnumerable<T>> list, ref bool hasChanged)
        where TTable : EventTable
    {
        if ((objects & kind) == 0)
        {
            return last;
        }

        TTable table = getTable();
        if (_versions.GetValueOrDefault(table, -1) == table.Version)
        {
            return last;
        }

        hasChanged = true;
        _versions[table] = table.Version;
        return [.. list(table)];
    }
}
