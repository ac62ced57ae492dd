using System.Net;
using System.Net.Sockets;
using CsCheck;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using LinuxNamespaces.TestTools;
using Xunit;

namespace LinuxNamespaces.Tests.Network.Events;

/// <summary>What tables make of notifications.</summary>
public sealed class NetworkTablesTests
{
    private const int Rounds = 20_000;

    private static readonly IPNetwork s_four = IPNetwork.Parse("10.5.0.0/16");
    private static readonly IPNetwork s_six = IPNetwork.Parse("2001:db8:5::/48");

    private readonly NetworkTables _tables = new(NetworkObjects.All, null);
    private readonly List<NetworkEvent> _events = [];

    [Fact]
    public void Route_is_added_replaced_and_removed()
    {
        Apply(Added(Via(s_four, "10.0.0.2")));
        Apply(Added(Via(s_four, "10.0.0.2")));
        Apply(Added(Via(s_four, "10.0.0.3"), Linux.NLM_F_REPLACE));
        Apply(Removed(Via(s_four, "10.0.0.3")));
        Apply(Removed(Via(s_four, "10.0.0.3")));
        Texts().Should().Equal("Added 10.0.0.2", "Changed 10.0.0.3", "Removed 10.0.0.3");
        _tables.IsStale.Should().BeFalse();
    }

    [Fact]
    public void Routes_with_one_key_stand_beside_each_other()
    {
        Apply(Added(Via(s_four, "10.0.0.2")));
        Apply(Added(Via(s_four, "10.0.0.3"), Linux.NLM_F_APPEND));
        Apply(Added(Via(s_four, "10.0.0.2") with { Table = 7 }));
        Apply(Removed(Via(s_four, "10.0.0.2")));
        Texts().Should().Equal("Added 10.0.0.2", "Added 10.0.0.3", "Added 10.0.0.2", "Removed 10.0.0.2");
        _tables.Routes.Items.Should().HaveCount(2);
        _tables.IsStale.Should().BeFalse();
    }

    [Fact]
    public void Routes_are_read_again_when_a_notification_does_not_tell_enough()
    {
        Apply(Added(Via(s_four, "10.0.0.2")));
        Apply(Added(Via(s_four, "10.0.0.3"), Linux.NLM_F_APPEND));
        Apply(Added(Via(s_four, "10.0.0.4"), Linux.NLM_F_REPLACE));
        Texts().Should().HaveCount(2, "it is not known which one was replaced");
        ShouldBeStaleOnly(_tables.Routes);

        Apply(Added(Via(s_six, "2001:db8::2")));
        Apply(Added(new Route(s_six) { NextHops = [Hop("2001:db8::2"), Hop("2001:db8::3")] }));
        ShouldBeStaleOnly(_tables.Routes);

        Apply(Removed(Via(s_six, "2001:db8::9")));
        ShouldBeStaleOnly(_tables.Routes);
    }

    [Fact]
    public void Rule_that_is_there_already_and_one_that_is_not_are_read_again()
    {
        RoutingRule rule = new(AddressFamily.InterNetwork) { Priority = 50, Table = 7 };
        Apply(RoutingRuleMessages.WriteAdd(new byte[512], rule).Finish());
        _events.Should().ContainSingle().Which.Should().BeOfType<RoutingRuleEvent>();
        _tables.IsStale.Should().BeFalse();
        Apply(RoutingRuleMessages.WriteAdd(new byte[512], rule).Finish());
        _events.Should().ContainSingle();
        ShouldBeStaleOnly(_tables.Rules);
        Apply(RoutingRuleMessages.WriteDelete(new byte[512], rule with { IsListed = true }).Finish());
        Apply(RoutingRuleMessages.WriteDelete(new byte[512], rule with { IsListed = true }).Finish());
        _events.Should().HaveCount(2);
        ShouldBeStaleOnly(_tables.Rules);
    }

    [Fact]
    public void Neighbour_is_added_changed_and_removed_and_a_proxy_is_ignored()
    {
        Neighbour neighbour = new(IPAddress.Parse("10.0.0.2")) { LinkIndex = 5, State = NeighbourState.Reachable };
        Apply(NeighbourMessages.WriteAdd(new byte[192], neighbour, 0).Finish());
        Apply(NeighbourMessages.WriteAdd(new byte[192], neighbour, 0).Finish());
        Apply(NeighbourMessages.WriteAdd(new byte[192], neighbour with { State = NeighbourState.Stale }, 0).Finish());
        Apply(NeighbourMessages.WriteAdd(new byte[192], neighbour with { Flags = NeighbourFlags.Proxy }, 0).Finish());
        Apply(NeighbourMessages.WriteDelete(new byte[192], neighbour).Finish());
        _events.Cast<NeighbourEvent>().Select(e => e.Change).Should().Equal(NetworkChange.Added, NetworkChange.Changed, NetworkChange.Removed);
        _events[1].ToString().Should().Be("changed 10.0.0.2 dev if5 STALE");
    }

    [Fact]
    public void Object_of_a_namespace_that_cannot_be_read_can_go_that_was_never_seen()
    {
        NetworkTables peer = new(NetworkObjects.All, 7);
        Apply(peer, Removed(Via(s_four, "10.0.0.2")));
        _events.Should().BeEmpty("what can be read is known from the start");

        peer.GiveUpReading(forget: false);
        Apply(peer, Removed(Via(s_four, "10.0.0.2")));
        NetworkEvent gone = _events.Should().ContainSingle().Which;
        gone.NamespaceId.Should().Be(7);
        gone.ToString().Should().StartWith("[nsid 7] removed 10.5.0.0/16");
        peer.IsStale.Should().BeFalse("it cannot be read");
    }

    [Fact]
    public void Namespace_that_can_no_longer_be_read_forgets_what_is_uncertain()
    {
        NetworkTables peer = new(NetworkObjects.All, 7);
        RoutingRule rule = new(AddressFamily.InterNetwork) { Priority = 50, Table = 7 };
        Apply(peer, RoutingRuleMessages.WriteAdd(new byte[512], rule).Finish());
        Apply(peer, Added(Via(s_four, "10.0.0.2")));
        Apply(peer, Added(Via(s_four, "10.0.0.3"), Linux.NLM_F_APPEND));
        Apply(peer, Added(Via(s_four, "10.0.0.4"), Linux.NLM_F_REPLACE));
        peer.Routes.IsStale.Should().BeTrue();
        peer.GiveUpReading(forget: true);
        peer.IsStale.Should().BeFalse();
        peer.Routes.Items.Should().BeEmpty();
        peer.Rules.Items.Should().Equal(rule);
    }

    [Fact]
    public void Ignored_messages_allocate_nothing()
    {
        NetworkTables rules = new(NetworkObjects.Rules, null);
        byte[] route = Added(Via(s_four, "10.0.0.2"));
        byte[] link = new byte[64];
        BitConverter.TryWriteBytes(link, link.Length);
        HostileInput.SetType(link, Linux.RTM_NEWLINK);
        byte[] unknown = [.. link];
        HostileInput.SetType(unknown, 200);
        foreach (byte[] datagram in (byte[][])[route, link, unknown])
        {
            Allocations.Count(1000, () =>
            {
                foreach (NetlinkMessage message in new NetlinkMessageReader(datagram))
                {
                    rules.Apply(message, _events);
                }
            }).Should().Be(0);
        }

        _events.Should().BeEmpty();
    }

    [Fact]
    public void Noise_is_read_or_refused() => HostileInput.Noise.Sample(bytes => { ApplyHostile(Message(bytes)); }, iter: Rounds);

    [Fact]
    public void Random_attributes_are_read_or_refused()
    {
        int read = 0;
        HostileInput.Attributes(12).Sample(
            bytes =>
            {
                HostileInput.SetType(bytes, 16 + (bytes[^1] % 95));
                Interlocked.Add(ref read, ApplyHostile(bytes) ? 1 : 0);
            },
            iter: Rounds);
        read.Should().BeInRange(Rounds / 100, Rounds - (Rounds / 100));
    }

    [Fact]
    public void Changed_and_cut_notifications_are_read_or_refused() => HostileInput.Changed.Sample(
        bytes =>
        {
            ApplyHostile(bytes);
            // The removal of the same object.
            HostileInput.SetType(bytes, HostileInput.TypeOf(bytes) + 1);
            ApplyHostile(bytes);
        },
        iter: Rounds);

    private static bool ApplyHostile(byte[] datagram)
    {
        NetworkTables tables = new(NetworkObjects.All, null);
        try
        {
            foreach (NetlinkMessage message in new NetlinkMessageReader(datagram))
            {
                tables.Apply(message, []);
            }

            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static byte[] Message(byte[] payload)
    {
        byte[] message = [.. new byte[NetlinkMessageWriter.HeaderLength], .. payload];
        BitConverter.TryWriteBytes(message, message.Length);
        HostileInput.SetType(message, 16 + ((payload.Length > 0 ? payload[^1] : 0) % 95));
        return message;
    }

    private static Route Via(IPNetwork destination, string gateway) => new(destination) { Gateway = IPAddress.Parse(gateway), LinkIndex = 5 };

    private static RouteNextHop Hop(string gateway) => new() { Gateway = IPAddress.Parse(gateway), LinkIndex = 5 };

    private static byte[] Added(Route route, int flags = 0) => RouteRequests.Add(new byte[512], route, flags).Finish().ToArray();

    private static byte[] Removed(Route route)
    {
        byte[] message = Added(route);
        HostileInput.SetType(message, Linux.RTM_DELROUTE);
        return message;
    }

    private void Apply(ReadOnlySpan<byte> datagram) => Apply(_tables, datagram);

    private void Apply(NetworkTables tables, ReadOnlySpan<byte> datagram)
    {
        foreach (NetlinkMessage message in new NetlinkMessageReader(datagram))
        {
            tables.Apply(message, _events);
        }
    }

    private void ShouldBeStaleOnly(EventTable table)
    {
        table.IsStale.Should().BeTrue();
        table.IsStale = false;
        _tables.IsStale.Should().BeFalse();
    }

    private IEnumerable<string> Texts() => _events.Cast<RouteEvent>().Select(e => $"{e.Change} {e.Route.Gateway}");
}
