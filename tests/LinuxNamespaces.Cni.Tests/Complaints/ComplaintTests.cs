using System.Net;
using System.Net.Sockets;
using System.Text;
using FluentAssertions;
using LinuxNamespaces.Cni.Tests.Plugins;
using Xunit;

namespace LinuxNamespaces.Cni.Tests.Complaints;

/// <summary>What users of other plugins complain of. The table in docs/cni.md names the test that prevents it.</summary>
public sealed class ComplaintTests : PluginTest
{
    private const string Mapping = """
        "runtimeConfig":{"portMappings":[{"hostPort":8080,"containerPort":80,"protocol":"PROTOCOL"}]}
        """;

    private string Bridge => $$"""
        "bridge":"br0","isDefaultGateway":true,"hairpinMode":true,"ipMasq":true,"ipam":{{Ipam}}
        """;

    private string Dual => $$"""
        "bridge":"br0","isDefaultGateway":true,"ipMasq":true,
        "ipam":{"type":"host-local","dataDir":"{{DirectoryPath}}/networks","ranges":[[{"subnet":"10.9.0.0/24"}],[{"subnet":"fd09::/64"}]]}
        """;

    [Fact]
    public async Task A_client_of_udp_is_not_led_to_the_container_that_is_gone()
    {
        using NetNamespace outside = NetNamespace.Create();
        using NetNamespace next = NetNamespace.Create();
        ConnectOutside(outside);
        string mapping = Mapping.Replace("PROTOCOL", "udp", StringComparison.Ordinal);
        Call("portmap", "ADD", With(mapping, Call("bridge", "ADD", Bridge))).ExitCode.Should().Be(0);
        using Socket client = outside.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await client.ConnectAsync(IPAddress.Parse("198.51.100.1"), 8080, TestContext.Current.CancellationToken);
        (await ArrivesAsync(client, Pod)).Should().BeTrue();

        // The runtime does not say what was published.
        Call("portmap", "DEL", "\"x\":1").ExitCode.Should().Be(0);
        Call("bridge", "DEL", Bridge).ExitCode.Should().Be(0);
        Call("portmap", "ADD", With(mapping, Call("bridge", "ADD", Bridge, next, "c2")), next, "c2").ExitCode.Should().Be(0);
        (await ArrivesAsync(client, next)).Should().BeTrue();
    }

    [Fact]
    public async Task A_container_reaches_itself_by_its_published_port()
    {
        using NetNamespace outside = NetNamespace.Create();
        ConnectOutside(outside);
        Call("portmap", "ADD", With(Mapping.Replace("PROTOCOL", "tcp", StringComparison.Ordinal), Call("bridge", "ADD", Bridge))).ExitCode.Should().Be(0);
        using Socket listener = Pod.CreateBoundListenSocket(new IPEndPoint(IPAddress.Any, 80));
        listener.Listen();
        (await ConnectsAsync(Pod, "198.51.100.1", 8080)).Should().BeTrue();
    }

    [Fact]
    public async Task A_reload_of_the_firewall_keeps_published_ports_and_masquerading()
    {
        using NetNamespace outside = NetNamespace.Create();
        ConnectOutside(outside);
        // The tables that firewalld and iptables call theirs.
        Run(Host, "nft", "add table ip nat; add table ip filter; add table inet firewalld");
        Call("portmap", "ADD", With(Mapping.Replace("PROTOCOL", "tcp", StringComparison.Ordinal), Call("bridge", "ADD", Bridge))).ExitCode.Should().Be(0);
        Run(Host, "nft", "delete table ip nat; delete table ip filter; delete table inet firewalld");
        using Socket listener = Pod.CreateBoundListenSocket(new IPEndPoint(IPAddress.Any, 80));
        listener.Listen();
        (await ConnectsAsync(outside, "198.51.100.1", 8080)).Should().BeTrue();
        Rules(Host).Should().Contain("masquerade");
    }

    [Fact]
    public void Masquerading_serves_both_families()
    {
        Call("bridge", "ADD", Dual).ExitCode.Should().Be(0);
        string rules = Rules(Host);
        rules.Should().Contain("ip saddr 10.9.0.2 ip daddr != 10.9.0.0/24").And.Contain("ip6 saddr fd09::2 ip6 daddr != fd09::/64");
        Call("bridge", "DEL", Dual, netns: "").ExitCode.Should().Be(0);
        Rules(Host).Should().NotContain("saddr");
    }

    [Fact]
    public void The_spoof_check_takes_no_time_however_many_rules_there_are()
    {
        StringBuilder strangers = new("add table bridge strangers; add chain bridge strangers c; ");
        for (int i = 0; i < 200; i++)
        {
            strangers.Append("add rule bridge strangers c ether saddr 02:00:00:00:00:01 counter; ");
        }

        File.WriteAllText($"{DirectoryPath}/rules", strangers.ToString());
        Run(Host, "nft", "-f", $"{DirectoryPath}/rules");
        string settings = Bridge + ""","macspoofchk":true""";
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        Call("bridge", "ADD", settings).ExitCode.Should().Be(0);
        Call("bridge", "DEL", settings).ExitCode.Should().Be(0);
        System.Diagnostics.Stopwatch.GetElapsedTime(start).Should().BeLessThan(TimeSpan.FromSeconds(10));
        Rules(Host).Should().NotContain("cni net").And.Contain("strangers");
    }

    [Fact]
    public void The_mtu_is_that_of_all_links_and_of_the_result()
    {
        Answer answer = Call("bridge", "ADD", Bridge + ""","mtu":1380""");
        answer.Result.Interfaces.Should().OnlyContain(link => link.Mtu == 1380);
        Link(Host, "br0").GetProperty("mtu").GetInt32().Should().Be(1380);
        Link(Host, answer.Result.Interfaces[1].Name).GetProperty("mtu").GetInt32().Should().Be(1380);
        Link(Pod, "eth0").GetProperty("mtu").GetInt32().Should().Be(1380);
    }

    [Fact]
    public void Vlan_1_does_not_leak_into_the_port_of_another_vlan()
    {
        Answer answer = Call("bridge", "ADD", "\"bridge\":\"br0\",\"vlan\":100");
        Assert.SkipWhen(answer.ExitCode != 0 && answer.Output.Contains("CONFIG_BRIDGE_VLAN_FILTERING", StringComparison.Ordinal), "The kernel has no VLAN filtering of bridges (CONFIG_BRIDGE_VLAN_FILTERING).");
        answer.ExitCode.Should().Be(0, answer.Output);
        string vlans = Run(Host, "bridge", "-j", "vlan", "show", "dev", answer.Result.Interfaces[1].Name);
        vlans.Should().Contain("\"vlan\":100").And.NotContain("\"vlan\":1,");
    }

    [Fact]
    public void Garbage_collection_leaves_other_networks_alone()
    {
        using NetNamespace other = NetNamespace.Create();
        Call("bridge", "ADD", Bridge).ExitCode.Should().Be(0);
        CallAnother("ADD", other, "").ExitCode.Should().Be(0);
        CallAnother("GC", other, ",\"cni.dev/valid-attachments\":[]").ExitCode.Should().Be(0);
        Addresses(Pod, "eth0").Should().Equal("10.9.0.2/24");
        Reserved().Should().Equal("10.9.0.2");
        LinkNames(other).Should().Equal("lo");
        Rules(Host).Should().Contain("cni net c1").And.NotContain("cni another");
    }

    private Answer CallAnother(string command, NetNamespace pod, string more)
    {
        Dictionary<string, string?> variables = new()
        {
            ["CNI_COMMAND"] = command, ["CNI_CONTAINERID"] = "c1", ["CNI_IFNAME"] = "eth0", ["CNI_NETNS"] = Paths.Of(pod), ["CNI_PATH"] = "/nonexistent",
        };
        string settings = Bridge.Replace("br0", "br1", StringComparison.Ordinal).Replace("10.9.0", "10.7.0", StringComparison.Ordinal);
        return Host.Invoke(() => Answer.Of(
            Cni.Plugins.PluginTable.Find("bridge")!, variables, $$"""{"cniVersion":"1.1.0","name":"another","type":"bridge",{{settings}}{{more}}}""", Cni.Plugins.PluginTable.CreateOptions("bridge")));
    }

    private static async Task<bool> ArrivesAsync(Socket client, NetNamespace pod)
    {
        using Socket server = pod.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        server.Bind(new IPEndPoint(IPAddress.Any, 80));
        await client.SendAsync("packet"u8.ToArray(), TestContext.Current.CancellationToken);
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(3));
        try
        {
            return await server.ReceiveAsync(new byte[100], timeout.Token) > 0;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
