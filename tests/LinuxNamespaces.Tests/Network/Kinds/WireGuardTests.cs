using System.Net;
using FluentAssertions;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Network.Kinds;

/// <summary>Keys and messages of WireGuard. The bytes follow linux/wireguard.h.</summary>
public sealed class WireGuardTests
{
    private const ushort FamilyId = 0x21;

    // RFC 7748, section 6.1: the private and the public key of Alice.
    private const string Private = "dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCo=";
    private const string Public = "hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=";

    private static readonly string s_privateBytes = Convert.ToHexStringLower(Convert.FromBase64String(Private));
    private static readonly string s_publicBytes = Convert.ToHexStringLower(Convert.FromBase64String(Public));

    private static readonly GenericNetlinkFamily s_family = new() { Name = "wireguard", Id = FamilyId, Version = 1 };

    [Fact]
    public void Key_is_parsed_and_formatted()
    {
        WireGuardKey key = WireGuardKey.Parse(Public);
        key.ToBase64().Should().Be(Public);
        key.ToArray().Should().Equal(Convert.FromBase64String(Public));
        key.Should().Be(new WireGuardKey(Convert.FromBase64String(Public))).And.NotBe(WireGuardKey.Parse(Private));
        key.GetHashCode().Should().Be(WireGuardKey.Parse(Public).GetHashCode());
        WireGuardKey.TryParse(null, out WireGuardKey? none).Should().BeFalse();
        none.Should().BeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCo")]
    [InlineData("dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LC==")]
    [InlineData("dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCoo")]
    [InlineData("dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCp=")]
    [InlineData(" wdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCo=")]
    [InlineData("!wdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCo=")]
    public void Text_that_is_not_a_key_is_rejected_and_not_repeated(string text)
    {
        WireGuardKey.TryParse(text, out _).Should().BeFalse();
        string message = FluentActions.Invoking(() => WireGuardKey.Parse(text)).Should().Throw<FormatException>().Which.Message;
        message.Should().NotContain("dtCnMY");
        FluentActions.Invoking(() => new WireGuardKey(new byte[31])).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Key_is_not_printed()
    {
        WireGuardKey key = WireGuardKey.Parse(Private);
        WireGuardPeer peer = new(WireGuardKey.Parse(Public)) { PresharedKey = key };
        foreach (string text in new[] { key.ToString(), new WireGuardConfiguration { PrivateKey = key, Peers = [peer] }.ToString(), new WireGuardOptions { Configuration = new() { PrivateKey = key } }.ToString(), peer.ToString() })
        {
            text.Should().NotContain(Private[..8]).And.NotContainEquivalentOf(s_privateBytes[..8]);
        }

        peer.ToString().Should().Be(Public);
    }

    [Fact]
    public void Generated_keys_are_numbers_of_Curve25519_and_differ()
    {
        HashSet<WireGuardKey> keys = [];
        for (int i = 0; i < 100; i++)
        {
            WireGuardKey key = WireGuardKey.Generate();
            byte[] bytes = key.ToArray();
            (bytes[0] & 7).Should().Be(0);
            (bytes[31] & 0xc0).Should().Be(0x40);
            keys.Add(key).Should().BeTrue();
        }
    }

    [Fact]
    public void Configuration_is_read_with_one_request()
    {
        Convert.ToHexStringLower(WireGuardMessages.Get(new byte[64], s_family, 5).Finish()).Should().Be(
            "1c000000" + "2100" + "0000" + "00000000" + "00000000" // 28 bytes, the family
            + "00010000"                                            // WG_CMD_GET_DEVICE, version 1
            + "0800010005000000");                                  // WGDEVICE_A_IFINDEX 5
    }

    [Fact]
    public void Configuration_is_written()
    {
        string expected = string.Concat(
            "01010000",                                             // WG_CMD_SET_DEVICE, version 1
            "0800010005000000",                                     // WGDEVICE_A_IFINDEX 5
            "24000300" + s_privateBytes,                            // WGDEVICE_A_PRIVATE_KEY
            "060006006cca0000",                                     // WGDEVICE_A_LISTEN_PORT 51820
            "0800070034120000",                                     // WGDEVICE_A_FWMARK 0x1234
            "0800050001000000",                                     // WGDEVICE_A_FLAGS WGDEVICE_F_REPLACE_PEERS
            "f8000880",                                             // WGDEVICE_A_PEERS, nested
            "c4000080",                                             // 0, nested
            "24000100" + s_publicBytes,                             // WGPEER_A_PUBLIC_KEY
            "0800030006000000",                                     // WGPEER_A_FLAGS REPLACE_ALLOWEDIPS UPDATE_ONLY
            "24000200" + s_privateBytes,                            // WGPEER_A_PRESHARED_KEY
            "20000400" + "0a00" + "ca6c" + "00000000" + "fd000000000000000000000000000001" + "07000000", // WGPEER_A_ENDPOINT sockaddr_in6
            "0600050019000000",                                     // WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL 25
            "48000980",                                             // WGPEER_A_ALLOWEDIPS, nested
            "1c000080" + "0600010002000000" + "080002000a000000" + "0500030008000000",                         // AF_INET 10.0.0.0/8
            "28000180" + "060001000a000000" + "14000200" + "fd000000000000000000000000000000" + "0500030010000000", // AF_INET6 fd00::/16
            "30000180",                                             // 1, nested
            "24000100" + s_privateBytes,                            // WGPEER_A_PUBLIC_KEY
            "0800030001000000");                                    // WGPEER_A_FLAGS REMOVE_ME
        Messages(new()
        {
            PrivateKey = WireGuardKey.Parse(Private),
            ListenPort = 51820,
            FirewallMark = 0x1234,
            ReplacePeers = true,
            Peers =
            [
                new(WireGuardKey.Parse(Public))
                {
                    PresharedKey = WireGuardKey.Parse(Private),
                    Endpoint = new IPEndPoint(IPAddress.Parse("fd00::1%7"), 51820),
                    PersistentKeepalive = TimeSpan.FromSeconds(25),
                    AllowedIPs = [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("fd00::/16")],
                    ReplaceAllowedIPs = true,
                    UpdateOnly = true,
                },
                new(WireGuardKey.Parse(Private)) { Remove = true },
            ],
        }).Should().Equal(expected);
        Messages(new() { RemovePrivateKey = true }).Should().Equal("01010000" + "0800010005000000" + "24000300" + new string('0', 64));
        Messages(new()).Should().Equal("01010000" + "0800010005000000");
        Messages(new() { Peers = [new(WireGuardKey.Parse(Public)) { Endpoint = IPEndPoint.Parse("192.0.2.1:1"), RemovePresharedKey = true }] }).Should().Equal(
            "01010000" + "0800010005000000" + "64000880" + "60000080" + "24000100" + s_publicBytes + "24000200" + new string('0', 64)
            + "14000400" + "0200" + "0001" + "c0000201" + "0000000000000000");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(405)]
    [InlineData(410)]
    [InlineData(3000)]
    public void Configuration_that_does_not_fit_a_message_goes_on_in_the_next(int addresses)
    {
        WireGuardConfiguration configuration = new()
        {
            ListenPort = 1,
            ReplacePeers = true,
            Peers =
            [
                .. Enumerable.Range(0, 150).Select(_ => new WireGuardPeer(WireGuardKey.Generate())
                {
                    PresharedKey = WireGuardKey.Generate(),
                    Endpoint = IPEndPoint.Parse("[fd00::1]:1"),
                    PersistentKeepalive = TimeSpan.FromSeconds(1),
                    ReplaceAllowedIPs = true,
                    AllowedIPs = [.. Enumerable.Range(0, addresses / 50).Select(Network)],
                }),
                new(WireGuardKey.Parse(Public)) { ReplaceAllowedIPs = true, AllowedIPs = [.. Enumerable.Range(0, addresses).Select(Network)] },
            ],
        };
        // The messages are read by the parser of a dump, which takes what it does not know for nothing.
        WireGuardReader reader = new(s_family);
        WireGuardMessages messages = new(s_family, 5, configuration);
        int count = 0;
        int replacing = 0;
        byte[] buffer = new byte[WireGuardMessages.SetBufferSize];
        while (messages.HasNext)
        {
            Span<byte> request = messages.Next(buffer).Finish();
            NetlinkMessageReader requests = new(request);
            requests.MoveNext();
            foreach (NetlinkAttribute attribute in s_family.AttributesOf(requests.Current))
            {
                replacing += attribute.Type == WireGuardSchema.WGDEVICE_A_FLAGS ? 1 : 0;
            }

            reader.OnMessage(requests.Current);
            count++;
        }

        count.Should().BeGreaterThan(1);
        replacing.Should().Be(1, "a second one would remove the peers of the first message");
        reader.Info.ListenPort.Should().Be(1);
        reader.Info.Peers.Select(peer => peer.PublicKey).Should().Equal(configuration.Peers.Select(peer => peer.PublicKey));
        foreach ((WireGuardPeerInfo read, WireGuardPeer written) in reader.Info.Peers.Zip(configuration.Peers))
        {
            read.AllowedIPs.Should().Equal(written.AllowedIPs);
            read.PresharedKey.Should().Be(written.PresharedKey);
        }
    }

    [Fact]
    public void Dump_is_read()
    {
        WireGuardReader reader = new(s_family);
        reader.OnMessage(Message(
            "0800010005000000" + "24000300" + s_privateBytes + "24000400" + s_publicBytes + "060006006cca0000" + "0800070000000000"
            + Nest("0880", Nest("0000", "24000100" + s_publicBytes + "24000200" + new string('0', 64)
                + "14000600" + "0100000000000000" + "00e1f50500000000" // 1.1 s
                + "0600050000000000" + "0c000800" + "0200000000000000" + "0c000700" + "0300000000000000" + "08000a0001000000"
                + "14000400" + "0200" + "0001" + "c0000201" + "0000000000000000"
                + Nest("0900", Nest("0000", "050003001e000000" + "0600010002000000" + "0800020001020300"))))));
        // The peer goes on, and another one follows.
        reader.OnMessage(Message(Nest("0880",
            Nest("0000", "24000100" + s_publicBytes + Nest("0900", Nest("0000", "0500030008000000" + "0600010002000000" + "080002000a000000")))
            + Nest("0000", "24000100" + s_privateBytes))));
        WireGuardInfo info = reader.Info;
        info.Should().BeEquivalentTo(new
        {
            PrivateKey = WireGuardKey.Parse(Private),
            PublicKey = WireGuardKey.Parse(Public),
            ListenPort = (int?)51820,
            FirewallMark = (uint?)null,
        });
        info.Peers.Should().HaveCount(2);
        info.Peers[0].Should().BeEquivalentTo(new
        {
            PublicKey = WireGuardKey.Parse(Public),
            PresharedKey = (WireGuardKey?)null,
            Endpoint = IPEndPoint.Parse("192.0.2.1:1"),
            PersistentKeepalive = (TimeSpan?)null,
            LastHandshake = (DateTimeOffset?)DateTimeOffset.UnixEpoch.AddSeconds(1.1),
            ReceivedBytes = 3UL,
            SentBytes = 2UL,
            ProtocolVersion = 1,
        });
        info.Peers[0].AllowedIPs.Should().Equal(IPNetwork.Parse("1.2.3.0/30"), IPNetwork.Parse("10.0.0.0/8"));
        info.Peers[1].PublicKey.Should().Be(WireGuardKey.Parse(Private));
        reader.Restart();
        reader.Info.Peers.Should().BeEmpty();
    }

    [Fact]
    public void Configurations_that_contradict_themselves_are_rejected()
    {
        WireGuardKey key = WireGuardKey.Parse(Public);
        WireGuardKey zero = new(new byte[32]);
        foreach (WireGuardConfiguration configuration in new WireGuardConfiguration[]
        {
            new() { PrivateKey = key, RemovePrivateKey = true },
            new() { PrivateKey = zero },
            new() { Peers = [null!] },
            new() { Peers = [new(key) { PresharedKey = key, RemovePresharedKey = true }] },
            new() { Peers = [new(key) { PresharedKey = zero }] },
            new() { Peers = [new(key) { Remove = true, AllowedIPs = [IPNetwork.Parse("10.0.0.0/8")] }] },
            new() { Peers = [new(key) { Endpoint = new IPEndPoint(IPAddress.Loopback, 0) }] },
        })
        {
            KindData.ShouldBeRejected(new WireGuardOptions { Configuration = configuration });
        }

        FluentActions.Invoking(() => new WireGuardPeer(key) { PersistentKeepalive = TimeSpan.FromSeconds(65536) }).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new WireGuardPeer(key) { PersistentKeepalive = TimeSpan.FromMilliseconds(1) }).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new WireGuardPeer(null!)).Should().Throw<ArgumentNullException>();
    }

    private static IPNetwork Network(int number) => new(IPAddress.Parse($"fd00::{number:x}"), 128);

    private static List<string> Messages(WireGuardConfiguration configuration)
    {
        List<string> result = [];
        WireGuardMessages messages = new(s_family, 5, configuration);
        while (messages.HasNext)
        {
            result.Add(Convert.ToHexStringLower(messages.Next(new byte[WireGuardMessages.SetBufferSize]).Finish()[16..]));
        }

        return result;
    }

    /// <param name="type">The type in hexadecimal, as it is in memory.</param>
    private static string Nest(string type, string contents) => Convert.ToHexStringLower(BitConverter.GetBytes((ushort)(4 + (contents.Length / 2)))) + type + contents;

    private static NetlinkMessage Message(string attributes)
    {
        byte[] contents = Convert.FromHexString("00010000" + attributes);
        NetlinkMessageWriter header = new(new byte[16], FamilyId);
        byte[] message = [.. header.Finish(), .. contents];
        BitConverter.TryWriteBytes(message, message.Length);
        return new NetlinkMessage(message);
    }
}
