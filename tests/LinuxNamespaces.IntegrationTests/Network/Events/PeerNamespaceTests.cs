using System.Net;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Netlink;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Events;

/// <summary>Several namespaces over one socket.</summary>
[Collection("The kernel")]
public sealed class PeerNamespaceTests : KernelTest
{
    [Fact]
    public async Task Events_of_namespaces_with_an_id_are_told_with_the_id()
    {
        Red.SetId(Blue, 42);
        using NetNamespace unknown = NetNamespace.Create();
        await using EventStream stream = EventStream.Open(Red, new NetworkWatchOptions { IncludePeerNamespaces = true });
        unknown.Links.AddBridge("no");
        Tool.Ip(Blue, "link add br0 type bridge", "addr add 10.3.0.1/24 dev br0", "link set br0 up", "route add 10.4.0.0/16 via 10.3.0.2", "rule add pref 40 lookup 40", "link del br0");
        Red.Links.AddBridge("own");
        List<NetworkEvent> events = await stream.ReadUntilAsync(e => e is LinkEvent { Link.Name: "own", Change: NetworkChange.Added });
        events[^1].NamespaceId.Should().BeNull();
        NetworkEvent[] others = [.. events.Where(e => e.NamespaceId == 42)];
        others.Should().HaveCount(events.Count - 1, "the third namespace has no ID");
        others.OfType<LinkEvent>().Select(e => e.Change).Should().StartWith([NetworkChange.Added, NetworkChange.Changed]).And.EndWith(NetworkChange.Removed);
        others.OfType<AddressEvent>().Should().Contain(e => e.Change == NetworkChange.Added && e.Address.Address.Address.Equals(IPAddress.Parse("10.3.0.1")));
        RouteEvent route = others.OfType<RouteEvent>().Single(e => e.Change == NetworkChange.Added && e.Route.Destination == IPNetwork.Parse("10.4.0.0/16"));
        route.Route.LinkName.Should().Be("br0");
        route.ToString().Should().StartWith("[nsid 42] added 10.4.0.0/16");
        others.OfType<RoutingRuleEvent>().Should().ContainSingle();
    }

    [Fact]
    public async Task Namespace_that_gets_an_id_later_is_watched_from_then_on()
    {
        await using EventStream stream = EventStream.Open(Red, new NetworkWatchOptions { IncludePeerNamespaces = true });
        Blue.Links.AddBridge("before");
        // The watch has an event to hand over, so that it receives all of the following at once.
        Red.Links.AddBridge("busy0");
        Red.Links.AddBridge("busy1");
        await stream.ReadAsync();
        VethPair pair = VethPair.Create(Red, "v0", Blue, "v1");
        pair.Second.AddAddress("10.3.0.1/24");
        pair.Second.SetMtu(1300);
        int id = Red.FindId(Blue)!.Value;
        List<NetworkEvent> events = await stream.ReadUntilAsync(e => e is LinkEvent { Link: { Name: "v1", Mtu: 1300 } });
        events[^1].NamespaceId.Should().Be(id);
        events.OfType<NamespaceIdEvent>().Should().Contain(e => e.Id == id && e.Change == NetworkChange.Added && e.NamespaceId == null);
        events.OfType<LinkEvent>().Should().ContainSingle(e => e.Link.Name == "before").Which.Change.Should().Be(NetworkChange.Existing);
        events.OfType<LinkEvent>().Where(e => e.Link.Name == "v1").Select(e => e.Change).Should().ContainSingle(change => change != NetworkChange.Changed, "a link is new once");
        Blue.Dispose();
        await stream.ReadUntilAsync(e => e is NamespaceIdEvent { Change: NetworkChange.Removed, NamespaceId: null } removed && removed.Id == id);
    }

    [Fact]
    public async Task What_exists_in_other_namespaces_is_reported_first()
    {
        Red.SetId(Blue, 42);
        Tool.Ip(Blue, "link add br0 type bridge", "addr add 10.3.0.1/24 dev br0", "link set br0 up", "rule add pref 40 lookup 40");
        await using EventStream stream = EventStream.Open(Red, new NetworkWatchOptions { IncludePeerNamespaces = true, IncludeExisting = true });
        List<NetworkEvent> events = await stream.ReadUntilAsync(e => e is NetworkSynchronizedEvent);
        NetworkObjectEvent[] others = [.. events.OfType<NetworkObjectEvent>().Where(e => e.NamespaceId == 42)];
        others.Should().OnlyContain(e => e.Change == NetworkChange.Existing);
        others.OfType<LinkEvent>().Select(e => e.Link.Name).Should().BeEquivalentTo(Blue.Links.Select(link => link.Name));
        others.OfType<AddressEvent>().Select(e => e.Address.ToString()).Should().Contain("10.3.0.1/24 on #" + Blue.Links.Get("br0").Index);
        others.OfType<RoutingRuleEvent>().Select(e => e.Rule.ToString()).Should().BeEquivalentTo(Blue.Rules.Select(rule => rule.ToString()));
        others.OfType<RouteEvent>().Should().HaveCountGreaterThanOrEqualTo(Blue.Routes.List(Route.MainTable).Count);

        // What is known is changed, and not added again; routes that the kernel removes silently go too.
        Tool.Ip(Blue, "link set br0 mtu 1400", "link set br0 down", "link add br9 type bridge");
        List<NetworkEvent> changes = await stream.ReadUntilAsync(e => e is RouteEvent { Change: NetworkChange.Removed, NamespaceId: 42 } removed && removed.Route.Destination == IPNetwork.Parse("10.3.0.0/24"));
        changes.OfType<LinkEvent>().Where(e => e.Link.Name == "br0").Should().OnlyContain(e => e.Change == NetworkChange.Changed && e.NamespaceId == 42);
    }

    [Fact]
    public async Task Other_namespaces_are_read_again_after_an_overrun()
    {
        Red.SetId(Blue, 42);
        Blue.Links.AddBridge("before");
        await using EventStream stream = EventStream.Open(Red, new NetworkWatchOptions { IncludePeerNamespaces = true, IncludeExisting = true, ReceiveBufferSize = 8192 });
        await stream.ReadUntilAsync(e => e is NetworkSynchronizedEvent);
        using (NetlinkConnection connection = Blue.OpenNetlink(Linux.NETLINK_ROUTE))
        {
            Blue.Loopback.Up();
            connection.Execute(RawRouteBatch.Create(5000)).ThrowIfFailed();
        }

        Blue.Links.Get("before").Delete();
        Blue.Links.AddBridge("after");
        List<NetworkEvent> events = await stream.ReadUntilAsync(e => e is LinkEvent { Link.Name: "after", NamespaceId: 42 });
        events.Should().Contain(e => e is NetworkOverrunEvent);
        events.Should().Contain(e => e is LinkEvent && ((LinkEvent)e).Change == NetworkChange.Removed && ((LinkEvent)e).Link.Name == "before");
    }

    [Fact]
    public async Task Namespace_that_cannot_be_opened_is_known_by_its_notifications()
    {
        Red.SetId(Blue, 42);
        Blue.Loopback.Up();
        // Keeps the namespace alive.
        using NetlinkConnection connection = Blue.OpenNetlink(Linux.NETLINK_ROUTE);
        Blue.Dispose();
        await using EventStream stream = EventStream.Open(Red, new NetworkWatchOptions { IncludePeerNamespaces = true, IncludeExisting = true });
        List<NetworkEvent> existing = await stream.ReadUntilAsync(e => e is NetworkSynchronizedEvent);
        existing.Should().OnlyContain(e => e.NamespaceId == null);
        connection.Execute(RawRouteBatch.Create(2)).ThrowIfFailed();
        connection.Execute(RawRouteBatch.Create(2, delete: true)).ThrowIfFailed();
        Red.Links.AddBridge("own");
        List<NetworkEvent> events = await stream.ReadUntilAsync(e => e is LinkEvent { Link.Name: "own" });
        RouteEvent[] routes = [.. events.OfType<RouteEvent>()];
        routes.Should().NotBeEmpty().And.OnlyContain(e => e.NamespaceId == 42);
        routes[0].Change.Should().Be(NetworkChange.Added);
        routes[^1].Change.Should().Be(NetworkChange.Removed);
        routes[^1].Previous.Should().NotBeNull();
    }

    [Fact]
    public async Task What_is_uncertain_of_a_namespace_that_can_no_longer_be_opened_is_forgotten()
    {
        Red.SetId(Blue, 42);
        Blue.Loopback.Up();
        using NetlinkConnection connection = Blue.OpenNetlink(Linux.NETLINK_ROUTE);
        connection.Execute(RawRouteBatch.Create(1)).ThrowIfFailed();
        await using EventStream stream = EventStream.Open(Red, new NetworkWatchOptions { IncludePeerNamespaces = true, IncludeExisting = true });
        await stream.ReadUntilAsync(IsRoute(NetworkChange.Existing));
        Blue.Dispose();

        // The route goes with the state of its link, and the kernel does not tell.
        SetLoopback(connection, LinkFlags.None);
        SetLoopback(connection, LinkFlags.Up);
        await stream.ReadUntilAsync(e => e is LinkEvent { NamespaceId: 42, Link.Name: "lo", Change: NetworkChange.Changed } link && (link.Link.Flags & LinkFlags.Up) != 0);
        connection.Execute(RawRouteBatch.Create(1)).ThrowIfFailed();
        await stream.ReadUntilAsync(IsRoute(NetworkChange.Added));

        static Func<NetworkEvent, bool> IsRoute(NetworkChange change) =>
            e => e is RouteEvent { NamespaceId: 42 } route && route.Change == change && route.Route.Destination == IPNetwork.Parse("10.0.0.1/32");
    }

    [Fact]
    public async Task Other_namespaces_are_not_watched_without_the_option()
    {
        Red.SetId(Blue, 42);
        await using EventStream stream = EventStream.Open(Red, NetworkObjects.Links);
        Blue.Links.AddBridge("other");
        Red.Links.AddBridge("own");
        List<NetworkEvent> events = await stream.ReadUntilAsync(e => e is LinkEvent { Link.Name: "own" });
        events.Should().OnlyContain(e => e.NamespaceId == null && ((LinkEvent)e).Link.Name == "own");
    }

    private static void SetLoopback(NetlinkConnection connection, LinkFlags flags)
    {
        NetlinkMessageWriter request = new(stackalloc byte[64], Linux.RTM_NEWLINK);
        ref ifinfomsg header = ref request.WriteStruct<ifinfomsg>();
        header.ifi_index = 1;
        header.ifi_flags = (uint)flags;
        header.ifi_change = (uint)LinkFlags.Up;
        connection.Execute(request, new NetlinkOperation("set link", 1));
    }
}
