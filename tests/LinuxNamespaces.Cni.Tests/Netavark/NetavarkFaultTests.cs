using System.Text.Json.Nodes;
using FluentAssertions;
using LinuxNamespaces.Cni.Plugins;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Cni.Tests.Netavark;

/// <summary>Faults: requests that are wrong, containers that end without a teardown, process IDs that are used again.</summary>
public sealed class NetavarkFaultTests : NetavarkTest
{
    [Theory]
    [InlineData("'name':'../x'", "", "")]
    [InlineData("'name':''", "", "")]
    [InlineData("'name':null", "", "")]
    [InlineData("'name':5", "", "")]
    [InlineData("'id':'a/b'", "", "")]
    [InlineData("'network_interface':'a/b'", "", "")]
    [InlineData("'network_interface':'sixteen-letters0'", "", "")]
    [InlineData("'network_interface':'..'", "", "")]
    [InlineData("'network_interface':null", "", "")]
    [InlineData("", "'interface_name':'eth0/../../x'", "")]
    [InlineData("", "'interface_name':'a b'", "")]
    [InlineData("", "'interface_name':''", "")]
    [InlineData("", "", "'container_id':'c1\\n-j ACCEPT'")]
    [InlineData("", "", "'container_id':''")]
    [InlineData("", "", "'network':null")]
    [InlineData("", "", "'network_options':null")]
    [InlineData("", "", "'network_options':[]")]
    public void A_request_that_does_not_say_what_it_is_about_is_refused(string network, string container, string more)
    {
        JsonObject request = Request(network, container, more);
        RequireRefused(Setup(request));
        RequireRefused(Teardown(request));
    }

    [Theory]
    [InlineData("", "'static_ips':null", "")]
    [InlineData("", "'static_ips':['10.8.0.2']", "")]
    [InlineData("", "'static_ips':['10.9.0.1']", "")]
    [InlineData("", "'static_ips':['x']", "")]
    [InlineData("", "'static_ips':[null]", "")]
    [InlineData("", "'static_mac':'xyz'", "")]
    [InlineData("", "'static_mac':'01:00:5e:00:00:01'", "")]
    [InlineData("", "'options':{'host_interface_name':'veth9'}", "")]
    [InlineData("'subnets':[{'subnet':'10.9.0.0'}]", "", "")]
    [InlineData("'subnets':[null]", "", "")]
    [InlineData("'network_interface':'lo'", "", "")]
    [InlineData("'subnets':[{'subnet':'10.9.0.0/24','gateway':'10.8.0.1'}]", "", "")]
    [InlineData("'subnets':[{'subnet':'10.9.0.0/24','gateway':'10.9.0.1'},{'subnet':'10.9.0.0/16'}]", "", "")]
    [InlineData("'ipam_options':{'driver':'dhcp'}", "", "")]
    [InlineData("'options':{'mtu':'-1'}", "", "")]
    [InlineData("'options':{'mtu':'70000'}", "", "")]
    [InlineData("'options':{'mtu':null}", "", "")]
    [InlineData("'options':{'vlan':'4095'}", "", "")]
    [InlineData("'options':{'isolate':'maybe'}", "", "")]
    [InlineData("'options':{'metric':'99999999999'}", "", "")]
    [InlineData("'options':{'vrf':'red'}", "", "")]
    [InlineData("'options':[]", "", "")]
    [InlineData("'routes':[{'destination':'nowhere','gateway':'10.9.0.9'}]", "", "")]
    [InlineData("'routes':[{'destination':'192.0.2.0/24'}]", "", "")]
    [InlineData("'routes':[{'destination':'192.0.2.0/24','gateway':'fd00::1'}]", "", "")]
    [InlineData("'routes':[{'destination':'192.0.2.0/24','gateway':'198.51.100.7'}]", "", "")]
    [InlineData("'routes':[{'destination':'192.0.2.0/24','gateway':'10.9.0.9','route_type':'blackhole'}]", "", "")]
    [InlineData("'routes':[{'destination':'192.0.2.0/24','route_type':'local'}]", "", "")]
    [InlineData("'routes':[{'destination':'192.0.2.0/24','gateway':'10.9.0.9','metric':-1}]", "", "")]
    [InlineData("'routes':[null]", "", "")]
    [InlineData("", "", "'port_mappings':[{'container_port':80,'host_port':0,'host_ip':'','protocol':'tcp','range':1}]")]
    [InlineData("", "", "'port_mappings':[{'container_port':80,'host_port':70000,'host_ip':'','protocol':'tcp','range':1}]")]
    [InlineData("", "", "'port_mappings':[{'container_port':80,'host_port':80,'host_ip':'x','protocol':'tcp','range':1}]")]
    [InlineData("", "", "'port_mappings':[{'container_port':80,'host_port':80,'host_ip':'','protocol':'icmp','range':1}]")]
    [InlineData("", "", "'port_mappings':[{'container_port':80,'host_port':80,'host_ip':'','protocol':'tcp,','range':1}]")]
    [InlineData("", "", "'port_mappings':[{'container_port':80,'host_port':65535,'host_ip':'','protocol':'tcp','range':2}]")]
    [InlineData("", "", "'port_mappings':[{'container_port':80,'host_port':80,'host_ip':'','protocol':'tcp','range':-2147483648}]")]
    [InlineData("", "", "'port_mappings':[{'container_port':80,'host_port':80,'host_ip':'','protocol':'tcp','range':2147483647}]")]
    [InlineData("", "", "'port_mappings':[{'container_port':100,'host_port':80,'host_ip':'','protocol':'tcp','range':5000}]")]
    [InlineData("", "", "'port_mappings':[null]")]
    [InlineData("", "", "'port_mappings':{}")]
    public void A_setup_that_fails_leaves_nothing(string network, string container, string more)
    {
        JsonObject request = Request(network, container, more);
        RequireRefused(Setup(request));
        // What was wrong with the setup is no reason to keep what is left: podman may call this.
        Answer teardown = Teardown(request);
        (teardown.ExitCode == 0 || teardown.Output.Contains("wrong type", StringComparison.Ordinal)).Should().BeTrue(teardown.Output);
        AssertNothingLeft();
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"container_id":"\ud800","network":{"name":"\ud800","id":"x"}}""")]
    [InlineData("DEEP")]
    public void What_is_no_request_is_an_error(string input)
    {
        string text = input == "DEEP" ? $"{{\"x\":{new string('[', 100_000)}{new string(']', 100_000)}}}" : input;
        RequireRefused(CallDriver(text, "setup", Paths.Of(Pod)));
        RequireRefused(CallDriver(text, "teardown", Paths.Of(Pod)));
        RequireRefused(CallDriver(text, "create"));
    }

    [Theory]
    [InlineData("setup")]
    [InlineData("teardown")]
    [InlineData("setup", "relative")]
    [InlineData("teardown", "")]
    [InlineData("remove", "/nonexistent")]
    [InlineData("create", "more")]
    public void A_wrong_call_is_an_error(params string[] arguments) => RequireRefused(CallDriver(Request().ToJsonString(), arguments));

    [Theory]
    [InlineData("nothing")]
    [InlineData("file")]
    [InlineData("own")]
    public void A_path_that_is_no_namespace_of_a_container_changes_nothing(string name)
    {
        File.WriteAllText($"{DirectoryPath}/file", "");
        RequireRefused(CallDriver(Request().ToJsonString(), "setup", name == "own" ? "/proc/thread-self/ns/net" : $"{DirectoryPath}/{name}"));
    }

    [Fact]
    public void Without_its_lock_a_call_changes_nothing()
    {
        // Such as a disk that is full or cannot be written to.
        File.WriteAllText($"{DirectoryPath}/lock", "");
        RequireRefused(Setup(Request()));
        RequireRefused(Teardown(Request()));
    }

    [Fact]
    public void A_setup_that_fails_late_leaves_the_other_containers_alone()
    {
        using NetNamespace second = NetNamespace.Create();
        Setup(Request()).ExitCode.Should().Be(0);
        string before = Rules(Host);
        // The bridge has another address, which is found out after the pair was created.
        RequireError(Setup(Other("10.7.0.2", "'subnets':[{'subnet':'10.7.0.0/24','gateway':'10.7.0.1'}]"), second)).Should().Contain("10.7.0.1");
        LinkNames(second).Should().Equal("lo");
        LinkNames(Host).Should().HaveCount(3);
        Rules(Host).Should().Be(before);
    }

    [Fact]
    public void A_second_setup_is_refused_and_changes_nothing()
    {
        Setup(Request()).ExitCode.Should().Be(0);
        string before = Rules(Host);
        RequireError(Setup(Request())).Should().Contain("eth0");
        Addresses(Pod, "eth0").Should().Equal("10.9.0.2/24");
        Rules(Host).Should().Be(before);
    }

    [Fact]
    public void A_container_that_ended_without_a_teardown_costs_nothing_after_the_next_call()
    {
        Run(Host, "nft", "add table ip filter; add chain ip filter FORWARD { type filter hook forward priority 0; policy drop; }");
        using (NetNamespace gone = NetNamespace.Create())
        {
            Setup(Request("'options':{'isolate':'strict'}", more: "'port_mappings':[{'container_port':80,'host_ip':'','host_port':80,'protocol':'tcp','range':1}]"), gone).ExitCode.Should().Be(0);
        }

        WaitForLinks(2);
        Rules(Host).Should().Contain("cni netavark:net1 c1");
        // Of another network.
        Setup(Other("10.7.0.2", "'name':'net2','network_interface':'br2','subnets':[{'subnet':'10.7.0.0/24','gateway':'10.7.0.1'}]")).ExitCode.Should().Be(0);
        LinkNames(Host).Should().NotContain("br1").And.Contain("br2");
        Rules(Host).Should().NotContain("cni netavark:net1").And.Contain("cni netavark:net2");
    }

    [Fact]
    public void A_container_that_is_started_again_is_not_disturbed_by_its_earlier_namespace()
    {
        using NetNamespace again = NetNamespace.Create();
        Setup(Request()).ExitCode.Should().Be(0);
        // The first namespace is kept alive by something else, and podman did not get to its teardown.
        Setup(Request(), again).ExitCode.Should().Be(0);
        LinkNames(Pod).Should().Equal("lo");
        Addresses(again, "eth0").Should().Equal("10.9.0.2/24");
        Teardown(Request(), again).ExitCode.Should().Be(0);
        AssertNothingLeft(again);
    }

    [Fact]
    public void A_pair_that_is_no_longer_at_the_path_goes_too()
    {
        Setup(Request()).ExitCode.Should().Be(0);
        CallDriver(Request().ToJsonString(), "teardown", "/nonexistent/ns").ExitCode.Should().Be(0);
        AssertNothingLeft();
    }

    [Fact]
    public void Another_container_with_the_path_of_an_earlier_one_keeps_its_interface()
    {
        using NetNamespace second = NetNamespace.Create();
        Setup(Request()).ExitCode.Should().Be(0);
        Setup(Other(), second).ExitCode.Should().Be(0);
        Teardown(Request(), second).ExitCode.Should().Be(0);
        Addresses(second, "eth0").Should().Equal("10.9.0.3/24");
        LinkNames(Pod).Should().Equal("lo");
    }

    [Fact]
    public void A_link_of_the_host_is_never_that_of_a_container()
    {
        VethPair.Create(Host, "eth0", Host, "end");
        CallDriver(Request().ToJsonString(), "teardown", "/proc/thread-self/ns/net").ExitCode.Should().Be(0);
        LinkNames(Host).Should().BeEquivalentTo("lo", "eth0", "end");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_a_call_did_not_finish_goes_with_the_next(bool sameContainer)
    {
        Setup(Request()).ExitCode.Should().Be(0);
        // As a program leaves them that is killed before the aliases are set.
        string port = LinkNames(Host).Single(name => name.StartsWith("veth", StringComparison.Ordinal));
        Run(Host, "ip", "link", "set", port, "alias", "");
        Run(Host, "ip", "link", "set", "br1", "down", "alias", "", "name", NetavarkBridge.NameOf("x"));
        Run(Host, "ip", "link", "add", "br-of-others", "type", "bridge");
        using NetNamespace second = NetNamespace.Create();
        JsonObject next = sameContainer ? Request() : Other();
        Setup(next, sameContainer ? Pod : second).ExitCode.Should().Be(0);
        Teardown(next, sameContainer ? Pod : second).ExitCode.Should().Be(0);
        LinkNames(Pod).Should().Equal("lo");
        LinkNames(Host).Should().BeEquivalentTo("lo", "br-of-others");
        AssertNoRules();
    }

    [Fact]
    public void Networks_of_other_plugins_are_left_alone()
    {
        using NetNamespace other = NetNamespace.Create();
        string settings = $$"""
            "bridge":"br0","isGateway":true,"ipMasq":true,"ipam":{{Ipam}}
            """;
        Call("bridge", "ADD", settings).ExitCode.Should().Be(0);
        Run(Host, "nft", "add table inet stranger");
        Setup(Other(), other).ExitCode.Should().Be(0);
        Call("bridge", "GC", settings + ""","cni.dev/valid-attachments":[{"containerID":"c1","ifname":"eth0"}]""").ExitCode.Should().Be(0);
        Addresses(other, "eth0").Should().Equal("10.9.0.3/24");
        Rules(Host).Should().Contain("cni netavark:net1 c2");
        Teardown(Other(), other).ExitCode.Should().Be(0);
        Rules(Host).Should().Contain("cni net c1").And.Contain("stranger");
        LinkNames(Host).Should().Contain("br0").And.NotContain("br1");
        Addresses(Pod, "eth0").Should().Equal("10.9.0.2/24");
    }

    private void RequireRefused(Answer answer)
    {
        RequireError(answer).Should().NotBeEmpty();
        AssertNothingLeft();
    }

    /// <summary>The answer is what podman reads: an object with one key.</summary>
    private static string RequireError(Answer answer)
    {
        answer.ExitCode.Should().Be(1);
        answer.Json.EnumerateObject().Select(member => member.Name).Should().Equal("error");
        return answer.Json.GetProperty("error").GetString()!;
    }

    /// <summary>Waits until the kernel has removed what was in a namespace.</summary>
    private void WaitForLinks(int count) => SpinWait.SpinUntil(() => Host.Links.List().Count == count, TimeSpan.FromSeconds(30)).Should().BeTrue();
}
