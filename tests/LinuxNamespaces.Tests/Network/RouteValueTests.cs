using System.Net;
using System.Net.Sockets;
using CsCheck;
using FluentAssertions;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using LinuxNamespaces.TestTools;
using Xunit;

namespace LinuxNamespaces.Tests.Network;

/// <summary>A route that is read as a value is the one that is read as an object.</summary>
public sealed class RouteValueTests
{
    private const int Rounds = 1000;

    // RTM_NEWROUTE: 10.1.0.0/16 in table 1000 of bgp, metric 7, over 10.0.0.1 on link 3 and over fe80::1 on link 4.
    private const string Multipath = "000000001800000000000000000000000210000000ba000100000000" + "08000100" + "0A010000" + "08000F00" + "E8030000" + "08000600" + "07000000"
        + "34000900" + "1000000003000000" + "08000500" + "0A000001" + "2000000004000000" + "16001200" + "0A00" + "FE800000000000000000000000000001" + "0000";

    private static readonly byte[] s_multipath = Message(Multipath);

    [Fact]
    public void Value_has_what_the_object_has()
    {
        RouteValue.TryRead(new NetlinkMessage(s_multipath), out RouteValue value).Should().BeTrue();
        Route route = value.ToRoute();
        route.NextHops.Should().HaveCount(2);
        (value.Destination.ToIPAddress(), value.PrefixLength).Should().Be((route.Destination.BaseAddress, route.Destination.PrefixLength));
        (value.Table, value.Metric, value.Protocol, value.Type, value.Scope, value.NextHopCount, value.Family)
            .Should().Be((1000L, 7L, RouteProtocol.Bgp, route.Type, route.Scope!.Value, 2, AddressFamily.InterNetwork));
        (value.Gateway, value.LinkIndex, value.NextHopId, value.PreferredSource).Should().Be((null, null, null, null));
    }

    [Theory]
    [InlineData(true, "10.1.0.0/16", null, null, null, null)]
    [InlineData(false, "10.1.0.0/17", null, null, null, null)]
    [InlineData(true, null, "10.0.0.0/8", null, null, null)]
    [InlineData(true, null, "0.0.0.0/0", null, null, null)]
    [InlineData(false, null, "10.1.0.0/17", null, null, null)]
    [InlineData(false, null, "::/0", null, null, null)]
    [InlineData(true, null, null, "10.0.0.1", null, null)]
    [InlineData(true, null, null, "fe80::1", null, null)]
    [InlineData(false, null, null, "10.0.0.2", null, null)]
    [InlineData(true, null, null, null, 4, null)]
    [InlineData(false, null, null, null, 5, null)]
    [InlineData(true, null, null, null, null, 7L)]
    [InlineData(false, null, null, null, null, 0L)]
    public void Filter_is_applied_to_every_path(bool expected, string? destination, string? within, string? gateway, int? link, long? metric)
    {
        RouteFilter filter = new()
        {
            Destination = destination is null ? null : IPNetwork.Parse(destination),
            Within = within is null ? null : IPNetwork.Parse(within),
            Gateway = gateway is null ? null : IPAddress.Parse(gateway),
            LinkIndex = link,
            Metric = metric,
        };
        RouteValue.TryRead(new NetlinkMessage(s_multipath), out RouteValue value);
        filter.Matches(value).Should().Be(expected);
    }

    [Fact]
    public void Reading_and_filtering_allocate_nothing()
    {
        RouteFilter filter = new() { Within = IPNetwork.Parse("10.0.0.0/8"), Gateway = IPAddress.Parse("fe80::1"), LinkIndex = 4, Table = 1000 };
        long matches = 0;
        Allocations.Count(Rounds, () => matches += RouteValue.TryRead(new NetlinkMessage(s_multipath), out RouteValue route) && filter.Matches(route) ? 1 : 0).Should().Be(0);
        matches.Should().BeGreaterThanOrEqualTo(Rounds);
    }

    [Theory]
    [InlineData("08000100" + "0A010000", "14000100" + "0A010000000000000000000000000000")]
    [InlineData("0210", "0221")]
    [InlineData("0210", "0208")]
    [InlineData("2000000004000000", "2400000004000000")]
    [InlineData("16001200", "15001200")]
    public void A_route_that_cannot_be_is_an_error(string part, string hostile)
    {
        Multipath.Should().Contain(part);
        byte[] message = Message(Multipath.Replace(part, hostile, StringComparison.Ordinal));
        Action act = () =>
        {
            RouteValue.TryRead(new NetlinkMessage(message), out RouteValue route);
            route.HasGateway(IPAddressValue.FromIPAddress(IPAddress.Loopback));
        };
        act.Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void Address_value_is_the_address() => Gen.OneOf(Gen.Byte.Array[4], Gen.Byte.Array[16]).Select(Gen.Int[0, 128]).Sample((bytes, length) =>
    {
        IPAddress address = new(bytes);
        IPAddressValue value = IPAddressValue.FromIPAddress(address);
        int bits = Math.Min(length, bytes.Length * 8);
        IPAddress first = new([.. bytes.Select((b, i) => (byte)(b & (0xff << Math.Clamp(8 - bits + (8 * i), 0, 8))))]);
        value.ToIPAddress().Should().Be(address);
        (value.ToString(), value.Family).Should().Be((address.ToString(), address.AddressFamily));
        (value == IPAddressValue.FromIPAddress(first)).Should().Be(address.Equals(first));
        value.IsIn(new IPNetwork(first, bits)).Should().BeTrue();
        IPAddressValue.FromIPAddress(first).IsNetwork(bits).Should().BeTrue();
        value.IsNetwork(bits).Should().Be(address.Equals(first));
        value.IsNetwork((bytes.Length * 8) + 1).Should().BeFalse();
    });

    private static byte[] Message(string hexadecimal)
    {
        byte[] message = Convert.FromHexString(hexadecimal);
        BitConverter.TryWriteBytes(message, message.Length);
        return message;
    }
}
