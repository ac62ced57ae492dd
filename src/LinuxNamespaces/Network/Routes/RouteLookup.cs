using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>What the kernel would do with a packet for an address, as <c>ip route get</c> asks.</summary>
/// <param name="Error">The error that a sender gets; null when there is a route.</param>
/// <param name="Type">The type of the route.</param>
/// <param name="LinkIndex">The link that the packet would leave by.</param>
internal readonly record struct RouteLookup(Errno? Error, RouteType Type, int? LinkIndex)
{
    /// <exception cref="LinuxException">The namespace cannot be asked.</exception>
    internal static RouteLookup Find(NetNamespace netNamespace, IPAddress target)
    {
        bool v4 = target.AddressFamily == AddressFamily.InterNetwork;
        NetlinkMessageWriter request = new(stackalloc byte[RouteMessages.BufferSize], Linux.RTM_GETROUTE);
        ref rtmsg header = ref request.WriteStruct<rtmsg>();
        header.rtm_family = (byte)(v4 ? Linux.AF_INET : Linux.AF_INET6);
        header.rtm_dst_len = (byte)(v4 ? 32 : 128);
        request.WriteAddress(Linux.RTA_DST, target);
        if (!v4 && target.ScopeId != 0)
        {
            request.WriteInt32(Linux.RTA_OIF, (int)target.ScopeId);
        }

        return netNamespace.Rtnetlink.TryGet(request, new NetlinkOperation("find the route to", target.ToString()), Parse, out Found? found, out NetlinkException? failure)
            ? new RouteLookup(null, found!.Type, found.LinkIndex)
            : new RouteLookup(failure!.Errno, RouteType.Unicast, null);
    }

    private static Found? Parse(in NetlinkMessage message)
    {
        if (message.Type != Linux.RTM_NEWROUTE)
        {
            return null;
        }

        int? link = null;
        foreach (NetlinkAttribute attribute in message.AttributesAfter<rtmsg>())
        {
            link = attribute.Type == Linux.RTA_OIF ? attribute.ReadInt32() : link;
        }

        return new Found((RouteType)message.ReadStruct<rtmsg>().rtm_type, link);
    }

    private sealed record Found(RouteType Type, int? LinkIndex);
}
