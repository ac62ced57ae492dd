using System.Net;
using System.Net.NetworkInformation;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using LinuxNamespaces.TestTools;
using Xunit;

namespace LinuxNamespaces.Tests.Network;

/// <summary>Requests are built and replies are walked without a byte from the heap.</summary>
public sealed class AllocationTests
{
    private const int Rounds = 1000;

    private static readonly RecordedConnection s_connection = new();
    private static readonly Link s_link = s_connection.Link;
    private static readonly string s_longName = new('n', 127);

    private static readonly LinkSettings s_up = new() { Up = true };

    private static readonly LinkSettings s_settings = new()
    {
        Up = true,
        Name = "veth1",
        Mtu = 1400,
        Address = PhysicalAddress.Parse("02-FC-00-00-00-01"),
        BroadcastAddress = PhysicalAddress.Parse("FF-FF-FF-FF-FF-FF"),
        TransmitQueueLength = 1,
        Group = 1,
        Alias = new string('a', 255),
        Master = s_connection.BridgeOf(9),
        Promiscuous = true,
        AllMulticast = false,
        Multicast = true,
        Arp = false,
        Dynamic = true,
        Carrier = true,
        ProtocolDown = false,
        IPv6AddressGenerationMode = IPv6AddressGenerationMode.None,
        IPv6Token = IPAddress.Parse("::1:2"),
        GsoMaxSize = 65536,
        GsoMaxSegments = 64,
        GroMaxSize = 65536,
        GsoIPv4MaxSize = 65536,
        GroIPv4MaxSize = 65536,
    };

    private static readonly BridgeOptions s_bridge = new()
    {
        Mtu = 1500,
        Address = PhysicalAddress.Parse("02-FC-00-00-00-01"),
        TransmitQueueLength = 1,
        TransmitQueueCount = 1,
        ReceiveQueueCount = 1,
        Group = 1,
        SpanningTree = true,
        ForwardDelay = TimeSpan.FromSeconds(4),
        HelloTime = TimeSpan.FromSeconds(1),
        MaxAge = TimeSpan.FromSeconds(20),
        AgeingTime = TimeSpan.FromSeconds(300),
        Priority = 1,
        VlanFiltering = true,
        DefaultVlan = 1,
        MulticastSnooping = true,
        GroupForwardMask = 8,
    };

    private static readonly BridgeOptions s_bridgeChange = s_bridge with { TransmitQueueCount = null, ReceiveQueueCount = null };

    private static readonly VethOptions s_veth = new("veth1") { Mtu = 1500, Peer = new LinkOptions { Mtu = 1500 } };

    private static readonly InterfaceAddress s_address = new(IPAddress.Parse("10.0.0.1"), 32)
    {
        Peer = IPAddress.Parse("10.0.0.2"),
        Broadcast = IPAddress.Parse("10.0.0.255"),
        Label = "veth0:1",
        ValidLifetime = TimeSpan.FromHours(1),
        PreferredLifetime = TimeSpan.FromMinutes(30),
    };

    private static readonly InterfaceAddress s_address6 = new(IPAddress.Parse("fd00::1"), 64);

    private static readonly Route s_route = new(IPNetwork.Parse("fd01::/32"))
    {
        Gateway = IPAddress.Parse("fd00::1"),
        PreferredSource = IPAddress.Parse("fd00::2"),
        LinkIndex = 5,
        Metric = 1,
        Table = 1000,
        Source = IPNetwork.Parse("fd02::/32"),
        Metrics = new RouteMetrics { Mtu = 1400, RoundTripTime = TimeSpan.FromMilliseconds(3), CongestionControl = "cubic", Locked = LockedRouteMetrics.Mtu },
        Encapsulation = new SegmentRoutingEncapsulation(SegmentRoutingMode.Encapsulate, IPAddress.Parse("fc00::1"), IPAddress.Parse("fc00::2")),
        Expires = TimeSpan.FromMinutes(5),
        Preference = RoutePreference.High,
    };

    private static readonly RouteFilter s_routeFilter = new() { Table = 1000, LinkIndex = 5, Protocol = RouteProtocol.Static, Type = RouteType.Unicast };
    private static readonly RouteLookupOptions s_lookup = new() { Source = IPAddress.Parse("fd00::2"), Mark = 5, InputLinkIndex = 5, UserId = 7, IPProtocol = 6, DestinationPort = 80, SourcePort = 81 };
    private static readonly NeighbourFilter s_neighbourFilter = new() { LinkIndex = 5, MasterIndex = 7 };
    private static readonly NexthopFilter s_nexthopFilter = new() { LinkIndex = 5, Groups = true };
    private static readonly Nexthop s_nexthop = new() { Id = 5, Gateway = IPAddress.Parse("10.0.0.1"), LinkIndex = 5, Encapsulation = new MplsEncapsulation(100, 200) };

    internal static Route Multipath { get; } = new(IPNetwork.Parse("10.0.0.0/8"))
    {
        NextHops =
        [
            new() { Gateway = IPAddress.Parse("10.0.0.1"), LinkIndex = 5, Weight = 7, Encapsulation = new MplsEncapsulation(100, 200) { TimeToLive = 9 } },
            new() { Gateway = IPAddress.Parse("fe80::1"), LinkIndex = 6, OnLink = true, SourceRealm = 5 },
        ],
    };

    internal static RoutingRule Rule { get; } = new(System.Net.Sockets.AddressFamily.InterNetworkV6)
    {
        Priority = 100,
        From = IPNetwork.Parse("fd01::/32"),
        To = IPNetwork.Parse("fd02::/32"),
        Dscp = 5,
        DscpMask = 7,
        FlowLabel = 77,
        FlowLabelMask = 255,
        Mark = 5,
        MarkMask = 255,
        InputLinkName = "fifteen-bytes-x",
        OutputLinkName = "fifteen-bytes-y",
        UserIds = new UserIdRange(1000, 2000),
        IPProtocol = 6,
        SourcePorts = new PortRange(80),
        SourcePortMask = 255,
        DestinationPorts = new PortRange(443),
        DestinationPortMask = 255,
        TunnelId = 77,
        Table = 1000,
        SuppressPrefixLength = 0,
        SuppressLinkGroup = 5,
        SourceRealm = 5,
    };

    internal static Neighbour Neighbour { get; } = new(IPAddress.Parse("fd00::1"))
    {
        LinkIndex = 5,
        LinkLayerAddress = new System.Net.NetworkInformation.PhysicalAddress(new byte[32]),
        Flags = NeighbourFlags.Router | NeighbourFlags.Managed,
        Protocol = RouteProtocol.Static,
    };

    internal static Nexthop Group { get; } = new()
    {
        Id = 7,
        Group = [new NexthopGroupMember(5), new NexthopGroupMember(6, 300)],
        GroupType = NexthopGroupType.Resilient,
        Buckets = 64,
        IdleTimer = TimeSpan.FromSeconds(5),
        UnbalancedTimer = TimeSpan.FromSeconds(7),
    };

    private static readonly BridgeVlan s_vlan = new(10, 20) { IsUntagged = true, TunnelId = 1000 };

    private static readonly ForwardingEntry s_forwarding = new(System.Net.NetworkInformation.PhysicalAddress.Parse("02-FC-00-00-00-01"))
    {
        VlanId = 10,
        Destination = IPAddress.Parse("fd00::1"),
        DestinationPort = 4789,
        NetworkId = 7,
        SourceNetworkId = 8,
        DestinationLinkIndex = 9,
    };

    private static readonly ForwardingFilter s_filter = new() { VlanId = 10, State = ForwardingEntryState.Static, IsSticky = true };

    private static readonly MulticastEntry s_multicast = new(IPAddress.Parse("ff0e::5"))
    {
        LinkIndex = 5,
        VlanId = 10,
        FilterMode = MulticastFilterMode.Include,
        Sources = [IPAddress.Parse("fd00::1"), IPAddress.Parse("fd00::2")],
        Destination = IPAddress.Parse("fd00::1"),
        DestinationPort = 4789,
        NetworkId = 7,
        SourceNetworkId = 8,
        DestinationLinkIndex = 9,
    };

    private static readonly MulticastFilter s_multicastFilter = new() { VlanId = 5, IsPermanent = true, Protocol = RouteProtocol.Static };

    // Each with the size of the buffer that the library takes for it.
    private static readonly Dictionary<string, (int BufferSize, Builder Build)> s_builders = new()
    {
        ["get link by index"] = (LinkRequests.BufferSize, buffer => LinkRequests.Get(buffer, 5).Finish()),
        ["get link by name"] = (LinkRequests.BufferSize, buffer => LinkRequests.Get(buffer, "veth0").Finish()),
        ["get link by alternative name"] = (LinkRequests.BufferSize, buffer => LinkRequests.Get(buffer, s_longName).Finish()),
        ["list links"] = (LinkRequests.BufferSize, buffer => LinkRequests.List(buffer, null).Finish()),
        ["list ports"] = (LinkRequests.BufferSize, buffer => LinkRequests.List(buffer, 5).Finish()),
        ["create bridge"] = (LinkRequests.BufferSize, buffer => LinkRequests.Create(buffer, "br0", s_bridge).Finish()),
        ["create veth pair"] = (LinkRequests.BufferSize, buffer => LinkRequests.Create(buffer, "veth0", s_veth, dataNamespace: 7).Finish()),
        ["delete links of group"] = (LinkRequests.BufferSize, buffer => LinkRequests.DeleteGroup(buffer, 7).Finish()),
        ["delete link"] = (LinkRequests.BufferSize, buffer => LinkRequests.Delete(buffer, 5).Finish()),
        ["set up link"] = (LinkRequests.BufferSize, buffer => LinkRequests.Set(buffer, s_link, s_up).Finish()),
        ["change link"] = (LinkRequests.BufferSize, buffer => LinkRequests.Set(buffer, s_link, s_settings).Finish()),
        ["change bridge"] = (LinkRequests.CreateBufferSize, buffer => LinkRequests.Set(buffer, s_link, s_bridgeChange).Finish()),
        ["add alternative name"] = (LinkRequests.BufferSize, buffer => LinkRequests.AddAlternativeName(buffer, 5, s_longName).Finish()),
        ["remove alternative name"] = (LinkRequests.BufferSize, buffer => LinkRequests.RemoveAlternativeName(buffer, 5, s_longName).Finish()),
        ["move link"] = (LinkRequests.BufferSize, buffer => LinkRequests.Move(buffer, 5, 7, "eth0").Finish()),
        ["add address"] = (AddressMessages.BufferSize, buffer => AddressMessages.WriteAdd(buffer, 5, s_address, Linux.NLM_F_CREATE).Finish()),
        ["add IPv6 address"] = (AddressMessages.BufferSize, buffer => AddressMessages.WriteAdd(buffer, 5, s_address6, Linux.NLM_F_CREATE).Finish()),
        ["delete address"] = (AddressMessages.BufferSize, buffer => AddressMessages.WriteDelete(buffer, 5, s_address).Finish()),
        ["list addresses"] = (AddressMessages.BufferSize, buffer => AddressMessages.WriteList(buffer, 5).Finish()),
        ["add route"] = (RouteRequests.BufferSize, buffer => RouteRequests.Add(buffer, s_route, Linux.NLM_F_CREATE).Finish()),
        ["delete route"] = (RouteRequests.BufferSize, buffer => RouteRequests.Delete(buffer, s_route).Finish()),
        ["list routes"] = (RouteRequests.BufferSize, buffer => RouteRequests.List(buffer, Linux.AF_INET6).Finish()),
        ["list routes by a filter"] = (RouteRequests.BufferSize, buffer => RouteRequests.List(buffer, Linux.AF_INET6, s_routeFilter).Finish()),
        ["add multipath route"] = (RouteRequests.LengthOf(Multipath), buffer => RouteRequests.Add(buffer, Multipath, Linux.NLM_F_CREATE).Finish()),
        ["delete multipath route"] = (RouteRequests.LengthOf(Multipath), buffer => RouteRequests.Delete(buffer, Multipath).Finish()),
        ["look up route"] = (RouteRequests.BufferSize, buffer => RouteLookup.Write(buffer, s_address6.Address, s_lookup).Finish()),
        ["add rule"] = (RoutingRuleMessages.BufferSize, buffer => RoutingRuleMessages.WriteAdd(buffer, Rule).Finish()),
        ["delete rule"] = (RoutingRuleMessages.BufferSize, buffer => RoutingRuleMessages.WriteDelete(buffer, Rule).Finish()),
        ["list rules"] = (RoutingRuleMessages.BufferSize, buffer => RoutingRuleMessages.WriteList(buffer, Linux.AF_INET).Finish()),
        ["add neighbour"] = (NeighbourMessages.BufferSize, buffer => NeighbourMessages.WriteAdd(buffer, Neighbour, Linux.NLM_F_CREATE).Finish()),
        ["delete neighbour"] = (NeighbourMessages.BufferSize, buffer => NeighbourMessages.WriteDelete(buffer, Neighbour).Finish()),
        ["get neighbour"] = (NeighbourMessages.BufferSize, buffer => NeighbourMessages.WriteGet(buffer, Neighbour).Finish()),
        ["list neighbours"] = (NeighbourMessages.BufferSize, buffer => NeighbourMessages.WriteList(buffer, Linux.AF_INET, s_neighbourFilter).Finish()),
        ["add nexthop"] = (NexthopMessages.LengthOf(s_nexthop), buffer => NexthopMessages.WriteAdd(buffer, s_nexthop, Linux.NLM_F_CREATE).Finish()),
        ["add nexthop group"] = (NexthopMessages.LengthOf(Group), buffer => NexthopMessages.WriteAdd(buffer, Group, Linux.NLM_F_CREATE).Finish()),
        ["delete nexthop"] = (NexthopMessages.BufferSize, buffer => NexthopMessages.WriteOne(buffer, Linux.RTM_DELNEXTHOP, 5).Finish()),
        ["list nexthops"] = (NexthopMessages.BufferSize, buffer => NexthopMessages.WriteList(buffer, s_nexthopFilter).Finish()),
        ["list VLANs"] = (BridgeVlanMessages.BufferSize, buffer => BridgeVlanMessages.WriteList(buffer).Finish()),
        ["add VLAN"] = (BridgeVlanMessages.BufferSize, buffer => BridgeVlanMessages.WriteAdd(buffer, 5, true, s_vlan).Finish()),
        ["delete VLAN"] = (BridgeVlanMessages.BufferSize, buffer => BridgeVlanMessages.WriteDelete(buffer, 5, true, s_vlan).Finish()),
        ["list forwarding entries"] = (ForwardingMessages.BufferSize, buffer => ForwardingMessages.WriteList(buffer, 5, true, s_filter).Finish()),
        ["add forwarding entry"] = (ForwardingMessages.BufferSize, buffer => ForwardingMessages.WriteChange(buffer, Linux.RTM_NEWNEIGH, 0, 5, NeighbourSchema.NTF_SELF, s_forwarding).Finish()),
        ["flush forwarding entries"] = (ForwardingMessages.BufferSize, buffer => ForwardingMessages.WriteFlush(buffer, 5, NeighbourSchema.NTF_SELF, s_filter).Finish()),
        ["list multicast databases"] = (MulticastMessages.BufferSize, buffer => MulticastMessages.WriteList(buffer).Finish()),
        ["flush multicast database"] = (MulticastMessages.BufferSize, buffer => MulticastMessages.WriteFlush(buffer, 5, s_multicastFilter).Finish()),
        ["add multicast entry"] =
            (MulticastMessages.BufferSize + (2 * MulticastMessages.SourceSize), buffer => MulticastMessages.WriteChange(buffer, Linux.RTM_NEWMDB, 0, 5, s_multicast).Finish()),
        ["get namespace id"] = (NamespaceIds.BufferSize, buffer => NamespaceIds.WriteGet(buffer, 7).Finish()),
    };

    private delegate ReadOnlySpan<byte> Builder(Span<byte> buffer);

    public static TheoryData<string> Requests => [.. s_builders.Keys];

    public static TheoryData<string> Replies => [.. KernelReplies.Names];

    [Theory]
    [MemberData(nameof(Requests))]
    public void Building_a_request_allocates_nothing(string request)
    {
        (int size, Builder build) = s_builders[request];
        byte[] buffer = new byte[size];
        AllocatedBy(() => build(buffer).Length).Should().Be(0);
    }

    [Theory]
    [MemberData(nameof(Replies))]
    public void Walking_every_attribute_of_a_reply_allocates_nothing(string reply)
    {
        byte[] bytes = KernelReplies.Bytes(reply);
        Walk(bytes).Should().BePositive();
        AllocatedBy(() => Walk(bytes)).Should().Be(0);
    }

    [Theory]
    [InlineData("loopback")]
    [InlineData("port")]
    public void A_link_that_is_kept_takes_at_most_400_bytes_besides_what_only_its_kind_has(string reply)
    {
        byte[] bytes = KernelReplies.Bytes(reply);
        LinkInfo info = LinkInfo.Read(KernelReplies.Message(reply));
        int kindData = info.GetKindData().MoveNext() || info.GetPortData().MoveNext() ? 512 : 0;
        AllocatedBy(() => ReadLinks(bytes)).Should().BeLessThanOrEqualTo(Rounds * (400 + kindData));
    }

    [Fact]
    public void What_allocates_is_noticed() => AllocatedBy(() => new byte[1].Length).Should().BeGreaterThanOrEqualTo(Rounds);

    private static long AllocatedBy(Func<int> action)
    {
        int sum = 0;
        long allocated = Allocations.Count(Rounds, () => sum += action());
        sum.Should().BePositive();
        return allocated;
    }

    private static int ReadLinks(ReadOnlySpan<byte> datagram)
    {
        int sum = 0;
        foreach (NetlinkMessage message in new NetlinkMessageReader(datagram))
        {
            sum += LinkInfo.Read(message).Index;
        }

        return sum;
    }

    private static int Walk(ReadOnlySpan<byte> datagram)
    {
        int sum = 0;
        foreach (NetlinkMessage message in new NetlinkMessageReader(datagram))
        {
            sum += message.Type switch
            {
                Linux.RTM_NEWLINK => message.ReadStruct<ifinfomsg>().ifi_index + Walk(message.AttributesAfter<ifinfomsg>(), 0),
                Linux.RTM_NEWADDR => message.ReadStruct<ifaddrmsg>().ifa_prefixlen + Walk(message.AttributesAfter<ifaddrmsg>(), 2),
                Linux.RTM_NEWROUTE => message.ReadStruct<rtmsg>().rtm_type + Walk(message.AttributesAfter<rtmsg>(), 2),
                Linux.RTM_NEWNSID => Walk(message.AttributesAfter<rtgenmsg>(), 2),
                _ => message.ReadErrno().Value,
            };
        }

        return sum;
    }

    /// <param name="level">How deep the attributes are in a message about a link; 2 where none holds others.</param>
    private static int Walk(NetlinkAttributeReader attributes, int level)
    {
        int sum = 0;
        foreach (NetlinkAttribute attribute in attributes)
        {
            int length = attribute.Payload.Length;
            sum += 1 + (attribute.ReadUtf8().Length & 1);
            sum += length >= 1 ? attribute.ReadByte() & 1 : 0;
            sum += length >= 2 ? attribute.ReadUInt16() & 1 : 0;
            sum += length >= 4 ? (int)(attribute.ReadUInt32() & 1) + (attribute.ReadInt32() & 1) : 0;
            sum += length >= 8 ? (int)(attribute.ReadUInt64() & 1) + (int)(attribute.ReadInt64() & 1) : 0;
            sum += length >= 16 ? (int)(attribute.ReadStruct<ifa_cacheinfo>().ifa_valid & 1) : 0;
            bool nest = level switch
            {
                0 => attribute.Type is Linux.IFLA_LINKINFO or Linux.IFLA_PROP_LIST,
                1 => attribute.Type is Linux.IFLA_INFO_DATA or Linux.IFLA_INFO_SLAVE_DATA,
                _ => false,
            };
            sum += nest ? Walk(attribute.Nested, level + 1) : 0;
        }

        return sum;
    }
}
