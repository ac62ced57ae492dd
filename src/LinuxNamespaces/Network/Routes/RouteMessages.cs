using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The requests about routes.</summary>
internal static class RouteMessages
{
    internal const int BufferSize = 256;
    private const int LargestOnStack = 512;

    internal static void Add(RtnetlinkConnection connection, Route route, int flags, string verb)
    {
        ArgumentNullException.ThrowIfNull(route);
        int length = BufferSize + route.Details.Length;
        Span<byte> buffer = length <= LargestOnStack ? stackalloc byte[LargestOnStack] : new byte[length];
        NetlinkMessageWriter request = WriteAdd(buffer, route, flags);
        connection.Execute(request, new NetlinkOperation($"{verb} route", route.ToString()) { Remedy = RouteRemedies.Add, Subject = (route, flags) });
    }

    internal static void Delete(RtnetlinkConnection connection, Route route)
    {
        ArgumentNullException.ThrowIfNull(route);
        int length = BufferSize + route.Details.Length;
        Span<byte> buffer = length <= LargestOnStack ? stackalloc byte[LargestOnStack] : new byte[length];
        NetlinkMessageWriter request = WriteDelete(buffer, route);
        connection.Execute(request, new NetlinkOperation("delete route", route.ToString()));
    }

    internal static IReadOnlyList<Route> List(RtnetlinkConnection connection, int family)
    {
        NetlinkMessageWriter request = WriteList(stackalloc byte[BufferSize], family);
        return connection.Dump(request, new NetlinkOperation("list routes", null), Parse);
    }

    internal static NetlinkMessageWriter WriteAdd(Span<byte> buffer, Route route, int flags)
    {
        NetlinkMessageWriter request = new(buffer, Linux.RTM_NEWROUTE, flags);
        ref rtmsg header = ref WriteHeader(ref request, route);
        header.rtm_protocol = (byte)route.Protocol;
        header.rtm_type = (byte)route.Type;
        header.rtm_scope = (byte)(route.Scope ?? UsualScope(route));
        header.rtm_flags = route.OnLink ? Linux.RTNH_F_ONLINK : 0;
        WriteAttributes(ref request, route);
        return request;
    }

    internal static NetlinkMessageWriter WriteDelete(Span<byte> buffer, Route route)
    {
        NetlinkMessageWriter request = new(buffer, Linux.RTM_DELROUTE);
        ref rtmsg header = ref WriteHeader(ref request, route);
        header.rtm_scope = (byte)(route.Scope ?? RouteScope.Nowhere);
        header.rtm_type = (byte)(route.Type == RouteType.Unicast && !route.Details.IsListed ? 0 : route.Type);
        header.rtm_protocol = (byte)(route.Details.IsListed ? route.Protocol : RouteProtocol.Unspecified);
        WriteAttributes(ref request, route);
        return request;
    }

    internal static NetlinkMessageWriter WriteList(Span<byte> buffer, int family)
    {
        NetlinkMessageWriter request = new(buffer, Linux.RTM_GETROUTE);
        request.WriteStruct<rtmsg>().rtm_family = (byte)family;
        return request;
    }

    private static ref rtmsg WriteHeader(ref NetlinkMessageWriter request, Route route)
    {
        ref rtmsg header = ref request.WriteStruct<rtmsg>();
        header.rtm_family = (byte)(route.Family == AddressFamily.InterNetwork ? Linux.AF_INET : Linux.AF_INET6);
        header.rtm_src_len = route.Details.SourceLength;
        header.rtm_tos = route.Details.TypeOfService;
        header.rtm_dst_len = (byte)route.Destination.PrefixLength;
        // A number that does not fit goes into an attribute.
        header.rtm_table = (byte)(route.Table <= byte.MaxValue ? route.Table : Linux.RT_TABLE_UNSPEC);
        return ref header;
    }

    private static void WriteAttributes(ref NetlinkMessageWriter request, Route route)
    {
        if (route.Destination.PrefixLength > 0)
        {
            request.WriteAddress(Linux.RTA_DST, route.Destination.BaseAddress);
        }

        bool byNexthop = route.Details.IsByNexthop(route);
        if (route.Gateway is not null && !byNexthop)
        {
            request.WriteAddress(Linux.RTA_GATEWAY, route.Gateway);
        }

        if (route.PreferredSource is not null)
        {
            request.WriteAddress(Linux.RTA_PREFSRC, route.PreferredSource);
        }

        if (LinkOf(route) is { } link && !byNexthop)
        {
            request.WriteInt32(Linux.RTA_OIF, link);
        }

        if (route.Metric is { } metric)
        {
            request.WriteUInt32(Linux.RTA_PRIORITY, (uint)metric);
        }

        if (route.Table > byte.MaxValue)
        {
            request.WriteUInt32(Linux.RTA_TABLE, (uint)route.Table);
        }

        route.Details.Write(ref request, route);
    }

    /// <summary>The scope ID of a gateway is its link.</summary>
    private static int? LinkOf(Route route)
    {
        if (route.Gateway is not { AddressFamily: AddressFamily.InterNetworkV6, ScopeId: > 0 and var scope })
        {
            return route.LinkIndex;
        }

        return route.LinkIndex is null || route.LinkIndex == scope
            ? (int)scope
            : throw new ArgumentException($"The gateway {route.Gateway} is on link {scope}, and the route leaves by link {route.LinkIndex}.", nameof(route));
    }

    /// <summary>What ip-route(8) assumes.</summary>
    private static RouteScope UsualScope(Route route) =>
        route.Family == AddressFamily.InterNetworkV6 ? RouteScope.Universe
        : route.Type is RouteType.Local ? RouteScope.Host
        : route.Type is RouteType.Broadcast or RouteType.Multicast or RouteType.Anycast ? RouteScope.Link
        : route.Type is RouteType.Unicast && route.Gateway is null ? RouteScope.Link
        : RouteScope.Universe;

    internal static Route? Parse(in NetlinkMessage message)
    {
        rtmsg header = message.ReadStruct<rtmsg>();
        if (message.Type != Linux.RTM_NEWROUTE || (header.rtm_flags & Linux.RTM_F_CLONED) != 0 || header.rtm_family is not ((byte)Linux.AF_INET or (byte)Linux.AF_INET6))
        {
            return null;
        }

        IPAddress destination = header.rtm_family == Linux.AF_INET ? IPAddress.Any : IPAddress.IPv6Any;
        IPAddress? gateway = null;
        IPAddress? source = null;
        int? link = null;
        uint? metric = null;
        uint table = header.rtm_table;
        foreach (NetlinkAttribute attribute in message.AttributesAfter<rtmsg>())
        {
            switch (attribute.Type)
            {
                case Linux.RTA_DST:
                    destination = attribute.ReadAddress();
                    break;
                case Linux.RTA_GATEWAY:
                    gateway = attribute.ReadAddress();
                    break;
                case Linux.RTA_PREFSRC:
                    source = attribute.ReadAddress();
                    break;
                case Linux.RTA_OIF:
                    link = attribute.ReadInt32();
                    break;
                case Linux.RTA_PRIORITY:
                    metric = attribute.ReadUInt32();
                    break;
                case Linux.RTA_TABLE:
                    table = attribute.ReadUInt32();
                    break;
            }
        }

        bool valid = IsNetwork(destination, header.rtm_dst_len)
            && (gateway ?? destination).AddressFamily == destination.AddressFamily
            && (source ?? destination).AddressFamily == destination.AddressFamily;
        return valid
            ? new Route(new IPNetwork(destination, header.rtm_dst_len))
            {
                Gateway = gateway,
                PreferredSource = source,
                LinkIndex = link,
                Metric = metric,
                Table = Math.Max(table, 1),
                Type = (RouteType)header.rtm_type,
                Protocol = (RouteProtocol)header.rtm_protocol,
                Scope = (RouteScope)header.rtm_scope,
                OnLink = (header.rtm_flags & Linux.RTNH_F_ONLINK) != 0,
                Details = RouteDetails.Read(message, gateway, link),
            }
            : throw new InvalidDataException($"The kernel says that there is a route to {destination}/{header.rtm_dst_len}.");
    }

    /// <summary>True when the prefix is not too long and no bit after it is set.</summary>
    private static bool IsNetwork(IPAddress address, int prefixLength)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int length);
        for (int bit = prefixLength; bit < length * 8; bit++)
        {
            if ((bytes[bit / 8] & (0x80 >> (bit % 8))) != 0)
            {
                return false;
            }
        }

        return prefixLength <= length * 8;
    }
}
