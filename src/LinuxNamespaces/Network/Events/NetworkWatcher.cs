using System.Runtime.CompilerServices;
using LinuxNamespaces.Execution;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Network;

/// <summary>Keeps the tables of a namespace current: it receives notifications, and reads again what they do not tell.</summary>
/// <remarks>
/// What is read can be newer than notifications that wait in the socket. So after reading, all notifications that wait are applied to what was read,
/// and only the result is compared with the tables. One thread at a time can use the object.
/// </remarks>
internal sealed class NetworkWatcher : IDisposable
{
    // A consumer gets the first events while more of them arrive.
    private const int MaxDatagramsInStep = 256;

    // More than wait in a receive buffer.
    private const int MaxDatagramsInRepair = 1 << 20;

    private const int MaxAttempts = 8;

    // There is nothing to start with before the first time.
    private const int MaxFirstAttempts = 100;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    private readonly NetlinkSubscription _notifications;
    private readonly RtnetlinkConnection _connection;
    private readonly PeerNamespaces _peers;

    // Notifications were lost, and what they said is not repaired yet.
    private bool _isBehind;

    // The number of events before a table was marked to be read again.
    private int _eventsBeforeMark;

    internal NetworkWatcher(NetNamespace netNamespace, NetworkWatchOptions options)
    {
        _peers = new PeerNamespaces(options);
        Tables = new NetworkTables(options.Objects, null);
        SafeFileHandle[] sockets = NamespaceOpener.OpenSockets(netNamespace.Handle, 2, Linux.AF_NETLINK, Linux.SOCK_RAW, Linux.NETLINK_ROUTE, netNamespace.ToString());
        try
        {
            _notifications = new NetlinkSubscription(sockets[1], options.ReceiveBufferSize, options.IncludePeerNamespaces, NetworkTables.GroupsFor(options));
        }
        catch
        {
            sockets[0].Dispose();
            throw;
        }

        try
        {
            _connection = new RtnetlinkConnection(netNamespace, new NetlinkSocket(sockets[0]));
        }
        catch
        {
            _notifications.Dispose();
            throw;
        }
    }

    /// <summary>The objects of the watched namespace.</summary>
    internal NetworkTables Tables { get; }

    /// <summary>How often everything was read again, because notifications were lost.</summary>
    internal long Rebuilds { get; private set; }

    /// <summary>Returns the changes of a namespace in an endless stream.</summary>
    internal static async IAsyncEnumerable<NetworkEvent> WatchAsync(
        NetNamespace netNamespace, NetworkWatchOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using NetworkWatcher watcher = new(netNamespace, options);
        List<NetworkEvent> events = [];
        watcher.Start();
        if (options.IncludeExisting)
        {
            watcher.Tables.ReportExisting(events);
            watcher._peers.ReportExisting(events);
            events.Add(new NetworkSynchronizedEvent());
        }

        while (true)
        {
            foreach (NetworkEvent change in events)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return change;
            }

            events.Clear();
            await watcher.ReceiveAsync(events, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads everything.</summary>
    /// <exception cref="NetlinkException">A table kept changing while it was read (EINTR).</exception>
    internal void Start()
    {
        Tables.MarkAll();
        Repair(Tables, _connection, [], isFirst: true);
        if (Tables.IsStale)
        {
            throw NetlinkErrors.Interrupted(new NetlinkOperation("watch"), _connection.Name);
        }

        _peers.AddExisting(_connection);
        RepairPeers([]);
        _isBehind = false;
    }

    /// <summary>Waits for notifications, and applies those that have arrived.</summary>
    internal async ValueTask ReceiveAsync(List<NetworkEvent> events, CancellationToken cancellationToken)
    {
        _eventsBeforeMark = 0;
        if (IsStale)
        {
            // It kept changing.
            await Task.Delay(s_pause, cancellationToken).ConfigureAwait(false);
        }
        else if (!await _notifications.WaitForDatagramAsync(cancellationToken).ConfigureAwait(false))
        {
            Lose(events);
        }

        if (!TryReceive(events, MaxDatagramsInStep))
        {
            Lose(events);
        }

        if (Tables.IsStale)
        {
            Repair(Tables, _connection, events, isFirst: false);
        }

        RepairPeers(events);
        if (_isBehind && !IsStale)
        {
            _isBehind = false;
            Rebuilds++;
            events.Add(new NetworkSynchronizedEvent());
        }
    }

    public void Dispose()
    {
        _notifications.Dispose();
        _connection.Dispose();
    }

    private bool IsStale => Tables.IsStale || _peers.IsStale;

    /// <summary>Reads what is marked of other namespaces.</summary>
    private void RepairPeers(List<NetworkEvent> events)
    {
        foreach (PeerNamespace peer in _peers.Stale)
        {
            using NetNamespace? opened = peer.TryOpen(_connection);
            if (opened is null)
            {
                peer.GiveUpReading();
            }
            else
            {
                Repair(peer.Tables, opened.Rtnetlink, events, peer.IsNew);
            }

            peer.ReportNew(events);
        }
    }

    /// <summary>Reads the tables that are marked, and reports the differences.</summary>
    private void Repair(NetworkTables tables, RtnetlinkConnection connection, List<NetworkEvent> events, bool isFirst)
    {
        int attempts = isFirst ? MaxFirstAttempts : MaxAttempts;
        for (int attempt = 1; attempt <= attempts; attempt++)
        {
            try
            {
                tables.Load(connection);
            }
            catch (NetlinkException e) when (e.Errno == Errno.EINTR)
            {
                continue;
            }

            if (!TryReceive(events, MaxDatagramsInRepair))
            {
                // What was read cannot be completed.
                tables.Discard();
                Lose(events);
                continue;
            }

            if (tables != Tables && !_peers.Contains(tables))
            {
                // The namespace has gone.
                tables.Discard();
                return;
            }

            List<NetworkEvent> removed = [];
            List<NetworkEvent> present = [];
            bool isCurrent = tables.Adopt(!isFirst && attempt == attempts, isFirst ? null : removed, isFirst ? null : present);
            Insert(removed, events, tables == Tables ? _eventsBeforeMark : events.Count);
            events.AddRange(present);
            if (isCurrent)
            {
                return;
            }
        }
    }

    /// <summary>Adds removals to events: routes go before the link that they lead over, but not before an event about the same route.</summary>
    private static void Insert(List<NetworkEvent> removed, List<NetworkEvent> events, int first)
    {
        HashSet<Type> types = [.. removed.Select(change => change.GetType())];
        int place = events.Count;
        while (place > first && (events[place - 1].NamespaceId is not null || !types.Contains(events[place - 1].GetType())))
        {
            place--;
        }

        events.InsertRange(place, removed);
    }

    /// <summary>Applies the notifications that have arrived.</summary>
    /// <returns>False if the kernel dropped some.</returns>
    private bool TryReceive(List<NetworkEvent> events, int limit)
    {
        try
        {
            for (int i = 0; i < limit && _notifications.TryReceive(out NetlinkDatagram datagram); i++)
            {
                if (datagram.IsTruncated)
                {
                    _notifications.Grow(datagram.FullLength);
                    return false;
                }

                PeerNamespace? peer = datagram.NamespaceId is { } id ? _peers.Get(id) : null;
                foreach (NetlinkMessage message in _notifications.Messages(datagram))
                {
                    _eventsBeforeMark = Tables.IsStale ? _eventsBeforeMark : events.Count + 1;
                    if (peer is not null)
                    {
                        peer.Apply(message, events);
                    }
                    else
                    {
                        Tables.Apply(message, events);
                        _peers.Follow(message);
                    }
                }
            }
        }
        catch (LinuxException e) when (e.Errno == Errno.ENOBUFS)
        {
            return false;
        }

        return true;
    }

    /// <summary>Discards what waits, after which the kernel sends notifications again. All tables are to be read again.</summary>
    private void Lose(List<NetworkEvent> events)
    {
        if (!_isBehind)
        {
            events.Add(new NetworkOverrunEvent());
            _eventsBeforeMark = events.Count;
            _isBehind = true;
        }

        Tables.MarkAll();
        _peers.MarkAll();
        for (int i = 0; i < MaxDatagramsInRepair; i++)
        {
            try
            {
                if (!_notifications.TryReceive(out _))
                {
                    return;
                }
            }
            catch (LinuxException e) when (e.Errno == Errno.ENOBUFS)
            {
                // What has been dropped since is read too.
            }
        }
    }
}
