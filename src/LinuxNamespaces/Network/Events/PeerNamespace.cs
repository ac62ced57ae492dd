using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>A namespace that is watched over the socket of another one. What notifications do not tell is read over a connection that is opened for it.</summary>
internal sealed class PeerNamespace
{
    private readonly int _id;

    // What notifications tell while the namespace is new. If it can be read, this is part of what is read.
    private readonly List<NetworkEvent> _earlyEvents = [];

    internal PeerNamespace(NetworkObjects objects, int id)
    {
        _id = id;
        Tables = new NetworkTables(objects, id);
        Tables.MarkAll();
    }

    internal NetworkTables Tables { get; }

    /// <summary>Whether it is not known yet if the namespace can be read.</summary>
    internal bool IsNew { get; private set; } = true;

    /// <summary>Applies a notification.</summary>
    internal void Apply(in NetlinkMessage message, List<NetworkEvent> events) => Tables.Apply(message, IsNew ? _earlyEvents : events);

    /// <summary>Does without reading.</summary>
    internal void GiveUpReading() => Tables.GiveUpReading(forget: !IsNew);

    /// <summary>Reports what is known of a new namespace, unless it has to be read again first.</summary>
    internal void ReportNew(List<NetworkEvent> events)
    {
        if (!IsNew || Tables.IsStale)
        {
            return;
        }

        if (Tables.IsReadable)
        {
            Tables.ReportExisting(events);
        }
        else
        {
            events.AddRange(_earlyEvents);
        }

        IsNew = false;
        _earlyEvents.Clear();
    }

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
