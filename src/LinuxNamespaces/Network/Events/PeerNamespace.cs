namespace LinuxNamespaces.Network;

/// <summary>A namespace that is watched over the socket of another one. What notifications do not tell is read over a connection that is opened for it.</summary>
internal sealed class PeerNamespace
{
    private readonly int _id;

    internal PeerNamespace(NetworkObjects objects, int id)
    {
        _id = id;
        Tables = new NetworkTables(objects, id);
        Tables.MarkAll();
    }

    internal NetworkTables Tables { get; }

    /// <summary>Whether the namespace has not been read yet.</summary>
    internal bool IsNew { get; set; } = true;

    /// <summary>Opens the namespace, which nothing keeps alive after the returned object is disposed.</summary>
    /// <returns>Null if the namespace cannot be opened, so that only notifications tell of it.</returns>
    internal NetNamespace? TryOpen(RtnetlinkConnection watched)
    {
        NetNamespace? peer = null;
        try
        {
            peer = NamespaceSearch.Find(watched, _id) is { } handle ? new NetNamespace(handle) : null;
            // The first use enters it.
            _ = peer?.Rtnetlink;
            return peer;
        }
        catch (LinuxException)
        {
            // It belongs to another user, or has gone meanwhile.
            peer?.Dispose();
            return null;
        }
    }
}
