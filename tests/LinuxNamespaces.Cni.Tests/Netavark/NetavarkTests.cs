using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Cni.Tests.Netavark;

/// <summary>What containers of a network of the driver have, and what is left of them.</summary>
public sealed class NetavarkTests : NetavarkTest
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void A_container_has_what_podman_chose_for_it()
    {
        Answer answer = Setup(Request(
            $"'subnets':{Dual},'options':{{'mtu':'1400','metric':'77'}},'routes':[{{'destination':'192.0.2.0/24','gateway':'10.9.0.9'}},{{'destination':'198.51.100.0/24','route_type':'blackhole'}}]",
            "'static_ips':['10.9.0.2','fd09::2'],'static_mac':'02:00:00:00:00:07','interface_name':'net0'"));
        answer.ExitCode.Should().Be(0, answer.Output);
        JsonNode.DeepEquals(JsonNode.Parse(answer.Output), JsonNode.Parse("""
            {"dns_search_domains":[],"dns_server_ips":[],"interfaces":{"net0":{"mac_address":"02:00:00:00:00:07",
              "subnets":[{"ipnet":"10.9.0.2/24","gateway":"10.9.0.1"},{"ipnet":"fd09::2/64","gateway":"fd09::1"}]}}}
            """)).Should().BeTrue(answer.Output);
        Addresses(Pod, "net0").Should().Equal("10.9.0.2/24", "fd09::2/64");
        Run(Pod, "ip", "-6", "addr", "show", "net0", "tentative").Should().NotContain("fd09");
        Link(Pod, "net0").GetProperty("address").GetString().Should().Be("02:00:00:00:00:07");
        Link(Pod, "net0").GetProperty("mtu").GetInt32().Should().Be(1400);
        Link(Host, "br1").GetProperty("mtu").GetInt32().Should().Be(1400);
        Addresses(Host, "br1").Should().Equal("10.9.0.1/24", "fd09::1/64");
        Routes("-4", "default").Should().Equal("via 10.9.0.1 metric 77");
        Routes("-6", "default").Should().Equal("via fd09::1 metric 77");
        Routes("-4", "192.0.2.0/24").Should().Equal("via 10.9.0.9 metric 77");
        Run(Pod, "ip", "route", "show", "type", "blackhole").Should().Contain("198.51.100.0/24");
        Host.Sysctl["net/ipv4/ip_forward"].Should().Be("1");
        Rules(Host).Should().Contain("ip saddr 10.9.0.2 ip daddr != 10.9.0.0/24").And.Contain("ip6 saddr fd09::2 ip6 daddr != fd09::/64");
    }

    [Fact]
    public async Task Containers_reach_each_other_and_the_world_and_their_ports_are_reached()
    {
        using NetNamespace second = NetNamespace.Create();
        using NetNamespace outside = NetNamespace.Create();
        ConnectOutside(outside);
        Setup(Request(more: "'port_mappings':[{'container_port':80,'host_ip':'','host_port':8080,'protocol':'tcp','range':1}]")).ExitCode.Should().Be(0);
        Setup(Other(), second).ExitCode.Should().Be(0);
        using Socket listener = Pod.CreateBoundListenSocket(new IPEndPoint(IPAddress.Any, 80));
        listener.Listen();
        (await ConnectsAsync(second, "10.9.0.2", 80)).Should().BeTrue();
        (await ConnectsAsync(Host, "10.9.0.2", 80)).Should().BeTrue();
        foreach (NetNamespace client in (NetNamespace[])[outside, Host, second, Pod])
        {
            (await ConnectsAsync(client, "198.51.100.1", 8080)).Should().BeTrue();
        }

        (await ConnectsAsync(Host, "127.0.0.1", 8080)).Should().BeTrue();
        // The world answers the host: it has no route to the container.
        (await Pod.PingAsync(IPAddress.Parse("198.51.100.2"), cancellationToken: Cancellation)).Succeeded.Should().BeTrue();
        Teardown(Request()).ExitCode.Should().Be(0);
        (await ConnectsAsync(outside, "198.51.100.1", 8080)).Should().BeFalse();
    }

    [Theory]
    [InlineData(8000, 8000, 3, "tcp,udp")]
    [InlineData(8000, 9000, 3, "tcp,udp")]
    [InlineData(1, 1, 65535, "sctp")]
    [InlineData(1000, 2000, 1000, "tcp")]
    public void A_range_of_ports_is_published_for_each_protocol(int host, int container, int range, string protocols)
    {
        JsonObject request = Request(more: $"'port_mappings':[{{'container_port':{container},'host_ip':'','host_port':{host},'protocol':'{protocols}','range':{range}}}]");
        Answer answer = Setup(request);
        answer.ExitCode.Should().Be(0, answer.Output);
        string rules = Rules(Host);
        foreach (string protocol in protocols.Split(','))
        {
            rules.Should().Contain(host == container ? $"{protocol} dport {host}-{host + range - 1} dnat ip to 10.9.0.2 " : $"{protocol} dport {host + range - 1} dnat ip to 10.9.0.2:{container + range - 1} ");
        }

        Teardown(request).ExitCode.Should().Be(0);
        AssertNothingLeft();
    }

    [Fact]
    public async Task A_port_of_a_range_leads_to_the_same_port()
    {
        Setup(Request(more: "'port_mappings':[{'container_port':8000,'host_ip':'10.9.0.1','host_port':8000,'protocol':'tcp','range':10}]")).ExitCode.Should().Be(0);
        using Socket listener = Pod.CreateBoundListenSocket(new IPEndPoint(IPAddress.Any, 8007));
        listener.Listen();
        (await ConnectsAsync(Host, "10.9.0.1", 8007)).Should().BeTrue();
        (await ConnectsAsync(Host, "10.9.0.1", 8006)).Should().BeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("/nonexistent/ns")]
    [InlineData("/proc/thread-self/ns/net")]
    public void Teardown_can_be_repeated_and_leaves_nothing(string path)
    {
        JsonObject request = Request($"'subnets':{Dual},'options':{{'isolate':'strict'}},'routes':[{{'destination':'198.51.100.0/24','route_type':'prohibit'}}]",
            "'static_ips':['10.9.0.2','fd09::2']", "'port_mappings':[{'container_port':53,'host_ip':'','host_port':53,'protocol':'udp','range':1}]");
        Run(Host, "nft", "add table ip filter; add chain ip filter FORWARD { type filter hook forward priority 0; policy drop; }");
        Setup(request).ExitCode.Should().Be(0);
        Rules(Host).Should().Contain("dnat").And.Contain("masquerade").And.Contain("ip saddr 10.9.0.2 accept");
        for (int i = 0; i < 2; i++)
        {
            Answer answer = CallDriver(request.ToJsonString(), "teardown", path.Length > 0 ? path : Paths.Of(Pod));
            answer.Should().Be(new Answer(0, ""));
            AssertNothingLeft();
        }

        Run(Pod, "ip", "route", "show", "type", "prohibit").Trim().Should().Be(path.Length > 0 ? "prohibit 198.51.100.0/24 metric 100" : "");
    }

    [Fact]
    public void A_bridge_stays_until_its_last_container_is_gone()
    {
        using NetNamespace second = NetNamespace.Create();
        Setup(Request()).ExitCode.Should().Be(0);
        string? address = Link(Host, "br1").GetProperty("address").GetString();
        Setup(Other(), second).ExitCode.Should().Be(0);
        Teardown(Request()).ExitCode.Should().Be(0);
        Link(Host, "br1").GetProperty("address").GetString().Should().Be(address);
        Addresses(second, "eth0").Should().Equal("10.9.0.3/24");
        Rules(Host).Should().Contain("10.9.0.3").And.NotContain("10.9.0.2");
        Teardown(Other(), second).ExitCode.Should().Be(0);
        AssertNothingLeft();
    }

    [Fact]
    public void A_bridge_that_was_there_stays()
    {
        Host.Links.AddBridge("br1");
        Setup(Request()).ExitCode.Should().Be(0);
        Teardown(Request()).ExitCode.Should().Be(0);
        LinkNames(Host).Should().BeEquivalentTo("lo", "br1");
    }

    [Fact]
    public async Task An_internal_network_is_reached_from_within_and_from_the_host_only()
    {
        using NetNamespace second = NetNamespace.Create();
        using NetNamespace outside = NetNamespace.Create();
        ConnectOutside(outside);
        Host.Sysctl["net/ipv4/ip_forward"] = "1";
        Run(outside, "ip", "route", "add", "10.9.0.0/24", "via", "198.51.100.1");
        Setup(Request("'internal':true", more: "'port_mappings':[{'container_port':80,'host_ip':'','host_port':8080,'protocol':'tcp','range':1}]")).ExitCode.Should().Be(0);
        Setup(Other(network: "'internal':true"), second).ExitCode.Should().Be(0);
        Routes("-4", "default").Should().BeEmpty();
        Rules(Host).Should().NotContain("masquerade").And.NotContain("dnat");
        using Socket listener = Pod.CreateBoundListenSocket(new IPEndPoint(IPAddress.Any, 80));
        listener.Listen();
        (await ConnectsAsync(second, "10.9.0.2", 80)).Should().BeTrue();
        (await ConnectsAsync(Host, "10.9.0.2", 80)).Should().BeTrue();
        // Even if both know the way.
        Run(Pod, "ip", "route", "add", "default", "via", "10.9.0.1");
        (await ConnectsAsync(outside, "10.9.0.2", 80)).Should().BeFalse();
    }

    [Theory]
    [InlineData("false", "false", true)]
    [InlineData("true", "true", false)]
    [InlineData("true", "false", true)]
    [InlineData("strict", "false", false)]
    [InlineData("false", "strict", false)]
    [InlineData("strict", "true", false)]
    public async Task Isolation_decides_which_networks_reach_each_other(string own, string other, bool isReached)
    {
        using NetNamespace second = NetNamespace.Create();
        using NetNamespace third = NetNamespace.Create();
        using NetNamespace outside = NetNamespace.Create();
        ConnectOutside(outside);
        Setup(Request($"'options':{{'isolate':'{own}'}}")).ExitCode.Should().Be(0);
        Setup(Other(network: $"'options':{{'isolate':'{own}'}}"), third).ExitCode.Should().Be(0);
        Setup(Other("10.7.0.2", $"'name':'net2','network_interface':'br2','subnets':[{{'subnet':'10.7.0.0/24','gateway':'10.7.0.1'}}],'options':{{'isolate':'{other}'}}"), second).ExitCode.Should().Be(0);
        using Socket listener = Pod.CreateBoundListenSocket(new IPEndPoint(IPAddress.Any, 80));
        listener.Listen();
        (await ConnectsAsync(second, "10.9.0.2", 80)).Should().Be(isReached);
        (await ConnectsAsync(third, "10.9.0.2", 80)).Should().BeTrue("it is in the same network");
        (await Pod.PingAsync(IPAddress.Parse("198.51.100.2"), cancellationToken: Cancellation)).Succeeded.Should().BeTrue("the world is no network of podman");
    }

    [Fact]
    public void A_container_is_in_several_networks()
    {
        JsonObject second = Request("'name':'net2','network_interface':'br2','subnets':[{'subnet':'10.7.0.0/24','gateway':'10.7.0.1'}]", "'interface_name':'eth1','static_ips':['10.7.0.2']");
        JsonObject third = Request("'name':'net3','network_interface':'br3','subnets':[{'subnet':'10.6.0.0/24','gateway':'10.6.0.1'}],'options':{'no_default_route':'true'}", "'interface_name':'eth2','static_ips':['10.6.0.2']");
        Setup(Request()).ExitCode.Should().Be(0);
        Setup(second).ExitCode.Should().Be(0);
        Setup(third).ExitCode.Should().Be(0);
        LinkNames(Pod).Should().BeEquivalentTo("lo", "eth0", "eth1", "eth2");
        Routes("-4", "default").Should().Equal("via 10.9.0.1 metric 100");
        Teardown(second).ExitCode.Should().Be(0);
        Teardown(third).ExitCode.Should().Be(0);
        Addresses(Pod, "eth0").Should().Equal("10.9.0.2/24");
        Rules(Host).Should().Contain("10.9.0.2").And.NotContain("10.7.0.2");
        Teardown(Request()).ExitCode.Should().Be(0);
        AssertNothingLeft();
    }

    [Fact]
    public void A_network_without_addresses_connects_the_container()
    {
        JsonObject request = Request("'subnets':null,'ipam_options':{'driver':'none'}", "'static_ips':null");
        Answer answer = Setup(request);
        answer.ExitCode.Should().Be(0, answer.Output);
        Addresses(Pod, "eth0").Should().BeEmpty();
        Link(Pod, "eth0").GetProperty("operstate").GetString().Should().Be("UP");
        Teardown(request).ExitCode.Should().Be(0);
        AssertNothingLeft();
    }

    [Fact]
    public void A_vlan_keeps_containers_apart()
    {
        JsonObject request = Request("'options':{'vlan':'100'}");
        Answer answer = Setup(request);
        Assert.SkipWhen(answer.Output.Contains("CONFIG_BRIDGE_VLAN_FILTERING", StringComparison.Ordinal), "The kernel has no VLAN filtering of bridges (CONFIG_BRIDGE_VLAN_FILTERING).");
        Assert.SkipWhen(answer.Output.Contains("CONFIG_VLAN_8021Q", StringComparison.Ordinal), "The kernel has no VLAN links (CONFIG_VLAN_8021Q).");
        answer.ExitCode.Should().Be(0, answer.Output);
        string port = LinkNames(Host).Single(name => name.StartsWith("veth", StringComparison.Ordinal));
        Run(Host, "bridge", "-j", "vlan", "show", "dev", port).Should().Contain("\"vlan\":100").And.NotContain("\"vlan\":1,");
        Addresses(Host, "br1.100").Should().Equal("10.9.0.1/24");
        Teardown(request).ExitCode.Should().Be(0);
        AssertNothingLeft();
    }

    [Fact]
    public void Thirty_at_once_are_connected_and_disconnected()
    {
        NetNamespace[] pods = [.. Enumerable.Range(0, 30).Select(_ => NetNamespace.Create())];
        try
        {
            JsonObject RequestOf(int i) => Request(
                $"'name':'net{i % 3}','network_interface':'br{i % 3}','subnets':[{{'subnet':'10.{i % 3}.0.0/24','gateway':'10.{i % 3}.0.1'}}]", $"'static_ips':['10.{i % 3}.0.{i + 2}']",
                $"'container_id':'c{i}','port_mappings':[{{'container_port':80,'host_ip':'','host_port':{8000 + i},'protocol':'tcp','range':1}}]");
            OnThreads(pods.Length, i => Setup(RequestOf(i), pods[i])).Should().OnlyContain(answer => answer.ExitCode == 0);
            for (int i = 0; i < pods.Length; i++)
            {
                Addresses(pods[i], "eth0").Should().Equal($"10.{i % 3}.0.{i + 2}/24");
            }

            Rules(Host).Split(" dnat ip to ").Should().HaveCount((2 * pods.Length) + 1, "each has a rule for others and one for the host");
            // Some are connected while others, also of the same networks, are disconnected.
            OnThreads(pods.Length, i => i % 2 == 0 ? Teardown(RequestOf(i), pods[i]) : Teardown(RequestOf(i), pods[i]) is { ExitCode: 0 } ? Setup(RequestOf(i), pods[i]) : new Answer(1, ""))
                .Should().OnlyContain(answer => answer.ExitCode == 0);
            for (int i = 1; i < pods.Length; i += 2)
            {
                Link(Host, LinkNames(Host).First(name => name == $"br{i % 3}")).GetProperty("flags").ToString().Should().Contain("LOWER_UP");
            }

            OnThreads(pods.Length, i => Teardown(RequestOf(i), pods[i])).Should().OnlyContain(answer => answer.ExitCode == 0);
            AssertNothingLeft(pods[0]);
        }
        finally
        {
            Array.ForEach(pods, pod => pod.Dispose());
        }
    }

    [Fact]
    public void Info_has_the_version_of_the_interface()
    {
        CallDriver("", "info").Json.GetProperty("api_version").GetString().Should().Be("1.0.0");
        CallDriver("").Json.GetProperty("version").GetString().Should().MatchRegex(@"^\d+\.\d+\.\d+$");
    }

    private string[] Routes(string family, string destination) => [.. Json(Pod, "ip", family, "-j", "route", "show", destination)
        .Select(route => $"via {route.GetProperty("gateway").GetString()} metric {(route.TryGetProperty("metric", out JsonElement metric) ? metric.GetInt32() : 0)}")];
}
