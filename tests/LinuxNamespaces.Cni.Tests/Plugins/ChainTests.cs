using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.Cni.Plugins;
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
    public void Conditions_are_read_once_for_all_mappings()
    {
        PortMapConfiguration configuration = new() { ConditionsV4 = ["-s", "192.0.2.0/24"], ConditionsV6 = ["-s", "2001:db8::/32"] };
        foreach (AddressFamily family in (AddressFamily[])[AddressFamily.InterNetwork, AddressFamily.InterNetworkV6])
        {
            configuration.ConditionsOf(family).Should().BeSameAs(configuration.ConditionsOf(family));
        }

        configuration.ConditionsOf(AddressFamily.InterNetwork).Should().NotBeSameAs(configuration.ConditionsOf(AddressFamily.InterNetworkV6));
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

    [Theory]
    [InlineData("\"-s\",\"198.51.100.0/24\"", true)]
    [InlineData("\"!\",\"-s\",\"198.51.100.2\"", false)]
    [InlineData("\"--source\",\"203.0.113.0/24\"", false)]
    [InlineData("\"-s\",\"0.0.0.0/0\"", true)]
    [InlineData("\"-d\",\"198.51.100.1\"", true)]
    [InlineData("\"!\",\"-d\",\"198.51.100.0/24\"", false)]
    [InlineData("\"-i\",\"up\"", true)]
    [InlineData("\"-i\",\"u+\"", true)]
    [InlineData("\"-i\",\"down\"", false)]
    [InlineData("\"!\",\"-i\",\"u+\"", false)]
    [InlineData("\"-o\",\"up\"", false)]
    [InlineData("\"!\",\"-o\",\"up\"", true)]
    [InlineData("\"-p\",\"tcp\"", true)]
    [InlineData("\"-p\",\"udp\"", false)]
    [InlineData("\"!\",\"-p\",\"17\"", true)]
    [InlineData("\"!\",\"--protocol\",\"TCP\"", false)]
    [InlineData("\"-i\",\"up\",\"!\",\"-s\",\"198.51.100.2/32\"", false)]
    public async Task A_published_port_is_open_to_packets_that_meet_the_conditions(string conditions, bool isOpen)
    {
        using NetNamespace outside = NetNamespace.Create();
        ConnectOutside(outside);
        string settings = With($$"""
            "conditionsV4":[{{conditions}}],"conditionsV6":["-s","2001:db8::/32"],"runtimeConfig":{"portMappings":[{"hostPort":8080,"containerPort":80,"protocol":"tcp"}]}
            """, Call("bridge", "ADD", Bridge));
        Answer mapped = Call("portmap", "ADD", settings);
        mapped.ExitCode.Should().Be(0, mapped.Output);
        using Socket listener = Pod.CreateBoundListenSocket(new IPEndPoint(IPAddress.Any, 80));
        listener.Listen();
        (await ConnectsAsync(outside, "198.51.100.1", 8080)).Should().Be(isOpen, Rules(Host));
        Call("portmap", "CHECK", settings).ExitCode.Should().Be(0);
        Call("portmap", "DEL", settings).ExitCode.Should().Be(0);
        Rules(Host).Should().NotContain("dnat");
    }

    [Fact]
    public void Conditions_of_IPv6_are_those_of_its_rules()
    {
        Answer bridge = Call("bridge", "ADD", """
            "bridge":"br0","isDefaultGateway":true,"ipam":{"type":"host-local","dataDir":"DIRECTORY/ipam","ranges":[[{"subnet":"10.9.0.0/24"}],[{"subnet":"fd00:9::/64"}]]}
            """.Replace("DIRECTORY", DirectoryPath, StringComparison.Ordinal));
        bridge.ExitCode.Should().Be(0, bridge.Output);
        Call("portmap", "ADD", With("""
            "conditionsV6":["!","-s","2001:db8::/32"],"runtimeConfig":{"portMappings":[{"hostPort":8080,"containerPort":80,"protocol":"tcp"}]}
            """, bridge)).ExitCode.Should().Be(0);
        string[] translations = [.. Rules(Host).Split('\n').Where(line => line.Contains("dnat ip", StringComparison.Ordinal))];
        translations.Should().HaveCount(4);
        translations.Where(line => line.Contains("fd00:9::", StringComparison.Ordinal)).Should().HaveCount(2).And.OnlyContain(line => line.Contains("ip6 saddr != 2001:db8::/32"));
        translations.Where(line => line.Contains("10.9.0.", StringComparison.Ordinal)).Should().HaveCount(2).And.OnlyContain(line => !line.Contains("saddr"));
    }

    [Theory]
    [InlineData("conditionsV4", "\"-m\",\"mark\"", 2, "'-m'")]
    [InlineData("conditionsV4", "\"--sport\",\"1024\"", 2, "--sport")]
    [InlineData("conditionsV6", "\"-s=::1\"", 2, "-s=::1")]
    [InlineData("conditionsV4", "\"!\",\"!\"", 2, "'!'")]
    [InlineData("conditionsV4", "\"!\"", 7, "after '!'")]
    [InlineData("conditionsV4", "\"-s\"", 7, "'-s'")]
    [InlineData("conditionsV4", "\"-s\",\"fd00::/8\"", 7, "'-s fd00::/8'")]
    [InlineData("conditionsV6", "\"-d\",\"10.0.0.0/8\"", 7, "'-d 10.0.0.0/8'")]
    [InlineData("conditionsV4", "\"-s\",\"10.0.0.0/8,192.0.2.0/24\"", 7, "one IPv4 address or prefix")]
    [InlineData("conditionsV4", "\"!\",\"-s\",\"0.0.0.0/0\"", 7, "met by no packet")]
    [InlineData("conditionsV4", "\"-s\",\"10.0.0.1\",\"--source\",\"10.0.0.2\"", 7, "more than once")]
    [InlineData("conditionsV4", "\"-i\",\"+\"", 7, "'-i +'")]
    [InlineData("conditionsV4", "\"-i\",\"eth*\"", 7, "'-i eth*'")]
    [InlineData("conditionsV4", "\"-o\",\"name-of-16-chars\"", 7, "name-of-16-chars")]
    [InlineData("conditionsV4", "\"-p\",\"icmp\"", 7, "'-p icmp'")]
    public void A_condition_that_cannot_be_kept_is_named(string key, string conditions, int code, string named)
    {
        Answer answer = Call("portmap", "ADD", With($$"""
            "{{key}}":[{{conditions}}],"runtimeConfig":{"portMappings":[{"hostPort":80,"containerPort":80,"protocol":"tcp"}]}
            """, Call("bridge", "ADD", Bridge)));
        answer.Code.Should().Be(code, answer.Output);
        answer.Message.Should().Contain(named).And.Contain(key);
        Rules(Host).Should().NotContain("dnat");
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
