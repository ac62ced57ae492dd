using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Writes the requests about routes.</summary>
internal static class RouteRequests
{
    internal const int BufferSize = 512;

    private const int ViaHeaderLength = sizeof(ushort);

    /// <summary>How many bytes a request about a route takes, at most.</summary>
    internal static int LengthOf(Route route)
    {
        int length = BufferSize + route.Details.Length + (route.Encapsulation?.Length ?? 0);
        for (int i = 0; i < route.Path.NextHops.Count; i++)
        {
            length += 64 + (route.Path.NextHops[i].Encapsulation?.Length ?? 0);
        }

        return length;
    }

    internal static NetlinkMessageWriter Add(Span<byte> buffer, Route route, int flags)
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

    internal static NetlinkMessageWriter Delete(Span<byte> buffer, Route route)
    {
        NetlinkMessageWriter request = new(buffer, Linux.RTM_DELROUTE);
        ref rtmsg header = ref WriteHeader(ref request, route);
        header.rtm_scope = (byte)(route.Scope ?? RouteScope.Nowhere);
        header.rtm_type = (byte)(route.Type == RouteType.Unicast && !route.Report.IsListed ? 0 : route.Type);
        header.rtm_protocol = (byte)(route.Report.IsListed ? route.Protocol : RouteProtocol.Unspecified);
        WriteAttributes(ref request, route);
        return request;
    }

    internal static NetlinkMessageWriter List(Span<byte> buffer, int family, RouteFilter? filter = null)
    {
        NetlinkMessageWriter request = new(buffer, Linux.RTM_GETROUTE);
        ref rtmsg header = ref request.WriteStruct<rtmsg>();
        header.rtm_family = (byte)family;
        header.rtm_protocol = (byte)(filter?.Protocol ?? 0);
        header.rtm_type = (byte)(filter?.Type ?? 0);
        if (filter?.Table is { } table)
        {
            header.rtm_table = (byte)(table <= byte.MaxValue ? table : Linux.RT_TABLE_UNSPEC);
            request.WriteUInt32(Linux.RTA_TABLE, (uint)table);
        }

        if (filter?.LinkIndex is { } link)
        {
            request.WriteInt32(Linux.RTA_OIF, link);
        }

        return request;
    }

    private static ref rtmsg WriteHeader(ref NetlinkMessageWriter request, Route route)
    {
        ref rtmsg header = ref request.WriteStruct<rtmsg>();
        header.rtm_family = (byte)(route.Family == AddressFamily.InterNetwork ? Linux.AF_INET : Linux.AF_INET6);
        header.rtm_src_len = (byte)(route.Source?.PrefixLength ?? 0);
        header.rtm_tos = route.TypeOfService;
        header.rtm_dst_len = (byte)route.Destination.PrefixLength;
        // A number that does not fit goes into an attribute.
        header.rtm_table = (byte)(route.Table <= byte.MaxValue ? route.Table : Linux.RT_TABLE_UNSPEC);
        return ref header;
    }

    private static void WriteAttributes(ref NetlinkMessageWriter request, Route route)
    {
        RoutePath path = route.Path;
        if (route.Destination.PrefixLength > 0)
        {
            request.WriteAddress(Linux.RTA_DST, route.Destination.BaseAddress);
        }

        if (path.IsSingle && path.Gateway is { } gateway)
        {
            WriteGateway(ref request, route.Family, gateway);
        }

        if (route.PreferredSource is not null)
        {
            request.WriteAddress(Linux.RTA_PREFSRC, route.PreferredSource);
        }

        if (path.IsSingle && LinkOf(path.Gateway, path.Link) is { } link)
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

        if (route.Source is { } source)
        {
            request.WriteAddress(Linux.RTA_SRC, source.BaseAddress);
        }

        route.Metrics?.Write(ref request);
        if (path.NextHopId is { } id)
        {
            request.WriteUInt32(Linux.RTA_NH_ID, (uint)id);
        }
        else if (path.NextHops.Count > 0)
        {
            WriteNextHops(ref request, route.Family, path.NextHops);
        }
        else
        {
            path.Encapsulation?.Write(ref request);
        }

        RouteRealm.Write(ref request, route.SourceRealm, route.DestinationRealm);
        // A kernel without router preferences has no other than this one.
        if (route.Preference != RoutePreference.Medium)
        {
            request.WriteByte(Linux.RTA_PREF, (byte)route.Preference);
        }

        if (route.Expires is { } time)
        {
            request.WriteUInt32(Linux.RTA_EXPIRES, (uint)Math.Ceiling(time.TotalSeconds));
        }

        route.Details.Write(ref request);
    }

    private static void WriteNextHops(ref NetlinkMessageWriter request, AddressFamily family, ValueList<RouteNextHop> hops)
    {
        NestedAttribute nest = request.BeginNested(Linux.RTA_MULTIPATH);
        for (int i = 0; i < hops.Count; i++)
        {
            RouteNextHop hop = hops[i];
            int start = request.Length;
            ref rtnexthop header = ref request.WriteStruct<rtnexthop>();
            header.rtnh_flags = (byte)(hop.OnLink ? Linux.RTNH_F_ONLINK : 0);
            header.rtnh_hops = (byte)(hop.Weight - 1);
            header.rtnh_ifindex = LinkOf(hop.Gateway, hop.Link) ?? 0;
            if (hop.Gateway is { } gateway)
            {
                WriteGateway(ref request, family, gateway);
            }

            RouteRealm.Write(ref request, hop.SourceRealm, hop.DestinationRealm);
            hop.Encapsulation?.Write(ref request);
            header.rtnh_len = checked((ushort)(request.Length - start));
        }

        request.EndNested(nest);
    }

    private static void WriteGateway(ref NetlinkMessageWriter request, AddressFamily family, IPAddress gateway)
    {
        if (gateway.AddressFamily == family)
        {
            request.WriteAddress(Linux.RTA_GATEWAY, gateway);
            return;
        }

        // struct rtvia: the family, then the address.
        Span<byte> via = stackalloc byte[ViaHeaderLength + 16];
        MemoryMarshal.Write(via, (ushort)Linux.AF_INET6);
        gateway.TryWriteBytes(via[ViaHeaderLength..], out _);
        request.WriteBytes(Linux.RTA_VIA, via);
    }

    /// <summary>The scope ID of a gateway is its link.</summary>
    private static int? LinkOf(IPAddress? gateway, LinkReference link)
    {
        if (gateway is not { AddressFamily: AddressFamily.InterNetworkV6, ScopeId: > 0 and var scope })
        {
            return link.Index;
        }

        return link.Index is null || link.Index == scope
            ? (int)scope
            : throw new ArgumentException($"The gateway {gateway} is on link {scope}, and the route leaves by link {link.Index}.", nameof(gateway));
    }

    /// <summary>What ip-route(8) assumes.</summary>
    private static RouteScope UsualScope(Route route) =>
        route.Family == AddressFamily.InterNetworkV6 ? RouteScope.Universe
        : route.Type is RouteType.Local ? RouteScope.Host
        : route.Type is RouteType.Broadcast or RouteType.Multicast or RouteType.Anycast ? RouteScope.Link
        : route.Type is RouteType.Unicast && route.Gateway is null && route.Path.IsSingle ? RouteScope.Link
        : RouteScope.Universe;
}
