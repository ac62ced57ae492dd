using System.Net;
using CsCheck;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Network;

public sealed class RouteTextTests
{
    // The words between which there is a number, a name or an address.
    private static readonly string[] s_words =
    [
        "default", "via", "dev", "eth0", "10.0.0.1", "fe80::1", "10.0.0.0/8", "metric", "5", "mtu", "lock", "1400", "nexthop", "weight", "encap", "seg6", "mode", "encap", "segs", "fc00::1,fc00::2",
        "[", "]", "mpls", "100/200", "expires", "5sec", "pref", "high", "table", "main", "proto", "static", "scope", "link", "tos", "0x10", "realms", "5/6", "src", "from", "onlink", "blackhole", "nhid",
    ];

    [Theory]
    [InlineData("default via 10.0.0.1 dev eth0 metric 5")]
    [InlineData("default dev eth0 scope link")]
    [InlineData("10.0.0.0/8 via inet6 fe80::1 dev eth0")]
    [InlineData("10.0.0.1 via 10.0.0.2")]
    [InlineData("blackhole 10.0.0.0/8 metric 5")]
    [InlineData("local 10.0.0.1 dev lo table local proto kernel scope host src 10.0.0.1")]
    [InlineData("10.0.0.0/8 tos 0x10 via 10.0.0.2 dev eth0 table 1000 proto bird scope 77 src 10.0.0.1 metric 5 onlink realms 5/6")]
    [InlineData("10.0.0.0/8 dev eth0 realm 6")]
    [InlineData("10.0.0.0/8 dev eth0 mtu lock 1300 window 5000 rtt 12.5ms rttvar 50ms ssthresh 77 cwnd lock 10 advmss 1000 reordering 5 hoplimit 9 initcwnd 10 features ecn rto_min lock 20ms initrwnd 12 quickack 1 congctl cubic fastopen_no_cookie 0")]
    [InlineData("10.0.0.0/8 encap seg6 mode encap segs 2 [ fc00::1 fc00::2 ] dev eth0")]
    [InlineData("10.0.0.0/8 encap seg6 mode inline segs 2 [ fc00::1 :: ] dev eth0")]
    [InlineData("10.0.0.0/8 encap mpls 100/200 ttl 9 via 10.0.0.1")]
    [InlineData("10.0.0.0/8 nexthop via 10.0.0.1 dev eth0 weight 1 nexthop encap seg6 mode encap segs 1 [ fc00::1 ] via inet6 fe80::1 dev eth1 realms 5/cosmos weight 256 onlink")]
    [InlineData("10.0.0.0/8 nhid 5")]
    [InlineData("default from fd01::/16 via fe80::1 dev eth0 metric 1024 expires 98sec pref high")]
    [InlineData("default dev eth0 pref medium")]
    [InlineData("fd00::/8 via fd01::1 pref low")]
    public void Words_that_ip_route_prints_are_read_and_written(string text) => Route.Parse(text).ToString().Should().Be(text);

    [Theory]
    [InlineData("to 10.0.0.0/8 oif eth0 priority 5 protocol 4 dsfield 16", "10.0.0.0/8 tos 0x10 dev eth0 proto static metric 5")]
    [InlineData("10.0.0.0/8 encap seg6 mode encap segs fc00::1,fc00::2 dev eth0", "10.0.0.0/8 encap seg6 mode encap segs 2 [ fc00::1 fc00::2 ] dev eth0")]
    [InlineData("10.0.0.0/8 dev eth0 linkdown dead", "10.0.0.0/8 dev eth0")]
    [InlineData("local 10.0.0.1 dev lo", "local 10.0.0.1 dev lo table local")]
    [InlineData("::/0 dev eth0", "default dev eth0 pref medium")]
    [InlineData("10.0.0.0/8 nhid 5 via 10.0.0.1 dev eth0", "10.0.0.0/8 nhid 5")]
    public void Words_that_ip_route_takes_are_read(string text, string written) => Route.Parse(text).ToString().Should().Be(written);

    [Theory]
    [InlineData("")]
    [InlineData("default via")]
    [InlineData("10.0.0.1/8")]
    [InlineData("10.0.0.0/8 via 10.0.0.300")]
    [InlineData("10.0.0.0/8 metric -1")]
    [InlineData("10.0.0.0/8 metric 4294967296")]
    [InlineData("10.0.0.0/8 table 0")]
    [InlineData("10.0.0.0/8 pref high")]
    [InlineData("10.0.0.0/8 expires 5")]
    [InlineData("10.0.0.0/8 from 10.0.0.0/8")]
    [InlineData("fd00::/8 via 10.0.0.1")]
    [InlineData("10.0.0.0/8 nexthop via 10.0.0.1 weight 0")]
    [InlineData("10.0.0.0/8 encap seg6 mode encap segs 1 [ fc00::1")]
    [InlineData("10.0.0.0/8 encap mpls 1048576 dev eth0")]
    [InlineData("10.0.0.0/8 realms 1/2/3")]
    [InlineData("10.0.0.0/8 hoplimit 256")]
    [InlineData("10.0.0.0/8 frobnicate")]
    public void What_is_no_route_is_refused(string text)
    {
        Action act = () => Route.Parse(text);
        act.Should().Throw<FormatException>();
        Route.TryParse(text, null, out Route? route).Should().BeFalse();
        route.Should().BeNull();
    }

    [Fact]
    public void Whatever_the_words_a_route_is_read_or_refused()
    {
        int read = 0;
        Gen.OneOf(s_words).Array[1, 12].Sample(
            words =>
            {
                if (Route.TryParse(string.Join(' ', words), null, out Route? route))
                {
                    Interlocked.Increment(ref read);
                    Route.Parse(route.ToString()).Should().Be(route);
                }
            },
            iter: 100_000);
        read.Should().BePositive();
    }

    [Fact]
    public void Setting_a_path_replaces_what_it_excludes()
    {
        Route route = new(IPNetwork.Parse("10.0.0.0/8")) { NextHops = [new() { LinkIndex = 5 }, new() { LinkIndex = 6 }] };
        Route single = route with { Gateway = IPAddress.Parse("10.0.0.1") };
        single.NextHops.Should().BeEmpty();
        Route byId = single with { NextHopId = 7 };
        byId.Gateway.Should().BeNull();
        (byId with { LinkName = "eth0" }).NextHopId.Should().BeNull();
        Route named = new(IPNetwork.Parse("10.0.0.0/8")) { LinkIndex = 5, LinkName = "eth0" };
        named.LinkIndex.Should().BeNull("the name replaces it");
        route.Should().Be(new Route(IPNetwork.Parse("10.0.0.0/8")) { NextHops = [new() { LinkIndex = 5 }, new() { LinkIndex = 6 }] });
    }

    [Fact]
    public void Values_out_of_range_are_refused()
    {
        Route v4 = new(IPNetwork.Parse("10.0.0.0/8"));
        Route v6 = new(IPNetwork.Parse("fd00::/8"));
        Action[] acts =
        [
            () => _ = v4 with { LinkIndex = 0 },
            () => _ = v4 with { LinkName = "" },
            () => _ = v4 with { NextHopId = 0 },
            () => _ = v4 with { Source = IPNetwork.Parse("10.0.0.0/8") },
            () => _ = v4 with { Expires = TimeSpan.FromSeconds(5) },
            () => _ = v4 with { Preference = RoutePreference.High },
            () => _ = v6 with { Gateway = IPAddress.Loopback },
            () => _ = v6 with { NextHops = [new() { Gateway = IPAddress.Loopback }] },
            () => _ = v6 with { Expires = TimeSpan.Zero },
            () => _ = v4 with { SourceRealm = 65536 },
            () => _ = v4 with { Protocol = (RouteProtocol)256 },
            () => _ = v4 with { Scope = (RouteScope)256 },
            () => _ = v4 with { Type = (RouteType)(-1) },
            () => _ = new RouteMetrics { Mtu = -1 },
            () => _ = new RouteMetrics { HopLimit = 256 },
            () => _ = new RouteMetrics { RoundTripTime = TimeSpan.FromMicroseconds(1) },
            () => _ = new RouteMetrics { CongestionControl = "sixteen-bytes-xx" },
            () => _ = new RouteNextHop { Weight = 257 },
            () => _ = new MplsEncapsulation(),
            () => _ = new MplsEncapsulation(1 << 20),
            () => _ = new MplsEncapsulation(5) { TimeToLive = 0 },
            () => _ = new SegmentRoutingEncapsulation(SegmentRoutingMode.Inline),
            () => _ = new SegmentRoutingEncapsulation(SegmentRoutingMode.Inline, IPAddress.Loopback),
            () => _ = new RouteFilter { Table = 0 },
            () => _ = new RouteFilter { Family = System.Net.Sockets.AddressFamily.Unix },
            () => _ = new RouteLookupOptions { SourcePort = 65536 },
        ];
        for (int i = 0; i < acts.Length; i++)
        {
            acts[i].Should().Throw<ArgumentException>($"of number {i}");
        }
    }
}
