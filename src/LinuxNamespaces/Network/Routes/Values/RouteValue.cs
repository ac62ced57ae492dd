using System.Net.Sockets;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>A route in an answer of the kernel, which needs no memory of its own. It is valid until the enumeration goes on.</summary>
/// <remarks><see cref="ToRoute"/> returns everything that the kernel reports of the route, as an object.</remarks>
public readonly ref struct RouteValue
{
    private readonly NetlinkMessage _message;
    private readonly rtmsg _header;
    private readonly IPAddressValue _gateway;
    private readonly IPAddressValue _preferredSource;
    private readonly int _linkIndex;
    private readonly uint _nextHopId;
    private readonly uint _metric;
    private readonly uint _table;
    // Numbers that may be missing without a flag each for it: a value is copied at every step.
    private readonly Parts _present;

    private RouteValue(scoped in NetlinkMessage message, rtmsg header)
    {
        _message = message;
        _header = header;
        Destination = IPAddressValue.Any(Family);
        uint table = header.rtm_table;
        Parts present = default;
        foreach (NetlinkAttribute attribute in message.AttributesAfter<rtmsg>())
        {
            switch (attribute.Type)
            {
                case Linux.RTA_DST:
                    Destination = IPAddressValue.Read(attribute.Payload, Family);
                    break;
                case Linux.RTA_GATEWAY:
                    _gateway = IPAddressValue.Read(attribute.Payload, Family);
                    present |= Parts.Gateway;
                    break;
                case Linux.RTA_VIA:
                    _gateway = ReadVia(attribute);
                    present |= Parts.Gateway;
                    break;
                case Linux.RTA_OIF:
                    _linkIndex = attribute.ReadInt32();
                    present |= Parts.LinkIndex;
                    break;
                case Linux.RTA_PRIORITY:
                    _metric = attribute.ReadUInt32();
                    present |= Parts.Metric;
                    break;
                case Linux.RTA_TABLE:
                    table = attribute.ReadUInt32();
                    break;
                case Linux.RTA_PREFSRC:
                    _preferredSource = IPAddressValue.Read(attribute.Payload, Family);
                    present |= Parts.PreferredSource;
                    break;
                case Linux.RTA_NH_ID:
                    _nextHopId = attribute.ReadUInt32();
                    break;
                case Linux.RTA_MULTIPATH:
                    NextHopCount = Count(attribute.Payload);
                    break;
            }
        }

        _table = Math.Max(table, 1);
        _present = present;
        if (!Destination.IsNetwork(PrefixLength))
        {
            throw new InvalidDataException($"The kernel says that there is a route to {Destination}/{PrefixLength}.");
        }
    }

    /// <summary>Gets the address family: IPv4 or IPv6.</summary>
    public AddressFamily Family => _header.rtm_family == Linux.AF_INET ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;

    /// <summary>Gets the first address of the destination.</summary>
    public IPAddressValue Destination { get; }

    /// <summary>Gets the length of the destination's prefix; 0 for the default route.</summary>
    public int PrefixLength => _header.rtm_dst_len;

    /// <summary>Gets the address of the gateway; <see langword="null"/> if there is none, or if the route has several paths.</summary>
    public IPAddressValue? Gateway => Has(Parts.Gateway) ? _gateway : null;

    /// <summary>Gets the index of the link that packets leave by; <see langword="null"/> if there is none, or if the route has several paths.</summary>
    public int? LinkIndex => Has(Parts.LinkIndex) ? _linkIndex : null;

    /// <summary>Gets the number of paths of a multipath route; 0 for a route with one path. <see cref="ToRoute"/> returns them.</summary>
    public int NextHopCount { get; }

    /// <summary>Gets the number of the nexthop object that the route leads to; <see langword="null"/> for none.</summary>
    public long? NextHopId => _nextHopId > 0 ? _nextHopId : null;

    /// <summary>Gets the source address of packets that are sent without one; <see langword="null"/> for the kernel's choice.</summary>
    public IPAddressValue? PreferredSource => Has(Parts.PreferredSource) ? _preferredSource : null;

    /// <summary>Gets the metric; <see langword="null"/> for 0.</summary>
    public long? Metric => Has(Parts.Metric) ? _metric : null;

    /// <summary>Gets the table.</summary>
    public long Table => _table;

    /// <summary>Gets what the route does with packets.</summary>
    public RouteType Type => (RouteType)_header.rtm_type;

    /// <summary>Gets which program created the route.</summary>
    public RouteProtocol Protocol => (RouteProtocol)_header.rtm_protocol;

    /// <summary>Gets how far away the destination is.</summary>
    public RouteScope Scope => (RouteScope)_header.rtm_scope;

    /// <summary>Creates an object with everything that the kernel reports of the route. Names of links are not looked up.</summary>
    /// <returns>The route.</returns>
    /// <exception cref="InvalidDataException">The kernel's message cannot be read.</exception>
    public Route ToRoute() => RouteReader.Read(_message, LinkNames.Empty) ?? throw new InvalidOperationException("The value is not a route of an enumeration.");

    /// <summary>Whether the kernel says that it has applied the filter of the request.</summary>
    internal bool IsFiltered => (_message.Flags & NetlinkMessageFlags.DumpFiltered) != 0;

    /// <summary>Reads a route; false for what is neither IPv4 nor IPv6, and for what the kernel keeps as a cache.</summary>
    internal static bool TryRead(scoped in NetlinkMessage message, out RouteValue route)
    {
        rtmsg header = message.ReadStruct<rtmsg>();
        bool isRoute = message.Type == Linux.RTM_NEWROUTE && header.rtm_family is (byte)Linux.AF_INET or (byte)Linux.AF_INET6 && (header.rtm_flags & Linux.RTM_F_CLONED) == 0;
        route = isRoute ? new RouteValue(message, header) : default;
        return isRoute;
    }

    /// <summary>Whether one of the paths has a gateway.</summary>
    internal bool HasGateway(IPAddressValue gateway)
    {
        if (Gateway == gateway || NextHopCount == 0)
        {
            return Gateway == gateway;
        }

        foreach (RoutePathReader.Path path in Paths)
        {
            foreach (NetlinkAttribute attribute in path.Attributes)
            {
                if ((attribute.Type == Linux.RTA_GATEWAY && IPAddressValue.Read(attribute.Payload, Family) == gateway) || (attribute.Type == Linux.RTA_VIA && ReadVia(attribute) == gateway))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether one of the paths leaves by a link.</summary>
    internal bool HasLink(int index)
    {
        if (LinkIndex == index)
        {
            return true;
        }

        foreach (RoutePathReader.Path path in Paths)
        {
            if (path.Header.rtnh_ifindex == index)
            {
                return true;
            }
        }

        return false;
    }

    private RoutePathReader Paths
    {
        get
        {
            foreach (NetlinkAttribute attribute in _message.AttributesAfter<rtmsg>())
            {
                if (attribute.Type == Linux.RTA_MULTIPATH)
                {
                    return new RoutePathReader(attribute.Payload);
                }
            }

            return default;
        }
    }

    private bool Has(Parts part) => (_present & part) != 0;

    private static int Count(ReadOnlySpan<byte> paths)
    {
        int count = 0;
        foreach (RoutePathReader.Path _ in new RoutePathReader(paths))
        {
            count++;
        }

        return count;
    }

    /// <summary>The family and the address behind it.</summary>
    private static IPAddressValue ReadVia(NetlinkAttribute attribute) =>
        attribute.Payload.Length is 6 or 18
            ? new IPAddressValue(attribute.Payload[sizeof(ushort)..])
            : throw new InvalidDataException($"A gateway has {attribute.Payload.Length} bytes.");

    [Flags]
    private enum Parts : byte
    {
        Gateway = 1,
        LinkIndex = 2,
        PreferredSource = 4,
        Metric = 8,
    }
}
