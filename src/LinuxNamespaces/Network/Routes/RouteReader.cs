using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Reads the messages about routes.</summary>
internal static class RouteReader
{
    /// <summary>Reads a route; null for what is none of IPv4 or IPv6, and for what the kernel keeps as a cache.</summary>
    internal static Route? Read(in NetlinkMessage message, LinkNames names) => message.Type == Linux.RTM_NEWROUTE ? ReadChange(message, names) : null;

    /// <summary>Reads a route that was added, changed or removed; null for what is none of IPv4 or IPv6, and for what the kernel keeps as a cache.</summary>
    internal static Route? ReadChange(in NetlinkMessage message, LinkNames names) =>
        (message.ReadStruct<rtmsg>().rtm_flags & Linux.RTM_F_CLONED) != 0 ? null : ReadAny(message, names);

    /// <summary>Reads a route, also one that is the result of a look-up.</summary>
    internal static Route? ReadAny(in NetlinkMessage message, LinkNames names)
    {
        rtmsg header = message.ReadStruct<rtmsg>();
        if (message.Type is not (Linux.RTM_NEWROUTE or Linux.RTM_DELROUTE) || header.rtm_family is not ((byte)Linux.AF_INET or (byte)Linux.AF_INET6))
        {
            return null;
        }

        AddressFamily family = header.rtm_family == Linux.AF_INET ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
        bool v6 = family == AddressFamily.InterNetworkV6;
        IPAddressValue destination = IPAddressValue.Any(family);
        IPAddressValue source = destination;
        Path path = default;
        Extras extras = default;
        (IPAddress? preferredSource, uint? metric, uint table) = (null, null, header.rtm_table);
        foreach (NetlinkAttribute attribute in message.AttributesAfter<rtmsg>())
        {
            switch (attribute.Type)
            {
                case Linux.RTA_DST:
                    destination = ReadAddress(attribute);
                    break;
                case Linux.RTA_SRC:
                    source = ReadAddress(attribute);
                    break;
                case Linux.RTA_PREFSRC:
                    preferredSource = attribute.ReadAddress();
                    break;
                case Linux.RTA_PRIORITY:
                    metric = attribute.ReadUInt32();
                    break;
                case Linux.RTA_TABLE:
                    table = attribute.ReadUInt32();
                    break;
                default:
                    path.Apply(attribute, names);
                    extras.Apply(attribute);
                    break;
            }
        }

        bool valid = destination.IsNetwork(header.rtm_dst_len) && source.IsNetwork(header.rtm_src_len)
            && destination.Family == family && source.Family == family && (v6 || header.rtm_src_len == 0 || IsLookup(header))
            && (preferredSource?.AddressFamily ?? family) == family
            && path.Fits(family);
        if (!valid)
        {
            throw new InvalidDataException($"The kernel says that there is a route to {destination}/{header.rtm_dst_len}.");
        }

        // The source of a look-up may be unspecified.
        bool hasSource = v6 && header.rtm_src_len > 0 && !(header.rtm_src_len == 128 && source == IPAddressValue.Any(family));
        return new Route(new IPNetwork(destination.ToIPAddress(), header.rtm_dst_len))
        {
            Path = path.Build(names, message),
            Extras = extras.IsEmpty && !hasSource ? RouteExtras.None : extras.Build(hasSource ? new IPNetwork(source.ToIPAddress(), header.rtm_src_len) : null, v6, message),
            PreferredSource = preferredSource,
            Metric = metric,
            Table = Math.Max(table, 1),
            Type = (RouteType)header.rtm_type,
            Protocol = (RouteProtocol)header.rtm_protocol,
            Scope = (RouteScope)header.rtm_scope,
            TypeOfService = header.rtm_tos,
            OnLink = (header.rtm_flags & Linux.RTNH_F_ONLINK) != 0,
            Report = new RouteReport(StateOf(header.rtm_flags), !IsLookup(header), IsLookup(header)),
        };
    }

    private static IPAddressValue ReadAddress(NetlinkAttribute attribute) => IPAddressValue.ReadAny(attribute.Payload);

    /// <summary>The family and the address behind it.</summary>
    internal static IPAddressValue ReadVia(NetlinkAttribute attribute) =>
        attribute.Payload.Length is 6 or 18 ? new IPAddressValue(attribute.Payload[sizeof(ushort)..]) : throw new InvalidDataException($"A gateway has {attribute.Payload.Length} bytes.");

    private static bool IsLookup(rtmsg header) => (header.rtm_flags & Linux.RTM_F_CLONED) != 0;

    private static RouteFlags StateOf(uint flags) =>
        unchecked((RouteFlags)flags) & (RouteFlags.Dead | RouteFlags.Pervasive | RouteFlags.OnLink | RouteFlags.Offloaded | RouteFlags.LinkDown | RouteFlags.Unresolved | RouteFlags.Trapped);

    private static TimeSpan? TimeLeft(rta_cacheinfo times) => times.rta_expires > 0 ? ClockTicks.ToTimeSpan((ulong)times.rta_expires) : null;

    /// <summary>What is said of one path, in the message or in a part of it.</summary>
    private struct Path
    {
        private IPAddressValue? _gateway;
        private int? _link;
        private uint? _nextHopId;
        private ushort? _encapsulation;
        private uint _realms;
        private ValueList<RouteNextHop>? _hops;

        internal void Apply(in NetlinkAttribute attribute, LinkNames names)
        {
            switch (attribute.Type)
            {
                case Linux.RTA_GATEWAY:
                    _gateway = ReadAddress(attribute);
                    break;
                case Linux.RTA_VIA:
                    _gateway = ReadVia(attribute);
                    break;
                case Linux.RTA_OIF:
                    _link = attribute.ReadInt32();
                    break;
                case Linux.RTA_NH_ID:
                    _nextHopId = attribute.ReadUInt32();
                    break;
                case Linux.RTA_ENCAP_TYPE:
                    _encapsulation = attribute.ReadUInt16();
                    break;
                case Linux.RTA_FLOW:
                    _realms = attribute.ReadUInt32();
                    break;
                case Linux.RTA_MULTIPATH:
                    _hops = ReadHops(attribute.Payload, names);
                    break;
            }
        }

        internal readonly bool Fits(AddressFamily family)
        {
            foreach (RouteNextHop hop in _hops ?? ValueList<RouteNextHop>.Empty)
            {
                if (!Fits(hop.Gateway?.AddressFamily, family))
                {
                    return false;
                }
            }

            return Fits(_gateway?.Family, family);
        }

        internal readonly RoutePath Build(LinkNames names, in NetlinkMessage message)
        {
            LinkReference link = names.Of(_link);
            long? nextHopId = _nextHopId is > 0 ? _nextHopId : null;
            bool isPlain = _hops is null && nextHopId is null && _encapsulation is null;
            return isPlain && names.LastPath is var last && last.IsOnly(_gateway, link)
                ? last
                : names.LastPath = RoutePath.Reported(
                    _gateway?.ToIPAddress(), link, _hops ?? ValueList<RouteNextHop>.Empty, nextHopId, ReadEncapsulation(_encapsulation, message.AttributesAfter<rtmsg>()));
        }

        private static bool Fits(AddressFamily? gateway, AddressFamily family) =>
            gateway is null || gateway == family || family == AddressFamily.InterNetwork;

        private static RouteEncapsulation? ReadEncapsulation(ushort? type, NetlinkAttributeReader attributes)
        {
            if (type is null)
            {
                return null;
            }

            ReadOnlySpan<byte> data = [];
            foreach (NetlinkAttribute attribute in attributes)
            {
                data = attribute.Type == Linux.RTA_ENCAP ? attribute.Payload : data;
            }

            return RouteEncapsulation.Read(type, data);
        }

        private static ValueList<RouteNextHop> ReadHops(ReadOnlySpan<byte> bytes, LinkNames names)
        {
            List<RouteNextHop> hops = [];
            foreach (RoutePathReader.Path hop in new RoutePathReader(bytes))
            {
                Path path = default;
                foreach (NetlinkAttribute attribute in hop.Attributes)
                {
                    // Paths have no paths.
                    if (attribute.Type != Linux.RTA_MULTIPATH)
                    {
                        path.Apply(attribute, names);
                    }
                }

                rtnexthop header = hop.Header;
                hops.Add(new RouteNextHop
                {
                    Gateway = path._gateway?.ToIPAddress(),
                    Link = names.Of(header.rtnh_ifindex > 0 ? header.rtnh_ifindex : null),
                    Weight = header.rtnh_hops + 1,
                    OnLink = (header.rtnh_flags & Linux.RTNH_F_ONLINK) != 0,
                    Encapsulation = ReadEncapsulation(path._encapsulation, hop.Attributes),
                    SourceRealm = RouteRealm.Source(path._realms),
                    DestinationRealm = RouteRealm.Destination(path._realms),
                    ReportedFlags = StateOf(header.rtnh_flags),
                });
            }

            return new ValueList<RouteNextHop>(hops);
        }
    }

    /// <summary>What is reported of few routes.</summary>
    private struct Extras
    {
        private RouteMetrics? _metrics;
        private uint _realms;
        private byte _preference;
        private TimeSpan? _expires;
        private bool _hasDetails;

        internal readonly bool IsEmpty => _metrics is null && _realms == 0 && _preference == 0 && _expires is null && !_hasDetails;

        internal void Apply(in NetlinkAttribute attribute)
        {
            switch (attribute.Type)
            {
                case Linux.RTA_METRICS:
                    _metrics = RouteMetrics.Read(attribute.Nested);
                    break;
                case Linux.RTA_FLOW:
                    _realms = attribute.ReadUInt32();
                    break;
                case Linux.RTA_PREF:
                    _preference = attribute.ReadByte();
                    break;
                case Linux.RTA_CACHEINFO:
                    _expires = TimeLeft(attribute.ReadStruct<rta_cacheinfo>());
                    break;
                default:
                    _hasDetails |= RouteDetails.Has(attribute.Type);
                    break;
            }
        }

        internal readonly RouteExtras Build(IPNetwork? source, bool v6, in NetlinkMessage message) => new()
        {
            Source = source,
            Metrics = _metrics,
            SourceRealm = RouteRealm.Source(_realms),
            DestinationRealm = RouteRealm.Destination(_realms),
            Expires = v6 ? _expires : null,
            Preference = v6 ? (RoutePreference)_preference : RoutePreference.Medium,
            Details = _hasDetails ? RouteDetails.Read(message.AttributesAfter<rtmsg>()) : default,
        };
    }
}
