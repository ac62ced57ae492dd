using System.Net;
using System.Net.NetworkInformation;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Batches;

/// <summary>Links, rules, nexthop objects, qdiscs and forwarding entries in batches, as the tools show them.</summary>
[Collection("The kernel")]
public sealed class BatchedKindTests : NetworkTest
{
    private static readonly PhysicalAddress s_address = PhysicalAddress.Parse("02-00-00-00-00-09");

    [Fact]
    public void Links_are_created_and_completed()
    {
        NetworkBatch batch = Red.CreateBatch();
        batch.Links.Add("br0", new BridgeOptions { SpanningTree = true, Mtu = 1400, Up = true, Alias = "a bridge" });
        batch.Links.Add("v0", new VethOptions("v1", Blue) { Peer = new LinkOptions { Up = true, Alias = "the other end" } });
        // The bridge is not there yet, so only a link of before can be the master.
        batch.Links.Add("br1", new BridgeOptions());
        batch.Count.Should().Be(3);
        Red.Links.Find("br0").Should().BeNull("nothing is sent yet");

        NetworkBatchResult result = batch.Execute();
        result.ThrowIfFailed();
        result.CreatedLinks.Select(link => link.Name).Should().Equal("br0", "v0", "br1");
        Bridge bridge = result.CreatedLinks[0].Should().BeOfType<Bridge>().Subject;
        (bridge.Info.Alias, bridge.Info.Mtu, bridge.IsUp).Should().Be(("a bridge", 1400, true));
        result.CreatedLinks[1].Should().BeOfType<VethLink>();
        Tool.RunIn(Red, "ip", "-d", "link", "show", "br0").Should().Contain("mtu 1400").And.Contain("stp_state 1").And.Contain("alias a bridge");
        Tool.RunIn(Blue, "ip", "link", "show", "v1").Should().Contain("alias the other end").And.Contain("UP");
    }

    [Fact]
    public void Link_that_fails_is_the_one_that_is_told()
    {
        NetworkBatch batch = Red.CreateBatch();
        batch.Links.Add("br0", new BridgeOptions());
        batch.Links.Add("a0", new BridgeOptions());
        batch.Links.Add("br1", new BridgeOptions { Master = First });
        batch.Links.Add("nodev", new RawLinkOptions("no-such-kind"));
        batch.Links.Add("br2", new BridgeOptions());
        NetworkBatchResult result = batch.Execute();
        result.CreatedLinks.Select(link => link.Name).Should().Equal("br0", "br2");
        result.Failures.Select(failure => (failure.Position, failure.Subject)).Should().Equal((1, "a0"), (2, "br1"), (3, "nodev"));
        result.Failures[0].Exception.Should().BeOfType<NetlinkException>().Which.Message.Should().Contain("create bridge 'a0'").And.Contain("EEXIST");
        result.Failures[2].Exception.Should().BeOfType<NotSupportedException>().Which.Message.Should().Contain("no-such-kind");
        Red.Links.Find("br1").Should().BeNull();
    }

    [Fact]
    public void Parents_and_masters_must_be_in_the_namespace_and_still_there()
    {
        NetworkBatch batch = Red.CreateBatch();
        Link other = Blue.Links.AddBridge("br0");
        Action elsewhere = () => batch.Links.Add("b", new BridgeOptions { Master = other });
        elsewhere.Should().Throw<ArgumentException>();
        Action name = () => batch.Links.Add("a name", new BridgeOptions());
        name.Should().Throw<ArgumentException>();
        batch.Count.Should().Be(0);

        Bridge master = Red.Links.AddBridge("br0");
        batch.Links.Add("v0", new VethOptions("v1") { Master = master });
        master.Delete();
        Action gone = () => batch.Execute();
        gone.Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.ENODEV);
        Red.Links.Find("v0").Should().BeNull("no change was made");

        batch.Clear();
        NetNamespace short_ = NetNamespace.Create();
        batch.Links.Add("v0", new VethOptions("v1", short_));
        short_.Dispose();
        Action disposed = () => batch.Execute();
        disposed.Should().Throw<ObjectDisposedException>();
        Red.Links.Find("v0").Should().BeNull();
    }

    [Fact]
    public void Rules_and_nexthops_are_those_of_the_tools()
    {
        RoutingRule rule = new(System.Net.Sockets.AddressFamily.InterNetwork) { Priority = 40, From = IPNetwork.Parse("10.7.0.0/16"), Table = 40 };
        NetworkBatch batch = Red.CreateBatch();
        batch.Rules.Add(rule);
        batch.Rules.Add(new RoutingRule(System.Net.Sockets.AddressFamily.InterNetworkV6) { Priority = 41, Mark = 7, Table = 1000 });
        batch.Nexthops.Add(new Nexthop { Id = 5, Gateway = IPAddress.Parse("10.0.0.2"), LinkName = "a0" });
        batch.Nexthops.Add(new Nexthop { Id = 6, Blackhole = true });
        batch.Routes.Add(new Route(IPNetwork.Parse("10.8.0.0/16")) { NextHopId = 5 });
        batch.Nexthops.Replace(new Nexthop { Id = 6, Gateway = IPAddress.Parse("10.0.0.3"), LinkName = "a0" });
        batch.Execute().ThrowIfFailed();
        Tool.RunIn(Red, "ip", "rule", "show", "pref", "40").Should().Contain("from 10.7.0.0/16 lookup 40");
        Tool.RunIn(Red, "ip", "-6", "rule", "show", "pref", "41").Should().Contain("fwmark 0x7").And.Contain("lookup 1000");
        Tool.RunIn(Red, "ip", "nexthop").Should().Contain("id 5 via 10.0.0.2 dev a0").And.Contain("id 6 via 10.0.0.3 dev a0");
        Tool.RunIn(Red, "ip", "route", "show", "10.8.0.0/16").Should().Contain("nhid 5");

        NetworkBatchResult again = batch.Execute();
        again.Failures.Select(failure => (failure.Position, failure.Errno)).Should().Equal((0, Errno.EEXIST), (1, Errno.EEXIST), (2, Errno.EEXIST), (3, Errno.EEXIST), (4, Errno.EEXIST));
        again.Failures[0].Subject.Should().BeSameAs(rule);
        again.Failures[0].Exception.Message.Should().Contain("There is a rule with the same priority");
        again.Failures[2].Exception.Message.Should().Contain("Replace replaces it");

        batch.Clear();
        batch.Rules.Delete(Red.Rules.List().Single(listed => listed.Priority == 40));
        batch.Rules.Delete(rule with { Priority = 99 });
        batch.Nexthops.Delete(6);
        batch.Nexthops.Delete(4711);
        NetworkBatchResult deleted = batch.Execute();
        deleted.Failures.Select(failure => (failure.Position, failure.Errno)).Should().Equal((1, Errno.ENOENT), (3, Errno.ENOENT));
        deleted.Failures[1].Subject.Should().Be(4711L);
        Tool.RunIn(Red, "ip", "rule", "show", "pref", "40").Should().BeEmpty();
        Tool.RunIn(Red, "ip", "nexthop").Should().NotContain("id 6");
    }

    [Fact]
    public void Rule_with_a_selector_that_the_kernel_ignores_is_not_left()
    {
        RoutingRule rule = new(System.Net.Sockets.AddressFamily.InterNetwork) { Priority = 50, Dscp = 10, Table = 50 };
        NetworkBatch batch = Red.CreateBatch();
        batch.Rules.Add(rule);
        batch.Rules.Add(new RoutingRule(System.Net.Sockets.AddressFamily.InterNetwork) { Priority = 51, Table = 51 });
        NetworkBatchResult result = batch.Execute();
        Red.Rules.List().Should().ContainSingle(listed => listed.Priority == 51);
        if (result.Succeeded)
        {
            Red.Rules.List().Single(listed => listed.Priority == 50).Dscp.Should().Be(10);
            return;
        }

        result.Failures.Should().ContainSingle().Which.Exception.Should().BeOfType<NotSupportedException>();
        Red.Rules.List().Should().NotContain(listed => listed.Priority == 50);
    }

    [Fact]
    public void Forwarding_entries_are_those_of_bridge()
    {
        Bridge bridge = Red.Links.AddBridge("br0").Up();
        bridge.AddPort(First);
        NetworkBatch batch = Red.CreateBatch();
        ForwardingEntry entry = new(s_address) { LinkIndex = First.Index };
        batch.ForwardingEntries.Add(bridge, entry);
        batch.ForwardingEntries.Add(bridge, entry);
        batch.ForwardingEntries.Replace(First, new ForwardingEntry(s_address) { State = ForwardingEntryState.Permanent });
        batch.ForwardingEntries.Delete(bridge, new ForwardingEntry(PhysicalAddress.Parse("02-00-00-00-00-0A")) { LinkIndex = First.Index });
        NetworkBatchResult result = batch.Execute();
        result.Failures.Select(failure => (failure.Position, failure.Errno)).Should().Equal((1, Errno.EEXIST), (3, Errno.ENOENT));
        result.Failures[0].Subject.Should().BeSameAs(entry);
        result.Failures[0].Exception.Message.Should().Contain("Replace replaces it");
        Tool.RunIn(Red, "bridge", "fdb", "show", "br", "br0").Should().Contain("02:00:00:00:00:09 dev a0 master br0 permanent");
        batch.Clear();
        batch.ForwardingEntries.Delete(bridge, entry);
        batch.Execute().ThrowIfFailed();
        Tool.RunIn(Red, "bridge", "fdb", "show", "br", "br0").Should().NotContain("02:00:00:00:00:09");
        Action other = () => batch.ForwardingEntries.Add(bridge, entry with { LinkIndex = Second.Index });
        other.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Qdiscs_are_those_of_tc()
    {
        NetworkBatch batch = Red.CreateBatch();
        TbfQdisc tbf = new(1_000_000, 10_000, 20_000) { Handle = new TrafficHandle(5, 0) };
        batch.Qdiscs.Add(First, tbf);
        batch.Qdiscs.Add(First, tbf);
        batch.Qdiscs.Add(Second, new RawQdisc("no_such_qdisc", []));
        batch.Qdiscs.Change(First, new TbfQdisc(2_000_000, 10_000, 20_000) { Handle = tbf.Handle });
        NetworkBatchResult result = batch.Execute();
        if (!Red.Support.GetQdisc("tbf").IsSupported)
        {
            result.Failures[0].Exception.Should().BeOfType<NotSupportedException>().Which.Message.Should().Contain("CONFIG_NET_SCH_TBF");
            Assert.Skip("The kernel has no tbf qdiscs (CONFIG_NET_SCH_TBF).");
        }

        result.Failures.Select(failure => failure.Position).Should().Equal(1, 2);
        result.Failures[0].Errno.Should().Be(Errno.EEXIST);
        result.Failures[0].Subject.Should().BeSameAs(tbf);
        result.Failures[0].Exception.Message.Should().Contain("Replace replaces it");
        result.Failures[1].Exception.Should().BeOfType<NotSupportedException>().Which.Message.Should().Contain("no_such_qdisc");
        Tool.RunIn(Red, "tc", "qdisc", "show", "dev", "a0").Should().Contain("qdisc tbf 5: root").And.Contain("rate 2Mbit");
        batch.Clear();
        batch.Qdiscs.Delete(First, TrafficHandle.Root);
        batch.Qdiscs.Delete(First, tbf);
        batch.Execute().Failures.Should().ContainSingle().Which.Subject.Should().BeSameAs(tbf);
        Tool.RunIn(Red, "tc", "qdisc", "show", "dev", "a0").Should().NotContain("tbf");
        Action other = () => batch.Qdiscs.Add(Blue.Loopback, tbf);
        other.Should().Throw<ArgumentException>();
    }
}
