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
        request.WriteString(Linux.IFLA_INFO_KIND, "gtp");
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
