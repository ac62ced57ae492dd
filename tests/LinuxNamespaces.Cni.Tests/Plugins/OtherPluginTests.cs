using System.Net;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Cni.Tests.Plugins;

public sealed class OtherPluginTests : PluginTest
{
    [Fact]
    public void Loopback_is_set_up_and_down()
    {
        Answer answer = Call("loopback", "ADD", "\"x\":1", link: "lo");
        answer.Result.Interfaces.Should().ContainSingle().Which.Name.Should().Be("lo");
        answer.Result.Addresses.Select(address => address.ToString()).Should().Contain("127.0.0.1/8");
        Pod.Loopback.Refresh();
        Addresses(Pod, "lo").Should().BeEquivalentTo(Pod.Loopback.GetAddresses().Where(address => address.Scope != AddressScope.Link).Select(address => $"{address.Address}/{address.PrefixLength}"));
        Call("loopback", "CHECK", With("\"x\":1", answer), link: "lo").ExitCode.Should().Be(0);
        Call("loopback", "DEL", "\"x\":1", link: "lo").ExitCode.Should().Be(0);
        Call("loopback", "CHECK", With("\"x\":1", answer), link: "lo").Code.Should().Be(103);
        Call("loopback", "DEL", "\"x\":1", link: "lo", netns: "").ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task Ptp_routes_between_host_and_container()
    {
        string settings = $"\"ipMasq\":true,\"ipam\":{Ipam}";
        Answer answer = Call("ptp", "ADD", settings);
        answer.ExitCode.Should().Be(0, answer.Output);
        answer.Result.Interfaces.Should().HaveCount(2);
        Addresses(Host, answer.Result.Interfaces[0].Name).Should().Equal("10.9.0.1/32");
        Json(Pod, "ip", "-j", "route", "show", "10.9.0.0/24")[0].GetProperty("gateway").GetString().Should().Be("10.9.0.1");
        Json(Host, "ip", "-j", "route", "show", "10.9.0.2")[0].GetProperty("dev").GetString().Should().Be(answer.Result.Interfaces[0].Name);
        (await Host.PingAsync(IPAddress.Parse("10.9.0.2"), cancellationToken: TestContext.Current.CancellationToken)).Received.Should().BePositive();
        Call("ptp", "CHECK", With(settings, answer)).ExitCode.Should().Be(0);
        Call("ptp", "GC", settings).ExitCode.Should().Be(0);
        LinkNames(Host).Should().Equal("lo");
        Rules(Host).Should().NotContain("10.9.0.2");
        Call("ptp", "DEL", settings).ExitCode.Should().Be(0);
        Reserved().Should().BeEmpty();
    }

    [Theory]
    [InlineData("bridge")]
    [InlineData("private")]
    [InlineData("vepa")]
    [InlineData("passthru")]
    public void Macvlan_has_its_mode(string mode)
    {
        VethPair.Create(Host, "up0", Host, "up1");
        string settings = $"\"master\":\"up0\",\"mode\":\"{mode}\",\"ipam\":{Ipam}";
        Answer answer = Call("macvlan", "ADD", settings, arguments: mode == "passthru" ? "" : "MAC=02:00:00:00:00:0a");
        Assert.SkipWhen(answer.ExitCode != 0 && answer.Output.Contains("CONFIG_MACVLAN", StringComparison.Ordinal), "The kernel has no links of the kind 'macvlan'.");
        answer.ExitCode.Should().Be(0, answer.Output);
        Link(Pod, "eth0").GetProperty("linkinfo").GetProperty("info_data").GetProperty("mode").GetString().Should().Be(mode);
        Addresses(Pod, "eth0").Should().Equal("10.9.0.2/24");
        Call("macvlan", "CHECK", With(settings, answer)).ExitCode.Should().Be(0);
        Call("macvlan", "DEL", settings).ExitCode.Should().Be(0);
        LinkNames(Pod).Should().Equal("lo");
        Reserved().Should().BeEmpty();
    }

    [Theory]
    [InlineData("macvlan", "\"master\":\"nowhere\"")]
    [InlineData("macvlan", "\"x\":1")]
    [InlineData("macvlan", "\"master\":\"lo\",\"mode\":\"odd\"")]
    [InlineData("macvlan", "\"master\":\"lo\",\"mtu\":100000")]
    [InlineData("vlan", "\"vlanId\":5")]
    [InlineData("vlan", "\"master\":\"lo\",\"vlanId\":5000")]
    [InlineData("ptp", "\"x\":1")]
    [InlineData("ptp", "\"mtu\":-5,\"ipam\":{\"type\":\"host-local\",\"subnet\":\"10.0.0.0/24\"}")]
    [InlineData("host-local", "\"x\":1")]
    [InlineData("host-local", "\"ipam\":{\"type\":\"host-local\"}")]
    public void An_invalid_configuration_has_code_7(string plugin, string settings) => Call(plugin, "ADD", settings).Code.Should().Be(7);

    [Fact]
    public void Vlan_has_its_number()
    {
        VethPair.Create(Host, "up0", Host, "up1");
        string settings = $"\"master\":\"up0\",\"vlanId\":7,\"ipam\":{Ipam}";
        Answer answer = Call("vlan", "ADD", settings);
        Assert.SkipWhen(answer.ExitCode != 0 && answer.Output.Contains("CONFIG_VLAN_8021Q", StringComparison.Ordinal), "The kernel has no links of the kind 'vlan'.");
        answer.ExitCode.Should().Be(0, answer.Output);
        Link(Pod, "eth0").GetProperty("linkinfo").GetProperty("info_data").GetProperty("id").GetInt32().Should().Be(7);
        Call("vlan", "DEL", settings).ExitCode.Should().Be(0);
        Reserved().Should().BeEmpty();
    }
}
