using System.Net;
using System.Net.NetworkInformation;
using System.Runtime.CompilerServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.MulticastSchema;

namespace LinuxNamespaces.Network;

/// <summary>Reads messages about multicast databases.</summary>
internal static class MulticastReader
{
    /// <summary>Reads the database of a link, or a part of it; null for other messages.</summary>
    internal static Table? Parse(in NetlinkMessage message)
    {
        br_port_msg header = message.ReadStruct<br_port_msg>();
        // A dump has the type of the request, and the family AF_UNSPEC.
        if (message.Type is not (Linux.RTM_NEWMDB or Linux.RTM_GETMDB))
        {
            return null;
        }

        List<MulticastEntry> entries = [];
        List<MulticastRouterPort> routers = [];
        foreach (NetlinkAttribute attribute in message.AttributesAfter<br_port_msg>())
        {
            foreach (NetlinkAttribute element in attribute.Type is MDBA_MDB or MDBA_ROUTER ? attribute.Nested : default)
            {
                if (attribute.Type == MDBA_ROUTER && element.Type == MDBA_ROUTER_PORT)
                {
                    routers.Add(ReadRouter(element));
                }

                foreach (NetlinkAttribute entry in attribute.Type == MDBA_MDB && element.Type == MDBA_MDB_ENTRY ? element.Nested : default)
                {
                    if (entry.Type == MDBA_MDB_ENTRY_INFO)
                    {
                        entries.Add(Read(entry));
                    }
                }
            }
        }

        return new Table((int)Math.Min(header.ifindex, int.MaxValue), entries, routers);
    }

    private static MulticastEntry Read(NetlinkAttribute info)
    {
        int size = Unsafe.SizeOf<br_mdb_entry>();
        br_mdb_entry value = info.Payload.Length >= size
            ? info.ReadStruct<br_mdb_entry>()
            : throw new InvalidDataException($"An entry of a multicast database has {info.Payload.Length} bytes where {size} were expected.");
        Details details = new() { Sources = [] };
        foreach (NetlinkAttribute attribute in new NetlinkAttributeReader(info.Payload[size..]))
        {
            details.Apply(attribute);
        }

        try
        {
            Span<byte> group = stackalloc byte[MulticastMessages.AddressSize];
            value.addr.CopyTo(group);
            MulticastEntry entry = value.addr.Protocol switch
            {
                ETH_P_IP => new(new IPAddress(group[..4])),
                ETH_P_IPV6 => new(new IPAddress(group)),
                _ => new(new PhysicalAddress(group[..ForwardingEntry.AddressLength].ToArray())),
            };
            return entry with
            {
                LinkIndex = (int)Math.Min(value.ifindex, int.MaxValue),
                VlanId = value.vid == 0 ? null : value.vid,
                IsPermanent = value.state == MDB_PERMANENT,
                Source = details.Source,
                FilterMode = details.Mode,
                Sources = details.Sources,
                Protocol = details.Protocol,
                Destination = details.Destination,
                DestinationPort = details.Port,
                NetworkId = details.Network,
                SourceNetworkId = details.SourceNetwork,
                DestinationLinkIndex = details.Via,
                ExpiresAfter = details.Timer,
                IsOffloaded = (value.flags & MDB_FLAGS_OFFLOAD) != 0,
                FastLeave = (value.flags & MDB_FLAGS_FAST_LEAVE) != 0,
                IsAddedByExclude = (value.flags & MDB_FLAGS_STAR_EXCL) != 0,
                IsBlocked = (value.flags & MDB_FLAGS_BLOCKED) != 0,
            };
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The kernel's message about a multicast group does not make sense. {e.Message}", e);
        }
    }

    private static MulticastRouterPort ReadRouter(NetlinkAttribute router)
    {
        int index = (int)Math.Min(router.ReadUInt32(), int.MaxValue);
        TimeSpan? timer = null;
        MulticastRouterType type = MulticastRouterType.Disabled;
        int? vlan = null;
        foreach (NetlinkAttribute attribute in new NetlinkAttributeReader(router.Payload[sizeof(uint)..]))
        {
            switch (attribute.Type)
            {
                case MDBA_ROUTER_PATTR_TIMER:
                    timer = ReadTimer(attribute);
                    break;
                case MDBA_ROUTER_PATTR_TYPE:
                    type = (MulticastRouterType)attribute.ReadByte();
                    break;
                case MDBA_ROUTER_PATTR_VID:
                    vlan = attribute.ReadUInt16() is not 0 and var id ? id : null;
                    break;
            }
        }

        return new MulticastRouterPort { LinkIndex = index, Type = type, ExpiresAfter = timer, VlanId = vlan };
    }

    private static TimeSpan? ReadTimer(NetlinkAttribute attribute) => attribute.ReadUInt32() is not 0 and var ticks ? ClockTicks.ToTimeSpan(ticks) : null;

    /// <summary>A part of a database: the kernel sends a long one in several messages.</summary>
    internal sealed record Table(int LinkIndex, IReadOnlyList<MulticastEntry> Entries, IReadOnlyList<MulticastRouterPort> Routers);

    private struct Details
    {
        internal TimeSpan? Timer;
        internal MulticastFilterMode? Mode;
        internal IPAddress? Source;
        internal List<IPAddress> Sources;
        internal RouteProtocol? Protocol;
        internal IPAddress? Destination;
        internal int? Port;
        internal int? Network;
        internal int? SourceNetwork;
        internal int? Via;

        internal void Apply(NetlinkAttribute attribute)
        {
            switch (attribute.Type)
            {
                case MDBA_MDB_EATTR_TIMER:
                    Timer = ReadTimer(attribute);
                    break;
                case MDBA_MDB_EATTR_SRC_LIST:
                    ReadSources(attribute);
                    break;
                case MDBA_MDB_EATTR_GROUP_MODE:
                    Mode = (MulticastFilterMode)attribute.ReadByte();
                    break;
                case MDBA_MDB_EATTR_SOURCE:
                    Source = attribute.ReadAddress();
                    break;
                case MDBA_MDB_EATTR_RTPROT:
                    Protocol = (RouteProtocol)attribute.ReadByte();
                    break;
                case MDBA_MDB_EATTR_DST:
                    Destination = attribute.ReadAddress();
                    break;
                case MDBA_MDB_EATTR_DST_PORT:
                    Port = attribute.ReadUInt16() is not 0 and var port ? port : null;
                    break;
                case MDBA_MDB_EATTR_VNI:
                    Network = (int)Math.Min(attribute.ReadUInt32(), int.MaxValue);
                    break;
                case MDBA_MDB_EATTR_IFINDEX:
                    Via = (int)Math.Min(attribute.ReadUInt32(), int.MaxValue);
                    break;
                case MDBA_MDB_EATTR_SRC_VNI:
                    SourceNetwork = (int)Math.Min(attribute.ReadUInt32(), int.MaxValue);
                    break;
            }
        }

        private readonly void ReadSources(NetlinkAttribute list)
        {
            foreach (NetlinkAttribute element in list.Nested)
            {
                foreach (NetlinkAttribute attribute in element.Type == MDBA_MDB_SRCLIST_ENTRY ? element.Nested : default)
                {
                    if (attribute.Type == MDBA_MDB_SRCATTR_ADDRESS)
                    {
                        Sources.Add(attribute.ReadAddress());
                    }
                }
            }
        }
    }
}
