using System.Net;
using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Lab.Tests.Files;

public sealed class FileTests
{
    private const string Example = """
        {
          // A home with its router.
          "switches": [ { "name": "internet", "networks": ["203.0.113.0/24", "2001:db8::/64"] } ],
          "routers": [ { "name": "home", "translate": { "uplink": "PortRestricted" }, "translateIPv6": { "uplink": "Symmetric" }, "publish": [ { "protocol": "Tcp", "hostPort": 8080, "address": "10.0.0.1", "port": 80 } ],
                         "firewall": [ { "action": "Drop", "protocol": "Udp", "port": 53, "source": "10.0.0.0/8", "onlyNewConnections": true } ] } ],
          "hosts": [ { "name": "laptop", "aliases": ["laptop.example.org"] }, { "name": "null" } ],
          "links": [
            { "first": "laptop", "second": "home", "networks": ["10.0.0.0/31"], "firstAddresses": ["10.0.0.1"], "mtu": 1400 },
            { "first": "home", "second": "internet", "name": "uplink", "cost": 3, "conditions": { "delay": "20ms", "loss": 0.01 }, "backward": { "delay": "1.5s" } },
            { "first": "internet", "second": "null", "secondInterface": "wan", "wire": "Managed", "unplugged": true },
          ],
        }
        """;

    [Fact]
    public async Task A_lab_is_read_from_JSON()
    {
        await using NetworkLab lab = NetworkLab.FromJson(Example);
        LabRouter home = (LabRouter)lab["home"];
        home.Translations.Should().ContainSingle().Which.Value.Should().Be(LabNat.PortRestricted);
        home.IPv6Translations.Should().ContainSingle().Which.Value.Should().Be(LabNat.Symmetric);
        home.Publications.Should().ContainSingle().Which.ToString().Should().Be("tcp 8080 to 10.0.0.1:80");
        home.Firewall.Should().Equal(new LabFirewallRule(LabFirewallAction.Drop) { Protocol = NatProtocol.Udp, Port = 53, Source = IPNetwork.Parse("10.0.0.0/8"), OnlyNewConnections = true });
        lab["laptop.example.org"].Address.Should().Be(IPAddress.Parse("10.0.0.1"));
        lab.FindLink("uplink")!.Forward.Should().Be(new LinkConditions { Delay = TimeSpan.FromMilliseconds(20), Loss = 0.01 });
        lab.FindLink("uplink")!.Backward.Should().Be(new LinkConditions { Delay = TimeSpan.FromSeconds(1.5) });
        lab.FindLink("internet-null")!.IsPlugged.Should().BeFalse();
        lab["null"].Ports[0].Name.Should().Be("wan");
    }

    [Fact]
    public async Task What_is_written_is_read_as_the_same_lab_in_both_formats()
    {
        await using NetworkLab lab = NetworkLab.FromJson(Example);
        string json = lab.ToJson();
        await using NetworkLab fromJson = NetworkLab.FromJson(json), fromYaml = NetworkLab.FromYaml(lab.ToYaml());
        fromJson.ToJson().Should().Be(json);
        fromYaml.ToJson().Should().Be(json);
        fromYaml.Hosts.SelectMany(host => host.Addresses).Should().Equal(lab.Hosts.SelectMany(host => host.Addresses));
        fromYaml.ToSvg().Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_lab_is_read_from_a_file_of_YAML()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("lab");
        try
        {
            string path = Path.Combine(directory.FullName, "lab.yaml");
            await File.WriteAllTextAsync(
                path,
                """
                # Two hosts.
                switches:
                - name: lan
                  networks: [10.1.0.0/24]
                hosts:
                - {name: a}
                - name: "true"
                links:
                - first: a
                  second: lan
                  conditions: {delay: 250us, loss: 1e-2}
                - {first: "true", second: lan}
                """,
                TestContext.Current.CancellationToken);
            await using NetworkLab lab = NetworkLab.Load(path);
            lab["true"].Address.Should().Be(IPAddress.Parse("10.1.0.3"));
            lab.Links[0].Forward.Should().Be(new LinkConditions { Delay = TimeSpan.FromMicroseconds(250), Loss = 0.01 });
            lab.Save(path);
            await using NetworkLab again = NetworkLab.Load(path);
            again.ToJson().Should().Be(lab.ToJson());
            string json = Path.ChangeExtension(path, ".json");
            lab.Save(json);
            await using NetworkLab third = NetworkLab.Load(json);
            third.ToJson().Should().Be(lab.ToJson());
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("{ \"hosts\": [ { \"name\": \"a\", \"color\": \"red\" } ] }", typeof(JsonException), "color")]
    [InlineData("{ \"hosts\": [ { } ] }", typeof(JsonException), "name")]
    [InlineData("{ \"hosts\": [ { \"name\": \"a\" }, { \"name\": \"A\" } ] }", typeof(ArgumentException), "'A'")]
    [InlineData("{ \"links\": [ { \"first\": \"a\", \"second\": \"b\" } ] }", typeof(FormatException), "'a'")]
    [InlineData("{ \"switches\": [ { \"name\": \"a\", \"networks\": [\"10.0.0.0/33\"] } ] }", typeof(FormatException), "")]
    [InlineData("{ \"hosts\": [ { \"name\": \"a\" }, { \"name\": \"b\" } ], \"links\": [ { \"first\": \"a\", \"second\": \"b\", \"conditions\": { \"delay\": \"20\" } } ] }", typeof(JsonException), "'20'")]
    [InlineData("{ \"routers\": [ { \"name\": \"a\", \"translate\": { \"x\": \"Masquerade\" } } ] }", typeof(FormatException), "'x'")]
    [InlineData("null", typeof(JsonException), "null")]
    public void A_wrong_file_is_told(string json, Type exception, string text)
    {
        Action act = () => NetworkLab.FromJson(json);
        Exception thrown = act.Should().Throw<Exception>().Which;
        thrown.Should().BeOfType(exception);
        thrown.Message.Contains(text, StringComparison.Ordinal).Should().BeTrue(thrown.Message);
        FluentActions.Invoking(() => NetworkLab.FromYaml(json)).Should().Throw<Exception>().Which.Should().BeOfType(exception);
    }

    [Theory]
    [InlineData("hosts: [")]
    [InlineData("hosts: [{name: a, name: b}]")]
    [InlineData("hosts: &x []\nlinks: *x")]
    [InlineData("---\nhosts: []\n---\nhosts: []")]
    public void Wrong_YAML_is_told(string yaml) => FluentActions.Invoking(() => NetworkLab.FromYaml(yaml)).Should().Throw<JsonException>();
}
