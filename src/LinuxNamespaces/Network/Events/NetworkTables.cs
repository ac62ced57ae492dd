using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>All objects of a namespace, kept current by notifications.</summary>
internal sealed class NetworkTables
{
    // What decides whether the kernel uses the IPv4 routes and the nexthop objects of a link.
    private const LinkFlags StateOfRoutes = LinkFlags.Up | LinkFlags.LowerUp | LinkFlags.Running;

    private readonly NetworkObjects _objects;
    private readonly EventTable?[] _tables;
    private EventTable?[]? _candidates;

    /// <param name="objects">What is reported.</param>
    /// <param name="namespaceId">The ID of the namespace of the objects; null for the watched one.</param>
    internal NetworkTables(NetworkObjects objects, int? namespaceId)
    {
        _objects = objects;
        NamespaceId = namespaceId;
        LinkNames names = new();
        NetworkObjects kept = WithNeeded(objects);
        _tables =
        [
            .. Enum.GetValues<TableKind>().Select(kind => (kept & ObjectsOf(kind)) == 0 ? null : kind switch
            {
                TableKind.Links => new LinkTable(names) { NamespaceId = namespaceId },
                TableKind.NamespaceIds => new NamespaceIdTable { NamespaceId = namespaceId },
                TableKind.Addresses => new AddressTable { NamespaceId = namespaceId },
                TableKind.Nexthops => new NexthopTable(names) { NamespaceId = namespaceId },
                TableKind.Routes => new RouteTable(names) { NamespaceId = namespaceId },
                TableKind.Rules => new RuleTable { NamespaceId = namespaceId },
                _ => (EventTable)new NeighbourTable(names) { NamespaceId = namespaceId },
            }),
        ];
    }

    // The order in which tables are read: what others refer to comes first.
    private enum TableKind
    {
        Links,
        NamespaceIds,
        Addresses,
        Nexthops,
        Routes,
        Rules,
        Neighbours,
    }

    internal int? NamespaceId { get; }

    /// <summary>Whether the tables can be read again.</summary>
    internal bool IsReadable { get; private set; } = true;

    /// <summary>Whether a table has to be read again.</summary>
    internal bool IsStale => _tables.Any(table => table is { IsStale: true });

    internal LinkTable Links => (LinkTable)_tables[(int)TableKind.Links]!;

    internal AddressTable Addresses => (AddressTable)_tables[(int)TableKind.Addresses]!;

    internal RouteTable Routes => (RouteTable)_tables[(int)TableKind.Routes]!;

    internal RuleTable Rules => (RuleTable)_tables[(int)TableKind.Rules]!;

    internal NeighbourTable Neighbours => (NeighbourTable)_tables[(int)TableKind.Neighbours]!;

    internal NexthopTable Nexthops => (NexthopTable)_tables[(int)TableKind.Nexthops]!;

    internal NamespaceIdTable NamespaceIds => (NamespaceIdTable)_tables[(int)TableKind.NamespaceIds]!;

    /// <summary>The multicast groups with the notifications that the tables need.</summary>
    internal static IReadOnlyCollection<int> GroupsFor(NetworkWatchOptions options)
    {
        HashSet<int> groups = options.IncludePeerNamespaces ? [Linux.RTNLGRP_NSID] : [];
        NetworkObjects kept = WithNeeded(options.Objects);
        Add(NetworkObjects.Links, Linux.RTNLGRP_LINK);
        Add(NetworkObjects.NamespaceIds, Linux.RTNLGRP_NSID);
        Add(NetworkObjects.Addresses, Linux.RTNLGRP_IPV4_IFADDR, Linux.RTNLGRP_IPV6_IFADDR);
        Add(NetworkObjects.Nexthops, Linux.RTNLGRP_NEXTHOP);
        // With an address or a nexthop object the kernel removes routes, without a notification.
        Add(NetworkObjects.Routes, Linux.RTNLGRP_IPV4_ROUTE, Linux.RTNLGRP_IPV6_ROUTE, Linux.RTNLGRP_IPV4_IFADDR, Linux.RTNLGRP_NEXTHOP);
        Add(NetworkObjects.Rules, Linux.RTNLGRP_IPV4_RULE, Linux.RTNLGRP_IPV6_RULE);
        Add(NetworkObjects.Neighbours, Linux.RTNLGRP_NEIGH);
        return groups;

        void Add(NetworkObjects kind, params ReadOnlySpan<int> numbers)
        {
            if ((kept & kind) != 0)
            {
                foreach (int number in numbers)
                {
                    groups.Add(number);
                }
            }
        }
    }

    /// <summary>Marks all tables, so that they are read again.</summary>
    internal void MarkAll()
    {
        foreach (EventTable? table in _tables)
        {
            if (table is not null)
            {
                table.IsStale = true;
            }
        }
    }

    /// <summary>Does without reading: from now on the tables have what notifications tell.</summary>
    /// <param name="forget">Whether to forget the objects of the tables that are marked.</param>
    internal void GiveUpReading(bool forget)
    {
        IsReadable = false;
        foreach (EventTable? table in _tables)
        {
            table?.GiveUpReading(forget);
        }
    }

    /// <summary>Applies a notification.</summary>
    internal void Apply(in NetlinkMessage message, List<NetworkEvent> events)
    {
        switch (message.Type)
        {
            case Linux.RTM_NEWLINK or Linux.RTM_DELLINK:
                ApplyLink(message, events);
                break;
            case Linux.RTM_NEWADDR or Linux.RTM_DELADDR:
                ApplyTo(TableKind.Addresses, message, events);
                if (message.Type == Linux.RTM_DELADDR && message.ReadStruct<ifaddrmsg>().ifa_family == Linux.AF_INET)
                {
                    Mark(TableKind.Routes);
                }

                break;
            case Linux.RTM_NEWROUTE or Linux.RTM_DELROUTE:
                ApplyTo(TableKind.Routes, message, events);
                break;
            case Linux.RTM_NEWRULE or Linux.RTM_DELRULE:
                ApplyTo(TableKind.Rules, message, events);
                break;
            case Linux.RTM_NEWNEIGH or Linux.RTM_DELNEIGH:
                ApplyTo(TableKind.Neighbours, message, events);
                break;
            case Linux.RTM_NEWNEXTHOP or Linux.RTM_DELNEXTHOP:
                ApplyTo(TableKind.Nexthops, message, events);
                if (message.Type == Linux.RTM_DELNEXTHOP || (message.Flags & NetlinkMessageFlags.Replace) != 0)
                {
                    Mark(TableKind.Routes);
                }

                break;
            case Linux.RTM_NEWNSID or Linux.RTM_DELNSID:
                ApplyTo(TableKind.NamespaceIds, message, events);
                break;
        }
    }

    /// <summary>Reads the tables that are marked. Until <see cref="Adopt"/> notifications about their objects are applied to what was read.</summary>
    /// <exception cref="NetlinkException">A table kept changing while it was read (EINTR).</exception>
    internal void Load(RtnetlinkConnection connection)
    {
        EventTable?[] candidates = new EventTable?[_tables.Length];
        for (int i = 0; i < _tables.Length; i++)
        {
            if (_tables[i] is { IsStale: true } table)
            {
                EventTable candidate = table.CreateEmpty();
                candidate.Load(connection);
                candidates[i] = candidate;
            }
        }

        _candidates = candidates;
    }

    /// <summary>Discards what was read.</summary>
    internal void Discard() => _candidates = null;

    /// <summary>Takes over what was read, and reports the differences.</summary>
    /// <param name="isLast">Whether to take over a table too that notifications have made stale since. It stays marked.</param>
    /// <param name="removed">Takes the removals. What refers to other objects comes first.</param>
    /// <param name="present">Takes the rest. What others refer to comes first.</param>
    /// <returns>False if a table has to be read again.</returns>
    internal bool Adopt(bool isLast, List<NetworkEvent>? removed, List<NetworkEvent>? present)
    {
        EventTable?[] candidates = _candidates ?? [];
        _candidates = null;
        for (int i = candidates.Length - 1; i >= 0 && removed is not null; i--)
        {
            if (candidates[i] is { } candidate && (isLast || !candidate.IsStale) && IsReported(i))
            {
                _tables[i]!.ReportRemoved(candidate, removed);
            }
        }

        for (int i = 0; i < candidates.Length; i++)
        {
            if (candidates[i] is { } candidate && (isLast || !candidate.IsStale))
            {
                if (present is not null && IsReported(i))
                {
                    _tables[i]!.ReportPresent(candidate, present);
                }

                _tables[i]!.Adopt(candidate);
                _tables[i]!.IsStale = candidate.IsStale;
            }
        }

        return !IsStale;
    }

    internal void ReportExisting(List<NetworkEvent> events)
    {
        for (int i = 0; i < _tables.Length; i++)
        {
            if (IsReported(i))
            {
                _tables[i]!.ReportExisting(events);
            }
        }
    }

    // Routes, neighbours and nexthop objects have the names of links, and change with them.
    private static NetworkObjects WithNeeded(NetworkObjects objects) =>
        (objects & (NetworkObjects.Routes | NetworkObjects.Neighbours | NetworkObjects.Nexthops)) != 0 ? objects | NetworkObjects.Links : objects;

    private static NetworkObjects ObjectsOf(TableKind kind) => kind switch
    {
        TableKind.Links => NetworkObjects.Links,
        TableKind.NamespaceIds => NetworkObjects.NamespaceIds,
        TableKind.Addresses => NetworkObjects.Addresses,
        TableKind.Nexthops => NetworkObjects.Nexthops,
        TableKind.Routes => NetworkObjects.Routes,
        TableKind.Rules => NetworkObjects.Rules,
        _ => NetworkObjects.Neighbours,
    };

    private bool IsReported(int index) => (_objects & ObjectsOf((TableKind)index)) != 0;

    private void ApplyLink(in NetlinkMessage message, List<NetworkEvent> events)
    {
        ifinfomsg header = message.ReadStruct<ifinfomsg>();
        if (header.ifi_family != Linux.AF_UNSPEC)
        {
            // A bridge reports the state of its port in a message of its own, which lacks the rest of the link.
            if (header.ifi_family == Linux.AF_BRIDGE && message.Type == Linux.RTM_NEWLINK && IsReported((int)TableKind.Links))
            {
                Mark(TableKind.Links);
            }

            return;
        }

        if (Target(TableKind.Links) is not LinkTable links)
        {
            return;
        }

        links.TryGet(header.ifi_index, out LinkInfo? before);
        ApplyTo(TableKind.Links, message, events);
        links.TryGet(header.ifi_index, out LinkInfo? after);
        if (((before?.Flags ?? 0) & StateOfRoutes) != ((after?.Flags ?? 0) & StateOfRoutes))
        {
            Mark(TableKind.Nexthops);
            Mark(TableKind.Routes);
        }

        if (before is not null && after is not null && before.Name != after.Name)
        {
            Mark(TableKind.Nexthops);
            Mark(TableKind.Routes);
            Mark(TableKind.Neighbours);
        }
    }

    private void ApplyTo(TableKind kind, in NetlinkMessage message, List<NetworkEvent> events)
    {
        EventTable? candidate = _candidates?[(int)kind];
        (candidate ?? _tables[(int)kind])?.Apply(message, candidate is null && IsReported((int)kind) ? events : null);
    }

    private void Mark(TableKind kind)
    {
        if (IsReadable && Target(kind) is { } table)
        {
            table.IsStale = true;
        }
    }

    private EventTable? Target(TableKind kind) => _candidates?[(int)kind] ?? _tables[(int)kind];
}
