using System.Net;
using System.Net.Sockets;
using System.Text;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Nftables;

/// <summary>Red is a router between two hosts on a bridge and Blue, which has no route to them.</summary>
[Collection("The kernel")]
public sealed class NatTests : KernelTest
{
    private static readonly IPNetwork s_lan4 = IPNetwork.Parse("10.0.0.0/24");
    private static readonly IPNetwork s_lan6 = IPNetwork.Parse("2001:db8:1::/64");

    private readonly NetNamespace _first = NetNamespace.Create();
    private readonly NetNamespace _second = NetNamespace.Create();

    public NatTests()
    {
        NftKernel.RequireNat(Red);
        Red.Loopback.Up();
        Bridge bridge = Red.Links.AddBridge("lan");
        bridge.Up();
        Address(bridge, "10.0.0.1/24", "2001:db8:1::1/64");
        foreach ((NetNamespace host, int number) in new[] { (_first, 2), (_second, 3) })
        {
            VethPair pair = VethPair.Create(host, "eth0", Red, $"port{number}");
            // With br_netfilter, the bridge itself translates addresses and sends a packet back to the port that it came from.
            pair.Second.Set(new() { Master = bridge, Up = true, Port = new BridgePortSettings { Hairpin = true } });
            Address(pair.First.Up(), $"10.0.0.{number}/24", $"2001:db8:1::{number}/64");
            host.Routes.Add(new Route(IPNetwork.Parse("0.0.0.0/0")) { Gateway = IPAddress.Parse("10.0.0.1") });
            host.Routes.Add(new Route(IPNetwork.Parse("::/0")) { Gateway = IPAddress.Parse("2001:db8:1::1") });
        }

        VethPair wan = VethPair.Create(Blue, "eth0", Red, "wan");
        Address(wan.First.Up(), "192.0.2.2/24", "2001:db8:2::2/64");
        Address(wan.Second.Up(), "192.0.2.1/24", "2001:db8:2::1/64");
        Red.Sysctl["net/ipv4/ip_forward"] = "1";
        Red.Sysctl["net/ipv6/conf/all/forwarding"] = "1";
    }

    [Theory]
    [InlineData("192.0.2.2", "192.0.2.1")]
    [InlineData("2001:db8:2::2", "2001:db8:2::1")]
    public async Task A_masqueraded_subnet_reaches_other_networks(string server, string own)
    {
        using AddressServer web = new(Blue, server);
        IPNetwork subnet = server.Contains(':', StringComparison.Ordinal) ? s_lan6 : s_lan4;
        await CannotConnectAsync(_first, server, 80);

        InstalledRules rules = Red.Nftables.Masquerade(subnet, "wan");
        (await GetAsync(_first, server, 80)).Should().Be(own, "that is the address of the router");
        (await GetAsync(_second, server, 80)).Should().Be(own);

        NothingChanges(() => Red.Nftables.Masquerade(subnet, "wan"));
        rules.Exist().Should().BeTrue();
        rules.Delete();
        rules.Exist().Should().BeFalse();
        rules.Delete();
        NftOracle.List(Red).Should().BeEmpty();
        await CannotConnectAsync(_first, server, 80);
    }

    [Theory]
    [InlineData("10.0.0.2", "192.0.2.1", "192.0.2.2", "10.0.0.1")]
    [InlineData("2001:db8:1::2", "2001:db8:2::1", "2001:db8:2::2", "2001:db8:1::1")]
    public async Task A_published_port_leads_to_its_target_from_everywhere(string target, string outside, string client, string inside)
    {
        using AddressServer web = new(_first, target);
        InstalledRules rules = Red.Nftables.PublishPort(new PortPublication(NatProtocol.Tcp, 8080, IPAddress.Parse(target), 80));

        (await GetAsync(Blue, outside, 8080)).Should().Be(client, "the target sees the client");
        // Neighbours of the target, and the target itself, get their answers through the router.
        (await GetAsync(_second, outside, 8080)).Should().Be(inside);
        (await GetAsync(_first, outside, 8080)).Should().Be(inside);
        (await GetAsync(_second, inside, 8080)).Should().Be(inside);
        // The host itself.
        (await GetAsync(Red, outside, 8080)).Should().BeOneOf(outside, inside);
        (await GetAsync(Red, inside, 8080)).Should().Be(inside);

        NothingChanges(() => Red.Nftables.PublishPort(new PortPublication(NatProtocol.Tcp, 8080, IPAddress.Parse(target), 80)));
        rules.Delete();
        NftOracle.List(Red).Should().BeEmpty();
        await CannotConnectAsync(Blue, outside, 8080);
    }

    [Fact]
    public async Task A_port_is_published_at_one_address_only_and_at_the_loopback_address_on_request()
    {
        using AddressServer web = new(_first, "10.0.0.2");
        PortPublication publication = new(NatProtocol.Tcp, 8080, IPAddress.Parse("10.0.0.2"), 80) { HostAddress = IPAddress.Parse("192.0.2.1") };
        InstalledRules one = Red.Nftables.PublishPort(publication);
        (await GetAsync(Blue, "192.0.2.1", 8080)).Should().Be("192.0.2.2");
        await CannotConnectAsync(_second, "10.0.0.1", 8080);
        one.Delete();

        Red.Sysctl["net/ipv4/conf/lan/route_localnet"] = "1";
        InstalledRules all = Red.Nftables.PublishPort(publication with { HostAddress = null, IncludesLoopback = true });
        (await GetAsync(Red, "127.0.0.1", 8080)).Should().Be("10.0.0.1");
        all.Delete();
        await CannotConnectAsync(Red, "127.0.0.1", 8080);
        NftOracle.List(Red).Should().BeEmpty();
    }

    [Theory]
    [InlineData("10.0.0.2", "10.0.0.3", "192.0.2.1")]
    [InlineData("2001:db8:1::2", "2001:db8:1::3", "2001:db8:2::1")]
    public async Task Datagrams_of_a_client_go_to_the_new_target_at_once(string first, string second, string outside)
    {
        using Socket one = Bound(_first, first, 53);
        using Socket two = Bound(_second, second, 53);
        using Socket client = Bound(Blue, first.Contains(':', StringComparison.Ordinal) ? "2001:db8:2::2" : "192.0.2.2", 4000);
        IPEndPoint published = new(IPAddress.Parse(outside), 5353);

        // The entry of a client from before the port is published.
        await client.SendToAsync("early"u8.ToArray(), published);
        Red.Nftables.Masquerade(IPNetwork.Parse("10.9.0.0/24"));
        await client.SendToAsync("early"u8.ToArray(), published);
        SpinWait.SpinUntil(() => Red.Conntrack.Any(entry => entry.Original.DestinationPort == 5353), TimeSpan.FromSeconds(20)).Should().BeTrue();

        InstalledRules rules = Red.Nftables.PublishPort(new PortPublication(NatProtocol.Udp, 5353, IPAddress.Parse(first), 53));
        await client.SendToAsync("one"u8.ToArray(), published);
        (await ReceiveAsync(one)).Should().Be("one");
        rules.Delete();
        Red.Conntrack.List(new ConntrackFilter { DestinationPort = 5353 }).Should().BeEmpty("no client goes to the old target");

        Red.Nftables.PublishPort(new PortPublication(NatProtocol.Udp, 5353, IPAddress.Parse(second), 53));
        await client.SendToAsync("two"u8.ToArray(), published);
        (await ReceiveAsync(two)).Should().Be("two");

        ConntrackEntry entry = Red.Conntrack.List(new ConntrackFilter { Protocol = 17, DestinationPort = 5353, ReplySource = new IPNetwork(IPAddress.Parse(second), second.Contains(':', StringComparison.Ordinal) ? 128 : 32) }).Should().ContainSingle().Which;
        entry.Original.SourcePort.Should().Be(4000);
        entry.Reply.SourcePort.Should().Be(53);
        entry.Status.Should().HaveFlag(ConntrackStatus.DestinationNat | ConntrackStatus.Confirmed);
        entry.Timeout.Should().BeGreaterThan(TimeSpan.Zero);
        Red.Conntrack.Delete([entry]).Should().Be(1);
        Red.Conntrack.Delete([entry]).Should().Be(0, "it is gone");
        Red.Conntrack.List(new ConntrackFilter { DestinationPort = 5353 }).Should().BeEmpty();
    }

    [Fact]
    public async Task Packets_are_dropped_and_accepted_in_the_order_of_the_calls()
    {
        using AddressServer web = new(_first, "10.0.0.2");
        Blue.Routes.Add(new Route(s_lan4) { Gateway = IPAddress.Parse("192.0.2.1") });
        (await GetAsync(Blue, "10.0.0.2", 80)).Should().Be("192.0.2.2");
        InstalledRules accept = Red.Nftables.Accept(NftHook.Forward, NftMatch.Source(IPAddress.Parse("192.0.2.2")), NftMatch.Tcp.DestinationPort(80, 443));
        InstalledRules drop = Red.Nftables.Drop(NftHook.Forward, NftMatch.Destination(s_lan4));
        (await GetAsync(Blue, "10.0.0.2", 80)).Should().Be("192.0.2.2");
        NothingChanges(() => Red.Nftables.Accept(NftHook.Forward, NftMatch.Source(IPAddress.Parse("192.0.2.2")), NftMatch.Tcp.DestinationPort(80, 443)));
        NothingChanges(() => Red.Nftables.Drop(NftHook.Forward, NftMatch.Destination(s_lan4)));
        accept.Delete();
        await CannotConnectAsync(Blue, "10.0.0.2", 80);
        drop.Delete();
        (await GetAsync(Blue, "10.0.0.2", 80)).Should().Be("192.0.2.2");
        NftOracle.List(Red).Should().BeEmpty();
    }

    [Fact]
    public void What_belongs_to_others_is_not_touched()
    {
        NftOracle.Load(Red, """
            table ip nat {
                chain postrouting {
                    type nat hook postrouting priority 100; policy accept;
                    ip saddr 10.0.0.0/24 masquerade
                }
            }
            table inet filter {
                chain forward {
                    type filter hook forward priority 0; policy accept;
                    tcp dport 25 drop
                }
            }
            """);
        string[] before = NftOracle.List(Red);
        InstalledRules first = Red.Nftables.Masquerade(s_lan4);
        InstalledRules second = Red.Nftables.PublishPort(new PortPublication(NatProtocol.Tcp, 80, IPAddress.Parse("10.0.0.2"), 80));
        NftOracle.List(Red).Should().HaveCountGreaterThan(before.Length);
        first.Delete();
        second.Delete();
        NftOracle.List(Red).Should().Equal(before);

        // A rule of somebody else in a chain of the library keeps chain and table.
        InstalledRules third = Red.Nftables.Masquerade(s_lan4);
        Tool.RunIn(Red, "nft", "add", "rule", "inet", "linux-namespaces", "postrouting", "counter");
        third.Delete();
        NftOracle.List(Red).Except(before).Should().HaveCount(3, "the table, the chain and the rule are left");

        // And a table of that name that the library did not make.
        Red.Nftables.Clear();
        Tool.RunIn(Red, "nft", "add", "table", "inet", "linux-namespaces");
        before = NftOracle.List(Red);
        Red.Nftables.Masquerade(s_lan4).Delete();
        NftOracle.List(Red).Should().Equal(before);
    }

    [Fact]
    public async Task Connections_are_those_that_conntrack_shows()
    {
        Require.Program("conntrack");
        Red.Nftables.Masquerade(s_lan4);
        using Socket server = Bound(Blue, "192.0.2.2", 53);
        using Socket client = Bound(_first, "10.0.0.2", 4000);
        await client.SendToAsync("x"u8.ToArray(), new IPEndPoint(IPAddress.Parse("192.0.2.2"), 53));
        await ReceiveAsync(server);
        string theirs = Tool.RunIn(Red, "conntrack", "-L", "-o", "id", "-p", "udp", "--dport", "53");
        ConntrackEntry ours = Red.Conntrack.List(new ConntrackFilter { Source = s_lan4, DestinationPort = 53, Family = AddressFamily.InterNetwork }).Should().ContainSingle().Which;
        theirs.Should().Contain($"src={ours.Original.Source} dst={ours.Original.Destination} sport={ours.Original.SourcePort} dport={ours.Original.DestinationPort}")
            .And.Contain($"src={ours.Reply.Source} dst={ours.Reply.Destination} sport={ours.Reply.SourcePort} dport={ours.Reply.DestinationPort}")
            .And.Contain($"id={ours.Id}");
        Red.Conntrack.Delete(new ConntrackFilter { SourcePort = 4001 }).Should().Be(0);
        Red.Conntrack.Delete(new ConntrackFilter { SourcePort = 4000 }).Should().Be(1);
        Tool.RunIn(Red, "conntrack", "-L", "-p", "udp", "--dport", "53").Should().BeEmpty();
    }

    protected override void Dispose(bool disposing)
    {
        _first.Dispose();
        _second.Dispose();
        base.Dispose(disposing);
    }

    private static void Address(Link link, string v4, string v6)
    {
        link.AddAddress(v4);
        InterfaceAddress address = InterfaceAddress.Parse(v6);
        link.AddAddress(new InterfaceAddress(address.Address, address.PrefixLength) { Flags = AddressFlags.NoDuplicateAddressDetection });
    }

    private void NothingChanges(Action again)
    {
        string[] rules = NftOracle.List(Red);
        long generation = Red.Nftables.Read().Generation;
        again();
        Red.Nftables.Read().Generation.Should().Be(generation, "the same is there already");
        NftOracle.List(Red).Should().Equal(rules);
    }

    private static Socket Bound(NetNamespace where, string address, int port)
    {
        IPAddress own = IPAddress.Parse(address);
        Socket socket = where.CreateSocket(own.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(own, port));
        return socket;
    }

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        byte[] buffer = new byte[100];
        return Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer, limit.Token));
    }

    private static async Task<string> GetAsync(NetNamespace where, string host, int port)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        using HttpClient client = new(where.CreateHttpHandler());
        return await client.GetStringAsync(new UriBuilder("http", IPAddress.Parse(host) is { AddressFamily: AddressFamily.InterNetworkV6 } ? $"[{host}]" : host, port).Uri, limit.Token);
    }

    /// <summary>A packet that is not answered takes long to fail.</summary>
    private static async Task CannotConnectAsync(NetNamespace where, string host, int port)
    {
        using Socket socket = where.CreateSocket(IPAddress.Parse(host).AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using CancellationTokenSource limit = new(TimeSpan.FromMilliseconds(300));
        Func<Task> connect = async () => await socket.ConnectAsync(IPAddress.Parse(host), port, limit.Token);
        (await connect.Should().ThrowAsync<Exception>()).Which.Should().Match(e => e is SocketException || e is OperationCanceledException);
    }
}
