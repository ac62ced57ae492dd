using System.Net.Sockets;
using System.Text.RegularExpressions;
using FluentAssertions;
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
        ["ingress"] = "ingress",
        ["clsact"] = "clsact",
    };

    [Fact]
    public void Link_kinds_are_those_that_ip_can_create()
    {
        NetworkSupport support = NetworkSupport.Probe();
        List<string> supported = [];
        // TUN links are created with their device.
        foreach (LinkKind kind in LinkKinds.All.Where(kind => kind != TunLink.Kind))
        {
            // Each kind lacks an option, or is created.
            string errors = Try("ip", "link", "add", "probed", "type", kind.Name);
            support.HasLinkKind(kind.Name).Should().Be(!errors.Contains("Unknown device type", StringComparison.Ordinal), "ip says of {0}: {1}", kind, errors);
            Red.Links.Find("probed")?.Delete();
            if (support.HasLinkKind(kind.Name))
            {
                supported.Add(kind.Name);
            }
        }

        support.HasLinkKind("tun").Should().Be(File.Exists("/dev/net/tun"));
        supported.Should().Contain("veth");
    }

    [Fact]
    public void Unknown_kinds_can_be_asked_for()
    {
        NetworkSupport support = NetworkSupport.Probe(new LinkKind<Link>("no-such-kind", link => link));
        support.HasLinkKind("no-such-kind").Should().BeFalse();
        support.Features.Should().ContainSingle(feature => feature.Name == "links of the kind 'no-such-kind'" && !feature.IsSupported);
        Action other = () => support.HasLinkKind("other");
        other.Should().Throw<ArgumentException>();
        Action discipline = () => support.HasQueueingDiscipline("other");
        discipline.Should().Throw<ArgumentException>();
        Action protocol = () => support.HasSocketList(ProtocolType.Icmp);
        protocol.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Queueing_disciplines_are_those_that_tc_can_create()
    {
        NetworkSupport support = NetworkSupport.Probe();
        foreach (string name in FeatureProbe.QueueingDisciplines.Select(discipline => discipline.Name))
        {
            string errors = Try(["tc", "qdisc", "add", "dev", "lo", .. s_arguments.GetValueOrDefault(name, $"root {name}").Split(' ')]);
            support.HasQueueingDiscipline(name).Should().Be(!errors.Contains("qdisc kind is unknown", StringComparison.Ordinal), "tc says of {0}: {1}", name, errors);
            Try(["tc", "qdisc", "del", "dev", "lo", .. name is "ingress" or "clsact" ? [name] : (string[])["root"]]);
        }
    }

    [Fact]
    public void Other_features_are_what_their_members_find()
    {
        NetworkSupport support = NetworkSupport.Probe();
        support.HasNftables.Should().Be(Try("nft", "list", "tables").Length == 0);
        support.HasBridgeVlanFiltering.Should().Be(Works(() => Red.Links.AddBridge("br0", new BridgeOptions { VlanFiltering = true })));
        support.HasUnixSocketList.Should().Be(Works(() => Red.GetUnixSockets()));
        using Socket socket = Red.CreateSocket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Icmp);
        support.HasSocketList(ProtocolType.Raw).Should().Be(Red.GetSockets().Single().Cookie is not null);
        Red.Loopback.Up();
        Route route = new(System.Net.IPNetwork.Parse("2001:db8::/64")) { LinkIndex = 1 };
        support.HasMplsEncapsulation.Should().Be(Works(() => Red.Routes.Add(route with { Encapsulation = new MplsEncapsulation(100) })));
        support.HasSegmentRouting.Should().Be(Works(() => Red.Routes.Add(route with { Metric = 7, Encapsulation = new SegmentRoutingEncapsulation(SegmentRoutingMode.Encapsulate, System.Net.IPAddress.Parse("2001:db8::1")) })));
        support.Features.Should().OnlyContain(feature => Option().IsMatch(feature.Name));
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

    [GeneratedRegex(@"^[\w\- ]+ \((CONFIG_[A-Z0-9_]+(, )?)+\)$")]
    private static partial Regex Option();
}
