using System.Globalization;
using System.Net;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Kinds;

[Collection("The kernel")]
public sealed class WireGuardTests : KernelTest
{
    public WireGuardTests() => KindCheck.Require(Red, new WireGuardOptions());

    [Fact]
    public void Configuration_is_read_back()
    {
        WireGuardKey key = WireGuardKey.Generate();
        WireGuardKey shared = WireGuardKey.Generate();
        WireGuardKey peer = WireGuardKey.Generate();
        WireGuardLink link = Red.Links.Add("wg0", new WireGuardOptions
        {
            Mtu = 1300,
            Configuration = new()
            {
                PrivateKey = key,
                ListenPort = 51820,
                FirewallMark = 0x1234,
                Peers =
                [
                    new(peer)
                    {
                        PresharedKey = shared,
                        Endpoint = IPEndPoint.Parse("[fd00::1]:4711"),
                        PersistentKeepalive = TimeSpan.FromSeconds(25),
                        AllowedIPs = [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("fd00::/16")],
                    },
                ],
            },
        });
        link.Info.Mtu.Should().Be(1300);
        WireGuardInfo info = link.GetConfiguration();
        info.PrivateKey.Should().Be(key);
        info.PublicKey.Should().NotBeNull().And.NotBe(key);
        info.ListenPort.Should().Be(51820);
        info.FirewallMark.Should().Be(0x1234);
        WireGuardPeerInfo read = info.Peers.Single();
        read.Should().BeEquivalentTo(new
        {
            PublicKey = peer,
            PresharedKey = shared,
            Endpoint = IPEndPoint.Parse("[fd00::1]:4711"),
            PersistentKeepalive = (TimeSpan?)TimeSpan.FromSeconds(25),
            LastHandshake = (DateTimeOffset?)null,
            ReceivedBytes = 0UL,
        });
        read.AllowedIPs.Should().BeEquivalentTo([IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("fd00::/16")]);

        link.Set(new WireGuardOptions { Mtu = 1200, Configuration = new() { FirewallMark = 7 } });
        link.Info.Mtu.Should().Be(1200);
        link.GetConfiguration().FirewallMark.Should().Be(7);
        link.Configure(new() { RemovePrivateKey = true, FirewallMark = 0, Peers = [new(peer) { RemovePresharedKey = true, PersistentKeepalive = TimeSpan.Zero }] });
        info = link.GetConfiguration();
        info.PrivateKey.Should().BeNull();
        info.FirewallMark.Should().BeNull();
        info.ListenPort.Should().Be(51820);
        info.Peers.Single().Should().BeEquivalentTo(new { PresharedKey = (WireGuardKey?)null, PersistentKeepalive = (TimeSpan?)null });
        info.Peers.Single().AllowedIPs.Should().HaveCount(2);
    }

    [Fact]
    public void Peers_are_replaced_updated_and_removed()
    {
        WireGuardKey[] keys = [.. Enumerable.Range(0, 3).Select(_ => WireGuardKey.Generate())];
        WireGuardLink link = Red.Links.Add("wg0", new WireGuardOptions());
        link.Configure(new() { Peers = [new(keys[0]) { AllowedIPs = [IPNetwork.Parse("10.0.0.0/8")] }, new(keys[1])] });
        // An unknown peer is not added, and the networks of the other one are replaced.
        link.Configure(new() { Peers = [new(keys[2]) { UpdateOnly = true }, new(keys[0]) { AllowedIPs = [IPNetwork.Parse("11.0.0.0/8")], ReplaceAllowedIPs = true }] });
        WireGuardInfo info = link.GetConfiguration();
        info.Peers.Select(peer => peer.PublicKey).Should().BeEquivalentTo([keys[0], keys[1]]);
        info.Peers.Single(peer => peer.PublicKey.Equals(keys[0])).AllowedIPs.Should().Equal(IPNetwork.Parse("11.0.0.0/8"));
        link.Configure(new() { Peers = [new(keys[1]) { Remove = true }] });
        link.GetConfiguration().Peers.Select(peer => peer.PublicKey).Should().Equal(keys[0]);
        link.Configure(new() { ReplacePeers = true, Peers = [new(keys[2])] });
        link.GetConfiguration().Peers.Select(peer => peer.PublicKey).Should().Equal(keys[2]);
    }

    [Fact]
    public void Configuration_of_several_messages_is_whole()
    {
        WireGuardKey[] keys = [.. Enumerable.Range(0, 5).Select(_ => WireGuardKey.Generate())];
        List<WireGuardPeer> peers = [.. keys.Select((key, number) => new WireGuardPeer(key)
        {
            ReplaceAllowedIPs = true,
            AllowedIPs = [.. Enumerable.Range(0, number * 700).Select(host => IPNetwork.Parse(string.Create(CultureInfo.InvariantCulture, $"fd00:{number}::{host:x}/128")))],
        })];
        WireGuardLink link = Red.Links.Add("wg0", new WireGuardOptions { Configuration = new() { Peers = peers, ReplacePeers = true } });
        IReadOnlyList<WireGuardPeerInfo> read = link.GetConfiguration().Peers;
        read.Should().HaveCount(keys.Length);
        foreach (WireGuardPeer peer in peers)
        {
            read.Single(other => other.PublicKey.Equals(peer.PublicKey)).AllowedIPs.ToHashSet().SetEquals(peer.AllowedIPs).Should().BeTrue();
        }
    }

    [Fact]
    public void Configuration_is_what_wg_shows_and_makes()
    {
        Require.Program("wg");
        WireGuardKey key = WireGuardKey.Generate();
        WireGuardKey peer = WireGuardKey.Generate();
        WireGuardLink link = Red.Links.Add("wg0", new WireGuardOptions
        {
            Configuration = new() { PrivateKey = key, ListenPort = 51820, FirewallMark = 7, Peers = [new(peer) { Endpoint = IPEndPoint.Parse("192.0.2.1:1"), AllowedIPs = [IPNetwork.Parse("10.0.0.0/8")] }] },
        });
        string[] lines = Tool.RunIn(Red, "wg", "show", "wg0", "dump").TrimEnd('\n').Split('\n');
        lines[0].Split('\t').Should().Equal(key.ToBase64(), link.GetConfiguration().PublicKey!.ToBase64(), "51820", "0x7");
        lines[1].Split('\t').Should().StartWith([peer.ToBase64(), "(none)", "192.0.2.1:1", "10.0.0.0/8", "0", "0", "0", "off"]);
        Tool.RunIn(Red, "wg", "set", "wg0", "listen-port", "4711", "peer", peer.ToBase64(), "persistent-keepalive", "9", "allowed-ips", "fd00::/8");
        WireGuardInfo info = link.GetConfiguration();
        info.ListenPort.Should().Be(4711);
        info.Peers.Single().PersistentKeepalive.Should().Be(TimeSpan.FromSeconds(9));
        info.Peers.Single().AllowedIPs.Should().Equal(IPNetwork.Parse("fd00::/8"));
    }

    [Fact]
    public async Task Packets_pass_through_the_tunnel()
    {
        VethPair wire = VethPair.Create(Red, "veth0", Blue, "veth0");
        wire.First.AddAddress("192.0.2.1/24");
        wire.Second.AddAddress("192.0.2.2/24");
        wire.Connect();
        WireGuardKey shared = WireGuardKey.Generate();
        WireGuardLink red = Red.Links.Add("wg0", new WireGuardOptions { Configuration = new() { PrivateKey = WireGuardKey.Generate(), ListenPort = 51820 } });
        WireGuardLink blue = Blue.Links.Add("wg0", new WireGuardOptions { Configuration = new() { PrivateKey = WireGuardKey.Generate(), ListenPort = 51821 } });
        red.Configure(new() { Peers = [Peer(blue, "192.0.2.2:51821", "10.9.0.2/32")] });
        blue.Configure(new() { Peers = [Peer(red, "192.0.2.1:51820", "10.9.0.1/32")] });
        red.AddAddress("10.9.0.1/24");
        blue.AddAddress("10.9.0.2/24");
        red.Up();
        blue.Up();
        EchoOptions options = new() { Timeout = TimeSpan.FromSeconds(30) };
        (await Red.PingAsync(IPAddress.Parse("10.9.0.2"), options, TestContext.Current.CancellationToken)).Succeeded.Should().BeTrue();
        WireGuardPeerInfo peer = red.GetConfiguration().Peers.Single();
        peer.LastHandshake.Should().BeCloseTo(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(2));
        peer.ReceivedBytes.Should().BePositive();
        peer.SentBytes.Should().BePositive();
        peer.ProtocolVersion.Should().Be(1);

        WireGuardPeer Peer(WireGuardLink other, string endpoint, string allowed) =>
            new(other.GetConfiguration().PublicKey!) { PresharedKey = shared, Endpoint = IPEndPoint.Parse(endpoint), AllowedIPs = [IPNetwork.Parse(allowed)] };
    }
}
