using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Network;

public sealed class AttributeNamesTests
{
    // The bytes of this message are in NetlinkMessageTests.
    private static readonly byte[] s_veth = VethPair.StartCreate(new byte[256], "veth0", "br-veth0", 7, new VethPairOptions()).Finish().ToArray();

    [Theory]
    [InlineData(0, null)]
    [InlineData(31, null)]
    [InlineData(32, "IFLA_IFNAME")]
    [InlineData(36, "IFLA_IFNAME")]
    [InlineData(44, "IFLA_LINKINFO")]
    [InlineData(48, "IFLA_LINKINFO.IFLA_INFO_KIND")]
    [InlineData(60, "IFLA_LINKINFO.IFLA_INFO_DATA")]
    [InlineData(64, "IFLA_LINKINFO.IFLA_INFO_DATA.VETH_INFO_PEER")]
    [InlineData(84, "IFLA_LINKINFO.IFLA_INFO_DATA.VETH_INFO_PEER.IFLA_IFNAME")]
    [InlineData(100, "IFLA_LINKINFO.IFLA_INFO_DATA.VETH_INFO_PEER.IFLA_NET_NS_FD")]
    [InlineData(108, null)]
    public void An_attribute_is_named_with_the_nests_that_it_is_in(int offset, string? name) =>
        AttributeNames.At(s_veth, offset).Should().Be(name);

    [Fact]
    public void An_attribute_that_is_missing_is_named()
    {
        AttributeNames.Missing(s_veth, Linux.IFLA_IFNAME, null).Should().Be("IFLA_IFNAME");
        AttributeNames.Missing(s_veth, Linux.IFLA_INFO_KIND, 44).Should().Be("IFLA_LINKINFO.IFLA_INFO_KIND");
        AttributeNames.Missing(s_veth, 9999, null).Should().Be("attribute 9999");
    }

    [Fact]
    public void The_table_follows_the_message()
    {
        byte[] address = AddressMessages.WriteAdd(new byte[256], 5, InterfaceAddress.Parse("10.0.0.1/24"), 0).Finish().ToArray();
        byte[] route = RouteMessages.WriteAdd(new byte[256], Route.Default(System.Net.IPAddress.Loopback), 0).Finish().ToArray();
        AttributeNames.At(address, 24).Should().Be("IFA_LOCAL");
        AttributeNames.At(route, 28).Should().Be("RTA_GATEWAY");
        AttributeNames.At(NamespaceIds.WriteGet(new byte[64], 7).Finish(), 20).Should().Be("NETNSA_FD");
    }
}
