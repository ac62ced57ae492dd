using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Events;

/// <summary>Routes and nexthop objects, which the kernel also removes without a notification.</summary>
[Collection("The kernel")]
public sealed class RouteEventTests : NetworkTest
{
    private static readonly IPNetwork s_five = IPNetwork.Parse("10.5.0.0/16");

    [Fact]
    public async Task Routes_are_added_replaced_and_removed()
    {
        await using EventStream stream = EventStream.Open(Red, NetworkObjects.Routes);
        Tool.Ip(
            Red,
            "route add 10.5.0.0/16 via 10.0.0.2",
            "route replace 10.5.0.0/16 via 10.0.0.3",
            "route append 10.5.0.0/16 via 10.0.0.4",
            "route del 10.5.0.0/16 via 10.0.0.3",
            "-6 route add 2001:db8:5::/48 via 2001:db8::2",
            "-6 route replace 2001:db8:5::/48 via 2001:db8::3",
            "-6 route del 2001:db8:5::/48",
            "route del 10.5.0.0/16");
        List<NetworkEvent> events = await stream.ReadUntilAsync(e => e is RouteEvent { Change: NetworkChange.Removed } route && IsFrom(route, "10.0.0.4"));
        // The kernel adds routes of its own late.
        events.Cast<RouteEvent>().Where(e => e.Route.Gateway is not null).Select(e => $"{e.Change} {e.Route.Gateway} {e.Previous?.Gateway}".TrimEnd()).Should().Equal(
            "Added 10.0.0.2",
            "Changed 10.0.0.3 10.0.0.2",
            "Added 10.0.0.4",
            "Removed 10.0.0.3 10.0.0.3",
            "Added 2001:db8::2",
            "Changed 2001:db8::3 2001:db8::2",
            "Removed 2001:db8::3 2001:db8::3",
            "Removed 10.0.0.4 10.0.0.4");
        events.Cast<RouteEvent>().First(e => e.Route.Gateway is not null).Route.LinkName.Should().Be("a0");
    }

    [Fact]
    public async Task Multipath_routes_are_followed()
    {
        await using EventStream stream = EventStream.Open(Red, NetworkObjects.Routes);
        Mirror mirror = new();
        foreach (string command in (string[])[
            "-6 route add 2001:db8:5::/48 via 2001:db8::2", "-6 route append 2001:db8:5::/48 via 2001:db8::3", "-6 route append 2001:db8:5::/48 nexthop via 2001:db8::4 nexthop via 2001:db8::5",
            "-6 route del 2001:db8:5::/48 via 2001:db8::2", "-6 route del 2001:db8:5::/48 via 2001:db8::4",
            "-6 route replace 2001:db8:5::/48 nexthop via 2001:db8::7 nexthop via 2001:db8::8", "-6 route del 2001:db8:5::/48"])
        {
            Tool.Ip(Red, command);
            Route[] expected = [.. Red.Routes.List().Where(InFive)];
            await mirror.ApplyUntilAsync(stream, () => expected.ToHashSet().SetEquals(mirror.Routes.Where(InFive)));
        }

        Tool.Ip(Red, "route add 10.5.0.0/16 nexthop via 10.0.0.2 nexthop via 10.0.0.3 weight 3", "route replace 10.5.0.0/16 nexthop via 10.0.0.4 nexthop via 10.0.0.5", "route del 10.5.0.0/16");
        List<NetworkEvent> events = await stream.ReadUntilAsync(e => e is RouteEvent { Change: NetworkChange.Removed });
        events.Cast<RouteEvent>().Where(e => e.Route.Destination == s_five).Select(e => (e.Change, e.Route.NextHops.Count)).Should().Equal((NetworkChange.Added, 2), (NetworkChange.Changed, 2), (NetworkChange.Removed, 2));
    }

    [Fact]
    public async Task One_of_several_routes_with_one_key_is_replaced()
    {
        Tool.Ip(Red, "route add 10.5.0.0/16 via 10.0.0.2", "route append 10.5.0.0/16 via 10.0.0.3");
        await using EventStream stream = EventStream.Open(Red, NetworkObjects.Routes);
        Tool.Ip(Red, "route replace 10.5.0.0/16 via 10.0.0.4");
        List<NetworkEvent> events = await stream.ReadUntilAsync(e => e is RouteEvent { Change: NetworkChange.Added } route && IsFrom(route, "10.0.0.4"));
        events.Cast<RouteEvent>().Where(e => e.Route.Destination == s_five).Select(e => $"{e.Change} {e.Route.Gateway}").Should().Equal("Removed 10.0.0.2", "Added 10.0.0.4");
    }

    [Theory]
    [InlineData("link set b0 down")]
    [InlineData("link del b0")]
    public async Task Routes_that_go_with_their_link_without_a_notification_are_told(string command)
    {
        AddSecondPair();
        Tool.Ip(Red, "route add 10.5.0.0/16 via 10.4.0.2", "route add 10.6.0.0/16 dev b0", "nexthop add id 9 via 10.4.0.3 dev b0", "route add 10.7.0.0/16 nhid 9");
        await using EventStream stream = EventStream.Open(Red, NetworkObjects.Routes | NetworkObjects.Nexthops | NetworkObjects.Links);
        Tool.Ip(Red, command);
        HashSet<string> gone = ["10.4.0.0/24", "10.5.0.0/16", "10.6.0.0/16", "10.7.0.0/16", "id 9"];
        List<NetworkEvent> events = await stream.ReadUntilAsync(e =>
        {
            gone.Remove(e switch
            {
                RouteEvent { Change: NetworkChange.Removed } route => route.Route.Destination.ToString(),
                NexthopEvent { Change: NetworkChange.Removed } nexthop => $"id {nexthop.Nexthop.Id}",
                _ => string.Empty,
            });
            return gone.Count == 0;
        });
        events.OfType<LinkEvent>().Should().NotContain(e => e.Change == NetworkChange.Removed, "routes go before their link");
        Red.Routes.List(Route.MainTable).Should().NotContain(route => route.LinkName == "b0" && route.Destination.BaseAddress.AddressFamily == AddressFamily.InterNetwork);
    }

    [Fact]
    public async Task Routes_that_go_with_an_address_without_a_notification_are_told()
    {
        Tool.Ip(Red, "addr add 10.4.0.1/24 dev a0", "route add 10.5.0.0/16 via 10.0.0.2 src 10.4.0.1");
        await using EventStream stream = EventStream.Open(Red, NetworkObjects.Routes);
        Tool.Ip(Red, "addr del 10.4.0.1/24 dev a0");
        await stream.ReadUntilAsync(e => e is RouteEvent { Change: NetworkChange.Removed } route && route.Route.Destination == s_five);
        Red.Routes.List(Route.MainTable).Should().NotContain(route => route.Destination == s_five);
    }

    [Fact]
    public async Task Routes_that_go_with_a_nexthop_object_without_a_notification_are_told()
    {
        Tool.Ip(Red, "nexthop add id 9 via 10.0.0.2 dev a0", "route add 10.5.0.0/16 nhid 9");
        await using EventStream stream = EventStream.Open(Red, NetworkObjects.Routes | NetworkObjects.Nexthops);
        Tool.Ip(Red, "nexthop replace id 9 via 10.0.0.3 dev a0", "nexthop del id 9");
        HashSet<string> left = [nameof(RouteEvent), nameof(NexthopEvent)];
        List<NetworkEvent> events = await stream.ReadUntilAsync(e => e is NetworkObjectEvent { Change: NetworkChange.Removed } && left.Remove(e.GetType().Name) && left.Count == 0);
        events.OfType<NexthopEvent>().Select(e => $"{e} {e.Previous?.Gateway}".TrimEnd()).Should().Equal(
            "changed id 9 via 10.0.0.3 dev a0 scope link 10.0.0.2", "removed id 9 via 10.0.0.3 dev a0 scope link 10.0.0.3");
        events.OfType<RouteEvent>().Single(e => e.Change == NetworkChange.Removed).Route.Destination.Should().Be(s_five);
    }

    [Fact]
    public async Task New_name_of_a_link_is_that_of_its_routes()
    {
        await using EventStream stream = EventStream.Open(Red, NetworkObjects.Routes | NetworkObjects.Links);
        Second.Down();
        Second.Rename("other");
        await stream.ReadUntilAsync(e => e is LinkEvent { Link.Name: "other" });
        Second.Up().AddAddress("10.8.0.1/24");
        RouteEvent added = (RouteEvent)(await stream.ReadUntilAsync(e => e is RouteEvent { Change: NetworkChange.Added } route && route.Route.Destination == IPNetwork.Parse("10.8.0.0/24")))[^1];
        added.Route.LinkName.Should().Be("other");
    }

    private static bool IsFrom(RouteEvent route, string gateway) => route.Route.Gateway?.ToString() == gateway;

    private static bool InFive(Route route) => route.Destination == IPNetwork.Parse("2001:db8:5::/48");

    private void AddSecondPair()
    {
        VethPair pair = VethPair.Create(Red, "b0", Red, "b1");
        pair.First.Up().AddAddress("10.4.0.1/24");
        pair.Second.Up();
    }

    /// <summary>The routes that a consumer of the events has.</summary>
    private sealed class Mirror
    {
        internal List<Route> Routes { get; } = [];

        internal async Task ApplyUntilAsync(EventStream stream, Func<bool> isReached)
        {
            while (!isReached())
            {
                RouteEvent change = (RouteEvent)await stream.ReadAsync();
                if (change.Previous is { } previous)
                {
                    Routes.Remove(previous);
                }

                if (change.Change != NetworkChange.Removed)
                {
                    Routes.Add(change.Route);
                }
            }
        }
    }
}
