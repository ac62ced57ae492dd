using System.Net;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;
using static LinuxNamespaces.Tests.Network.RecordedConnection;

namespace LinuxNamespaces.Tests.Network;

/// <summary>
/// The bytes are those of linux/netlink.h and linux/rtnetlink.h. struct rtmsg: family, lengths of destination and source, TOS; table,
/// protocol, scope, type; flags.
/// </summary>
public sealed class RouteMessageTests
{
    private static readonly IPNetwork s_destination = IPNetwork.Parse("10.1.0.0/16");
    private static readonly IPAddress s_gateway = IPAddress.Parse("10.0.0.1");

    [Fact]
    public void A_default_route_is_added() =>
        RequestOfRoutes(routes => routes.AddDefault(s_gateway)).Should().Be(string.Concat(
            "24000000", "1800", "0506", SequenceAndPort,         // 36 bytes, RTM_NEWROUTE, REQUEST ACK EXCL CREATE
            "02", "00", "00", "00", "FE", "03", "00", "01", "00000000", // AF_INET /0; main, boot, universe, unicast
            "08000500", "0A000001"));                            // RTA_GATEWAY

    [Fact]
    public void An_IPv6_default_route_is_added() =>
        RequestOfRoutes(routes => routes.AddDefault(IPAddress.Parse("fd00::1"))).Should().Be(string.Concat(
            "30000000", "1800", "0506", SequenceAndPort,         // 48 bytes, RTM_NEWROUTE, REQUEST ACK EXCL CREATE
            "0A", "00", "00", "00", "FE", "03", "00", "01", "00000000", // AF_INET6 /0; main, boot, universe, unicast
            "14000500", "FD000000000000000000000000000001"));    // RTA_GATEWAY

    [Fact]
    public void A_route_by_a_gateway_is_added() =>
        RequestOfRoutes(routes => routes.Add(s_destination, s_gateway)).Should().Be(string.Concat(
            "2C000000", "1800", "0506", SequenceAndPort,         // 44 bytes, RTM_NEWROUTE, REQUEST ACK EXCL CREATE
            "02", "10", "00", "00", "FE", "03", "00", "01", "00000000", // AF_INET /16; main, boot, universe, unicast
            "08000100", "0A010000",                              // RTA_DST
            "08000500", "0A000001"));                            // RTA_GATEWAY

    [Fact]
    public void A_route_on_the_link_is_added() =>
        RequestOfRoutes(routes => routes.Add(new Route(s_destination) { LinkIndex = 5 })).Should().Be(string.Concat(
            "2C000000", "1800", "0506", SequenceAndPort,         // 44 bytes, RTM_NEWROUTE, REQUEST ACK EXCL CREATE
            "02", "10", "00", "00", "FE", "03", "FD", "01", "00000000", // AF_INET /16; main, boot, link, unicast
            "08000100", "0A010000",                              // RTA_DST
            "08000400", "05000000"));                            // RTA_OIF 5

    [Fact]
    public void A_route_is_added_with_all_that_belongs_to_it()
    {
        Route route = new(s_destination)
        {
            Gateway = s_gateway,
            PreferredSource = IPAddress.Parse("10.0.0.9"),
            LinkIndex = 5,
            Metric = uint.MaxValue,
            Table = 1000,
            Protocol = RouteProtocol.Static,
            OnLink = true,
        };
        RequestOfRoutes(routes => routes.Add(route)).Should().Be(string.Concat(
            "4C000000", "1800", "0506", SequenceAndPort,         // 76 bytes, RTM_NEWROUTE, REQUEST ACK EXCL CREATE
            "02", "10", "00", "00", "00", "04", "00", "01", "04000000", // AF_INET /16; unspecified, static, universe, unicast; ONLINK
            "08000100", "0A010000",                              // RTA_DST
            "08000500", "0A000001",                              // RTA_GATEWAY
            "08000700", "0A000009",                              // RTA_PREFSRC
            "08000400", "05000000",                              // RTA_OIF 5
            "08000600", "FFFFFFFF",                              // RTA_PRIORITY 4294967295
            "08000F00", "E8030000"));                            // RTA_TABLE 1000
    }

    [Fact]
    public void A_table_that_fits_the_header_needs_no_attribute() =>
        RequestOfRoutes(routes => routes.Add(new Route(s_destination) { Type = RouteType.Blackhole, Table = 255 })).Should().Be(string.Concat(
            "24000000", "1800", "0506", SequenceAndPort,         // 36 bytes, RTM_NEWROUTE, REQUEST ACK EXCL CREATE
            "02", "10", "00", "00", "FF", "03", "00", "06", "00000000", // AF_INET /16; local, boot, universe, blackhole
            "08000100", "0A010000"));                            // RTA_DST

    [Theory]
    [InlineData(RouteType.Local, "FE", "02")]        // RT_SCOPE_HOST, RTN_LOCAL
    [InlineData(RouteType.Broadcast, "FD", "03")]    // RT_SCOPE_LINK, RTN_BROADCAST
    [InlineData(RouteType.Anycast, "FD", "04")]      // RT_SCOPE_LINK, RTN_ANYCAST
    [InlineData(RouteType.Multicast, "FD", "05")]    // RT_SCOPE_LINK, RTN_MULTICAST
    [InlineData(RouteType.Unreachable, "00", "07")]  // RT_SCOPE_UNIVERSE, RTN_UNREACHABLE
    [InlineData(RouteType.Prohibit, "00", "08")]     // RT_SCOPE_UNIVERSE, RTN_PROHIBIT
    public void A_route_has_the_scope_that_is_usual_for_its_type(RouteType type, string scope, string number) =>
        RequestOfRoutes(routes => routes.Add(new Route(s_destination) { Type = type })).Should().Be(string.Concat(
            "24000000", "1800", "0506", SequenceAndPort,         // 36 bytes, RTM_NEWROUTE, REQUEST ACK EXCL CREATE
            "02", "10", "00", "00", "FE", "03", scope, number, "00000000", // AF_INET /16; main, boot
            "08000100", "0A010000"));                            // RTA_DST

    [Fact]
    public void A_route_is_replaced() =>
        RequestOfRoutes(routes => routes.Replace(new Route(s_destination) { Gateway = s_gateway, Metric = 0 })).Should().Be(string.Concat(
            "34000000", "1800", "0505", SequenceAndPort,         // 52 bytes, RTM_NEWROUTE, REQUEST ACK REPLACE CREATE
            "02", "10", "00", "00", "FE", "03", "00", "01", "00000000", // AF_INET /16; main, boot, universe, unicast
            "08000100", "0A010000",                              // RTA_DST
            "08000500", "0A000001",                              // RTA_GATEWAY
            "08000600", "00000000"));                            // RTA_PRIORITY 0

    [Fact]
    public void A_route_is_deleted_whatever_its_protocol_scope_and_type() =>
        RequestOfRoutes(routes => routes.Delete(new Route(s_destination))).Should().Be(string.Concat(
            "24000000", "1900", "0500", SequenceAndPort,         // 36 bytes, RTM_DELROUTE, REQUEST ACK
            "02", "10", "00", "00", "FE", "00", "FF", "00", "00000000", // AF_INET /16; main, any protocol, nowhere, any type
            "08000100", "0A010000"));                            // RTA_DST

    [Fact]
    public void A_route_is_deleted_by_all_that_tells_it_from_others()
    {
        Route route = new(IPNetwork.Parse("fd01::/32"))
        {
            Gateway = IPAddress.Parse("fd00::1"),
            LinkIndex = 5,
            Metric = 1024,
            Table = 256,
            Type = RouteType.Prohibit,
            Scope = RouteScope.Site,
        };
        RequestOfRoutes(routes => routes.Delete(route)).Should().Be(string.Concat(
            "5C000000", "1900", "0500", SequenceAndPort,         // 92 bytes, RTM_DELROUTE, REQUEST ACK
            "0A", "20", "00", "00", "00", "00", "C8", "08", "00000000", // AF_INET6 /32; unspecified, any protocol, site, prohibit
            "14000100", "FD010000000000000000000000000000",      // RTA_DST
            "14000500", "FD000000000000000000000000000001",      // RTA_GATEWAY
            "08000400", "05000000",                              // RTA_OIF 5
            "08000600", "00040000",                              // RTA_PRIORITY 1024
            "08000F00", "00010000"));                            // RTA_TABLE 256
    }

    [Fact]
    public void Routes_are_listed_by_family()
    {
        IReadOnlyList<string> requests = Requests(connection => connection.Rtnetlink.Routes.List());
        requests.Should().Equal(
            string.Concat(
                "28000000", "1200", "0103", SequenceAndPort,         // 40 bytes, RTM_GETLINK, REQUEST DUMP: the names
                new string('0', 32),                                 // ifinfomsg
                "08001D00", "08000000"),                             // IFLA_EXT_MASK RTEXT_FILTER_SKIP_STATS
            string.Concat(
                "1C000000", "1A00", "0103", "02000000", "67120000",  // 28 bytes, RTM_GETROUTE, REQUEST DUMP
                "02", new string('0', 22)),                          // rtmsg: AF_INET
            string.Concat(
                "1C000000", "1A00", "0103", "03000000", "67120000",  // 28 bytes, RTM_GETROUTE, REQUEST DUMP
                "0A", new string('0', 22)));                         // rtmsg: AF_INET6
    }

    [Fact]
    public void A_route_with_MPLS_labels_is_added()
    {
        Route route = new(s_destination) { Gateway = s_gateway, LinkIndex = 5, Encapsulation = new MplsEncapsulation(100, 200) { TimeToLive = 9 } };
        RequestOfRoutes(routes => routes.Add(route)).Should().Be(string.Concat(
            "54000000", "1800", "0506", SequenceAndPort,         // 84 bytes, RTM_NEWROUTE, REQUEST ACK EXCL CREATE
            "02", "10", "00", "00", "FE", "03", "00", "01", "00000000", // AF_INET /16; main, boot, universe, unicast
            "08000100", "0A010000",                              // RTA_DST
            "08000500", "0A000001",                              // RTA_GATEWAY
            "08000400", "05000000",                              // RTA_OIF 5
            "18001680",                                          // RTA_ENCAP
            "0C000100", "00064000", "000C8100",                  //   MPLS_IPTUNNEL_DST 100/200, the last at the bottom of the stack
            "05000200", "09000000",                              //   MPLS_IPTUNNEL_TTL 9
            "06001500", "01000000"));                            // RTA_ENCAP_TYPE LWTUNNEL_ENCAP_MPLS
        RouteEncapsulation.Read(1, Convert.FromHexString("0C0001000006400000" + "0C8100" + "0500020009000000")).Should().Be(route.Encapsulation);
    }

    [Fact]
    public void A_route_over_several_paths_is_added()
    {
        Route route = new(s_destination)
        {
            NextHops =
            [
                new() { Gateway = s_gateway, LinkIndex = 5, Weight = 3, OnLink = true },
                new() { Gateway = IPAddress.Parse("fe80::1"), LinkIndex = 6, SourceRealm = 7 },
            ],
        };
        RequestOfRoutes(routes => routes.Add(route)).Should().Be(string.Concat(
            "60000000", "1800", "0506", SequenceAndPort,         // 96 bytes, RTM_NEWROUTE, REQUEST ACK EXCL CREATE
            "02", "10", "00", "00", "FE", "03", "00", "01", "00000000", // AF_INET /16; main, boot, universe, unicast
            "08000100", "0A010000",                              // RTA_DST
            "3C000980",                                          // RTA_MULTIPATH
            "1000", "04", "02", "05000000",                      //   16 bytes, ONLINK, weight 3, link 5
            "08000500", "0A000001",                              //   RTA_GATEWAY
            "2800", "00", "00", "06000000",                      //   40 bytes, weight 1, link 6
            "16001200", "0A00", "FE800000000000000000000000000001", "0000", // RTA_VIA AF_INET6
            "08000B00", "00000700"));                            //   RTA_FLOW 7/0
    }

    [Fact]
    public void A_route_is_looked_up() =>
        Convert.ToHexString(RouteLookup.Write(new byte[256], s_gateway, new RouteLookupOptions { Mark = 5, UserId = 7, IPProtocol = 6, DestinationPort = 80, InputLinkIndex = 9, MatchTable = true }).Finish()).Should().Be(string.Concat(
            "4C000000", "1A00", "0000", "0000000000000000",      // 76 bytes, RTM_GETROUTE
            "02", "20", "00", "00", "00", "00", "00", "00", "00300000", // AF_INET /32; LOOKUP_TABLE, FIB_MATCH
            "08000100", "0A000001",                              // RTA_DST
            "08000300", "09000000",                              // RTA_IIF 9
            "08001000", "05000000",                              // RTA_MARK 5
            "08001900", "07000000",                              // RTA_UID 7
            "05001B00", "06000000",                              // RTA_IP_PROTO tcp
            "06001D00", "00500000"));                            // RTA_DPORT 80

    private static string RequestOfRoutes(Action<RouteCollection> action) => Request(connection => action(connection.Rtnetlink.Routes));
}
