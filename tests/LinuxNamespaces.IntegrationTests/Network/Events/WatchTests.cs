using System.Net;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Events;

[Collection("The kernel")]
public sealed class WatchTests : NetworkTest
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Links_are_added_changed_and_removed()
    {
        await using EventStream stream = EventStream.Open(Red, NetworkObjects.Links);
        Tool.Ip(Red, "link add br0 type bridge", "link set br0 mtu 1400", "link set br0 alias text", "link del br0");
        List<NetworkEvent> events = await stream.ReadUntilAsync(e => e is LinkEvent { Change: NetworkChange.Removed });
        events.Should().OnlyContain(e => e is LinkEvent && e.NamespaceId == null);
        // The operational state of a0 may follow its carrier late.
        LinkEvent[] links = [.. events.Cast<LinkEvent>().Where(e => e.Link.Name == "br0")];
        links[0].Change.Should().Be(NetworkChange.Added);
        links[0].Previous.Should().BeNull();
        links[1..^1].Should().OnlyContain(e => e.Change == NetworkChange.Changed);
        LinkEvent mtu = links.Single(e => e.Previous is { Mtu: 1500 } && e.Link.Mtu == 1400);
        mtu.ToString().Should().Be($"changed {mtu.Link.Index}: br0");
        links.Should().Contain(e => e.Link.Alias == "text");
        links[^1].NewIndex.Should().BeNull();
        links[^1].NewNamespaceId.Should().BeNull();
    }

    [Fact]
    public async Task Link_that_moves_to_another_namespace_tells_where_it_is()
    {
        await using EventStream stream = EventStream.Open(Red, NetworkObjects.Links);
        Link link = VethPair.Create(Red, "b0", Red, "b1").First;
        int index = link.Index;
        link.MoveTo(Blue, "elsewhere");
        LinkEvent gone = (LinkEvent)(await stream.ReadUntilAsync(e => e is LinkEvent { Change: NetworkChange.Removed }))[^1];
        gone.Link.Index.Should().Be(index);
        gone.NewIndex.Should().Be(link.Index);
        gone.NewNamespaceId.Should().Be(Red.FindId(Blue));
    }

    [Fact]
    public async Task Addresses_are_added_changed_and_removed()
    {
        await using EventStream stream = EventStream.Open(Red, NetworkObjects.Addresses);
        Tool.Ip(Red, "addr add 10.1.0.1/24 dev a0", "addr change 10.1.0.1/24 dev a0 metric 7", "addr add 10.1.0.1/25 dev a0", "addr del 10.1.0.1/24 dev a0", "addr add 2001:db8:1::1/64 dev a0");
        List<NetworkEvent> events = await stream.ReadUntilAsync(e => e is AddressEvent { Change: NetworkChange.Changed, Address.Address: { IsTentative: false, PrefixLength: 64 } });
        events.Select(e => e.ToString()).Where(text => !text.Contains("tentative", StringComparison.Ordinal)).Should().StartWith([
            $"added 10.1.0.1/24 on #{First.Index}", $"changed 10.1.0.1/24 on #{First.Index}", $"added 10.1.0.1/25 on #{First.Index}", $"removed 10.1.0.1/24 on #{First.Index}"]);
        events.OfType<AddressEvent>().Should().Contain(e => e.Change == NetworkChange.Added && e.Address.Address.IsTentative);
        ((AddressEvent)events[^1]).Previous!.Address.IsTentative.Should().BeTrue("the end of duplicate address detection is a change");
    }

    [Fact]
    public async Task Rules_neighbours_and_namespace_ids_are_added_and_removed()
    {
        await using EventStream stream = EventStream.Open(Red, NetworkObjects.Rules | NetworkObjects.Neighbours | NetworkObjects.NamespaceIds);
        Tool.Ip(
            Red,
            "rule add pref 50 from 10.0.0.0/8 lookup 7",
            "neigh add 10.0.0.50 lladdr 02:00:00:00:00:07 dev a0 nud permanent",
            "neigh change 10.0.0.50 lladdr 02:00:00:00:00:08 dev a0 nud permanent",
            "rule del pref 50",
            "neigh del 10.0.0.50 dev a0");
        Red.SetId(Blue, 77);
        List<NetworkEvent> events = await stream.ReadUntilAsync(e => e is NamespaceIdEvent { Change: NetworkChange.Added, Id: 77 });
        events.OfType<RoutingRuleEvent>().Select(e => e.ToString()).Should().Equal("added 50: from 10.0.0.0/8 lookup 7", "removed 50: from 10.0.0.0/8 lookup 7");
        NeighbourEvent[] neighbours = [.. events.OfType<NeighbourEvent>().Where(e => e.Neighbour.Address.Equals(IPAddress.Parse("10.0.0.50")))];
        neighbours.Select(e => e.Change).Should().StartWith([NetworkChange.Added, NetworkChange.Changed]).And.EndWith(NetworkChange.Removed);
        neighbours[1].Previous!.LinkLayerAddress.Should().NotBe(neighbours[1].Neighbour.LinkLayerAddress);
        neighbours[0].Neighbour.LinkName.Should().Be("a0");
    }

    [Fact]
    public async Task Existing_objects_come_first_and_then_a_mark()
    {
        NetworkWatchOptions options = new() { IncludeExisting = true };
        await using EventStream stream = EventStream.Open(Red, options);
        List<NetworkEvent> events = await stream.ReadUntilAsync(e => e is NetworkSynchronizedEvent);
        events[..^1].Cast<NetworkObjectEvent>().Should().OnlyContain(e => e.Change == NetworkChange.Existing);
        events.OfType<LinkEvent>().Select(e => e.Link.Name).Should().BeEquivalentTo(Red.Links.Select(link => link.Name));
        events.OfType<AddressEvent>().Select(e => e.Address.Address).Should().BeEquivalentTo(Red.Links.SelectMany(link => link.GetAddresses()), options => options.ComparingByValue<InterfaceAddress>());
        events.OfType<RouteEvent>().Select(e => e.Route).Should().BeEquivalentTo(Red.Routes.List(), options => options.ComparingByValue<Route>());
        events.OfType<RoutingRuleEvent>().Select(e => e.Rule).Should().BeEquivalentTo(Red.Rules.List(), options => options.ComparingByValue<RoutingRule>());
    }

    [Fact]
    public async Task Changes_from_before_the_watch_are_not_told()
    {
        Tool.Ip(Red, "link add before type bridge", "addr add 10.9.0.1/24 dev before", "link set before up", "link del before");
        await using EventStream stream = EventStream.Open(Red, NetworkWatchOptions.Default);
        Tool.Ip(Red, "link add br0 type bridge");
        LinkEvent first = (LinkEvent)(await stream.ReadUntilAsync(e => e is LinkEvent))[^1];
        first.Link.Name.Should().Be("br0");
        first.Change.Should().Be(NetworkChange.Added);
    }

    [Fact]
    public async Task Cancelled_enumeration_throws_and_closes_its_sockets()
    {
        int before = TestTools.Leaks.Sockets();
        using CancellationTokenSource soon = new(TimeSpan.FromMilliseconds(100));
        Func<Task> act = async () =>
        {
            await foreach (NetworkEvent _ in Red.WatchAsync(soon.Token))
            {
            }
        };
        (await act.Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(soon.Token);
        await act.Should().ThrowAsync<OperationCanceledException>("it is cancelled from the beginning");
        (await TestTools.Leaks.SocketsAfterAsync(before, Cancellation)).Should().BeLessThanOrEqualTo(before);

        await foreach (NetworkEvent _ in Red.WatchAsync(new NetworkWatchOptions { IncludeExisting = true }, Cancellation))
        {
            break;
        }

        (await TestTools.Leaks.SocketsAfterAsync(before, Cancellation)).Should().BeLessThanOrEqualTo(before);
    }

    [Fact]
    public void Options_are_checked()
    {
        Action none = () => _ = new NetworkWatchOptions { Objects = NetworkObjects.None };
        none.Should().Throw<ArgumentOutOfRangeException>();
        Action unknown = () => _ = new NetworkWatchOptions { Objects = (NetworkObjects)0x1000 };
        unknown.Should().Throw<ArgumentOutOfRangeException>();
        Action small = () => _ = new NetworkWatchOptions { ReceiveBufferSize = 100 };
        small.Should().Throw<ArgumentOutOfRangeException>();
        NetNamespace disposed = NetNamespace.Create();
        disposed.Dispose();
        Action late = () => disposed.WatchAsync(Cancellation);
        late.Should().Throw<ObjectDisposedException>();
    }
}
