using System.Net;
using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

[Collection("The kernel")]
public sealed class RouteTests : Network.NetworkTest
{
    private readonly Link _link;

    public RouteTests()
    {
        _link = First;
    }

    [Fact]
    public void IPv4_routes_that_the_library_adds_are_what_ip_says()
    {
        RouteCollection routes = Red.Routes;
        routes.AddDefault(IPAddress.Parse("10.0.0.9"));
        routes.Add(IPNetwork.Parse("10.1.0.0/16"), IPAddress.Parse("10.0.0.9"));
        routes.Add(new Route(IPNetwork.Parse("10.2.0.0/16"))
        {
            Gateway = IPAddress.Parse("10.99.0.9"),
            LinkIndex = _link.Index,
            OnLink = true,
            Metric = 5,
            PreferredSource = IPAddress.Parse("10.0.0.1"),
            Protocol = RouteProtocol.Static,
            Table = 100_000,
        });
        routes.Add(new Route(IPNetwork.Parse("10.3.0.0/16")) { LinkIndex = _link.Index, Protocol = (RouteProtocol)77, Table = 200 });
        routes.Add(new Route(IPNetwork.Parse("10.4.0.0/16")) { LinkIndex = _link.Index, Scope = (RouteScope)77, Metric = uint.MaxValue });
        routes.Add(new Route(IPNetwork.Parse("10.5.0.0/16")) { Type = RouteType.Blackhole });
        routes.Add(new Route(IPNetwork.Parse("10.6.0.0/16")) { Type = RouteType.Unreachable, Metric = 9 });
        routes.Add(new Route(IPNetwork.Parse("10.7.0.0/16")) { Type = RouteType.Prohibit });
        routes.Add(new Route(IPNetwork.Parse("10.8.0.0/16")) { Type = RouteType.Throw, Table = 5 });
        routes.Add(new Route(IPNetwork.Parse("10.9.0.0/16")) { Type = RouteType.Local, LinkIndex = 1, Table = Route.LocalTable });
        routes.Add(new Route(IPNetwork.Parse("10.9.255.255/32")) { Type = RouteType.Broadcast, LinkIndex = _link.Index, Table = Route.LocalTable });
        routes.Add(new Route(IPNetwork.Parse("239.0.0.0/8")) { Type = RouteType.Multicast, LinkIndex = _link.Index });
        routes.Add(new Route(IPNetwork.Parse("10.10.0.0/16")) { Type = RouteType.Anycast, LinkIndex = _link.Index, Table = Route.LocalTable });
        RouteOracle.ShouldAgree(Red);

        RouteOracle.Find(Red, "default").Text("gateway").Should().Be("10.0.0.9");
        RouteOracle.Find(Red, "10.1.0.0/16").Text("gateway").Should().Be("10.0.0.9");
        JsonElement full = RouteOracle.Find(Red, "10.2.0.0/16");
        full.Text("gateway").Should().Be("10.99.0.9");
        full.Text("dev").Should().Be("a0");
        full.Texts("flags").Should().Contain("onlink");
        full.Number("metric").Should().Be(5);
        full.Text("prefsrc").Should().Be("10.0.0.1");
        full.Number("protocol").Should().Be(4);
        full.Number("table").Should().Be(100_000);
        JsonElement direct = RouteOracle.Find(Red, "10.3.0.0/16");
        direct.Number("protocol").Should().Be(77);
        direct.Number("table").Should().Be(200);
        direct.Number("scope").Should().Be(253, "it is what ip-route assumes for a route without a gateway");
        RouteOracle.Find(Red, "10.4.0.0/16").Number("scope").Should().Be(77);
        RouteOracle.Find(Red, "10.4.0.0/16").Number("metric").Should().Be(uint.MaxValue);
        RouteOracle.Find(Red, "10.6.0.0/16").Number("metric").Should().Be(9);
        RouteOracle.Find(Red, "10.9.0.0/16").Text("dev").Should().Be("lo");
        (string Destination, int Type)[] types =
        [
            ("10.1.0.0/16", 1), ("10.9.0.0/16", 2), ("10.9.255.255", 3), ("10.10.0.0/16", 4), ("239.0.0.0/8", 5),
            ("10.5.0.0/16", 6), ("10.6.0.0/16", 7), ("10.7.0.0/16", 8), ("10.8.0.0/16", 9),
        ];
        foreach ((string destination, int type) in types)
        {
            RouteOracle.Find(Red, destination).Number("type").Should().Be(type, $"it is the type of {destination}");
        }
    }

    [Fact]
    public void IPv6_routes_that_the_library_adds_are_what_ip_says()
    {
        RouteCollection routes = Red.Routes;
        routes.AddDefault(IPAddress.Parse("2001:db8::9"));
        routes.Add(IPNetwork.Parse("2001:db8:1::/64"), IPAddress.Parse("2001:db8::9"));
        routes.Add(new Route(IPNetwork.Parse("2001:db8:2::/64"))
        {
            Gateway = IPAddress.Parse("2001:db9::9"),
            LinkIndex = _link.Index,
            OnLink = true,
            Metric = 5,
            PreferredSource = IPAddress.Parse("2001:db8::1"),
            Protocol = RouteProtocol.Static,
            Table = uint.MaxValue,
        });
        routes.Add(new Route(IPNetwork.Parse("2001:db8:3::/64")) { Gateway = IPAddress.Parse("fe80::9"), LinkIndex = _link.Index });
        routes.Add(new Route(IPNetwork.Parse("2001:db8:4::/64")) { LinkIndex = _link.Index });
        routes.Add(new Route(IPNetwork.Parse("2001:db8:5::/64")) { Type = RouteType.Blackhole });
        routes.Add(new Route(IPNetwork.Parse("2001:db8:6::/64")) { Type = RouteType.Unreachable });
        routes.Add(new Route(IPNetwork.Parse("2001:db8:7::/64")) { Type = RouteType.Prohibit });
        routes.Add(new Route(IPNetwork.Parse("2001:db8:8::/64")) { Type = RouteType.Throw });
        routes.Add(new Route(IPNetwork.Parse("2001:db8:9::/64")) { Type = RouteType.Local, LinkIndex = 1, Table = Route.LocalTable });
        routes.Add(new Route(IPNetwork.Parse("ff05::/16")) { Type = RouteType.Multicast, LinkIndex = _link.Index });
        RouteOracle.ShouldAgree(Red);

        RouteOracle.Find(Red, "default").Text("gateway").Should().Be("2001:db8::9");
        RouteOracle.Find(Red, "2001:db8:1::/64").Number("metric").Should().Be(1024);
        JsonElement full = RouteOracle.Find(Red, "2001:db8:2::/64");
        full.Text("gateway").Should().Be("2001:db9::9");
        full.Texts("flags").Should().Contain("onlink");
        full.Number("metric").Should().Be(5);
        full.Text("prefsrc").Should().Be("2001:db8::1");
        full.Number("protocol").Should().Be(4);
        full.Number("table").Should().Be(uint.MaxValue);
        (string Destination, int Type)[] types =
            [("2001:db8:1::/64", 1), ("2001:db8:9::/64", 2), ("ff05::/16", 5), ("2001:db8:5::/64", 6), ("2001:db8:6::/64", 7), ("2001:db8:7::/64", 8), ("2001:db8:8::/64", 9)];
        foreach ((string destination, int type) in types)
        {
            RouteOracle.Find(Red, destination).Number("type").Should().Be(type, $"it is the type of {destination}");
        }
    }

    [Fact]
    public void Routes_that_ip_adds_are_read()
    {
        Tool.Ip(
            Red,
            "route add default via 10.0.0.9",
            "route add 10.1.0.0/16 via 10.0.0.9 dev a0 metric 5 src 10.0.0.1 proto static",
            "route add 10.2.0.0/16 via 10.99.0.9 dev a0 onlink proto 77 table 1000",
            "route add blackhole 10.3.0.0/16",
            "route add unreachable 10.4.0.0/16 metric 9",
            "route add prohibit 10.5.0.0/16 table 5",
            "route add throw 10.6.0.0/16 table 5",
            "route add 10.7.0.0/16 dev a0 scope link mtu 1400 advmss 1000 initcwnd 20",
            "route add 10.8.0.0/16 dev a0 scope 77 tos 8",
            "route add local 10.9.0.0/16 dev lo",
            "route add broadcast 10.9.255.255 dev a0",
            "route add multicast 239.0.0.0/8 dev a0",
            "route add anycast 10.10.0.0/16 dev a0",
            "route add 10.12.0.0/16 via inet6 2001:db8::9 dev a0",
            "route add 10.13.0.0/16 nexthop via 10.0.0.9 weight 2 nexthop via 10.0.0.10",
            "nexthop add id 5 via 10.0.0.9 dev a0",
            "route add 10.14.0.0/16 nhid 5",
            "route add 2001:db8:1::/64 via 2001:db8::9 metric 5 src 2001:db8::1 proto static",
            "route add 2001:db8:2::/64 via 2001:db9::9 dev a0 onlink table 1000",
            "-6 route add blackhole 2001:db8:3::/64",
            "-6 route add unreachable 2001:db8:4::/64",
            "-6 route add prohibit 2001:db8:5::/64",
            "-6 route add throw 2001:db8:6::/64",
            "-6 route add local 2001:db8:7::/64 dev lo",
            "-6 route add anycast 2001:db8:8::1 dev a0",
            "-6 route add multicast ff05::/16 dev a0",
            "-6 route add default via fe80::9 dev a0 pref high expires 100",
            "-6 route add 2001:db8:9::/64 nexthop via 2001:db8::9 weight 2 nexthop via 2001:db8::10",
            "-6 route add unreachable default table 9");
        RouteOracle.ShouldAgree(Red);
        RouteOracle.ShouldReadTheSame(Red);
        Red.Routes.List(1000).Select(route => route.ToString()).Should().Equal(
            "10.2.0.0/16 via 10.99.0.9 dev a0 table 1000 proto 77 onlink", "2001:db8:2::/64 via 2001:db9::9 dev a0 table 1000 metric 1024 onlink pref medium");
        Red.Routes.List(9).Single().ToString().Should().StartWith("unreachable default");
    }

    [Fact]
    public void What_is_listed_can_be_deleted_and_added_again()
    {
        Tool.Ip(
            Red,
            "route add default via 10.0.0.9",
            "route add 10.1.0.0/16 via 10.0.0.9 dev a0 metric 5 src 10.0.0.1 proto static",
            "route add 10.2.0.0/16 via 10.99.0.9 dev a0 onlink proto 77 table 1000",
            "route add blackhole 10.3.0.0/16",
            "route add unreachable 10.4.0.0/16 metric 9",
            "route add throw 10.6.0.0/16 table 5",
            "route add 10.8.0.0/16 dev a0 scope 77",
            "route add local 10.9.0.0/16 dev lo",
            "route add multicast 239.0.0.0/8 dev a0",
            "route add 2001:db8:1::/64 via 2001:db8::9 metric 5 src 2001:db8::1 proto static",
            "route add 2001:db8:2::/64 via 2001:db9::9 dev a0 onlink table 1000",
            "-6 route add blackhole 2001:db8:3::/64",
            "-6 route add local 2001:db8:7::/64 dev lo",
            "-6 route add default via fe80::9 dev a0");
        List<Route> ours = Ours();
        ours.Should().HaveCount(14);
        foreach (Route route in ours)
        {
            Red.Routes.Delete(route);
        }

        Ours().Should().BeEmpty();
        foreach (Route route in ours)
        {
            Red.Routes.Add(route);
        }

        Ours().Should().BeEquivalentTo(ours, options => options.ComparingByValue<Route>());
        RouteOracle.ShouldAgree(Red);

        List<Route> Ours() => [.. Red.Routes.Where(route => route.Protocol != RouteProtocol.Kernel)];
    }

    [Fact]
    public void Replacing_changes_the_gateway_and_adds_what_is_not_there()
    {
        foreach ((string destination, string first, string second) in new[] { ("10.1.0.0/16", "10.0.0.8", "10.0.0.9"), ("2001:db8:1::/64", "2001:db8::8", "2001:db8::9") })
        {
            Route route = new(IPNetwork.Parse(destination)) { Gateway = IPAddress.Parse(first) };
            Red.Routes.Replace(route);
            RouteOracle.Find(Red, destination).Text("gateway").Should().Be(first);
            Red.Routes.Replace(route with { Gateway = IPAddress.Parse(second) });
            RouteOracle.Find(Red, destination).Text("gateway").Should().Be(second);
        }
    }

    [Fact]
    public void Of_several_routes_the_one_that_is_meant_is_deleted()
    {
        Tool.Ip(
            Red,
            "route add 10.1.0.0/16 via 10.0.0.8 metric 1",
            "route add 10.1.0.0/16 via 10.0.0.9 metric 2",
            "route add 2001:db8:1::/64 via 2001:db8::8 metric 1",
            "route add 2001:db8:1::/64 via 2001:db8::9 metric 2",
            "route add unreachable 10.2.0.0/16 metric 1",
            "route add blackhole 10.2.0.0/16 metric 2");
        Red.Routes.Delete(new Route(IPNetwork.Parse("10.1.0.0/16")) { Metric = 2 });
        Red.Routes.Delete(new Route(IPNetwork.Parse("2001:db8:1::/64")) { Gateway = IPAddress.Parse("2001:db8::9") });
        Red.Routes.Delete(new Route(IPNetwork.Parse("10.2.0.0/16")) { Type = RouteType.Blackhole });
        RouteOracle.Find(Red, "10.1.0.0/16").Text("gateway").Should().Be("10.0.0.8");
        RouteOracle.Find(Red, "10.2.0.0/16").Number("metric").Should().Be(1);
        RouteOracle.Find(Red, "2001:db8:1::/64").Text("gateway").Should().Be("2001:db8::8");
    }
}
