using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Asks the kernel which route it would take, as <c>ip route get</c> does.</summary>
internal static class RouteLookup
{
    internal static bool TryFind(
        RtnetlinkConnection connection,
        IPAddress destination,
        RouteLookupOptions options,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Route? route,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out NetlinkException? failure)
    {
        options = options.Resolve(connection);
        NetlinkMessageWriter request = Write(stackalloc byte[RouteRequests.BufferSize], destination, options);
        LinkNames names = LinkNames.Read(connection);
        return connection.TryGet(
            request, new NetlinkOperation("find the route to", destination.ToString()), (in message) => RouteReader.ReadAny(message, names), out route, out failure);
    }

    internal static NetlinkMessageWriter Write(Span<byte> buffer, IPAddress destination, RouteLookupOptions options)
    {
        bool v4 = destination.AddressFamily == AddressFamily.InterNetwork;
        NetlinkMessageWriter request = new(buffer, Linux.RTM_GETROUTE);
        ref rtmsg header = ref request.WriteStruct<rtmsg>();
        header.rtm_family = (byte)(v4 ? Linux.AF_INET : Linux.AF_INET6);
        header.rtm_dst_len = (byte)Prefix.Bits(destination.AddressFamily);
        header.rtm_tos = options.TypeOfService;
        // The kernel says the table for IPv6 anyway, and rejects the flag.
        header.rtm_flags = (v4 ? Linux.RTM_F_LOOKUP_TABLE : 0) | (options.MatchTable ? Linux.RTM_F_FIB_MATCH : 0);
        request.WriteAddress(Linux.RTA_DST, destination);
        if (options.Source is { } source)
        {
            header.rtm_src_len = (byte)Prefix.Bits(source.AddressFamily);
            request.WriteAddress(Linux.RTA_SRC, source);
        }

        Write(ref request, Linux.RTA_IIF, options.InputLinkIndex);
        Write(ref request, Linux.RTA_OIF, options.OutputLinkIndex ?? (!v4 && destination.ScopeId != 0 ? (int)destination.ScopeId : null));
        if (options.Mark != 0)
        {
            request.WriteUInt32(Linux.RTA_MARK, options.Mark);
        }

        if (options.UserId is { } user)
        {
            request.WriteUInt32(Linux.RTA_UID, user);
        }

        if (options.IPProtocol is { } protocol)
        {
            request.WriteByte(Linux.RTA_IP_PROTO, protocol);
        }

        if (options.SourcePort is { } sourcePort)
        {
            request.WriteUInt16BigEndian(Linux.RTA_SPORT, (ushort)sourcePort);
        }

        if (options.DestinationPort is { } destinationPort)
        {
            request.WriteUInt16BigEndian(Linux.RTA_DPORT, (ushort)destinationPort);
        }

        return request;
    }

    private static void Write(ref NetlinkMessageWriter request, int type, int? value)
    {
        if (value is { } number)
        {
            request.WriteInt32(type, number);
        }
    }
}
