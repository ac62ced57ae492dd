using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Lab.Tests.Topology;

/// <summary>Partitions between two hosts.</summary>
public sealed class PartitionTests : LabTest
{
    [Theory]
    [InlineData(LabWireKind.Auto)]
    [InlineData(LabWireKind.Managed)]
    public async Task Two_hosts_do_not_hear_each_other_and_hear_the_third(LabWireKind wire)
    {
        await using NetworkLab lab = new(new NetworkLabOptions { IPv6Pool = IPNetwork.Parse("fd00::/48") });
        LabSwitch lan = lab.AddSwitch("lan");
        foreach (string name in (string[])["a", "b", "c"])
        {
            lab.Connect(lab.AddHost(name), lan, null, new LabLinkOptions { Wire = wire });
        }

        await lab.StartAsync(Token);
        LabHost a = lab["a"], b = lab["b"], c = lab["c"];
        lab.Partition(a, b);
        foreach (IPAddress address in b.Addresses)
        {
            (await IsReachedAsync(a, address)).Should().BeFalse($"a does not hear {address}");
        }

        (await IsReachedAsync(b, a.Address)).Should().BeFalse();
        (await ReachesAsync(a, c.Address)).Should().BeTrue();
        (await ReachesAsync(c, b.Address)).Should().BeTrue();
        (await RunAsync(b, "nft", "list", "ruleset")).Should().Contain($"saddr {a.Address} drop");
        lab.Heal(b, a);
        (await ReachesAsync(a, b.Address)).Should().BeTrue();
        (await RunAsync(b, "nft", "list", "ruleset")).Should().BeEmpty();
        lab.Log.Events.Where(item => item.Kind is "partitioned" or "healed").Select(item => (item.Kind, item.Subject)).Should().Equal(("partitioned", "a - b"), ("healed", "b - a"));
    }

    [Fact]
    public async Task One_direction_can_fail()
    {
        await using NetworkLab lab = new();
        LabHost a = lab.AddHost("a"), b = lab.AddHost("b");
        lab.Connect(a, b);
        await lab.StartAsync(Token);
        lab.Block(a, b);
        lab.Between(a, b).Should().Match<IConditionedLink>(pair => pair.Forward.Partitioned && !pair.Backward.Partitioned);
        using UdpClient atA = a.CreateUdpClient(9), atB = b.CreateUdpClient(9);
        await atA.SendAsync("lost"u8.ToArray(), new IPEndPoint(b.Address, 9), Token);
        await atB.SendAsync("heard"u8.ToArray(), new IPEndPoint(a.Address, 9), Token);
        (await atA.ReceiveAsync(Token)).Buffer.Should().Equal("heard"u8.ToArray());
        // Packets of one sender to one receiver stay in order: the first that comes is the one after the end of the fault.
        lab.Heal(a, b);
        await atA.SendAsync("heard too"u8.ToArray(), new IPEndPoint(b.Address, 9), Token);
        (await atB.ReceiveAsync(Token)).Buffer.Should().Equal("heard too"u8.ToArray());
    }

    [Fact]
    public async Task Requests_do_not_pass_a_router_that_translates_addresses()
    {
        await using NetworkLab lab = new();
        LabSwitch home = lab.AddSwitch("home", "192.168.0.0/24"), internet = lab.AddSwitch("internet", "203.0.113.0/24");
        LabHost laptop = lab.AddHost("laptop"), phone = lab.AddHost("phone"), server = lab.AddHost("server");
        LabRouter router = lab.AddRouter("router");
        lab.Connect(laptop, home);
        lab.Connect(phone, home);
        lab.Connect(router, home);
        lab.Connect(server, internet);
        router.Translate(lab.Connect(router, internet), LabNat.Masquerade);
        await lab.StartAsync(Token);
        using UdpClient receiver = server.CreateUdpClient(9), first = laptop.CreateUdpClient(), second = phone.CreateUdpClient();
        lab.Partition(laptop, server);
        await first.SendAsync("lost"u8.ToArray(), new IPEndPoint(server.Address, 9), Token);
        await second.SendAsync("phone"u8.ToArray(), new IPEndPoint(server.Address, 9), Token);
        (await receiver.ReceiveAsync(Token)).Buffer.Should().Equal("phone"u8.ToArray());
        lab.Heal(laptop, server);
        await first.SendAsync("laptop"u8.ToArray(), new IPEndPoint(server.Address, 9), Token);
        (await receiver.ReceiveAsync(Token)).Buffer.Should().Equal("laptop"u8.ToArray());
    }

    [Fact]
    public async Task A_partition_can_be_made_before_the_hosts_exist_and_covers_addresses_that_come_later()
    {
        await using NetworkLab lab = new();
        LabHost a = lab.AddHost("a"), b = lab.AddHost("b");
        lab.Connect(a, b);
        lab.Partition(a, b);
        await lab.StartAsync(Token);
        (await IsReachedAsync(a, b.Address)).Should().BeFalse();
        LabLink second = lab.Connect(a, b);
        await lab.StartAsync(Token);
        (await IsReachedAsync(a, second.Second.Addresses[0].Address)).Should().BeFalse();
        lab.Heal(a, b);
        (await ReachesAsync(a, second.Second.Addresses[0].Address)).Should().BeTrue();
    }

    [Fact]
    public void What_cannot_be_parted_is_refused()
    {
        NetworkLab lab = new(), other = new();
        LabHost a = lab.AddHost("a"), b = lab.AddHost("b"), stranger = other.AddHost("a");
        lab.Invoking(_ => lab.Partition(a, a)).Should().Throw<ArgumentException>();
        lab.Invoking(_ => lab.Block(a, stranger)).Should().Throw<ArgumentException>();
        lab.Between(a, b).Invoking(pair => pair.Set(new LinkConditions { Loss = 1 }, LinkConditions.None)).Should().Throw<ArgumentException>().WithMessage("*partition only*");
        lab.Between(a, b).Should().Be(lab.Between(a, b)).And.NotBe(lab.Between(b, a));
    }

    private static Task<bool> ReachesAsync(LabHost from, IPAddress target) => PingAsync(from, target, TimeSpan.FromSeconds(30));

    /// <summary>Where no answer is to come, a short wait is long enough to see one that does.</summary>
    private static Task<bool> IsReachedAsync(LabHost from, IPAddress target) => PingAsync(from, target, TimeSpan.FromMilliseconds(200));

    private static async Task<bool> PingAsync(LabHost from, IPAddress target, TimeSpan timeout) =>
        (await from.Namespace.PingAsync(target, new EchoOptions { Count = 1, Timeout = timeout }, Token)).Succeeded;
}
