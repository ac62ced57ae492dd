using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Network;

/// <summary>Names of settings, as sysctl(8) takes them.</summary>
public sealed class SettingNameTests
{
    [Theory]
    [InlineData("net/ipv4/ip_forward", "net/ipv4/ip_forward")]
    [InlineData("net.ipv4.ip_forward", "net/ipv4/ip_forward")]
    [InlineData("net/ipv4/conf/eth0.100/forwarding", "net/ipv4/conf/eth0.100/forwarding")]
    [InlineData("net.ipv4.conf.eth0/100.forwarding", "net/ipv4/conf/eth0.100/forwarding")]
    [InlineData("net", "net")]
    public void The_first_separator_decides(string name, string path) => NetSysctl.ToPath(name).Should().Be(path);

    [Theory]
    [InlineData("")]
    [InlineData("net.")]
    [InlineData("net..ipv4")]
    [InlineData("net.ipv4.ip_forward.")]
    [InlineData("net/../kernel/hostname")]
    [InlineData("net.//.kernel.hostname")]
    [InlineData("net./.ipv4")]
    [InlineData("kernel.hostname")]
    [InlineData("kernel/hostname")]
    [InlineData("network.ipv4")]
    [InlineData("ipv4")]
    [InlineData("net/ipv4\0")]
    public void What_is_no_setting_of_a_network_namespace_is_refused(string name) => name.Invoking(NetSysctl.ToPath).Should().Throw<ArgumentException>();
}
