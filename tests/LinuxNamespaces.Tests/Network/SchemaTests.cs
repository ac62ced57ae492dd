using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Network;

/// <summary>Errors name attributes by the schemas of rtnetlink.</summary>
public sealed class SchemaTests
{
    private static readonly MessageSchemas s_schemas = new([.. LinkSchema.Messages, .. AddressSchema.Messages, .. RouteSchema.Messages, .. NexthopSchema.Messages, .. RoutingRuleSchema.Messages, .. NeighbourSchema.Messages, .. NamespaceIdSchema.Messages]);

    // The bytes of this message are in NetlinkMessageTests.
    private static readonly byte[] s_veth = LinkRequests.Create(new byte[256], "veth0", new VethOptions("br-veth0"), dataNamespace: 7).Finish().ToArray();

    // ip route add 10.1.0.0/16 nexthop encap ip id 7 dst 192.0.2.1 via 10.0.0.1 dev d0 nexthop encap mpls 100 ttl 9 via 10.0.0.2 dev d0
    private static readonly byte[] s_multipath = Convert.FromHexString(string.Concat(
        "8400000018000506", "0000000000000000",
        "02100000FE03000100000000",
        "080001000A010000",
        "60000900",
        "3000000002000000",
        "18001680", "0C0001000000000000000007", "08000200C0000201",
        "0600150002000000",
        "080005000A000001",
        "2C00000002000000",
        "14001680", "0800010000064100", "0500020009000000",
        "0600150001000000",
        "080005000A000002"));

    [Theory]
    [InlineData(0, null)]
    [InlineData(31, null)]
    [InlineData(32, "IFLA_IFNAME")]
    [InlineData(36, "IFLA_IFNAME")]
    [InlineData(44, "IFLA_LINKINFO")]
    [InlineData(48, "IFLA_LINKINFO > IFLA_INFO_KIND")]
    [InlineData(60, "IFLA_LINKINFO > IFLA_INFO_DATA")]
    [InlineData(64, "IFLA_LINKINFO > IFLA_INFO_DATA > VETH_INFO_PEER")]
    [InlineData(84, "IFLA_LINKINFO > IFLA_INFO_DATA > VETH_INFO_PEER > IFLA_IFNAME")]
    [InlineData(100, "IFLA_LINKINFO > IFLA_INFO_DATA > VETH_INFO_PEER > IFLA_NET_NS_FD")]
    [InlineData(108, null)]
    public void An_attribute_is_named_with_the_nests_that_contain_it(int offset, string? name) => At(s_veth, offset).Should().Be(name);

    [Fact]
    public void A_missing_attribute_is_named()
    {
        Missing(s_veth, Linux.IFLA_IFNAME, null).Should().Be("IFLA_IFNAME");
        Missing(s_veth, Linux.IFLA_INFO_KIND, 44).Should().Be("IFLA_LINKINFO > IFLA_INFO_KIND");
        Missing(s_veth, Linux.IFLA_MTU, 64).Should().Be("IFLA_LINKINFO > IFLA_INFO_DATA > VETH_INFO_PEER > IFLA_MTU");
        Missing(s_veth, 9999, null).Should().Be("attribute 9999");
    }

    [Fact]
    public void The_schema_follows_the_message()
    {
        At(AddressMessages.WriteAdd(new byte[256], 5, InterfaceAddress.Parse("10.0.0.1/24"), 0).Finish(), 24).Should().Be("IFA_LOCAL");
        At(RouteRequests.Add(new byte[256], Route.Default(System.Net.IPAddress.Loopback), 0).Finish(), 28).Should().Be("RTA_GATEWAY");
        Route metrics = new(System.Net.IPNetwork.Parse("0.0.0.0/0")) { Metrics = new RouteMetrics { Mtu = 1400 } };
        At(RouteRequests.Add(new byte[256], metrics, 0).Finish(), 32).Should().Be("RTA_METRICS > RTAX_MTU");
        At(RoutingRuleMessages.WriteAdd(new byte[256], new RoutingRule(System.Net.Sockets.AddressFamily.InterNetwork) { Priority = 5 }).Finish(), 28).Should().Be("FRA_PRIORITY");
        At(NeighbourMessages.WriteAdd(new byte[256], new Neighbour(System.Net.IPAddress.Loopback) { LinkIndex = 1 }, 0).Finish(), 28).Should().Be("NDA_DST");
        Nexthop resilient = new() { Group = [new NexthopGroupMember(1)], GroupType = NexthopGroupType.Resilient, Buckets = 4 };
        At(NexthopMessages.WriteAdd(new byte[256], resilient, 0).Finish(), 48).Should().Be("NHA_RES_GROUP > NHA_RES_GROUP_BUCKETS");
        At(NamespaceIds.WriteGet(new byte[64], 7).Finish(), 20).Should().Be("NETNSA_FD");
    }

    [Theory]
    [InlineData(36, "RTA_MULTIPATH")]
    [InlineData(40, "RTA_MULTIPATH > [0]")]
    [InlineData(48, "RTA_MULTIPATH > [0] > RTA_ENCAP")]
    [InlineData(52, "RTA_MULTIPATH > [0] > RTA_ENCAP > LWTUNNEL_IP_ID")]
    [InlineData(68, "RTA_MULTIPATH > [0] > RTA_ENCAP > LWTUNNEL_IP_DST")]
    [InlineData(72, "RTA_MULTIPATH > [0] > RTA_ENCAP_TYPE")]
    [InlineData(80, "RTA_MULTIPATH > [0] > RTA_GATEWAY")]
    [InlineData(88, "RTA_MULTIPATH > [1]")]
    [InlineData(100, "RTA_MULTIPATH > [1] > RTA_ENCAP > MPLS_IPTUNNEL_DST")]
    [InlineData(108, "RTA_MULTIPATH > [1] > RTA_ENCAP > MPLS_IPTUNNEL_TTL")]
    [InlineData(124, "RTA_MULTIPATH > [1] > RTA_GATEWAY")]
    [InlineData(132, null)]
    public void The_paths_of_a_route_are_walked(int offset, string? name) => At(s_multipath, offset).Should().Be(name);

    [Fact]
    public void An_attribute_that_a_path_misses_is_named() =>
        Missing(s_multipath, Linux.RTA_VIA, 88).Should().Be("RTA_MULTIPATH > [1] > RTA_VIA");

    [Theory]
    [InlineData(40, 0)]
    [InlineData(40, 7)]
    [InlineData(40, 0xFFFF)]
    [InlineData(88, 45)]
    public void A_path_with_a_wrong_length_ends_the_walk(int offset, int length)
    {
        byte[] message = [.. s_multipath];
        BitConverter.TryWriteBytes(message.AsSpan(offset), (ushort)length);
        At(message, 124).Should().Be("RTA_MULTIPATH");
        for (int cut = 0; cut < message.Length; cut++)
        {
            for (int at = 0; at <= message.Length; at++)
            {
                // Without an assertion, which takes a thousand times longer: an exception fails the test.
                AttributePath.At(s_schemas.Find(s_multipath), message.AsSpan(0, cut), at);
            }
        }
    }

    [Fact]
    public void An_encapsulation_gets_the_names_of_its_own_type_only()
    {
        Route single = new(System.Net.IPNetwork.Parse("0.0.0.0/0")) { LinkIndex = 1, Encapsulation = new MplsEncapsulation(100) };
        At(RouteRequests.Add(new byte[256], single, 0).Finish(), 40).Should().Be("RTA_ENCAP > MPLS_IPTUNNEL_DST");
        Route segments = single with { Encapsulation = new SegmentRoutingEncapsulation(SegmentRoutingMode.Encapsulate, System.Net.IPAddress.IPv6Loopback) };
        At(RouteRequests.Add(new byte[256], segments, 0).Finish(), 40).Should().Be("RTA_ENCAP > SEG6_IPTUNNEL_SRH");
        At(RouteRequests.Add(new byte[256], single with { Encapsulation = new UnknownEncapsulation(4, [8, 0, 5, 0, 1, 2, 3, 4]) }, 0).Finish(), 40).Should().Be("RTA_ENCAP > LWTUNNEL_IP6_TC");
        At(RouteRequests.Add(new byte[256], single with { Encapsulation = new UnknownEncapsulation(3, [8, 0, 5, 0, 1, 2, 3, 4]) }, 0).Finish(), 40).Should().Be("RTA_ENCAP");
        Nexthop nexthop = new() { LinkIndex = 1, Encapsulation = new MplsEncapsulation(100) };
        byte[] message = NexthopMessages.WriteAdd(new byte[256], nexthop, 0).Finish().ToArray();
        int encapsulation = message.AsSpan().IndexOf((byte[])[8, 0, (byte)MplsEncapsulation.MPLS_IPTUNNEL_DST, 0, 0, 6, 0x41, 0]);
        At(message, encapsulation).Should().Be("NHA_ENCAP > MPLS_IPTUNNEL_DST");
    }

    [Theory]
    [InlineData(NftSchema.NFT_OBJECT_COUNTER, "NFTA_OBJ_DATA > NFTA_COUNTER_BYTES")]
    [InlineData(NftSchema.NFT_OBJECT_QUOTA, "NFTA_OBJ_DATA > NFTA_QUOTA_BYTES")]
    [InlineData(NftSchema.NFT_OBJECT_LIMIT, "NFTA_OBJ_DATA > NFTA_LIMIT_RATE")]
    [InlineData(NftSchema.NFT_OBJECT_CONNLIMIT, "NFTA_OBJ_DATA > NFTA_CONNLIMIT_COUNT")]
    [InlineData(99u, "NFTA_OBJ_DATA")]
    public void Data_of_an_object_gets_the_names_of_its_own_type_only(uint type, string name)
    {
        byte[] message = NftMessages.WriteObject(new byte[256], new NftObject(NftFamily.IPv4, "t", "o", type, [12, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 7]), 0).Finish().ToArray();
        AttributePath.At(new MessageSchemas(NftSchema.Messages).Find(message), message, message.Length - 12).Should().Be(name);
    }

    [Fact]
    public void An_unknown_message_gets_no_names()
    {
        byte[] unknown = [.. s_veth];
        // RTM_NEWQDISC, whose attributes are others.
        BitConverter.TryWriteBytes(unknown.AsSpan(4), (ushort)36);
        At(unknown, 32).Should().BeNull();
        Missing(unknown, Linux.IFLA_IFNAME, null).Should().BeNull();
        At([], 0).Should().BeNull();
    }

    [Theory]
    [InlineData("bridge", "IFLA_LINKINFO > IFLA_INFO_SLAVE_DATA > IFLA_BRPORT_COST")]
    [InlineData("bond", "IFLA_LINKINFO > IFLA_INFO_SLAVE_DATA > IFLA_BOND_SLAVE_LINK_FAILURE_COUNT")]
    [InlineData("team", "IFLA_LINKINFO > IFLA_INFO_SLAVE_DATA")]
    [InlineData(null, "IFLA_LINKINFO > IFLA_INFO_SLAVE_DATA")]
    public void Data_of_a_port_gets_the_names_of_its_own_kind_only(string? kind, string name)
    {
        NetlinkMessageWriter request = new(new byte[256], Linux.RTM_NEWLINK);
        request.WriteStruct<ifinfomsg>();
        NestedAttribute information = request.BeginNested(Linux.IFLA_LINKINFO);
        if (kind is not null)
        {
            request.WriteString(Linux.IFLA_INFO_SLAVE_KIND, kind);
        }

        NestedAttribute data = request.BeginNested(Linux.IFLA_INFO_SLAVE_DATA);
        int offset = request.Length;
        request.WriteUInt32(BridgePortSchema.IFLA_BRPORT_COST, 7);
        request.EndNested(data);
        request.EndNested(information);
        At(request.Finish(), offset).Should().Be(name);
    }

    [Fact]
    public void Data_of_an_unknown_kind_gets_no_names()
    {
        NetlinkMessageWriter request = new(new byte[256], Linux.RTM_NEWLINK);
        request.WriteStruct<ifinfomsg>();
        NestedAttribute information = request.BeginNested(Linux.IFLA_LINKINFO);
        request.WriteString(Linux.IFLA_INFO_KIND, "amt");
        NestedAttribute data = request.BeginNested(Linux.IFLA_INFO_DATA);
        request.WriteUInt32(BridgeSchema.IFLA_BR_PRIORITY, 7);
        int offset = request.Length - 8;
        request.EndNested(data);
        request.EndNested(information);
        At(request.Finish(), offset).Should().Be("IFLA_LINKINFO > IFLA_INFO_DATA");
        Missing(request.Finish(), BridgeSchema.IFLA_BR_PRIORITY, offset - 4).Should().Be("IFLA_LINKINFO > IFLA_INFO_DATA > attribute 6");
    }

    private static string? At(ReadOnlySpan<byte> request, int offset) => AttributePath.At(s_schemas.Find(request), request, offset);

    private static string? Missing(ReadOnlySpan<byte> request, int type, int? nest) => AttributePath.Missing(s_schemas.Find(request), request, type, nest);
}
