using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Lab.Tests.Topology;

public sealed class StartTests : LabTest
{
    [Fact]
    public async Task Two_hosts_on_a_switch_reach_each_other()
    {
        await using NetworkLab lab = new();
        LabHost web = lab.AddHost("web"), client = lab.AddHost("client");
        LabSwitch lan = lab.AddSwitch("lan", "10.0.1.0/24", "2001:db8::/64");
        lab.Connect(web, lan);
        lab.Connect(client, lan);
        await lab.StartAsync(Token);
        (await client.PingAsync("web", new EchoOptions { Count = 1, Timeout = TimeSpan.FromSeconds(30) }, Token)).Succeeded.Should().BeTrue();
        (await client.PingAsync("2001:db8::2", new EchoOptions { Count = 1, Timeout = TimeSpan.FromSeconds(30) }, Token)).Succeeded.Should().BeTrue();
        client.Namespace.Links.Get("lan").Name.Should().Be("eth0", "the interface is known by what it leads to");
    }

    [Fact]
    public async Task What_ip_shows_is_what_the_lab_says()
    {
        await using NetworkLab lab = new();
        LabHost host = lab.AddHost("host");
        LabSwitch lan = lab.AddSwitch("a-very-long-name-of-a-switch.example.org", "10.0.1.0/24", "2001:db8::/64");
        LabPort port = lab.Connect(host, lan, options: new() { Mtu = 1400 }).First;
        lab.Connect(lab.AddRouter("router"), lan);
        lab.Connect(lab.AddRouter("other"), lab["router"]);
        await lab.StartAsync(Token);
        JsonElement link = JsonDocument.Parse(await RunAsync(host, "ip", "-d", "-j", "address", "show", "eth0")).RootElement.EnumerateArray().Single();
        link.GetProperty("operstate").GetString().Should().Be("UP");
        link.GetProperty("mtu").GetInt32().Should().Be(1400);
        link.GetProperty("address").GetString()!.Replace(":", "", StringComparison.Ordinal).Should().BeEquivalentTo(port.PhysicalAddress.ToString());
        link.GetProperty("altnames").EnumerateArray().Select(name => name.GetString()).Should().Equal(lan.Name);
        link.GetProperty("addr_info").EnumerateArray().Where(address => address.GetProperty("scope").GetString() == "global").Select(address => address.GetProperty("local").GetString())
            .Should().BeEquivalentTo(host.Addresses.Select(address => address.ToString()));
        JsonElement route = JsonDocument.Parse(await RunAsync(host, "ip", "-j", "route", "show", "default")).RootElement.EnumerateArray().Single();
        route.GetProperty("gateway").GetString().Should().Be("10.0.1.1");
    }

    [Fact]
    public async Task A_network_without_IPv6_is_quiet()
    {
        await using NetworkLab lab = new();
        LabHost host = lab.AddHost("host");
        lab.Connect(host, lab.AddHost("other"));
        await lab.StartAsync(Token);
        host.Ports[0].Interface.GetAddresses().Should().OnlyContain(address => address.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork);
    }

    [Fact]
    public async Task A_hundred_hosts_reach_each_other()
    {
        await using NetworkLab lab = new();
        LabSwitch lan = lab.AddSwitch("lan");
        LabHost[] hosts = [.. Enumerable.Range(0, 100).Select(i => lab.AddHost($"host{i}"))];
        foreach (LabHost host in hosts)
        {
            lab.Connect(host, lan);
        }

        await lab.StartAsync(Token);
        PingResult[] results = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => hosts[i].PingAsync($"host{(i + 37) % 100}", new EchoOptions { Count = 1, Timeout = TimeSpan.FromSeconds(20) }, Token)));
        results.Should().OnlyContain(result => result.Succeeded);
    }

    [Fact]
    public async Task A_running_lab_grows()
    {
        await using NetworkLab lab = new();
        LabSwitch left = lab.AddSwitch("left"), right = lab.AddSwitch("right");
        LabHost a = lab.AddHost("a"), b = lab.AddHost("b");
        lab.Connect(a, left);
        lab.Connect(b, right);
        await lab.StartAsync(Token);
        LabRouter router = lab.AddRouter("r");
        lab.Connect(router, left);
        lab.Connect(router, right);
        await lab.StartAsync(Token);
        (await a.PingAsync("b", new EchoOptions { Count = 1, Timeout = TimeSpan.FromSeconds(30) }, Token)).Succeeded.Should().BeTrue();
        // Another way out makes the default route of b one of several.
        LabSwitch third = lab.AddSwitch("third");
        LabRouter second = lab.AddRouter("r2");
        lab.Connect(second, right);
        lab.Connect(second, third);
        lab.Connect(lab.AddHost("c"), third);
        await lab.StartAsync(Token);
        b.Namespace.Routes.List().Should().NotContain(route => route.Destination.PrefixLength == 0);
        (await b.PingAsync("c", new EchoOptions { Count = 1, Timeout = TimeSpan.FromSeconds(30) }, Token)).Succeeded.Should().BeTrue();
        (await a.PingAsync("c", new EchoOptions { Count = 1, Timeout = TimeSpan.FromSeconds(30) }, Token)).Succeeded.Should().BeTrue();
    }

    [Fact]
    public async Task Switches_pass_frames_on_to_each_other()
    {
        await using NetworkLab lab = new();
        LabSwitch one = lab.AddSwitch("one"), two = lab.AddSwitch("two");
        LabHost a = lab.AddHost("a"), b = lab.AddHost("b");
        lab.Connect(one, two);
        lab.Connect(a, one);
        lab.Connect(b, two);
        await lab.StartAsync(Token);
        (await a.PingAsync("b", new EchoOptions { Count = 1, Timeout = TimeSpan.FromSeconds(30) }, Token)).Succeeded.Should().BeTrue();
        a.Ports[0].GetStatistics().SentPackets.Should().BeGreaterThan(0);
    }

    [Fact]
    public async Task Hosts_notice_that_a_cable_is_pulled()
    {
        await using NetworkLab lab = new();
        LabHost a = lab.AddHost("a"), b = lab.AddHost("b");
        LabLink link = lab.Connect(a, b);
        await lab.StartAsync(Token);
        link.Unplug();
        await a.Ports[0].Interface.WaitUntilAsync(info => (info.Flags & LinkFlags.LowerUp) == 0, Token);
        link.IsPlugged.Should().BeFalse();
        link.Plug();
        await a.Ports[0].Interface.WaitUntilUpAsync(Token);
        await b.Ports[0].Interface.WaitUntilUpAsync(Token);
        (await a.PingAsync("b", new EchoOptions { Count = 3, Interval = TimeSpan.FromMilliseconds(200) }, Token)).Received.Should().BeGreaterThan(0);
    }

    [Fact]
    public async Task Labs_do_not_see_each_other()
    {
        await using NetworkLab one = new(), other = new();
        foreach (NetworkLab lab in (NetworkLab[])[one, other])
        {
            LabSwitch lan = lab.AddSwitch("lan", "10.0.1.0/24");
            lab.Connect(lab.AddHost("a"), lan);
            await lab.StartAsync(Token);
        }

        one["a"].Address.Should().Be(other["a"].Address);
        one["a"].Namespace.Should().NotBe(other["a"].Namespace);
        one["a"].Invoking(host => host.Resolve("b")).Should().Throw<System.Net.Sockets.SocketException>();
    }
}
