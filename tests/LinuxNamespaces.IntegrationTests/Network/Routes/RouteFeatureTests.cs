using System.Net;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Routes;

[Collection("The kernel")]
public sealed class RouteFeatureTests : NetworkTest
{
    [Fact]
    public void Bits_of_the_destination_behind_the_prefix_are_refused_before_the_kernel_sees_them()
    {
        InstalledPrograms.Require("ip");
        // netlink: "Invalid prefix for given prefix length".
        Route.TryParse("10.0.0.1/8 dev a0", null, out _).Should().BeFalse();
        Action kernel = () => Tool.Ip(Red, "route add 10.0.0.1/8 dev a0");
        kernel.Should().Throw<InvalidOperationException>().WithMessage("*Invalid prefix*");
    }

    [Fact]
    public void Table_over_255_is_an_attribute_and_is_listed_by_the_kernel_filter()
    {
        Red.Routes.Add(Route.Parse("10.1.0.0/16 dev a0 table 100000"));
        Red.Routes.Add(Route.Parse("10.2.0.0/16 dev a0 table 252"));
        Red.Routes.List(100_000).Should().ContainSingle().Which.Table.Should().Be(100_000);
        Red.Routes.List(252).Should().ContainSingle().Which.Table.Should().Be(252);
        Red.Routes.List(77).Should().BeEmpty("there is no such table");
        RouteOracle.ShouldAgree(Red);
    }

    [Fact]
    public void Multipath_has_no_link_of_its_own_and_weights_from_one()
    {
        Red.Routes.Add(Route.Parse("10.1.0.0/16 nexthop via 10.0.0.2 dev a0 weight 1 nexthop via 10.0.0.3 dev a0 weight 256"));
        Route route = Red.Routes.List(new RouteFilter { Destination = IPNetwork.Parse("10.1.0.0/16") }).Single();
        route.LinkIndex.Should().BeNull();
        route.NextHops.Select(hop => hop.Weight).Should().Equal(1, 256);
        RouteOracle.Find(Red, "10.1.0.0/16").GetProperty("nexthops").EnumerateArray().Select(hop => hop.Number("weight")).Should().Equal(1, 256);
    }

    [Fact]
    public void Encapsulation_of_each_path_survives()
    {
        Red.Routes.Add(Route.Parse("10.1.0.0/16 nexthop via 10.0.0.2 dev a0 nexthop via 10.0.0.3 dev a0 encap seg6 mode encap segs fc00::1,fc00::2"));
        string[] before = RouteOracle.Lines(Red);
        before.Should().ContainMatch("10.1.0.0/16*nexthop via 10.0.0.2*nexthop encap seg6 mode encap segs 2 ? fc00::1 fc00::2 ? via 10.0.0.3*");
        Route route = Red.Routes.List(new RouteFilter { Within = IPNetwork.Parse("10.1.0.0/16") }).Single();
        Red.Routes.Delete(route);
        Red.Routes.Add(route);
        RouteOracle.Lines(Red).Should().Equal(before);
    }

    [Fact]
    public void An_error_inside_an_encapsulation_of_a_path_names_the_attribute_there()
    {
        // LWTUNNEL_IP_TTL of LWTUNNEL_ENCAP_IP, which is a byte, without its byte.
        UnknownEncapsulation broken = new(2, [4, 0, 4, 0]);
        Route multipath = new(IPNetwork.Parse("10.1.0.0/16"))
        {
            NextHops = [new() { Gateway = IPAddress.Parse("10.0.0.2") }, new() { Gateway = IPAddress.Parse("10.0.0.3"), Encapsulation = broken }],
        };
        Action add = () => Red.Routes.Add(multipath);
        add.Should().Throw<NetlinkException>().Which.AttributeName.Should().Be("RTA_MULTIPATH > [1] > RTA_ENCAP > LWTUNNEL_IP_TTL");
        Action single = () => Red.Routes.Add(new Route(IPNetwork.Parse("10.1.0.0/16")) { Gateway = IPAddress.Parse("10.0.0.2"), Encapsulation = broken });
        single.Should().Throw<NetlinkException>().Which.AttributeName.Should().Be("RTA_ENCAP > LWTUNNEL_IP_TTL");
        Action nexthop = () => Red.Nexthops.Add(new Nexthop { Id = 7, Gateway = IPAddress.Parse("10.0.0.2"), LinkName = "a0", Encapsulation = broken });
        nexthop.Should().Throw<NetlinkException>().Which.AttributeName.Should().Be("NHA_ENCAP > LWTUNNEL_IP_TTL");
    }

    [Fact]
    public void Inline_segments_are_the_same_in_both_directions()
    {
        Red.Routes.Add(Route.Parse("2001:db8:1::/48 encap seg6 mode inline segs fc00::1,fc00::2 dev a0"));
        Tool.Ip(Red, "-6 route add 2001:db8:2::/48 encap seg6 mode inline segs fc00::1,fc00::2 dev a0");
        Route[] routes = [.. Red.Routes.List(new RouteFilter { Table = Route.MainTable, Protocol = RouteProtocol.Boot })];
        routes.Should().HaveCount(2);
        routes[0].Encapsulation.Should().Be(routes[1].Encapsulation).And.BeOfType<SegmentRoutingEncapsulation>();
        RouteOracle.ShouldReadTheSame(Red);
    }

    [Fact]
    public void Missing_encapsulation_is_named_with_the_option_of_the_kernel()
    {
        Action act = () => Red.Routes.Add(Route.Parse("10.1.0.0/16 encap mpls 100/200 via 10.0.0.2 dev a0"));
        try
        {
            act();
            RouteOracle.ShouldReadTheSame(Red);
        }
        catch (NotSupportedException e)
        {
            e.Message.Should().Contain("CONFIG_MPLS_IPTUNNEL");
        }
    }

    [Fact]
    public void IPv4_route_has_an_IPv6_gateway()
    {
        Red.Routes.Add(new Route(IPNetwork.Parse("10.1.0.0/16")) { Gateway = IPAddress.Parse("fe80::5"), LinkName = "a0" });
        RouteOracle.Find(Red, "10.1.0.0/16").GetProperty("via").Text("host").Should().Be("fe80::5");
        RouteOracle.ShouldAgree(Red);
    }

    [Fact]
    public void Flush_deletes_what_the_filter_selects_and_nothing_else()
    {
        foreach (string route in (string[])["10.1.0.0/16 dev a0 proto 77", "10.2.0.0/16 dev a1 proto 77", "10.3.0.0/16 dev a0", "10.4.0.0/16 dev a0 table 9 proto 77", "2001:db8:1::/48 dev a0 proto 77", "blackhole 10.5.0.0/16 proto 77",
            "10.6.0.0/16 proto 77 nexthop via 10.0.0.2 dev a0 nexthop via 10.0.0.3 dev a0"])
        {
            Red.Routes.Add(Route.Parse(route));
        }

        string[] all = RouteOracle.Lines(Red);
        Red.Routes.Flush(new RouteFilter { Protocol = (RouteProtocol)77, LinkName = "a0", Table = Route.MainTable }).Should().Be(3);
        string[] rest = RouteOracle.Lines(Red);
        all.Except(rest).Select(line => line.Split(' ')[0]).Should().BeEquivalentTo("10.1.0.0/16", "10.6.0.0/16", "2001:db8:1::/48");
        Red.Routes.Flush(new RouteFilter { Type = RouteType.Blackhole }).Should().Be(1);
        Red.Routes.Flush(new RouteFilter { Table = 9 }).Should().Be(1);
        Red.Routes.Flush(new RouteFilter { Within = IPNetwork.Parse("10.0.0.0/8"), Protocol = (RouteProtocol)77 }).Should().Be(1);
        Red.Routes.Flush(new RouteFilter { Table = 9 }).Should().Be(0);
        Action everything = () => Red.Routes.Flush(new RouteFilter());
        everything.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Kernel_applies_the_filter_of_a_list()
    {
        Red.Routes.Add(Route.Parse("10.1.0.0/16 dev a0 proto 77"));
        NetlinkMessageWriter request = RouteRequests.List(new byte[256], 2, new RouteFilter { Protocol = (RouteProtocol)77 });
        int routes = 0;
        foreach (NetlinkMessage message in Red.Rtnetlink.EnumerateDump(request, new NetlinkOperation("list routes")))
        {
            (message.Flags & NetlinkMessageFlags.DumpFiltered).Should().NotBe(NetlinkMessageFlags.None);
            routes++;
        }

        routes.Should().Be(1);
    }

    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("10.0.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("2001:db8:1::5")]
    public void Lookup_finds_the_path_that_ip_route_get_shows(string address)
    {
        AddRoutes();
        string theirs = Tool.RunIn(Red, "ip", "-o", "route", "get", address).Split('\\')[0].Split(" uid ")[0].Replace(" from ::", string.Empty, StringComparison.Ordinal).Trim();
        Red.Routes.Lookup(IPAddress.Parse(address)).ToString().Should().Be(theirs).And.StartWith(address.StartsWith("10.1", StringComparison.Ordinal) ? "10.1.2.3 via 10.0.0.5 dev a0" : string.Empty);
    }

    [Fact]
    public void Lookup_has_the_options_of_ip_route_get()
    {
        Require.ProtocolNames();
        AddRoutes();
        Tool.Ip(Red, "rule add fwmark 5 lookup 100", Require.IsRootOfTheMachine ? "rule add uidrange 4711-4711 lookup 101" : "rule add lookup 9999", "rule add ipproto tcp dport 80 lookup 102", "rule add from 10.0.0.77 lookup 103",
            "route add 10.1.0.0/16 via 10.0.0.100 table 100", "route add 10.1.0.0/16 via 10.0.0.101 table 101", "route add 10.1.0.0/16 via 10.0.0.102 table 102",
            "addr add 10.0.0.77/32 dev a0", "route add 10.1.0.0/16 via 10.0.0.103 table 103", "route add 10.1.0.0/16 tos 0x10 via 10.0.0.104");
        Find(new RouteLookupOptions { Mark = 5 }).Should().Be("10.0.0.100");
        // The kernel takes user IDs only from the user namespace that owns the network namespace.
        if (Require.IsRootOfTheMachine)
        {
            Find(new RouteLookupOptions { UserId = 4711 }).Should().Be("10.0.0.101");
        }

        Find(new RouteLookupOptions { IPProtocol = 6, DestinationPort = 80, SourcePort = 1234 }).Should().Be("10.0.0.102");
        Find(new RouteLookupOptions { Source = IPAddress.Parse("10.0.0.77") }).Should().Be("10.0.0.103");
        Find(new RouteLookupOptions { TypeOfService = 0x10 }).Should().Be("10.0.0.104");
        Find(new RouteLookupOptions { OutputLinkName = "a0" }).Should().Be("10.0.0.5");
        Route match = Red.Routes.Lookup(IPAddress.Parse("10.1.2.3"), new RouteLookupOptions { MatchTable = true });
        match.Destination.Should().Be(IPNetwork.Parse("10.1.0.0/16"));
        match.Metric.Should().Be(7);
        Tool.Ip(Red, "link set a1 addrgenmode none");
        Red.Sysctl["net/ipv4/conf/all/forwarding"] = "1";
        Red.Routes.Lookup(IPAddress.Parse("10.1.2.3"), new RouteLookupOptions { InputLinkName = "a1", Source = IPAddress.Parse("10.66.0.1") }).Gateway.Should().Be(IPAddress.Parse("10.0.0.5"));

        string Find(RouteLookupOptions options) => Red.Routes.Lookup(IPAddress.Parse("10.1.2.3"), options).Gateway!.ToString();
    }

    [Theory]
    [InlineData("unreachable", "EHOSTUNREACH")]
    [InlineData("prohibit", "EACCES")]
    [InlineData("blackhole", "EINVAL")]
    [InlineData("throw", "ENETUNREACH")]
    public void Lookup_of_a_rejected_address_has_the_error_of_a_sender(string type, string error)
    {
        Red.Routes.Add(Route.Parse($"{type} 10.1.0.0/16"));
        Action act = () => Red.Routes.Lookup(IPAddress.Parse("10.1.2.3"));
        act.Should().Throw<NetlinkException>().Which.Errno.ToString().Should().Contain(error);
    }

    [Fact]
    public void Rejected_route_names_the_attribute()
    {
        Action gateway = () => Red.Routes.Add(Route.Parse("10.1.0.0/16 via 10.99.0.9 dev a0"));
        gateway.Should().Throw<NetlinkException>().Which.Message.Should().Contain("Nexthop has invalid gateway");
        Action congestion = () => Red.Routes.Add(Route.Parse("10.1.0.0/16 dev a0 congctl nonesuch"));
        congestion.Should().Throw<NetlinkException>().Which.Message.Should().Contain("congestion");
        Action link = () => Red.Routes.Add(Route.Parse("10.1.0.0/16 dev nonesuch"));
        link.Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.ENODEV);
        Action metrics = () => Red.Routes.Add(new Route(IPNetwork.Parse("10.1.0.0/16")) { LinkName = "a0", Metrics = new RouteMetrics { Features = (RouteFeatures)(1 << 20) } });
        metrics.Should().Throw<NetlinkException>().Which.Message.Should().Contain("feature");
    }

    [Fact]
    public void Route_that_was_made_up_deletes_the_first_that_it_fits_and_a_listed_one_only_itself()
    {
        Tool.Ip(Red, "route add 10.1.0.0/16 via 10.0.0.2 proto 77 metric 5", "route add 10.1.0.0/16 via 10.0.0.3 proto 78 metric 6");
        Route second = Red.Routes.List(new RouteFilter { Protocol = (RouteProtocol)78 }).Single();
        Red.Routes.Delete(second);
        Red.Routes.List(new RouteFilter { Destination = IPNetwork.Parse("10.1.0.0/16") }).Single().Protocol.Should().Be((RouteProtocol)77);
        Red.Routes.Add(second);
        Red.Routes.Delete(new Route(IPNetwork.Parse("10.1.0.0/16")));
        Red.Routes.List(new RouteFilter { Destination = IPNetwork.Parse("10.1.0.0/16") }).Single().Protocol.Should().Be((RouteProtocol)78);
        Action again = () => Red.Routes.Delete(second with { Metric = 5 });
        again.Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.ESRCH);
    }

    [Fact]
    public void Multipath_route_of_IPv6_is_one_route_however_it_came_about()
    {
        Red.Routes.Append(Route.Parse("2001:db8:1::/48 via 2001:db8::2 dev a0"));
        Red.Routes.Append(Route.Parse("2001:db8:1::/48 via 2001:db8::3 dev a0"));
        Route route = Red.Routes.List(new RouteFilter { Destination = IPNetwork.Parse("2001:db8:1::/48") }).Single();
        route.NextHops.Should().HaveCount(2);
        Red.Routes.Delete(route);
        Red.Routes.List(new RouteFilter { Destination = IPNetwork.Parse("2001:db8:1::/48") }).Should().BeEmpty();
    }

    [Fact]
    public void Name_of_a_link_is_looked_up_when_the_request_is_made()
    {
        Route route = Route.Parse("10.1.0.0/16 dev later");
        Action act = () => Red.Routes.Add(route);
        act.Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.ENODEV);
        VethPair.Create(Red, "later", Red, "other").First.Up();
        Red.Routes.Add(route);
        RouteOracle.Find(Red, "10.1.0.0/16").Text("dev").Should().Be("later");
        Red.Routes.Add(Route.Parse($"10.2.0.0/16 dev if{First.Index}"));
        RouteOracle.Find(Red, "10.2.0.0/16").Text("dev").Should().Be("a0", "it is how ip-route prints a link without a name");
    }

    [Fact]
    public void Appended_route_stands_beside_the_other()
    {
        Red.Routes.Add(Route.Parse("10.1.0.0/16 via 10.0.0.2"));
        Red.Routes.Append(Route.Parse("10.1.0.0/16 via 10.0.0.3"));
        Red.Routes.List(new RouteFilter { Destination = IPNetwork.Parse("10.1.0.0/16") }).Should().HaveCount(2);
        Action act = () => Red.Routes.Change(Route.Parse("10.2.0.0/16 via 10.0.0.3"));
        act.Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.ENOENT);
    }

    private void AddRoutes()
    {
        Red.Routes.Add(Route.Parse("10.1.0.0/16 via 10.0.0.5 metric 7"));
        Red.Routes.Add(Route.Parse("2001:db8:1::/48 via 2001:db8::5"));
    }
}
