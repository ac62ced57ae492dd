using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Lab.Tests.Topology;

public sealed class NetworkLabTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("10.0.0.1")]
    [InlineData("localhost")]
    [InlineData("a.localhost")]
    [InlineData("hôte")]
    [InlineData("a123456789b123456789c123456789d123456789e123456789f123456789g123456789")]
    public async Task A_name_that_is_no_host_name_is_refused(string name)
    {
        await using NetworkLab lab = new();
        lab.Invoking(l => l.AddHost(name)).Should().Throw<ArgumentException>();
        lab.AddHost("a").Invoking(host => host.AddAlias(name)).Should().Throw<ArgumentException>();
    }

    [Fact]
    public async Task A_name_is_used_once_whatever_its_case()
    {
        await using NetworkLab lab = new();
        lab.AddHost("web").AddAlias("www.example.org");
        lab.Invoking(l => l.AddSwitch("WEB")).Should().Throw<ArgumentException>();
        lab.Invoking(l => l.AddRouter("WWW.example.org")).Should().Throw<ArgumentException>();
        lab.Nodes.Should().ContainSingle();
        lab["Web"].Should().BeSameAs(lab["www.EXAMPLE.org."]);
        lab.Invoking(l => l["db"]).Should().Throw<KeyNotFoundException>();
    }

    [Fact]
    public async Task A_network_that_overlaps_is_refused_and_its_switch_not_added()
    {
        await using NetworkLab lab = new();
        lab.AddSwitch("one", "10.0.0.0/16");
        lab.Invoking(l => l.AddSwitch("two", "10.0.3.0/24")).Should().Throw<ArgumentException>().WithMessage("*10.0.3.0/24*10.0.0.0/16*");
        lab.FindNode("two").Should().BeNull();
        lab.AddSwitch("two", "10.1.3.0/24").Networks.Should().ContainSingle();
    }

    [Fact]
    public async Task Nodes_that_cannot_be_connected_are_refused()
    {
        await using NetworkLab lab = new();
        await using NetworkLab other = new();
        LabHost host = lab.AddHost("a");
        LabSwitch[] switches = [lab.AddSwitch("s1"), lab.AddSwitch("s2"), lab.AddSwitch("s3")];
        lab.Invoking(l => l.Connect(host, host)).Should().Throw<ArgumentException>();
        lab.Invoking(l => l.Connect(host, other.AddHost("b"))).Should().Throw<ArgumentException>().WithMessage("*another lab*");
        lab.Connect(switches[0], switches[1]);
        lab.Connect(switches[1], switches[2]);
        lab.Invoking(l => l.Connect(switches[2], switches[0])).Should().Throw<ArgumentException>().WithMessage("*loop*");
        lab.Links.Should().HaveCount(2);
    }

    [Fact]
    public async Task What_is_used_is_created()
    {
        await using NetworkLab lab = await NetworkLab.CreateAsync(cancellationToken: Token);
        LabSwitch lan = lab.AddSwitch("lan");
        LabHost a = lab.AddHost("a"), b = lab.AddHost("b");
        LabLink link = lab.Connect(a, lan);
        lab.Connect(b, lan);
        a.Address.Should().Be(IPAddress.Parse("10.0.0.2"), "addresses are known before");
        using Socket listener = b.Listen();
        using Socket client = await a.ConnectAsync("b", ((IPEndPoint)listener.LocalEndPoint!).Port, Token);
        link.First.Interface.Name.Should().Be("eth0");

        LabHost late = lab.AddHost("late");
        LabLink lateLink = lab.Connect(late, lan);
        lateLink.First.Interface.Name.Should().Be("eth0");
        using Socket lateClient = await late.ConnectAsync("b", ((IPEndPoint)listener.LocalEndPoint!).Port, Token);
    }

    [Fact]
    public async Task A_lab_is_described_and_started_at_once()
    {
        await using NetworkLab lab = await NetworkLab.CreateAsync(described => described.Connect(described.AddHost("a"), described.AddHost("b")), cancellationToken: Token);
        (await lab["a"].PingAsync("b", cancellationToken: Token)).Received.Should().BeGreaterThan(0);
        await FluentActions.Awaiting(() => NetworkLab.CreateAsync(_ => throw new FormatException(), cancellationToken: Token)).Should().ThrowAsync<FormatException>();
    }

    [Fact]
    public async Task A_lab_that_is_disposed_takes_nothing_more()
    {
        NetworkLab lab = new();
        LabHost host = lab.AddHost("a");
        LabSwitch lan = lab.AddSwitch("lan");
        LabLink link = lab.Connect(host, lan);
        await lab.DisposeAsync();
        await lab.DisposeAsync();
        lab.Invoking(l => l.AddHost("b")).Should().Throw<ObjectDisposedException>();
        lab.Invoking(l => l.Connect(host, lan)).Should().Throw<ObjectDisposedException>();
        link.Invoking(l => l.Set(c => c with { Loss = 1 })).Should().Throw<ObjectDisposedException>();
        await lab.Awaiting(l => l.StartAsync()).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public async Task Links_have_names_of_their_own()
    {
        await using NetworkLab lab = new();
        LabHost host = lab.AddHost("a"), peer = lab.AddHost("b");
        lab.Connect(host, peer).Name.Should().Be("a-b");
        lab.Connect(host, peer).Name.Should().Be("a-b-2");
        LabLink named = lab.Connect(peer, host, options: new() { Name = "uplink", FirstInterface = "wan" });
        named.First.ToString().Should().Be("b:wan");
        named.Second.ToString().Should().Be("a:eth2");
        lab.FindLink("uplink").Should().BeSameAs(named);
        host.LinksTo(peer).Should().HaveCount(3);
        lab.Invoking(l => l.Connect(host, peer, options: new() { Name = "uplink" })).Should().Throw<ArgumentException>();
        lab.Invoking(l => l.Connect(peer, host, options: new() { FirstInterface = "wan" })).Should().Throw<ArgumentException>();
    }

    [Fact]
    public async Task Conditions_can_be_set_for_one_direction_before_the_start()
    {
        await using NetworkLab lab = new();
        LabHost host = lab.AddHost("a"), peer = lab.AddHost("b");
        LabLink link = lab.Connect(host, peer, new() { Delay = TimeSpan.FromMilliseconds(5) });
        link.Set(peer, c => c with { Loss = 0.5 });
        link.Forward.Should().Be(new LinkConditions { Delay = TimeSpan.FromMilliseconds(5) });
        link.Backward.Should().Be(new LinkConditions { Delay = TimeSpan.FromMilliseconds(5), Loss = 0.5 });
        link.Invoking(l => l.Set(lab.AddHost("c"), c => c)).Should().Throw<ArgumentException>();
    }
}
