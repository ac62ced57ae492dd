using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Network.Events;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Support;

/// <summary>What the kernel is said to have, against what happens when it is used.</summary>
[Collection("The kernel")]
public sealed partial class NetworkSupportTests : KernelTest
{
    private static readonly Dictionary<string, string> s_arguments = new()
    {
        ["tbf"] = "root tbf rate 1mbit burst 10k latency 50ms",
        ["netem"] = "root netem delay 10ms",
        ["red"] = "root red limit 400000 min 30000 max 90000 avpkt 1000",
        ["ets"] = "root ets bands 4",
        ["ingress"] = "ingress",
        ["clsact"] = "clsact",
    };

    [Fact]
    public void Link_kinds_are_those_that_ip_can_create()
    {
        List<string> supported = [];
        // TUN links are created with their device.
        foreach (LinkKind kind in LinkKinds.All.Where(kind => kind != TunLink.Kind))
        {
            // Each kind lacks an option, or is created.
            string errors = Try("ip", "link", "add", "probed", "type", kind.Name);
            bool isSupported = Red.Support.GetLinkKind(kind.Name).IsSupported;
            isSupported.Should().Be(!errors.Contains("Unknown device type", StringComparison.Ordinal), "ip says of {0}: {1}", kind, errors);
            Red.Links.Find("probed")?.Delete();
            if (isSupported)
            {
                supported.Add(kind.Name);
            }
        }

        Red.Support.GetLinkKind("tun").IsSupported.Should().Be(File.Exists("/dev/net/tun"));
        supported.Should().Contain("veth");
    }

    [Fact]
    public void What_the_library_does_not_know_can_be_asked_for()
    {
        NetworkSupport support = Red.Support;
        support.Should().BeSameAs(Red.Support);
        KernelFeature kind = support.GetLinkKind(new LinkKind<Link>("no-such-kind", link => link));
        (kind.Name, kind.State, kind.IsSupported).Should().Be(("links of the kind 'no-such-kind'", KernelFeatureState.Missing, false));
        support.GetLinkKind("no-such-kind").Should().BeSameAs(kind, "the kernel is asked once");
        support.GetLinkKind("no-such").State.Should().Be(KernelFeatureState.Missing);
        support.GetQdisc("no-such").State.Should().Be(KernelFeatureState.Missing);
        // The kernel tells of actions to root of the machine only.
        support.GetTrafficAction("no-such").State.Should().Be(Require.IsRootOfTheMachine ? KernelFeatureState.Missing : KernelFeatureState.NotPermitted);
        support.GetGenericNetlinkFamily("no-such").ToString().Should().Be("the generic netlink family 'no-such': missing");
        support.GetGenericNetlinkFamily("nlctrl").IsSupported.Should().BeTrue();
        support.GetNftExpression("no-such").State.Should().Be(KernelFeatureState.Missing);
        Action[] wrong =
        [
            () => support.GetLinkKind(new string('k', 56)), () => support.GetQdisc(new string('k', 16)), () => support.GetTrafficAction(string.Empty), () => support.GetGenericNetlinkFamily("sixteen-letters-"),
            () => support.GetNftExpression(new string('k', 42)), () => support.GetSocketList(ProtocolType.Icmp), () => support.GetPolicyRouting(AddressFamily.Unix),
        ];
        wrong.Should().AllSatisfy(action => action.Should().Throw<ArgumentException>());
    }

    [Fact]
    public void Queueing_disciplines_are_those_that_tc_can_create()
    {
        List<(string Kind, bool IsSupported, string Errors)> answers = [];
        foreach (TrafficKind kind in TrafficKinds.Qdiscs.All.Where(kind => kind.Feature is not null))
        {
            string errors = Try(["tc", "qdisc", "add", "dev", "lo", .. s_arguments.GetValueOrDefault(kind.Name, $"root {kind.Name}").Split(' ')]);
            // The qdisc that is there makes no difference.
            answers.Add((kind.Name, Red.Support.GetQdisc(kind.Name).IsSupported, errors));
            Try(["tc", "qdisc", "del", "dev", "lo", .. kind.Name is "ingress" or "clsact" ? [kind.Name] : (string[])["root"]]);
        }

        answers.Should().AllSatisfy(answer => answer.IsSupported.Should().Be(!answer.Errors.Contains("qdisc kind is unknown", StringComparison.Ordinal), "tc says of {0}: {1}", answer.Kind, answer.Errors));
        answers.Should().Contain(answer => answer.IsSupported);
    }

    [Fact]
    public void Actions_are_those_that_tc_can_create()
    {
        Dictionary<string, string> arguments = new() { ["gact"] = "gact pass", ["mirred"] = "mirred egress redirect dev lo", ["police"] = "police rate 1mbit burst 10k drop" };
        foreach ((string kind, string command) in arguments)
        {
            string errors = Try(["tc", "actions", "add", "action", .. command.Split(' ')]);
            Red.Support.GetTrafficAction(kind).IsSupported.Should().Be(errors.Length == 0, "tc says of {0}: {1}", kind, errors);
        }
    }

    [Fact]
    public void Other_features_are_what_their_members_find()
    {
        NetworkSupport support = Red.Support;
        support.Nftables.IsSupported.Should().Be(Try("nft", "list", "tables").Length == 0);
        support.Conntrack.IsSupported.Should().Be(Works(() => Red.Conntrack.List()));
        support.BridgeVlanFiltering.IsSupported.Should().Be(Works(() => Red.Links.AddBridge("br0", new BridgeOptions { VlanFiltering = true })));
        support.UnixSocketList.IsSupported.Should().Be(Works(() => Red.GetUnixSockets()));
        support.PacketSocketList.IsSupported.Should().Be(Works(() => Red.GetPacketSockets()));
        support.NetlinkSocketList.IsSupported.Should().Be(Works(() => Red.GetNetlinkSockets()));
        using Socket socket = Red.CreateSocket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Icmp);
        support.GetSocketList(ProtocolType.Raw).IsSupported.Should().Be(Red.GetSockets().Single().Cookie is not null);
        Red.Loopback.Up();
        Route route = new(IPNetwork.Parse("2001:db8::/64")) { LinkIndex = 1 };
        support.MplsEncapsulation.IsSupported.Should().Be(Works(() => Red.Routes.Add(route with { Encapsulation = new MplsEncapsulation(100) })));
        support.SegmentRouting.IsSupported.Should().Be(Works(() => Red.Routes.Add(route with { Metric = 7, Encapsulation = new SegmentRoutingEncapsulation(SegmentRoutingMode.Encapsulate, IPAddress.Parse("2001:db8::1")) })));
        support.NexthopObjects.IsSupported.Should().Be(Try("ip", "nexthop", "add", "id", "1", "dev", "lo").Length == 0);
        support.GetPolicyRouting(AddressFamily.InterNetwork).IsSupported.Should().Be(Try("ip", "rule", "add", "pref", "5", "table", "7").Length == 0);
        support.GetPolicyRouting(AddressFamily.InterNetworkV6).IsSupported.Should().Be(Try("ip", "-6", "rule", "add", "pref", "5", "table", "7").Length == 0);
        support.TunDevices.IsSupported.Should().Be(WorksWithTun());
        support.GetGenericNetlinkFamily("wireguard").IsSupported.Should().Be(support.GetLinkKind("wireguard").IsSupported);
    }

    [Fact]
    public void Expressions_are_those_that_nft_can_use()
    {
        Assert.SkipUnless(Red.Support.Nftables.IsSupported, "The kernel has no nf_tables (CONFIG_NF_TABLES).");
        Tool.RunIn(Red, "nft", "add table inet t; add chain inet t c { type nat hook postrouting priority 100; }; add chain inet t f");
        Dictionary<string, string> rules = new() { ["masq"] = "c masquerade", ["counter"] = "f counter", ["limit"] = "f limit rate 5/second", ["queue"] = "f queue num 3", ["fib"] = "f fib daddr type local", ["numgen"] = "f ct mark set numgen inc mod 2" };
        foreach ((string kind, string rule) in rules)
        {
            Red.Support.GetNftExpression(kind).IsSupported.Should().Be(Try(["nft", $"add rule inet t {rule}"]).Length == 0, "of {0}", kind);
        }
    }

    [Fact]
    public void Every_answer_names_the_option_of_the_kernel()
    {
        IReadOnlyList<KernelFeature> features = Red.Support.Features;
        features.Should().HaveCountGreaterThan(60).And.OnlyContain(feature => Option().IsMatch(feature.Name));
        features.Should().NotContain(feature => feature.State == KernelFeatureState.NotPermitted && !NeedsRoot().IsMatch(feature.Name));
        features.Select(feature => feature.Name).Should().Contain(["VLAN links (CONFIG_VLAN_8021Q)", "the generic netlink family 'wireguard' (CONFIG_WIREGUARD)", "nftables (CONFIG_NF_TABLES)"]);
        Red.Dispose();
        Action disposed = () => _ = Red.Support.GetLinkKind("other");
        disposed.Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public async Task Nothing_changes_and_nothing_stays()
    {
        // What is there already is what a probe could disturb.
        Tool.Ip(Red, "link set lo up", "address add 10.0.0.1/24 dev lo", "route add 10.1.0.0/16 dev lo", "nexthop add id 7 dev lo", "rule add pref 7 table 7");
        Try("tc", "qdisc", "add", "dev", "lo", "root", "handle", "5:", "pfifo");
        Try("tc", "qdisc", "add", "dev", "lo", "clsact");
        Try("nft", "add table inet t");
        string before = State();
        await using EventStream events = EventStream.Open(Red, NetworkObjects.All);
        Red.Support.Features.Should().NotBeEmpty();
        State().Should().Be(before);
        Red.Loopback.SetAlias("end");
        (await events.ReadUntilAsync(change => change is LinkEvent { Link.Alias: "end" })).Should().OnlyContain(change => change is NetworkSynchronizedEvent || change is LinkEvent, "nothing else happened")
            .And.ContainSingle(change => change is LinkEvent);
        Red.GetSockets().Should().BeEmpty();
    }

    [Fact]
    public void Without_the_right_the_kernel_does_not_answer()
    {
        Assert.SkipWhen(Require.HasPrivileges, "This is about users without CAP_SYS_ADMIN.");
        using NetNamespace machine = NetNamespace.OpenCurrent();
        machine.Support.GetLinkKind("veth").State.Should().Be(KernelFeatureState.NotPermitted);
        machine.Support.GetLinkKind("veth").ToString().Should().Be("veth pairs (CONFIG_VETH): not permitted");
        machine.Support.GetQdisc("tbf").State.Should().Be(KernelFeatureState.NotPermitted);
        machine.Support.MplsEncapsulation.State.Should().Be(KernelFeatureState.NotPermitted);
        machine.Support.NexthopObjects.State.Should().NotBe(KernelFeatureState.NotPermitted, "everybody may read");
        machine.Support.Features.Should().NotBeEmpty();
    }

    private static bool Works(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (NotSupportedException)
        {
            return false;
        }
    }

    private bool WorksWithTun()
    {
        try
        {
            TunDevice.Create(Red, "tun0").Dispose();
            return true;
        }
        catch (Exception e) when (e is NotSupportedException or LinuxException)
        {
            return false;
        }
    }

    private string State() => string.Concat(
        Tool.RunIn(Red, "ip", "-d", "link"), Tool.RunIn(Red, "ip", "address"), Tool.RunIn(Red, "ip", "route", "show", "table", "all"), Tool.RunIn(Red, "ip", "rule"), Tool.RunIn(Red, "ip", "nexthop"),
        Try("tc", "qdisc"), Tool.RunIn(Red, "tc", "qdisc"), Red.Support.Nftables.IsSupported ? Tool.RunIn(Red, "nft", "list", "ruleset") : string.Empty);

    /// <summary>Runs a tool that may fail.</summary>
    /// <returns>Its messages; empty if it does not fail.</returns>
    private string Try(params string[] command)
    {
        try
        {
            Tool.RunIn(Red, command);
            return string.Empty;
        }
        catch (InvalidOperationException e)
        {
            return e.Message;
        }
    }

    [GeneratedRegex(@"^[\w\- '/]+ \((CONFIG_\w+(, )?)+(kernel \d\.\d+)?\)$")]
    private static partial Regex Option();

    [GeneratedRegex("/dev/net/tun| actions ")]
    private static partial Regex NeedsRoot();
}
