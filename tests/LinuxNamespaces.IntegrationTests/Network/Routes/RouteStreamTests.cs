using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Routes;

/// <summary>Routes as values, while the kernel lists them.</summary>
[Collection("The kernel")]
public sealed class RouteStreamTests : NetworkTest
{
    private const int Many = 20_000;

    [Fact]
    public void Values_are_the_routes_of_the_list()
    {
        Tool.Ip(
            Red,
            "route add 10.1.0.0/16 via 10.0.0.2 metric 7 proto bgp",
            "route add 10.2.0.0/16 nexthop via 10.0.0.2 nexthop dev a1",
            "route add blackhole 10.3.0.0/16 table 1000",
            "route add 10.4.0.0/16 via inet6 2001:db8::2",
            "-6 route add 2001:db8:1::/48 via 2001:db8::2 metric 9",
            "nexthop add id 5 via 10.0.0.2 dev a0",
            "route add 10.5.0.0/16 nhid 5");
        RouteFilter[] filters =
        [
            new(), new() { Family = AddressFamily.InterNetworkV6 }, new() { Table = 1000 }, new() { LinkName = "a1" }, new() { Gateway = IPAddress.Parse("10.0.0.2") }, new() { Protocol = RouteProtocol.Bgp },
            new() { Within = IPNetwork.Parse("10.0.0.0/13") }, new() { Destination = IPNetwork.Parse("2001:db8:1::/48") }, new() { Metric = 9 }, new() { Type = RouteType.Blackhole },
        ];
        foreach (RouteFilter filter in filters)
        {
            List<Route> streamed = [];
            foreach (RouteValue route in Red.Routes.Enumerate(filter))
            {
                streamed.Add(route.ToRoute());
                // The list has names besides.
                (route.Gateway?.ToIPAddress(), route.LinkIndex).Should().Be((streamed[^1].Gateway, streamed[^1].LinkIndex));
            }

            IReadOnlyList<Route> listed = Red.Routes.List(filter);
            streamed.Select(route => (route.Destination, route.Table, route.Metric, route.Type)).Should().Equal(listed.Select(route => (route.Destination, route.Table, route.Metric, route.Type)));
            streamed.Should().NotBeEmpty();
        }
    }

    [Fact]
    public void Nothing_is_allocated_for_a_route()
    {
        using NetlinkConnection connection = Red.OpenNetlink(Linux.NETLINK_ROUTE);
        connection.Execute(Netlink.RawRouteBatch.Create(Many)).ThrowIfFailed();
        RouteFilter many = new() { Table = Route.MainTable, Within = IPNetwork.Parse("10.0.0.0/8"), Protocol = RouteProtocol.Boot };
        RouteFilter few = many with { Destination = IPNetwork.Parse("10.0.0.9/32") };
        // The kernel sends the same routes for both.
        (long AllCount, long AllBytes) all = Count(many);
        (long FewCount, long FewBytes) one = Count(few);
        all.AllCount.Should().BeGreaterThanOrEqualTo(Many);
        one.FewCount.Should().Be(1);
        all.AllBytes.Should().BeLessThan(200_000, "the buffer of the connection is all that is needed");
    }

    [Fact]
    public void Requests_can_be_made_meanwhile_and_the_enumeration_can_end_early()
    {
        Tool.Ip(Red, "route add 10.1.0.0/16 via 10.0.0.2", "route add 10.2.0.0/16 via 10.0.0.2");
        foreach (RouteValue route in Red.Routes.Enumerate(new RouteFilter { Within = IPNetwork.Parse("10.1.0.0/16") }))
        {
            Red.Routes.Delete(route.ToRoute());
            break;
        }

        int count = 0;
        foreach (RouteValue route in Red.Routes.Enumerate(new RouteFilter { Gateway = IPAddress.Parse("10.0.0.2") }))
        {
            (route.Destination.ToString(), route.PrefixLength).Should().Be(("10.2.0.0", 16));
            count++;
        }

        count.Should().Be(1);
        foreach (RouteValue _ in Red.Routes.Enumerate(new RouteFilter { Table = 4711 }))
        {
            Assert.Fail("A table without routes has none.");
        }

        Action unknown = () => Red.Routes.Enumerate(new RouteFilter { LinkName = "nothing" });
        unknown.Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.ENODEV);
    }

    private (long Count, long Bytes) Count(RouteFilter filter)
    {
        long count = 0;
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 3; attempt++)
        {
            count = 0;
            long before = GC.GetAllocatedBytesForCurrentThread();
            foreach (RouteValue route in Red.Routes.Enumerate(filter))
            {
                count += route.PrefixLength > 0 ? 1 : 0;
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return (count, least);
    }
}
