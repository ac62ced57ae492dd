using System.Net;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Cni.Tests.Plugins;

public sealed class BridgeTests : PluginTest
{
    private string Settings => $$"""
        "bridge":"br0","isGateway":true,"ipam":{{Ipam}}
        """;

    [Fact]
    public void A_container_has_its_interface_address_and_route()
    {
        Answer answer = Call("bridge", "ADD", Settings);
        answer.ExitCode.Should().Be(0, answer.Output);
        answer.Result.Interfaces.Select(link => link.Sandbox).Should().Equal(null, null, Paths.Of(Pod));
        answer.Result.Addresses.Should().Equal(new CniAddress(IPAddress.Parse("10.9.0.2"), 24) { Gateway = IPAddress.Parse("10.9.0.1"), Interface = 2 });
        Addresses(Pod, "eth0").Should().Equal("10.9.0.2/24");
        Addresses(Host, "br0").Should().Equal("10.9.0.1/24");
        Json(Pod, "ip", "-j", "route", "show", "default")[0].GetProperty("gateway").GetString().Should().Be("10.9.0.1");
        string port = answer.Result.Interfaces[1].Name;
        Link(Host, port).GetProperty("master").GetString().Should().Be("br0");
        Link(Host, port).GetProperty("operstate").GetString().Should().Be("UP");
        Link(Host, port).GetProperty("address").GetString().Should().Be(answer.Result.Interfaces[1].HardwareAddress);
        Link(Pod, "eth0").GetProperty("address").GetString().Should().Be(answer.Result.Interfaces[2].HardwareAddress);
        Host.Sysctl["net/ipv4/ip_forward"].Should().Be("1");
    }

    [Fact]
    public async Task Two_containers_reach_each_other()
    {
        using NetNamespace other = NetNamespace.Create();
        Call("bridge", "ADD", Settings).ExitCode.Should().Be(0);
        Answer second = Call("bridge", "ADD", Settings, other, "c2");
        (await Pod.PingAsync(second.Result.Addresses[0].Address, cancellationToken: TestContext.Current.CancellationToken)).Succeeded.Should().BeTrue();
    }

    [Fact]
    public void Delete_can_be_repeated_and_leaves_nothing()
    {
        string settings = Settings + ""","ipMasq":true,"macspoofchk":true""";
        Answer added = Call("bridge", "ADD", settings);
        added.ExitCode.Should().Be(0, added.Output);
        Rules(Host).Should().Contain("masquerade").And.Contain("ether saddr");
        for (int i = 0; i < 2; i++)
        {
            Call("bridge", "DEL", settings).ExitCode.Should().Be(0);
            LinkNames(Pod).Should().Equal("lo");
            LinkNames(Host).Should().BeEquivalentTo("lo", "br0");
            Reserved().Should().BeEmpty();
            Rules(Host).Should().NotContain("cni net");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("/nonexistent/ns")]
    public void Delete_frees_what_is_the_hosts_when_the_namespace_is_gone(string netns)
    {
        string settings = Settings + ""","ipMasq":true""";
        Call("bridge", "ADD", settings).ExitCode.Should().Be(0);
        Call("bridge", "DEL", settings, netns: netns).ExitCode.Should().Be(0);
        Reserved().Should().BeEmpty();
        Rules(Host).Should().NotContain("cni net");
    }

    [Fact]
    public void A_second_add_is_refused_and_changes_nothing()
    {
        Call("bridge", "ADD", Settings).ExitCode.Should().Be(0);
        Answer again = Call("bridge", "ADD", Settings);
        again.Code.Should().Be(101);
        again.Message.Should().Contain("eth0");
        Addresses(Pod, "eth0").Should().Equal("10.9.0.2/24");
        Reserved().Should().Equal("10.9.0.2");
    }

    [Fact]
    public void A_failure_after_the_addresses_leaves_nothing()
    {
        // The bridge has an address of another subnet, which is found out late.
        Host.Links.AddBridge("br0").AddAddress("192.0.2.1/24");
        Answer answer = Call("bridge", "ADD", Settings + ""","ipMasq":true""");
        answer.Code.Should().Be(7);
        answer.Message.Should().Contain("forceAddress");
        LinkNames(Pod).Should().Equal("lo");
        LinkNames(Host).Should().BeEquivalentTo("lo", "br0");
        Reserved().Should().BeEmpty();
        Call("bridge", "ADD", Settings + ""","forceAddress":true""").ExitCode.Should().Be(0);
        Addresses(Host, "br0").Should().Equal("10.9.0.1/24");
    }

    [Fact]
    public void Both_families_work_without_waiting_for_duplicate_address_detection()
    {
        string settings = $$"""
            "bridge":"br0","isDefaultGateway":true,"ipMasq":true,"hairpinMode":true,"mtu":1400,
            "ipam":{"type":"host-local","dataDir":"{{DirectoryPath}}/networks","ranges":[[{"subnet":"10.9.0.0/24"}],[{"subnet":"fd09::/64"}]]}
            """;
        Answer answer = Call("bridge", "ADD", settings);
        answer.ExitCode.Should().Be(0, answer.Output);
        Addresses(Pod, "eth0").Should().Equal("10.9.0.2/24", "fd09::2/64");
        Addresses(Host, "br0").Should().Equal("10.9.0.1/24", "fd09::1/64");
        Run(Pod, "ip", "-6", "addr", "show", "eth0", "tentative").Should().NotContain("fd09");
        Json(Pod, "ip", "-6", "-j", "route", "show", "default")[0].GetProperty("gateway").GetString().Should().Be("fd09::1");
        Link(Pod, "eth0").GetProperty("mtu").GetInt32().Should().Be(1400);
        Link(Host, answer.Result.Interfaces[1].Name).GetProperty("linkinfo").GetProperty("info_slave_data").GetProperty("hairpin").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public void The_bridge_keeps_its_hardware_address()
    {
        Call("bridge", "ADD", Settings).ExitCode.Should().Be(0);
        string? before = Link(Host, "br0").GetProperty("address").GetString();
        for (int i = 2; i < 6; i++)
        {
            using NetNamespace other = NetNamespace.Create();
            Call("bridge", "ADD", Settings, other, $"c{i}").ExitCode.Should().Be(0);
            Link(Host, "br0").GetProperty("address").GetString().Should().Be(before);
        }
    }

    [Theory]
    [InlineData("CNI_ARGS", "\"x\":1", "MAC=02:00:00:00:00:07")]
    [InlineData("runtimeConfig", "\"runtimeConfig\":{\"mac\":\"02:00:00:00:00:07\"}", "")]
    [InlineData("args", "\"args\":{\"cni\":{\"mac\":\"02:00:00:00:00:07\"}}", "MAC=02:00:00:00:00:08")]
    public void The_runtime_chooses_the_hardware_address(string source, string more, string arguments)
    {
        source.Should().NotBeEmpty();
        Call("bridge", "ADD", $"{Settings},{more}", arguments: arguments).ExitCode.Should().Be(0);
        Link(Pod, "eth0").GetProperty("address").GetString().Should().Be("02:00:00:00:00:07");
    }

    [Fact]
    public void Check_finds_what_was_changed()
    {
        Answer added = Call("bridge", "ADD", Settings);
        string settings = With(Settings, added);
        Call("bridge", "CHECK", settings).ExitCode.Should().Be(0);
        Run(Pod, "ip", "addr", "add", "192.0.2.9/32", "dev", "eth0");
        Call("bridge", "CHECK", settings).ExitCode.Should().Be(0, "other plugins may add what they like");
        Run(Pod, "ip", "addr", "del", "10.9.0.2/24", "dev", "eth0");
        Call("bridge", "CHECK", settings).Message.Should().Contain("10.9.0.2/24");
        Run(Host, "ip", "link", "set", added.Result.Interfaces[1].Name, "nomaster");
        Call("bridge", "CHECK", settings).Message.Should().Contain("port");
    }

    [Fact]
    public void The_result_of_a_stranger_does_not_pass_check()
    {
        Call("bridge", "ADD", Settings).ExitCode.Should().Be(0);
        string stranger = """{"cniVersion":"1.1.0","interfaces":[{"name":"br7"},{"name":"eth0","sandbox":"/run/netns/else"}],"ips":[{"address":"198.51.100.1/24","interface":1}]}""";
        Call("bridge", "CHECK", $"{Settings},\"prevResult\":{stranger}").Code.Should().Be(103);
        Call("bridge", "DEL", $"{Settings},\"prevResult\":{stranger}").ExitCode.Should().Be(0);
        Reserved().Should().BeEmpty();
    }

    [Fact]
    public void Garbage_collection_frees_what_is_not_listed_and_nothing_else()
    {
        using NetNamespace other = NetNamespace.Create();
        string settings = Settings + ""","ipMasq":true""";
        Call("bridge", "ADD", settings).ExitCode.Should().Be(0);
        Call("bridge", "ADD", settings, other, "c2").ExitCode.Should().Be(0);
        Run(Host, "nft", "add table inet stranger");
        Call("bridge", "GC", settings + ""","cni.dev/valid-attachments":[{"containerID":"c2","ifname":"eth0"}]""").ExitCode.Should().Be(0);
        Reserved().Should().Equal("10.9.0.3");
        LinkNames(Pod).Should().Equal("lo");
        Addresses(other, "eth0").Should().Equal("10.9.0.3/24");
        Rules(Host).Should().Contain("10.9.0.3").And.NotContain("10.9.0.2").And.Contain("stranger");
    }

    [Theory]
    [InlineData("\"hairpinMode\":true,\"promiscMode\":true")]
    [InlineData("\"vlan\":4095")]
    [InlineData("\"mtu\":-1")]
    [InlineData("\"bridge\":\"a/b\"")]
    [InlineData("\"runtimeConfig\":{\"mac\":\"xyz\"}")]
    [InlineData("\"vlan\":2,\"vlanTrunk\":[{\"id\":3}]")]
    [InlineData("\"vlanTrunk\":[{\"minID\":3}]")]
    public void An_invalid_configuration_has_code_7_and_changes_nothing(string settings)
    {
        Call("bridge", "ADD", $"{settings},\"ipam\":{Ipam}").Code.Should().Be(7);
        LinkNames(Host).Should().Equal("lo");
        Reserved().Should().BeEmpty();
    }

    [Fact]
    public void A_link_of_another_kind_is_no_bridge()
    {
        VethPair.Create(Host, "br0", Host, "end");
        Call("bridge", "ADD", Settings).Code.Should().Be(7);
        Reserved().Should().BeEmpty();
    }
}
