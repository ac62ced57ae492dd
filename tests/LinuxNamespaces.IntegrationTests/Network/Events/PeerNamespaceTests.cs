using System.Net;
using FluentAssertions;
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
        RouteEvent route = others.OfType<RouteEvent>().Single(e => e.Route.Destination == IPNetwork.Parse("10.4.0.0/16"));
        route.Route.LinkName.Should().Be("br0");
        route.ToString().Should().StartWith("[nsid 42] added 10.4.0.0/16");
        others.OfType<RoutingRuleEvent>().Should().ContainSingle();
    }

    [Fact]
    public async Task Namespace_that_gets_an_id_later_is_watched_from_then_on()
    {
        await using EventStream stream = EventStream.Open(Red, new NetworkWatchOptions { IncludePeerNamespaces = true });
        Blue.Links.AddBridge("before");
        VethPair pair = VethPair.Create(Red, "v0", Blue, "v1");
        pair.Second.SetMtu(1300);
        int id = Red.FindId(Blue)!.Value;
        List<NetworkEvent> events = await stream.ReadUntilAsync(e => e is LinkEvent { Link: { Name: "v1", Mtu: 1300 } });
        events[^1].NamespaceId.Should().Be(id);
        events.OfType<NamespaceIdEvent>().Should().Contain(e => e.Id == id && e.Change == NetworkChange.Added && e.NamespaceId == null);
        events.OfType<LinkEvent>().Should().NotContain(e => e.Link.Name == "before");
        Blue.Dispose();
        await stream.ReadUntilAsync(e => e is NamespaceIdEvent { Change: NetworkChange.Removed, NamespaceId: null } removed && removed.Id == id);
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
}
