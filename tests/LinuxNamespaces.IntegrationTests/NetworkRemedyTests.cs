using System.Net;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

/// <summary>What is said to help is true: each case that a remedy is for, and another one in which the kernel says the same.</summary>
[Collection("The kernel")]
public sealed class NetworkRemedyTests : KernelTest
{
    private static readonly EchoOptions s_short = new() { Timeout = TimeSpan.FromMilliseconds(500) };

    [Theory]
    [InlineData("10.0.0.255", Errnos.Eacces, "broadcast")]
    [InlineData("192.0.2.1", Errnos.Eacces, "'prohibit'")]
    [InlineData("2001:db8:1::1", Errnos.Eacces, "'prohibit'")]
    [InlineData("198.51.100.1", Errnos.Ehostunreach, "'unreachable'")]
    [InlineData("203.0.113.1", Errnos.Einval, "'blackhole'")]
    [InlineData("203.0.114.1", Errnos.Enetunreach, "No route")]
    [InlineData("10.3.0.1", Errnos.Eacces, "'prohibit'")]
    public async Task Request_that_cannot_be_sent_names_what_the_route_is(string target, int errno, string word)
    {
        Connect();
        Tool.Ip(
            Red, "route add prohibit 192.0.2.0/24", "route add unreachable 198.51.100.0/24", "route add blackhole 203.0.113.0/24", "-6 route add prohibit 2001:db8:1::/64",
            "route add 10.3.0.0/16 dev eth0", "rule add to 10.3.0.0/16 prohibit");
        LinuxException failure = await PingFails(target);
        failure.Errno.Should().Be(new Errno(errno));
        failure.Remedy.Should().Contain(word);
        if (word != "broadcast")
        {
            failure.Remedy.Should().NotContain("broadcast");
        }
    }

    [Fact]
    public async Task Request_that_has_no_address_to_come_from_names_the_one_that_is_tentative()
    {
        VethPair pair = VethPair.Create(Red, "eth0", Red, "eth1");
        // Without a carrier nobody is asked whether he has the address, so it stays tentative.
        pair.First.Up().AddAddress("2001:db8::1/64");
        Tool.Ip(Red, "-6 route add 2001:db8:2::/64 dev eth0");
        LinuxException failure = await PingFails("2001:db8:2::1");
        failure.Errno.Should().Be(Errno.EADDRNOTAVAIL);
        failure.Remedy.Should().Contain("2001:db8::1/64").And.Contain("tentative").And.NotContain("Add one");
    }

    [Fact]
    public async Task Request_that_has_no_address_to_come_from_asks_for_one()
    {
        VethPair pair = VethPair.Create(Red, "eth0", Blue, "eth0");
        Red.Sysctl["net/ipv6/conf/eth0/addr_gen_mode"] = "1";
        pair.Connect();
        Tool.Ip(Red, "-6 route add 2001:db8:2::/64 dev eth0");
        LinuxException failure = await PingFails("2001:db8:2::1");
        failure.Errno.Should().Be(Errno.EADDRNOTAVAIL);
        failure.Remedy.Should().Contain("Add one").And.NotContain("tentative");
    }

    [Fact]
    public void Name_that_is_an_alternative_name_of_another_link_is_told_as_such()
    {
        VethPair pair = VethPair.Create(Red, "veth0", Red, "veth1");
        pair.First.AddAlternativeName("other");
        Remedy(() => pair.Second.Rename("other")).Should().Contain("'veth0'").And.Contain("alternative name");
        Remedy(() => pair.Second.Rename("veth0")).Should().Contain("has the name already").And.NotContain("alternative");
        Remedy(() => Red.Links.AddBridge("other")).Should().Contain("'veth0'").And.Contain("alternative name");
        Remedy(() => VethPair.Create(Red, "other", Red, "fresh")).Should().Contain("'veth0'").And.Contain("alternative name");
        Remedy(() => VethPair.Create(Blue, "other", Red, "other")).Should().Contain("'veth0'").And.Contain($"'{Red}'").And.Contain("alternative name");
    }

    [Fact]
    public void Link_that_does_not_move_names_the_name_that_is_taken()
    {
        VethPair pair = VethPair.Create(Red, "veth0", Red, "veth1");
        VethPair others = VethPair.Create(Blue, "b0", Blue, "b1");
        others.First.AddAlternativeName("veth0");
        Remedy(() => pair.First.MoveTo(Blue)).Should().Contain("'b0'").And.Contain("'veth0' as an alternative name");
        Remedy(() => pair.First.MoveTo(Blue, "b1")).Should().Contain("'b1' is taken there");

        pair.First.AddAlternativeName("b1");
        string remedy = Remedy(() => pair.First.MoveTo(Blue, "fresh"))!;
        remedy.Should().Contain("alternative name 'b1'").And.Contain("RemoveAlternativeName").And.NotContain("'fresh'");
        Red.Links.Find("veth0").Should().NotBeNull("the link stays where it is");
    }

    [Fact]
    public void Address_that_the_link_has_with_another_prefix_is_told()
    {
        Red.Loopback.AddAddress("2001:db8::1/128");
        Remedy(() => Red.Loopback.AddAddress("2001:db8::1/64")).Should().Contain("2001:db8::1/128").And.NotContain("ReplaceAddress");
        Remedy(() => Red.Loopback.AddAddress("2001:db8::1/128")).Should().Contain("ReplaceAddress");
    }

    [Fact]
    public void Address_on_a_link_without_IPv6_is_told()
    {
        Red.Sysctl["net/ipv6/conf/lo/disable_ipv6"] = "1";
        Remedy(() => Red.Loopback.AddAddress("2001:db8::1/128")).Should().Contain("net/ipv6/conf/lo/disable_ipv6");
    }

    [Fact]
    public void Route_over_a_link_that_is_down_says_so()
    {
        VethPair pair = VethPair.Create(Red, "eth0", Blue, "eth0");
        pair.First.AddAddress("10.0.0.1/24");
        IPNetwork destination = IPNetwork.Parse("10.9.0.0/16");
        Remedy(() => Red.Routes.Add(destination, IPAddress.Parse("10.0.0.2"))).Should().Contain("'eth0'").And.Contain("down");
        Remedy(() => Red.Routes.Add(new Route(destination) { LinkIndex = pair.First.Index })).Should().Contain("'eth0'").And.Contain("down");
        pair.First.Up();
        Remedy(() => Red.Routes.Add(destination, IPAddress.Parse("10.1.0.2"))).Should().Contain("No link").And.Contain("10.1.0.2").And.NotContain("down");
        Remedy(() => Red.Routes.Add(new Route(destination) { LinkIndex = 4711 })).Should().Contain("no link with the index 4711");
        Red.Routes.Add(destination, IPAddress.Parse("10.0.0.2"));
    }

    [Fact]
    public void Route_that_is_there_is_not_replaced_by_advice()
    {
        Red.Loopback.Up();
        Route route = new(IPNetwork.Parse("10.0.0.0/8")) { LinkIndex = 1 };
        Red.Routes.Add(route);
        Remedy(() => Red.Routes.Add(route)).Should().Contain("Replace");
        Red.Routes.Replace(route);
    }

    [Fact]
    public void Setting_that_can_only_be_read_says_so_whoever_the_caller_is()
    {
        LinuxException failure = new Action(() => Red.Sysctl["net/ipv4/tcp_available_congestion_control"] = "reno").Should().Throw<LinuxException>().Which;
        failure.Errno.Should().Be(Errno.EACCES);
        failure.Remedy.Should().Contain("can only be read").And.Contain("0444");
        failure.Message.Should().NotContain("CAP_");
        LinuxException value = new Action(() => Red.Sysctl["net/ipv4/ip_forward"] = "many").Should().Throw<LinuxException>().Which;
        value.Errno.Should().Be(Errno.EINVAL);
        value.Remedy.Should().BeNull();
    }

    [Fact]
    public void Setting_is_found_by_either_name()
    {
        Red.Sysctl["net.ipv4.ip_forward"] = "1";
        Red.Sysctl["net/ipv4/ip_forward"].Should().Be("1");
        VethPair.Create(Red, "eth0.7", Blue, "eth0.7");
        Red.Sysctl["net.ipv4.conf.eth0/7.forwarding"] = "0";
        Red.Sysctl["net/ipv4/conf/eth0.7/forwarding"].Should().Be("0");
        Red.Sysctl["net/ipv4/conf/eth0.7/forwarding"] = "1";
        Red.Sysctl["net.ipv4.conf.eth0/7.forwarding"].Should().Be("1");
        Red.Sysctl.List("net.ipv4.conf").Should().Contain("net/ipv4/conf/eth0.7/");
    }

    [Fact]
    public void Name_of_a_link_cannot_steer_a_terminal()
    {
        Tool.RunIn(Red, "ip", "link", "add", "a\u001b[31mb", "type", "bridge");
        Link link = Red.Links.List().Single(link => link.Name != "lo");
        NetlinkException failure = new Action(() => link.SetMtu(100_000)).Should().Throw<NetlinkException>().Which;
        failure.Message.Should().Contain(@"'a\x1b[31mb'").And.NotContain("\u001b");
        failure.Target.Should().Be(@"a\x1b[31mb");
        $"{link}".Should().NotContain("\u001b");
        link.Name.Should().Contain("\u001b", "the name is what it is");
    }

    [Fact]
    public void Texts_of_the_caller_are_short_and_on_one_line()
    {
        string text = "x\n" + new string('y', 100_000);
        Action[] acts =
        [
            () => Red.Links.AddBridge(text), () => _ = Red.Sysctl[text], () => Red.Sysctl["net/ipv4/ip_forward"] = text, () => Red.OpenProcFile(text), () => Red.Sysctl.List("net/" + text),
            () => InterfaceAddress.Parse(text), () => NetNamespace.Open("a\n" + new string('y', 200)), () => NamespaceHandle.Open(text), () => NamespaceReference.Parse(text),
        ];
        foreach (Action act in acts)
        {
            string message = act.Should().Throw<Exception>().Which.Message;
            message.Should().NotContain("\n");
            message.Length.Should().BeLessThan(9000);
        }
    }

    private static string? Remedy(Action act) => act.Should().Throw<NetlinkException>().Which.Remedy;

    private async Task<LinuxException> PingFails(string target)
    {
        Func<Task> act = () => Red.PingAsync(IPAddress.Parse(target), s_short, TestContext.Current.CancellationToken);
        return (await act.Should().ThrowAsync<LinuxException>()).Which;
    }

    private void Connect()
    {
        VethPair pair = VethPair.Create(Red, "eth0", Blue, "eth0");
        pair.First.AddAddress(InterfaceAddress.Parse("10.0.0.1/24") with { Broadcast = IPAddress.Parse("10.0.0.255") });
        pair.Connect();
        Red.Loopback.Up().AddAddress("2001:db8::1/128");
    }

    private static class Errnos
    {
        internal const int Eacces = 13;
        internal const int Einval = 22;
        internal const int Enetunreach = 101;
        internal const int Ehostunreach = 113;
    }
}
