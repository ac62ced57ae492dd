using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Makes requests about links, routes and traffic control that the kernel rejects after it has looked for a feature. None of them changes anything.</summary>
internal static class RtnetlinkProbes
{
    // rtnl_create_link accepts 1 to 4096, and checks the number after it has found the kind.
    private const uint ImpossibleQueues = uint.MaxValue;

    // br_validate accepts 0x8100 and 0x88a8, if the kernel has VLAN filtering.
    private const ushort ImpossibleProtocol = 0xffff;

    // No route is in a table that does not exist.
    private const uint UnusedTable = 0xfffffffe;

    private const ushort TCA_ACT_TAB = 1;

    internal static KernelFeatureState LinkKind(NetNamespace place, string kind)
    {
        NetlinkMessageWriter request = new(stackalloc byte[256], Linux.RTM_NEWLINK, Linux.NLM_F_CREATE | Linux.NLM_F_EXCL);
        request.WriteStruct<ifinfomsg>();
        request.WriteUInt32(Linux.IFLA_NUM_TX_QUEUES, ImpossibleQueues);
        NestedAttribute linkInfo = request.BeginNested(Linux.IFLA_LINKINFO);
        request.WriteString(Linux.IFLA_INFO_KIND, kind);
        request.EndNested(linkInfo);
        return ProbeAnswer.Of(place.Rtnetlink, request, failure => failure.KernelMessage == RtnetlinkConnection.UnknownKind);
    }

    internal static KernelFeatureState BridgeVlanFiltering(NetNamespace place)
    {
        NetlinkMessageWriter request = new(stackalloc byte[128], Linux.RTM_NEWLINK, Linux.NLM_F_CREATE | Linux.NLM_F_EXCL);
        request.WriteStruct<ifinfomsg>();
        request.WriteUInt32(Linux.IFLA_NUM_TX_QUEUES, ImpossibleQueues);
        NestedAttribute linkInfo = request.BeginNested(Linux.IFLA_LINKINFO);
        request.WriteString(Linux.IFLA_INFO_KIND, Bridge.Kind.Name);
        NestedAttribute data = request.BeginNested(Linux.IFLA_INFO_DATA);
        request.WriteUInt16BigEndian(BridgeSchema.IFLA_BR_VLAN_PROTOCOL, ImpossibleProtocol);
        request.EndNested(data);
        request.EndNested(linkInfo);
        return ProbeAnswer.Of(place.Rtnetlink, request, failure => failure.Errno != Errno.EPROTONOSUPPORT);
    }

    /// <summary>Asks for a qdisc of the loopback link, with an estimator that lacks its parameters.</summary>
    internal static KernelFeatureState Qdisc(NetNamespace place, string kind)
    {
        bool isIngress = kind is "ingress" or "clsact";
        // The kernel looks for the kind before it looks at the qdisc that is there, if it is to replace it.
        int flags = Linux.NLM_F_CREATE | Linux.NLM_F_EXCL | (isIngress ? 0 : Linux.NLM_F_REPLACE);
        NetlinkMessageWriter request = new(stackalloc byte[256], Linux.RTM_NEWQDISC, flags);
        ref tcmsg header = ref request.WriteStruct<tcmsg>();
        header.tcm_ifindex = place.Loopback.Index;
        header.tcm_parent = isIngress ? TrafficHandle.TC_H_INGRESS : TrafficHandle.TC_H_ROOT;
        request.WriteString(TrafficSchema.TCA_KIND, kind);
        request.WriteBytes(TrafficSchema.TCA_RATE, []);
        return ProbeAnswer.Of(place.Rtnetlink, request, failure => failure.Errno == Errno.ENOENT || LacksTrafficControl(place, failure));
    }

    /// <summary>Asks for an action without its parameters, which each kind requires.</summary>
    internal static KernelFeatureState TrafficAction(NetNamespace place, string kind)
    {
        NetlinkMessageWriter request = new(stackalloc byte[256], Linux.RTM_NEWACTION, Linux.NLM_F_CREATE);
        // struct tcamsg: no family
        request.WriteStruct<int>();
        NestedAttribute table = request.BeginNested(TCA_ACT_TAB);
        NestedAttribute first = request.BeginNested(1);
        request.WriteString(TrafficSchema.TCA_ACT_KIND, kind);
        request.EndNested(first);
        request.EndNested(table);
        return ProbeAnswer.Of(place.Rtnetlink, request, failure => failure.Errno == Errno.ENOENT || LacksTrafficControl(place, failure));
    }

    internal static KernelFeatureState PolicyRouting(NetNamespace place, int family)
    {
        NetlinkMessageWriter request = RoutingRuleMessages.WriteList(stackalloc byte[RoutingRuleMessages.BufferSize], family);
        return ProbeAnswer.OfDump(place.Rtnetlink, request, failure => failure.Errno == Errno.EOPNOTSUPP || failure.Errno == Errno.EAFNOSUPPORT);
    }

    internal static KernelFeatureState NexthopObjects(NetNamespace place)
    {
        NetlinkMessageWriter request = NexthopMessages.WriteList(stackalloc byte[NexthopMessages.BufferSize], NexthopFilter.None);
        return ProbeAnswer.OfDump(place.Rtnetlink, request, failure => failure.Errno == Errno.EOPNOTSUPP);
    }

    /// <summary>Asks the kernel to delete a route that cannot exist. It checks the encapsulation first.</summary>
    internal static KernelFeatureState Encapsulation(NetNamespace place, RouteEncapsulation encapsulation)
    {
        Span<byte> destination = stackalloc byte[16];
        System.Net.IPAddress.IPv6Loopback.TryWriteBytes(destination, out int length);
        NetlinkMessageWriter request = new(stackalloc byte[512], Linux.RTM_DELROUTE);
        ref rtmsg header = ref request.WriteStruct<rtmsg>();
        header.rtm_family = (byte)Linux.AF_INET6;
        header.rtm_dst_len = (byte)(length * 8);
        request.WriteBytes(Linux.RTA_DST, destination);
        request.WriteUInt32(Linux.RTA_TABLE, UnusedTable);
        request.WriteInt32(Linux.RTA_OIF, place.Loopback.Index);
        encapsulation.Write(ref request);
        return ProbeAnswer.Of(place.Rtnetlink, request, failure => failure.Errno == Errno.EOPNOTSUPP);
    }

    /// <summary>Whether the kernel has no traffic control at all (CONFIG_NET_SCHED). Some kinds return EOPNOTSUPP themselves.</summary>
    private static bool LacksTrafficControl(NetNamespace place, NetlinkException failure)
    {
        if (failure.Errno != Errno.EOPNOTSUPP)
        {
            return false;
        }

        NetlinkMessageWriter request = TrafficMessages.Write(stackalloc byte[TrafficMessages.SmallBufferSize], Linux.RTM_GETQDISC, place.Loopback.Index, null, null);
        return ProbeAnswer.OfDump(place.Rtnetlink, request, unsupported => unsupported.Errno == Errno.EOPNOTSUPP) == KernelFeatureState.Missing;
    }
}
