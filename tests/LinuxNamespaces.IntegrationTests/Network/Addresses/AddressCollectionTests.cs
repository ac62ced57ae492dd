using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Addresses;

[Collection("The kernel")]
public sealed class AddressCollectionTests : NetworkTest
{
    [Fact]
    public void All_addresses_come_in_one_list_as_ip_lists_them()
    {
        Second.AddAddress("10.0.7.1/24").AddAddress("10.0.7.2/24").AddAddress("2001:db8:7::1/64 nodad");
        Red.Addresses.List().Select(Text).Should().BeEquivalentTo(Of("addr"));
        Red.Addresses.Should().BeEquivalentTo(Red.Addresses.List(), "the collection enumerates the list");
        Red.Addresses.List().Select(found => (int)found.Address.Address.AddressFamily).Should().BeInAscendingOrder("IPv4 is first");
        Red.Addresses.List().Where(found => found.LinkIndex == Second.Index).Select(found => found.Address).Should().Equal(Second.GetAddresses());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_kernel_filters_by_link_and_family(bool byName)
    {
        Second.AddAddress("10.0.7.1/24");
        AddressFilter filter = byName ? new AddressFilter { LinkName = "a1" } : new AddressFilter { LinkIndex = Second.Index };
        Red.Addresses.List(filter).Select(Text).Should().BeEquivalentTo(Of("addr show dev a1")).And.NotBeEmpty();
        Red.Addresses.List(filter with { Family = AddressFamily.InterNetwork }).Select(Text).Should().Equal(Of("-4 addr show dev a1"));
        Red.Addresses.List(new AddressFilter { Within = IPNetwork.Parse("10.0.0.0/16") }).Select(Text).Should().BeEquivalentTo(Of("addr show to 10.0.0.0/16"));
        Second.GetAddresses(filter).Should().Equal(Second.GetAddresses());
        First.GetAddresses(filter).Should().BeEmpty("the filter is for another link");
        First.FlushAddresses(filter).Should().Be(0);
    }

    [Fact]
    public void A_link_that_does_not_exist_is_ENODEV()
    {
        Red.Invoking(red => red.Addresses.List(new AddressFilter { LinkName = "nonesuch" })).Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.ENODEV);
        Red.Invoking(red => red.Addresses.Flush(new AddressFilter { LinkName = "nonesuch" })).Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.ENODEV);
    }

    [Fact]
    public void Flush_deletes_what_the_filter_selects_on_all_links()
    {
        // The second and third go with the first, the primary address of their subnet.
        Second.AddAddress("10.0.7.1/24").AddAddress("10.0.7.2/24").AddAddress("10.0.7.3/24").AddAddress("10.9.0.1/24");
        First.AddAddress("10.0.7.9/32");
        Red.Addresses.Flush(new AddressFilter { Within = IPNetwork.Parse("10.0.7.0/24") }).Should().Be(4);
        Of("-4 addr").Should().BeEquivalentTo(["a0 10.0.0.1/24", "a1 10.9.0.1/24", "lo 127.0.0.1/8"]);
        Red.Addresses.Flush(new AddressFilter { LinkName = "a1" }).Should().BeGreaterThanOrEqualTo(1);
        Of("addr show dev a1").Should().BeEmpty();
    }

    [Fact]
    public void An_empty_filter_is_refused_and_flushes_nothing()
    {
        string[] before = Of("addr");
        Red.Invoking(red => red.Addresses.Flush(new AddressFilter())).Should().Throw<ArgumentException>();
        Of("addr").Should().BeEquivalentTo(before);
    }

    [Fact]
    public void Changes_of_addresses_return_the_link_with_its_type()
    {
        Bridge bridge = Red.Links.AddBridge("br0").AddAddress("10.0.8.1/24").AddAddress(IPAddress.Parse("10.0.8.2"), 24).AddAddress(InterfaceAddress.Parse("10.0.9.1/24")).Up();
        bridge.ReplaceAddress(InterfaceAddress.Parse("10.0.9.2/24")).DeleteAddress(InterfaceAddress.Parse("10.0.8.2/24")).Should().BeSameAs(bridge);
        Of("-4 addr show dev br0").Should().Equal("br0 10.0.8.1/24", "br0 10.0.9.1/24", "br0 10.0.9.2/24");
    }

    private string Text(LinkAddress found) => $"{Red.Links.List().Single(link => link.Index == found.LinkIndex).Name} {found.Address.Address}/{found.Address.PrefixLength}";

    private string[] Of(string arguments) =>
    [
        .. Tool.Json(Red, ["ip", "-j", .. arguments.Split(' ')]).Where(link => link.TryGetProperty("ifname", out JsonElement _))
            .SelectMany(link => link.GetProperty("addr_info").EnumerateArray().Select(item => $"{link.Text("ifname")} {item.Text("local")}/{item.Number("prefixlen")}")),
    ];
}
