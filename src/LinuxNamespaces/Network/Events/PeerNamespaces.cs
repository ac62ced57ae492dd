using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The namespaces that have an ID in the watched one.</summary>
internal sealed class PeerNamespaces(NetworkWatchOptions options)
{
    private readonly Dictionary<int, PeerNamespace> _peers = [];

    /// <summary>Whether a table has to be read again.</summary>
    internal bool IsStale => _peers.Values.Any(peer => peer.Tables.IsStale);

    /// <summary>The namespaces that have to be read again.</summary>
    internal IEnumerable<PeerNamespace> Stale => _peers.Values.ToArray().Where(peer => peer.Tables.IsStale && Contains(peer.Tables));

    /// <summary>Whether an object is still about the namespace that has its ID.</summary>
    internal bool Contains(NetworkTables tables) => tables.NamespaceId is { } id && _peers.TryGetValue(id, out PeerNamespace? peer) && peer.Tables == tables;

    /// <summary>Gets a namespace, which is added if it is not known.</summary>
    internal PeerNamespace Get(int id)
    {
        if (!_peers.TryGetValue(id, out PeerNamespace? peer))
        {
            _peers.Add(id, peer = new PeerNamespace(options.Objects, id));
        }

        return peer;
    }

    /// <summary>Adds all that have an ID now.</summary>
    internal void AddExisting(RtnetlinkConnection watched)
    {
        if (options.IncludePeerNamespaces)
        {
            foreach (NamespaceIds.NamespaceId id in NamespaceIds.List(watched))
            {
                Get(id.Value);
            }
        }
    }

    /// <summary>Adds a namespace that gets an ID. An ID whose namespace has gone can be that of another one.</summary>
    internal void Follow(in NetlinkMessage message)
    {
        if (message.Type is not (Linux.RTM_NEWNSID or Linux.RTM_DELNSID) || !options.IncludePeerNamespaces || NamespaceIds.Read(message) is not { } id)
        {
            return;
        }

        if (message.Type == Linux.RTM_DELNSID)
        {
            _peers.Remove(id.Value);
        }
        else
        {
            Get(id.Value);
        }
    }

    /// <summary>Marks all tables. What only notifications tell, of which some were lost, is forgotten.</summary>
    internal void MarkAll()
    {
        foreach ((int id, PeerNamespace peer) in _peers.ToArray())
        {
            if (peer.Tables.IsReadable)
            {
                peer.Tables.MarkAll();
            }
            else
            {
                _peers[id] = new PeerNamespace(options.Objects, id);
            }
        }
    }

    /// <summary>Reports all objects as existing.</summary>
    internal void ReportExisting(List<NetworkEvent> events)
    {
        foreach (PeerNamespace peer in _peers.Values)
        {
            peer.Tables.ReportExisting(events);
        }
    }
}
