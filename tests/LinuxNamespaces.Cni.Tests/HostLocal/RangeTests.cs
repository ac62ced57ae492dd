using System.Net;
using FluentAssertions;
using LinuxNamespaces.Cni.Plugins;
using Xunit;

namespace LinuxNamespaces.Cni.Tests.HostLocal;

public sealed class RangeTests
{
    [Theory]
    [InlineData(null, "1,2,3,10,11")]
    [InlineData("10.0.0.1", "2,3,10,11,1")]
    [InlineData("10.0.0.3", "10,11,1,2,3")]
    [InlineData("10.0.0.11", "1,2,3,10,11")]
    [InlineData("10.0.0.200", "1,2,3,10,11")]
    public void Addresses_are_given_away_in_turn(string? last, string expected)
    {
        RangeSet set = Sets([[new() { Subnet = "10.0.0.0/24", RangeStart = "10.0.0.1", RangeEnd = "10.0.0.3" }, new() { Subnet = "10.0.0.0/24", RangeStart = "10.0.0.10", RangeEnd = "10.0.0.11" }]])[0];
        string.Join(',', set.After(last is null ? null : IPAddress.Parse(last)).Select(item => item.Address.GetAddressBytes()[3])).Should().Be(expected);
    }

    [Fact]
    public void A_subnet_without_bounds_leaves_out_the_network_and_the_broadcast_address()
    {
        AddressRange range = AddressRange.Create(new RangeSettings { Subnet = "10.0.0.0/29" });
        range.ToString().Should().Be("10.0.0.1-10.0.0.6");
        range.Gateway.Should().Be(IPAddress.Parse("10.0.0.1"));
        AddressRange.Create(new RangeSettings { Subnet = "fd00::/125" }).ToString().Should().Be("fd00::1-fd00::7");
    }

    [Theory]
    [InlineData("10.0.0.1/24", null, null, null, "10.0.0.0/24")]
    [InlineData("10.0.0.0/31", null, null, null, "too small")]
    [InlineData("10.0.0.0", null, null, null, "subnet")]
    [InlineData("10.0.0.0/24", "10.0.1.1", null, null, "rangeStart")]
    [InlineData("10.0.0.0/24", null, "10.0.1.1", null, "rangeEnd")]
    [InlineData("10.0.0.0/24", "10.0.0.9", "10.0.0.5", null, "rangeStart")]
    [InlineData("10.0.0.0/24", null, null, "fd00::1", "gateway")]
    [InlineData("10.0.0.0/24", "x", null, null, "rangeStart")]
    public void An_invalid_range_says_why(string subnet, string? start, string? end, string? gateway, string word) =>
        FluentActions.Invoking(() => AddressRange.Create(new RangeSettings { Subnet = subnet, RangeStart = start, RangeEnd = end, Gateway = gateway }))
            .Should().Throw<CniException>().Where(e => e.Code == CniErrorCode.InvalidConfiguration && e.Message.Contains(word));

    [Fact]
    public void Ranges_must_not_overlap()
    {
        FluentActions.Invoking(() => Sets([[new() { Subnet = "10.0.0.0/24" }], [new() { Subnet = "10.0.0.0/16" }]])).Should().Throw<CniException>();
        FluentActions.Invoking(() => Sets([[new() { Subnet = "10.0.0.0/24" }, new() { Subnet = "10.0.0.0/24" }]])).Should().Throw<CniException>();
        FluentActions.Invoking(() => Sets([[new() { Subnet = "10.0.0.0/24" }, new() { Subnet = "fd00::/64" }]])).Should().Throw<CniException>();
        FluentActions.Invoking(() => Sets([[]])).Should().Throw<CniException>();
        FluentActions.Invoking(() => Sets([])).Should().Throw<CniException>();
    }

    [Fact]
    public void The_largest_prefix_can_be_used() => Sets([[new() { Subnet = "::/0" }]])[0].After(null).First().Address.Should().Be(IPAddress.Parse("::1"));

    private static IReadOnlyList<RangeSet> Sets(RangeSettings[][] ranges) => RangeSet.Create(new HostLocalConfiguration { Ipam = new IpamSettings { Ranges = ranges } });
}
