using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Cni.Tests.Plugins;

/// <summary>Plugins that come after another one: portmap, firewall and tuning.</summary>
public sealed class ChainTests : PluginTest
{
    private string Bridge => $$"""
        "bridge":"br0","isDefaultGateway":true,"ipam":{{Ipam}}
        """;

    [Theory]
    [InlineData("portmap")]
    [InlineData("firewall")]
    [InlineData("tuning")]
    public void A_plugin_that_changes_an_interface_needs_one_before(string plugin) => Call(plugin, "ADD", "\"x\":1").Code.Should().Be(7);

    [Theory]
    [InlineData("portmap")]
    [InlineData("firewall")]
    [InlineData("tuning")]
    public void Delete_without_anything_succeeds(string plugin)
    {
        Call(plugin, "DEL", "\"x\":1").ExitCode.Should().Be(0);
        Call(plugin, "DEL", "\"x\":1", netns: "").ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task A_published_port_reaches_the_container_from_outside_and_from_the_host()
    {
        using NetNamespace outside = NetNamespace.Create();
        ConnectOutside(outside);
        Answer bridge = Call("bridge", "ADD", Bridge);
        string settings = With("""
            "runtimeConfig":{"portMappings":[{"hostPort":8080,"containerPort":80,"protocol":"tcp"}]}
            """, bridge);
        Answer mapped = Call("portmap", "ADD", settings);
        mapped.ExitCode.Should().Be(0, mapped.Output);
        JsonElement.DeepEquals(mapped.Json, bridge.Json).Should().BeTrue("the result is passed on");

        using Socket listener = Pod.CreateBoundListenSocket(new IPEndPoint(IPAddress.Any, 80));
        listener.Listen();
        (await ConnectsAsync(outside, "198.51.100.1", 8080)).Should().BeTrue();
        (await ConnectsAsync(Host, "198.51.100.1", 8080)).Should().BeTrue();
        (await ConnectsAsync(Host, "127.0.0.1", 8080)).Should().BeTrue();

        Call("portmap", "CHECK", settings).ExitCode.Should().Be(0);
        Call("portmap", "DEL", With("\"x\":1", bridge)).ExitCode.Should().Be(0, "the mappings are not repeated");
        Rules(Host).Should().NotContain("dnat");
        Call("portmap", "CHECK", settings).Code.Should().Be(103);
        (await ConnectsAsync(outside, "198.51.100.1", 8080)).Should().BeFalse();
    }

    [Fact]
    public async Task A_rule_that_a_container_left_does_not_take_the_port_of_the_next()
    {
        using NetNamespace outside = NetNamespace.Create();
        using NetNamespace next = NetNamespace.Create();
        ConnectOutside(outside);
        string mapping = """
            "runtimeConfig":{"portMappings":[{"hostPort":8080,"containerPort":80,"protocol":"tcp"}]}
            """;
        Call("portmap", "ADD", With(mapping, Call("bridge", "ADD", Bridge))).ExitCode.Should().Be(0);
        Call("portmap", "ADD", With(mapping, Call("bridge", "ADD", Bridge, next, "c2")), next, "c2").ExitCode.Should().Be(0);
        using Socket listener = next.CreateBoundListenSocket(new IPEndPoint(IPAddress.Any, 80));
        listener.Listen();
        (await ConnectsAsync(outside, "198.51.100.1", 8080)).Should().BeTrue();
        Call("portmap", "GC", """
            "cni.dev/valid-attachments":[{"containerID":"c2","ifname":"eth0"}]
            """).ExitCode.Should().Be(0);
        Rules(Host).Should().Contain("10.9.0.3").And.NotContain("10.9.0.2");
    }

    [Theory]
    [InlineData("""{"hostPort":0,"containerPort":80,"protocol":"tcp"}""", 7)]
    [InlineData("""{"hostPort":80,"containerPort":70000,"protocol":"tcp"}""", 7)]
    [InlineData("""{"hostPort":80,"containerPort":80,"protocol":"icmp"}""", 2)]
    [InlineData("""{"hostPort":80,"containerPort":80,"protocol":"tcp","hostIP":"x"}""", 7)]
    [InlineData("""{"hostPort":"80","containerPort":80,"protocol":"tcp"}""", 6)]
    public void An_invalid_mapping_has_its_code(string mapping, int code)
    {
        Answer bridge = Call("bridge", "ADD", Bridge);
        Call("portmap", "ADD", With($$"""
            "runtimeConfig":{"portMappings":[{{mapping}}]}
            """, bridge)).Code.Should().Be(code);
    }

    [Fact]
    public void Tuning_changes_the_interface_and_restores_it()
    {
        Answer bridge = Call("bridge", "ADD", Bridge);
        string before = Link(Pod, "eth0").GetProperty("address").GetString()!;
        string settings = With($$"""
            "dataDir":"{{DirectoryPath}}/tuning","mac":"02:00:00:00:00:09","mtu":1350,"promisc":true,"allmulti":true,
            "sysctl":{"net.ipv4.conf.IFNAME.accept_local":"1","net/core/somaxconn":"333"}
            """, bridge);
        Answer tuned = Call("tuning", "ADD", settings);
        tuned.ExitCode.Should().Be(0, tuned.Output);
        tuned.Result.Interfaces[2].HardwareAddress.Should().Be("02:00:00:00:00:09");
        JsonElement link = Link(Pod, "eth0");
        (link.GetProperty("address").GetString(), link.GetProperty("mtu").GetInt32(), link.GetProperty("promiscuity").GetInt32()).Should().Be(("02:00:00:00:00:09", 1350, 1));
        Pod.Sysctl["net/ipv4/conf/eth0/accept_local"].Should().Be("1");
        Pod.Sysctl["net/core/somaxconn"].Should().Be("333");
        Call("tuning", "CHECK", With(settings[..settings.LastIndexOf(",\"prevResult\"", StringComparison.Ordinal)], tuned)).ExitCode.Should().Be(0);
        Pod.Sysctl["net/core/somaxconn"] = "334";
        Call("tuning", "CHECK", settings).Message.Should().Contain("somaxconn");
        Call("tuning", "DEL", settings).ExitCode.Should().Be(0);
        link = Link(Pod, "eth0");
        (link.GetProperty("address").GetString(), link.GetProperty("mtu").GetInt32(), link.GetProperty("promiscuity").GetInt32()).Should().Be((before, 1500, 0));
        Directory.GetFiles($"{DirectoryPath}/tuning").Should().BeEmpty();
    }

    [Theory]
    [InlineData("kernel.pid_max")]
    [InlineData("net/../kernel/pid_max")]
    [InlineData("network.x")]
    public void Tuning_leaves_the_machine_alone(string name)
    {
        Answer bridge = Call("bridge", "ADD", Bridge);
        Call("tuning", "ADD", With($$"""
            "sysctl":{"{{name}}":"1"}
            """, bridge)).Code.Should().Be(7);
    }

    [Fact]
    public void The_firewall_lets_packets_through_a_host_that_drops_them()
    {
        Run(Host, "nft", "add table ip filter; add chain ip filter FORWARD { type filter hook forward priority 0; policy drop; }");
        Answer bridge = Call("bridge", "ADD", Bridge);
        string settings = With("\"ingressPolicy\":\"same-bridge\"", bridge);
        Call("firewall", "ADD", settings).ExitCode.Should().Be(0);
        Rules(Host).Should().Contain("ip saddr 10.9.0.2 accept").And.Contain("ip daddr 10.9.0.2 ct state established,related accept").And.Contain("oifname \"br0\"");
        Call("firewall", "CHECK", settings).ExitCode.Should().Be(0);
        Call("firewall", "DEL", settings).ExitCode.Should().Be(0);
        Rules(Host).Should().NotContain("10.9.0.2").And.NotContain("br0").And.Contain("policy drop");
    }
}
