using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Network;

/// <summary>
/// Tracks which links of a namespace were registered and removed. The kernel may give the index of a link that is gone to another one. No
/// attribute of a link distinguishes the two for certain, but the notifications of the kernel do.
/// </summary>
/// <remarks>The notifications wait in a socket until a member reads them; there is no thread. All members are thread-safe.</remarks>
internal sealed class LinkWatch : IDisposable
{
    private const int MaxRemovals = 4096;
    private const int MaxRegistrations = 256;
    private const int BufferSize = 8192;
    private const int ReceiveBuffer = 1 << 20;

    private readonly Lock _sync = new();
    private readonly SafeFileHandle _socket;
    private readonly Dictionary<int, LinkRemoval> _removals = [];
    private readonly Queue<Registration> _registrations = [];
    private readonly byte[] _buffer = new byte[BufferSize];

    // Counts the notifications. Events from before the floor may have been missed.
    private long _clock;
    private long _floor;

    /// <summary>Takes over a fresh socket of NETLINK_ROUTE, which is closed with this object or when this fails.</summary>
    internal LinkWatch(SafeFileHandle socket)
    {
        _socket = socket;
        try
        {
            NetlinkNotifications.Bind(socket, ReceiveBuffer);
            _ = SocketFilter.TryPassLinkLifetimes(socket);
            NetlinkNotifications.Join(socket, Linux.RTNLGRP_LINK);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Gets the time of the last notification that was read. What happened since then may have happened before, too, so that a link that is
    /// <see cref="LinkFate.Gone"/> since this time has to be looked at again.
    /// </summary>
    internal long LastRead => Volatile.Read(ref _clock);

    /// <summary>Returns the current time of this watch, which <see cref="Look"/> takes.</summary>
    internal long Now()
    {
        lock (_sync)
        {
            Read();
            return _clock;
        }
    }

    /// <summary>Returns what happened to the link that had an index at a time.</summary>
    /// <param name="removal">Its removal, if it is gone.</param>
    internal LinkFate Look(int index, long since, out LinkRemoval? removal)
    {
        lock (_sync)
        {
            Read();
            removal = _removals.TryGetValue(index, out LinkRemoval? last) && last.Time > since ? last : null;
            return removal is not null ? LinkFate.Gone : since < _floor ? LinkFate.Unknown : LinkFate.Present;
        }
    }

    /// <summary>Returns whether all of these links are still those that had their indexes at a time. Reads the socket once for all of them.</summary>
    internal bool ArePresent(IReadOnlyList<LinkInfo> links, long since)
    {
        lock (_sync)
        {
            Read();
            return since >= _floor && links.All(link => !_removals.TryGetValue(link.Index, out LinkRemoval? last) || last.Time <= since);
        }
    }

    /// <summary>Returns the index of the only link that was registered with a name since a time; null if there is none or more than one.</summary>
    internal int? FindRegistered(string name, long since)
    {
        lock (_sync)
        {
            Read();
            int[] found = [.. _registrations.Where(link => link.Time > since && link.Name == name).Select(link => link.Index).Distinct()];
            return since >= _floor && found is [int index] ? index : null;
        }
    }

    public void Dispose() => _socket.Dispose();

    private void Read()
    {
        while (true)
        {
            try
            {
                if (!NetlinkNotifications.TryReceive(_socket, _buffer, out NetlinkDatagram datagram))
                {
                    return;
                }

                Apply(datagram);
            }
            catch (LinuxException e) when (e.Errno == Errno.ENOBUFS)
            {
                Forget();
            }
        }
    }

    private void Apply(NetlinkDatagram datagram)
    {
        if (datagram.FullLength > datagram.Length)
        {
            Forget();
            return;
        }

        foreach (NetlinkMessage message in new NetlinkMessageReader(_buffer.AsSpan(0, datagram.Length)))
        {
            ifinfomsg header = message.ReadStruct<ifinfomsg>();
            // A port that leaves its bridge is a removal of another family.
            if (header.ifi_family != Linux.AF_UNSPEC)
            {
                continue;
            }

            if (message.Type == Linux.RTM_DELLINK)
            {
                _clock++;
                _removals[header.ifi_index] = LinkRemoval.Read(message, _clock);
            }
            else if (message.Type == Linux.RTM_NEWLINK && header.ifi_change == uint.MaxValue)
            {
                _clock++;
                _registrations.Enqueue(Registration.Read(message, header.ifi_index, _clock));
            }
        }

        if (_removals.Count > MaxRemovals)
        {
            Forget();
        }

        while (_registrations.Count > MaxRegistrations)
        {
            _registrations.Dequeue();
        }
    }

    /// <summary>Discards what is known of the past.</summary>
    private void Forget()
    {
        _clock++;
        _floor = _clock;
        _removals.Clear();
        _registrations.Clear();
    }

    private sealed record Registration(int Index, string Name, long Time)
    {
        internal static Registration Read(in NetlinkMessage message, int index, long time)
        {
            string name = string.Empty;
            foreach (NetlinkAttribute attribute in message.AttributesAfter<ifinfomsg>())
            {
                name = attribute.Type == Linux.IFLA_IFNAME ? attribute.ReadString() : name;
            }

            return new Registration(index, name, time);
        }
    }
}
