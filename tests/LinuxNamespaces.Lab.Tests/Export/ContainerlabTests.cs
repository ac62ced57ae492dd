using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsCheck;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Lab.Tests.Export;

/// <summary>Topologies of containerlab, against the rules of its schema.</summary>
public sealed partial class ContainerlabTests
{
    private static readonly string[] s_nodeKeys = ["kind", "image", "cmd", "network-mode", "exec"];

    [Fact]
    public void Any_lab_obeys_the_schema() => RandomLab.Any.Sample(Check, iter: 300);

    [Fact]
    public async Task A_routed_lab_has_its_addresses_routes_and_names()
    {
        await using NetworkLab lab = new();
        LabSwitch lan = lab.AddSwitch("lan", "10.1.0.0/24", "fd00:1::/64");
        LabHost a = lab.AddHost("a").AddAlias("a.example.org");
        LabHost server = lab.AddHost("server");
        LabRouter gate = lab.AddRouter("gate");
        lab.Connect(a, lan, null, new LabLinkOptions { Mtu = 1400 });
        lab.Connect(gate, lan);
        LabLink uplink = lab.Connect(gate, server, new LinkConditions { Delay = TimeSpan.FromMilliseconds(20), Jitter = TimeSpan.FromMilliseconds(1.5), Loss = 0.01, Rate = 5_000_000 },
            new LabLinkOptions { Networks = [System.Net.IPNetwork.Parse("203.0.113.0/31")] });
        gate.Translate(uplink, LabNat.Symmetric).TranslateIPv6(uplink, LabNat.Masquerade);
        string text = lab.ToContainerlab(new ContainerlabOptions { Name = "mine", Image = "img:1" });

        JsonNode root = Yaml.ToJson(text);
        root["name"]!.GetValue<string>().Should().Be("mine");
        root["topology"]!["defaults"]!.ToJsonString().Should().Be("""{"kind":"linux","image":"img:1","cmd":"sleep infinity","network-mode":"none"}""");
        Commands(root, "a").Should().Equal(
            "ip link set dev eth0 mtu 1400 up", "ip address add 10.1.0.2/24 dev eth0", "ip address add fd00:1::2/64 dev eth0 nodad", "ip route add default via 10.1.0.1",
            "sh -c 'echo 10.1.0.2 a a.example.org >> /etc/hosts'", "sh -c 'echo fd00:1::2 a a.example.org >> /etc/hosts'", "sh -c 'echo 203.0.113.1 server >> /etc/hosts'",
            "sh -c 'echo 10.1.0.1 gate >> /etc/hosts'", "sh -c 'echo fd00:1::1 gate >> /etc/hosts'", "sh -c 'echo 203.0.113.0 gate >> /etc/hosts'");
        Commands(root, "gate").Should().StartWith(["sysctl -w net.ipv4.ip_forward=1", "sysctl -w net.ipv6.conf.all.forwarding=1"]);
        Commands(root, "lan").Should().Equal(
            "ip link add switch type bridge", "ip link set dev switch up", "ip link set dev port1 master switch", "ip link set dev port1 mtu 1400 up", "ip link set dev port2 master switch",
            "ip link set dev port2 up");
        root["topology"]!["links"]!.ToJsonString().Should().Be("""[{"endpoints":["a:eth0","lan:port1"]},{"endpoints":["gate:eth0","lan:port2"]},{"endpoints":["gate:eth1","server:eth0"]}]""");
        text.Should().Contain("# Not carried over: 'gate' translates addresses on the link 'gate-server' (Symmetric).\n")
            .And.Contain("# Not carried over: 'gate' translates IPv6 addresses on the link 'gate-server' (Masquerade).\n")
            .And.Contain("containerlab tools netem set -n clab-mine-gate -i eth1 --delay 20000us --jitter 1500us --loss 1 --rate 5000\n")
            .And.Contain("containerlab tools netem set -n clab-mine-server -i eth0 --delay 20000us");
    }

    [Fact]
    public async Task What_cannot_be_exported_is_refused()
    {
        await using NetworkLab lab = new();
        lab.Invoking(l => l.ToContainerlab()).Should().Throw<InvalidOperationException>().WithMessage("*without nodes*");
        lab.Connect(lab.AddHost("a"), lab.AddHost("b"), null, new LabLinkOptions { FirstInterface = "a b" });
        lab.Invoking(l => l.ToContainerlab()).Should().Throw<InvalidOperationException>().WithMessage("*'a b'*");
        lab.Invoking(l => l.ToMeshnet()).Should().Throw<InvalidOperationException>().WithMessage("*'a b'*");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Lab")]
    [InlineData("-a")]
    [InlineData("a\n")]
    [InlineData("a.b")]
    public void A_name_is_a_DNS_label(string name)
    {
        FluentActions.Invoking(() => new ContainerlabOptions { Name = name }).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new MeshnetOptions { Name = name }).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new MeshnetOptions { Namespace = name }).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Options_are_checked()
    {
        FluentActions.Invoking(() => new ContainerlabOptions { Image = "a b" }).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new MeshnetOptions { Image = "" }).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new MeshnetOptions { FirstLink = 0 }).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new MeshnetOptions { FirstLink = 16_000_001 }).Should().Throw<ArgumentOutOfRangeException>();
    }

    private static void Check(NetworkLab lab)
    {
        JsonObject root = Yaml.ToJson(lab.ToContainerlab()).AsObject();
        // No other property is allowed, and both of these are required.
        root.Select(item => item.Key).Should().Equal("name", "topology");
        root["name"]!.GetValueKind().Should().Be(JsonValueKind.String);
        JsonObject topology = root["topology"]!.AsObject();
        topology.Select(item => item.Key).Should().BeSubsetOf(["defaults", "nodes", "links"]).And.Contain("nodes");
        JsonObject nodes = topology["nodes"]!.AsObject();
        nodes.Should().HaveCount(lab.Nodes.Count);
        foreach ((string name, JsonNode? node) in nodes.Append(new("defaults", topology["defaults"])))
        {
            Label().IsMatch(name).Should().BeTrue(name);
            CheckNode(node);
        }

        if (lab.Links.Count == 0)
        {
            topology.ContainsKey("links").Should().BeFalse("a list of links has at least one");
            return;
        }

        string[][] links = [.. topology["links"]!.AsArray().Select(link => link!["endpoints"]!.AsArray().Select(end => end!.GetValue<string>()).ToArray())];
        links.Should().HaveCount(lab.Links.Count).And.OnlyContain(ends => ends.Length == 2 && ends[0] != ends[1]);
        string[] all = [.. links.SelectMany(ends => ends)];
        all.Should().OnlyContain(end => Endpoint().IsMatch(end) && nodes.ContainsKey(end.Split(':', 2)[0])).And.OnlyHaveUniqueItems();
    }

    private static void CheckNode(JsonNode? node)
    {
        if (node is null)
        {
            return;
        }

        node.AsObject().Select(item => item.Key).Should().BeSubsetOf(s_nodeKeys);
        foreach ((string key, JsonNode? value) in node.AsObject().Where(item => item.Key != "exec"))
        {
            value!.GetValueKind().Should().Be(JsonValueKind.String, key);
        }

        if (node["exec"] is { } commands)
        {
            commands.AsArray().Should().NotBeEmpty().And.OnlyContain(command => command!.GetValueKind() == JsonValueKind.String);
        }
    }

    private static string[] Commands(JsonNode root, string node) => [.. root["topology"]!["nodes"]![node]!["exec"]!.AsArray().Select(command => command!.GetValue<string>())];

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z")]
    private static partial Regex Label();

    [GeneratedRegex(@"\A[^\s:]+:[^\s:]+\z")]
    private static partial Regex Endpoint();
}
