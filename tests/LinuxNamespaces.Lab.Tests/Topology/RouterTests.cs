using System.Net;
using System.Net.Sockets;
using System.Text;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Lab.Tests.Topology;

public sealed class RouterTests : LabTest
{
    [Fact]
    public async Task Packets_cross_several_routers_over_both_families()
    {
        await using NetworkLab lab = new(new NetworkLabOptions { IPv6Pool = IPNetwork.Parse("fd00::/48") });
        LabHost a = lab.AddHost("a"), b = lab.AddHost("b");
        LabRouter[] routers = [.. Enumerable.Range(1, 3).Select(i => lab.AddRouter($"r{i}"))];
        lab.Connect(a, routers[0]);
        lab.Connect(routers[0], routers[1]);
        lab.Connect(routers[1], routers[2]);
        lab.Connect(routers[2], b);
        await lab.StartAsync(Token);
        foreach (IPAddress address in b.Addresses)
        {
            (await a.PingAsync(address.ToString(), new EchoOptions { Count = 1, Timeout = TimeSpan.FromSeconds(30) }, Token)).Succeeded.Should().BeTrue($"{address} is reached");
        }
    }

    [Theory]
    [InlineData(LabNat.Masquerade)]
    [InlineData(LabNat.PortRestricted)]
    [InlineData(LabNat.Symmetric)]
    public async Task A_router_hides_what_is_behind_it(LabNat translation)
    {
        await using NetworkLab lab = new();
        (LabHost laptop, LabRouter home, LabHost server) = Home(lab, translation);
        await lab.StartAsync(Token);
        using Socket listener = server.Listen();
        using Socket client = await laptop.ConnectAsync("server", ((IPEndPoint)listener.LocalEndPoint!).Port, Token);
        using Socket accepted = await listener.AcceptAsync(Token);
        ((IPEndPoint)accepted.RemoteEndPoint!).Address.MapToIPv4().Should().Be(home.Ports[1].Addresses[0].Address);
        Func<Task> back = () => server.PingAsync(laptop.Address.ToString(), new EchoOptions { Count = 1, Timeout = TimeSpan.FromMilliseconds(200) }, Token);
        await back.Should().ThrowAsync<LinuxException>("there is no route");
    }

    [Theory]
    [InlineData(LabNat.PortRestricted, true)]
    [InlineData(LabNat.Symmetric, false)]
    public async Task A_socket_has_one_port_outside_unless_the_translation_is_symmetric(LabNat translation, bool hasOne)
    {
        await using NetworkLab lab = new();
        (LabHost laptop, _, LabHost server) = Home(lab, translation);
        await lab.StartAsync(Token);
        using UdpClient socket = laptop.CreateUdpClient();
        int local = ((IPEndPoint)socket.Client.LocalEndPoint!).Port;
        List<int> ports = [];
        for (int i = 0; i < 5; i++)
        {
            using UdpClient target = server.CreateUdpClient();
            await socket.SendAsync("?"u8.ToArray(), new IPEndPoint(server.Address, ((IPEndPoint)target.Client.LocalEndPoint!).Port), Token);
            ports.Add((await target.ReceiveAsync(Token)).RemoteEndPoint.Port);
        }

        if (hasOne)
        {
            ports.Should().AllBeEquivalentTo(local);
        }
        else
        {
            // Two of five may be the same by chance.
            ports.Distinct().Count().Should().BeGreaterThan(2);
        }
    }

    [Fact]
    public async Task Two_hosts_behind_port_restricted_routers_reach_each_other_by_sending_first()
    {
        await using NetworkLab lab = new();
        LabSwitch internet = lab.AddSwitch("internet", "203.0.113.0/24");
        LabHost[] hosts = [.. ((string[])["a", "b"]).Select(name =>
        {
            LabHost host = lab.AddHost(name);
            LabRouter router = lab.AddRouter($"{name}-router");
            lab.Connect(host, router);
            router.Translate(lab.Connect(router, internet), LabNat.PortRestricted);
            return host;
        })];
        await lab.StartAsync(Token);
        using UdpClient a = hosts[0].CreateUdpClient(4000), b = hosts[1].CreateUdpClient(4000);
        IPEndPoint toA = new(lab["a-router"].Ports[1].Addresses[0].Address, 4000), toB = new(lab["b-router"].Ports[1].Addresses[0].Address, 4000);
        // The first packet is lost, and must not spoil the port that b is to keep.
        await a.SendAsync("lost"u8.ToArray(), toB, Token);
        await WaitForPacketAsync(lab["b-router"].Ports[1], Token);
        await b.SendAsync("from b"u8.ToArray(), toA, Token);
        Text(await a.ReceiveAsync(Token)).Should().Be("from b");
        await a.SendAsync("from a"u8.ToArray(), toB, Token);
        Text(await b.ReceiveAsync(Token)).Should().Be("from a");
    }

    [Theory]
    [InlineData(LabNat.Masquerade)]
    [InlineData(LabNat.PortRestricted)]
    public async Task A_published_port_leads_to_a_host_behind_the_router(LabNat translation)
    {
        await using NetworkLab lab = new();
        (LabHost laptop, LabRouter home, LabHost server) = Home(lab, translation);
        home.Publish(new PortPublication(NatProtocol.Tcp, 8080, laptop.Address, 80));
        await lab.StartAsync(Token);
        using Socket listener = laptop.Listen(80);
        using Socket client = await server.ConnectAsync(home.Ports[1].Addresses[0].Address.ToString(), 8080, Token);
        using Socket accepted = await listener.AcceptAsync(Token);
        ((IPEndPoint)accepted.RemoteEndPoint!).Address.MapToIPv4().Should().Be(server.Address);
    }

    [Fact]
    public async Task A_firewall_changes_while_the_lab_runs()
    {
        await using NetworkLab lab = new();
        LabHost a = lab.AddHost("a"), b = lab.AddHost("b");
        LabRouter router = lab.AddRouter("r");
        lab.Connect(a, router);
        lab.Connect(b, router);
        router.Filter(new LabFirewallRule(LabFirewallAction.Reject) { Protocol = NatProtocol.Tcp, Port = 80, Source = IPNetwork.Parse($"{a.Address}/32"), OnlyNewConnections = true });
        await lab.StartAsync(Token);
        using Socket web = b.Listen(80), other = b.Listen(81);
        (await a.ConnectAsync("b", 81, Token)).Dispose();
        await a.Awaiting(host => host.ConnectAsync("b", 80, Token)).Should().ThrowAsync<SocketException>();
        router.ClearFirewall();
        (await a.ConnectAsync("b", 80, Token)).Dispose();
        router.Filter(new LabFirewallRule(LabFirewallAction.Accept) { InputInterface = "eth1" }).Filter(new LabFirewallRule(LabFirewallAction.Drop) { Destination = IPNetwork.Parse($"{b.Address}/32") });
        (await a.PingAsync("b", new EchoOptions { Count = 1, Timeout = TimeSpan.FromMilliseconds(300) }, Token)).Received.Should().Be(0);
    }

    private static string Text(UdpReceiveResult received) => Encoding.ASCII.GetString(received.Buffer);

    /// <summary>Waits until a router has received a packet of UDP, by its own counters.</summary>
    private static async Task WaitForPacketAsync(LabPort port, CancellationToken cancellationToken)
    {
        while (true)
        {
            using StreamReader reader = port.Host.Namespace.OpenProcFile("snmp");
            // Packets that a rule drops count as received by IP.
            string[] values = (await reader.ReadToEndAsync(cancellationToken)).Split('\n').Where(line => line.StartsWith("Ip:", StringComparison.Ordinal)).ElementAt(1).Split(' ');
            if (long.Parse(values[3], System.Globalization.CultureInfo.InvariantCulture) > 0)
            {
                return;
            }

            await Task.Delay(5, cancellationToken);
        }
    }

    private static (LabHost Laptop, LabRouter Home, LabHost Server) Home(NetworkLab lab, LabNat translation)
    {
        LabSwitch inside = lab.AddSwitch("inside", "192.168.0.0/24"), outside = lab.AddSwitch("outside", "203.0.113.0/24");
        LabHost laptop = lab.AddHost("laptop"), server = lab.AddHost("server");
        LabRouter home = lab.AddRouter("home");
        lab.Connect(laptop, inside);
        lab.Connect(home, inside);
        home.Translate(lab.Connect(home, outside), translation);
        lab.Connect(server, outside);
        return (laptop, home, server);
    }
}
