using System.Net;
using System.Text.Json.Nodes;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Cni.Tests.Netavark;

/// <summary>Networks that are created: <c>podman network create -d linuxns</c>.</summary>
public sealed class NetavarkCreationTests : NetavarkTest
{
    [Fact]
    public void A_network_gets_a_bridge_and_a_subnet_and_the_rest_stays()
    {
        Answer answer = Create("\"ipv6_enabled\":true,\"dns_enabled\":true,\"labels\":{\"a\":\"b\"},\"created\":\"2026-01-02T03:04:05Z\",\"network_dns_servers\":[]");
        answer.ExitCode.Should().Be(0, answer.Output);
        JsonObject network = JsonNode.Parse(answer.Output)!.AsObject();
        ((string?)network["name"], (string?)network["id"], (string?)network["driver"]).Should().Be(("net1", Id, "linuxns"));
        ((string?)network["network_interface"]).Should().MatchRegex("^lns[0-9a-f]{7}$");
        string[] subnets = [.. network["subnets"]!.AsArray().Select(subnet => (string)subnet!["subnet"]!)];
        subnets.Should().HaveCount(2);
        IPNetwork.Parse("10.128.0.0/9").Contains(IPNetwork.Parse(subnets[0]).BaseAddress).Should().BeTrue();
        IPNetwork.Parse("fd00::/8").Contains(IPNetwork.Parse(subnets[1]).BaseAddress).Should().BeTrue();
        ((bool)network["dns_enabled"]!).Should().BeFalse();
        ((string?)network["ipam_options"]!["driver"]).Should().Be("host-local");
        ((string?)network["labels"]!["a"], (string?)network["created"]).Should().Be(("b", "2026-01-02T03:04:05Z"));
        // Podman gives the same to each setup.
        Create("\"ipv6_enabled\":true").Output.Should().Contain(subnets[0]).And.Contain(subnets[1]);
    }

    [Fact]
    public void A_subnet_that_is_in_use_is_not_chosen()
    {
        string first = Subnet(Create(""));
        IPAddress address = IPNetwork.Parse(first).BaseAddress;
        Network.LinkExtensions.AddAddress(Host.Links.AddBridge("br7"), $"{address}/24");
        Subnet(Create("")).Should().NotBe(first);
        Run(Host, "ip", "link", "set", "br7", "up");
        Run(Host, "ip", "route", "add", "10.128.0.0/10", "dev", "br7");
        IPNetwork.Parse("10.192.0.0/10").Contains(IPNetwork.Parse(Subnet(Create(""))).BaseAddress).Should().BeTrue();
        Run(Host, "ip", "route", "add", "10.192.0.0/10", "dev", "br7");
        Error(Create("")).Should().Contain("--subnet");
    }

    [Fact]
    public void What_was_chosen_is_kept()
    {
        Answer answer = Create($$"""
            "network_interface":"web0","subnets":{{Dual}},"internal":true,"options":{"mtu":"1400","isolate":"true"},"routes":[{"destination":"192.0.2.0/24","gateway":"10.9.0.9"}]
            """);
        answer.ExitCode.Should().Be(0, answer.Output);
        JsonObject network = JsonNode.Parse(answer.Output)!.AsObject();
        ((string?)network["network_interface"]).Should().Be("web0");
        JsonNode.DeepEquals(network["subnets"], JsonNode.Parse(Dual)).Should().BeTrue();
        ((string?)network["options"]!["mtu"], (bool)network["ipv6_enabled"]!).Should().Be(("1400", true));
    }

    [Fact]
    public void The_bridge_of_the_user_may_be_there()
    {
        Network.LinkExtensions.AddAddress(Host.Links.AddBridge("web0"), "10.9.0.1/24");
        Create($"\"network_interface\":\"web0\",\"subnets\":{Single}").ExitCode.Should().Be(0);
        Error(Create($"\"network_interface\":\"web1\",\"subnets\":{Single}")).Should().Contain("10.9.0.0/24");
        Error(Create($"\"network_interface\":\"lo\",\"subnets\":{Single}")).Should().Contain("no bridge");
    }

    [Fact]
    public void A_network_without_addresses_has_no_subnet()
    {
        Answer answer = Create("\"ipam_options\":{\"driver\":\"none\"}");
        answer.ExitCode.Should().Be(0, answer.Output);
        JsonNode.Parse(answer.Output)!["subnets"].Should().BeNull();
        Error(Create($"\"ipam_options\":{{\"driver\":\"none\"}},\"subnets\":{Single}")).Should().Contain("none");
    }

    [Theory]
    [InlineData("\"name\":\"a/b\"", "name")]
    [InlineData("\"id\":null", "ID")]
    [InlineData("\"ipam_options\":{\"driver\":\"dhcp\"}", "dhcp")]
    [InlineData("\"options\":{\"color\":\"red\"}", "color")]
    [InlineData("\"options\":{\"vlan\":\"x\"}", "vlan")]
    [InlineData("\"network_interface\":\"long-bridge0\",\"options\":{\"vlan\":\"7\"}", "long")]
    [InlineData("\"network_interface\":\"a/b\"", "a/b")]
    [InlineData("\"subnets\":[{\"subnet\":\"nowhere\"}]", "nowhere")]
    [InlineData("\"subnets\":[{\"subnet\":\"10.9.0.0/24\"},{\"subnet\":\"10.9.0.128/25\"}]", "overlap")]
    [InlineData("\"routes\":[{\"destination\":\"x\"}]", "destination")]
    [InlineData("\"subnets\":5", "subnets")]
    [InlineData("\"internal\":true,\"internal\":false", "internal")]
    public void An_invalid_network_is_refused(string settings, string about) => Error(Create(settings)).Should().Contain(about);

    private Answer Create(string settings)
    {
        string identity = settings.Contains("\"name\"", StringComparison.Ordinal) || settings.Contains("\"id\"", StringComparison.Ordinal) ? "" : $"\"name\":\"net1\",\"id\":\"{Id}\",";
        string other = identity.Length > 0 ? "" : settings.Contains("\"name\"", StringComparison.Ordinal) ? $"\"id\":\"{Id}\"," : "\"name\":\"net1\",";
        return CallDriver($$"""{{{identity}}{{other}}"driver":"linuxns"{{(settings.Length > 0 ? "," : "")}}{{settings}}}""", "create");
    }

    private static string Subnet(Answer answer) => (string)JsonNode.Parse(answer.Output)!["subnets"]![0]!["subnet"]!;

    private static string Error(Answer answer)
    {
        answer.ExitCode.Should().Be(1, answer.Output);
        return answer.Json.GetProperty("error").GetString()!;
    }
}
