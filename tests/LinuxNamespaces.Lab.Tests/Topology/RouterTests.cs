using System.Net;
using System.Net.Sockets;
using System.Text;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Lab.Tests.Topology;

public sealed class RouterTests : LabTest
{
    public static MatrixTheoryData<AddressFamily, LabNat> Translations { get; } = new([AddressFamily.InterNetwork, AddressFamily.InterNetworkV6], Enum.GetValues<LabNat>());

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
    [MemberData(nameof(Translations))]
    public async Task A_router_hides_what_is_behind_it(AddressFamily family, LabNat translation)
    {
        await using NetworkLab lab = new();
        (LabHost laptop, LabRouter home, LabHost server) = Home(lab, family, translation);
        await lab.StartAsync(Token);
        using Socket listener = server.Listen();
        using Socket client = await laptop.ConnectAsync("server", ((IPEndPoint)listener.LocalEndPoint!).Port, Token);
        using Socket accepted = await listener.AcceptAsync(Token);
        Plain(accepted).Should().Be(home.Ports[1].Addresses[0].Address);
        Func<Task> back = () => server.PingAsync(laptop.Address.ToString(), new EchoOptions { Count = 1, Timeout = TimeSpan.FromMilliseconds(200) }, Token);
        await back.Should().ThrowAsync<LinuxException>("there is no route");
    }

    [Theory]
    [InlineData(AddressFamily.InterNetwork, LabNat.Masquerade, true)]
    [InlineData(AddressFamily.InterNetwork, LabNat.PortRestricted, true)]
    [InlineData(AddressFamily.InterNetwork, LabNat.Symmetric, false)]
    [InlineData(AddressFamily.InterNetworkV6, LabNat.Masquerade, true)]
    [InlineData(AddressFamily.InterNetworkV6, LabNat.PortRestricted, true)]
    [InlineData(AddressFamily.InterNetworkV6, LabNat.Symmetric, false)]
    public async Task A_socket_has_one_port_outside_unless_the_translation_is_symmetric(AddressFamily family, LabNat translation, bool hasOne)
    {
        await using NetworkLab lab = new();
        (LabHost laptop, _, LabHost server) = Home(lab, family, translation);
        await lab.StartAsync(Token);
        using UdpClient socket = laptop.CreateUdpClient(0, family);
        int local = ((IPEndPoint)socket.Client.LocalEndPoint!).Port;
        List<int> ports = [];
        for (int i = 0; i < 5; i++)
        {
            using UdpClient target = server.CreateUdpClient(0, family);
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

    [Theory]
    [InlineData(AddressFamily.InterNetwork)]
    [InlineData(AddressFamily.InterNetworkV6)]
    public async Task Two_hosts_behind_port_restricted_routers_reach_each_other_by_sending_first(AddressFamily family)
    {
        bool isV4 = family == AddressFamily.InterNetwork;
        await using NetworkLab lab = new(isV4 ? null : new NetworkLabOptions { IPv4Pool = null, IPv6Pool = IPNetwork.Parse("fd00::/48") });
        LabSwitch internet = lab.AddSwitch("internet", isV4 ? "203.0.113.0/24" : "2001:db8::/64");
        LabHost[] hosts = [.. ((string[])["a", "b"]).Select(name =>
        {
            LabHost host = lab.AddHost(name);
            LabRouter router = lab.AddRouter($"{name}-router");
            lab.Connect(host, router);
            Translate(router, lab.Connect(router, internet), family, LabNat.PortRestricted);
            return host;
        })];
        await lab.StartAsync(Token);
        using UdpClient a = hosts[0].CreateUdpClient(4000, family), b = hosts[1].CreateUdpClient(4000, family);
        IPEndPoint toA = new(lab["a-router"].Ports[1].Addresses[0].Address, 4000), toB = new(lab["b-router"].Ports[1].Addresses[0].Address, 4000);
        // The first packet is lost, and must not spoil the port that b is to keep.
        await using IAsyncEnumerator<CapturedFrame> datagrams = LinkCapture.ReadAsync(lab["b-router"].Ports[1].Interface, frame => frame.Udp is not null, Token).GetAsyncEnumerator(Token);
        ValueTask<bool> arrival = datagrams.MoveNextAsync();
        await a.SendAsync("lost"u8.ToArray(), toB, Token);
        (await arrival).Should().BeTrue();
        await b.SendAsync("from b"u8.ToArray(), toA, Token);
        Text(await a.ReceiveAsync(Token)).Should().Be("from b");
        await a.SendAsync("from a"u8.ToArray(), toB, Token);
        Text(await b.ReceiveAsync(Token)).Should().Be("from a");
    }

    [Theory]
    [MemberData(nameof(Translations))]
    public async Task A_published_port_leads_to_a_host_behind_the_router(AddressFamily family, LabNat translation)
    {
        await using NetworkLab lab = new();
        (LabHost laptop, LabRouter home, LabHost server) = Home(lab, family, translation);
        home.Publish(new PortPublication(NatProtocol.Tcp, 8080, laptop.Address, 80));
        await lab.StartAsync(Token);
        using Socket listener = laptop.Listen(80);
        using Socket client = await server.ConnectAsync(home.Ports[1].Addresses[0].Address.ToString(), 8080, Token);
        using Socket accepted = await listener.AcceptAsync(Token);
        Plain(accepted).Should().Be(server.Address);
    }

    [Theory]
    [MemberData(nameof(Translations))]
    public async Task What_comes_from_outside_unasked_reaches_the_router_itself_at_most(AddressFamily family, LabNat translation)
    {
        await using NetworkLab lab = new();
        (LabHost laptop, LabRouter home, LabHost server) = Home(lab, family, translation);
        await lab.StartAsync(Token);
        // Neighbour discovery passes all the same, or nothing would come back here.
        (await laptop.PingAsync("server", new EchoOptions { Count = 1, Timeout = TimeSpan.FromSeconds(30) }, Token)).Succeeded.Should().BeTrue();
        bool isOpen = translation == LabNat.Masquerade;
        EchoOptions once = new() { Count = 1, Timeout = isOpen ? TimeSpan.FromSeconds(30) : TimeSpan.FromMilliseconds(300) };
        (await server.PingAsync(home.Ports[1].Addresses[0].Address.ToString(), once, Token)).Succeeded.Should().Be(isOpen);
    }

    [Fact]
    public async Task Each_family_has_a_translation_of_its_own()
    {
        await using NetworkLab lab = new();
        LabSwitch inside = lab.AddSwitch("inside", "192.168.0.0/24", "fd00:1::/64"), outside = lab.AddSwitch("outside", "203.0.113.0/24", "2001:db8::/64");
        LabHost laptop = lab.AddHost("laptop"), server = lab.AddHost("server");
        LabRouter home = lab.AddRouter("home");
        lab.Connect(laptop, inside);
        lab.Connect(home, inside);
        LabLink uplink = lab.Connect(home, outside);
        lab.Connect(server, outside);
        home.Translate(uplink, LabNat.Symmetric).TranslateIPv6(uplink, LabNat.PortRestricted);
        await lab.StartAsync(Token);
        const int local = 4000;
        Dictionary<AddressFamily, List<int>> ports = new() { [AddressFamily.InterNetwork] = [], [AddressFamily.InterNetworkV6] = [] };
        for (int i = 0; i < 5; i++)
        {
            foreach (IPAddress address in server.Addresses)
            {
                using UdpClient target = server.CreateUdpClient(0, address.AddressFamily);
                using UdpClient socket = laptop.CreateUdpClient(local, address.AddressFamily);
                await socket.SendAsync("?"u8.ToArray(), new IPEndPoint(address, ((IPEndPoint)target.Client.LocalEndPoint!).Port), Token);
                IPEndPoint seen = (await target.ReceiveAsync(Token)).RemoteEndPoint;
                ports[address.AddressFamily].Add(seen.Port);
                home.Ports[1].Addresses.Select(own => own.Address).Should().Contain(seen.Address);
            }
        }

        ports[AddressFamily.InterNetworkV6].Should().AllBeEquivalentTo(local);
        ports[AddressFamily.InterNetwork].Distinct().Count().Should().BeGreaterThan(2);
        string rules = await RunAsync(home, "nft", "list", "ruleset");
        rules.Should().Contain("meta nfproto ipv4 oifname \"eth1\" masquerade fully-random").And.MatchRegex("meta nfproto ipv6 oifname \"eth1\" masquerade\\s*\n");
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

    private static void Translate(LabRouter router, LabLink outside, AddressFamily family, LabNat translation) =>
        _ = family == AddressFamily.InterNetwork ? router.Translate(outside, translation) : router.TranslateIPv6(outside, translation);

    private static IPAddress Plain(Socket accepted) => ((IPEndPoint)accepted.RemoteEndPoint!).Address is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : ((IPEndPoint)accepted.RemoteEndPoint!).Address;

    private static (LabHost Laptop, LabRouter Home, LabHost Server) Home(NetworkLab lab, AddressFamily family, LabNat translation)
    {
        bool isV4 = family == AddressFamily.InterNetwork;
        LabSwitch inside = lab.AddSwitch("inside", isV4 ? "192.168.0.0/24" : "fd00:1::/64"), outside = lab.AddSwitch("outside", isV4 ? "203.0.113.0/24" : "2001:db8::/64");
        LabHost laptop = lab.AddHost("laptop"), server = lab.AddHost("server");
        LabRouter home = lab.AddRouter("home");
        lab.Connect(laptop, inside);
        lab.Connect(home, inside);
        Translate(home, lab.Connect(home, outside), family, translation);
        lab.Connect(server, outside);
        return (laptop, home, server);
    }
}
