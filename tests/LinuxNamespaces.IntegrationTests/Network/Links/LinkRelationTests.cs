using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Links;

/// <summary>What the kernel reports of a link beyond its settings: traffic, carrier, and the links that belong to it.</summary>
[Collection("The kernel")]
public sealed class LinkRelationTests : KernelTest
{
    [Fact]
    public void Statistics_are_those_that_ip_shows()
    {
        VethPair pair = VethPair.Create(Red, "veth0", Blue, "veth1");
        // Nothing but what the test sends.
        pair.First.Set(new() { IPv6AddressGenerationMode = IPv6AddressGenerationMode.None, Arp = false, Up = true });
        pair.Second.Set(new() { IPv6AddressGenerationMode = IPv6AddressGenerationMode.None, Arp = false, Up = true });
        pair.First.AddAddress("10.0.0.1/24");
        LinkStatistics before = pair.First.GetStatistics();
        using Socket socket = Red.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        for (int i = 0; i < 7; i++)
        {
            socket.SendTo(new byte[100], new IPEndPoint(IPAddress.Parse("10.0.0.2"), 9));
        }

        LinkStatistics sent = pair.First.GetStatistics();
        (sent.SentPackets - before.SentPackets).Should().Be(7);
        (sent.SentBytes - before.SentBytes).Should().Be(7 * (100 + 8 + 20 + 14));
        JsonElement red = Stats(Red, "veth0");
        sent.SentPackets.Should().Be(Counter(red, "tx", "packets"));
        sent.SentBytes.Should().Be(Counter(red, "tx", "bytes"));
        sent.SendDropped.Should().Be(Counter(red, "tx", "dropped"));
        sent.SendErrors.Should().Be(Counter(red, "tx", "errors"));
        sent.Collisions.Should().Be(Counter(red, "tx", "collisions"));
        sent.SendCarrierErrors.Should().Be(Counter(red, "tx", "carrier_errors"));
        LinkStatistics received = pair.Second.GetStatistics();
        JsonElement blue = Stats(Blue, "veth1");
        received.ReceivedPackets.Should().Be(Counter(blue, "rx", "packets")).And.BeGreaterThanOrEqualTo(7);
        received.ReceivedBytes.Should().Be(Counter(blue, "rx", "bytes"));
        received.ReceiveDropped.Should().Be(Counter(blue, "rx", "dropped"));
        received.ReceiveErrors.Should().Be(Counter(blue, "rx", "errors"));
        received.ReceiveOverErrors.Should().Be(Counter(blue, "rx", "over_errors"));
        received.ReceivedMulticast.Should().Be(Counter(blue, "rx", "multicast"));
    }

    [Fact]
    public async Task Changes_of_the_carrier_are_counted()
    {
        VethPair pair = VethPair.Create(Red, "veth0", Blue, "veth1");
        pair.First.Up();
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        long before = pair.First.Info.CarrierUpCount!.Value;
        pair.Second.Up();
        await pair.First.WaitUntilAsync(info => info.CarrierUpCount > before, limit.Token);
        long down = pair.First.Info.CarrierDownCount!.Value;
        pair.Second.Down();
        await pair.First.WaitUntilAsync(info => info.CarrierDownCount > down, limit.Token);
        pair.First.Info.CarrierChanges.Should().Be(pair.First.Info.CarrierUpCount + pair.First.Info.CarrierDownCount);
    }

    [Fact]
    public void Limits_for_IPv4_and_the_token_are_read_as_they_are_set()
    {
        VethPair pair = VethPair.Create(Red, "veth0", Blue, "veth1");
        pair.First.Set(new() { IPv6Token = IPAddress.Parse("::1:2:3:4") }).Info.IPv6Token.Should().Be(IPAddress.Parse("::1:2:3:4"));
        pair.First.Set(new() { IPv6Token = IPAddress.IPv6Any }).Info.IPv6Token.Should().BeNull();
        Assert.SkipWhen(pair.First.Info.GroIPv4MaxSize is null, "The kernel has no GRO limit for IPv4 (Linux 6.3).");
        pair.First.Set(new() { GsoIPv4MaxSize = 30000, GroIPv4MaxSize = 20000 });
        pair.First.Info.GsoIPv4MaxSize.Should().Be(30000);
        pair.First.Info.GroIPv4MaxSize.Should().Be(20000);
    }

    [Fact]
    public void Parent_is_found_in_the_same_and_in_another_namespace()
    {
        VethPair pair = VethPair.Create(Red, "veth0", Red, "veth1");
        Link here;
        Link there;
        try
        {
            here = Red.Links.Add("mac0", new RawLinkOptions("macvlan", parent: pair.First));
            there = Blue.Links.Add("mac1", new RawLinkOptions("macvlan", parent: pair.First));
        }
        catch (NotSupportedException)
        {
            Assert.Skip("The kernel has no macvlan links (CONFIG_MACVLAN).");
            throw;
        }

        Red.Loopback.GetParent().Should().BeNull();
        Red.Loopback.GetParentInfo().Should().BeNull();
        Link same = here.GetParent()!;
        same.Index.Should().Be(pair.First.Index);
        same.Namespace.Should().BeSameAs(Red);
        here.GetParentInfo()!.Name.Should().Be("veth0");
        there.Info.LinkNamespaceId.Should().NotBeNull();
        there.GetParentInfo()!.Name.Should().Be("veth0");
        Link other = there.GetParent()!;
        using NetNamespace opened = other.Namespace;
        opened.Should().Be(Red);
        other.Should().BeOfType<VethLink>().Which.Name.Should().Be("veth0");
    }

    [Fact]
    public void Links_of_another_namespace_are_read_by_its_ID()
    {
        VethPair pair = VethPair.Create(Red, "veth0", Blue, "veth1");
        Blue.Links.AddBridge("br0").Set(new() { Alias = "blue" });
        int id = pair.First.Info.LinkNamespaceId!.Value;
        Red.FindId(Blue).Should().Be(id);
        IReadOnlyList<LinkInfo> links = Red.Links.ListOther(id);
        links.Select(info => (info.Index, info.Name, info.Kind, info.Alias, info.Address))
            .Should().BeEquivalentTo(Blue.Links.Select(link => (link.Index, link.Name, link.Info.Kind, link.Info.Alias, link.Info.Address)));
        Red.Links.GetOther(id, pair.Second.Index).Name.Should().Be("veth1");
        pair.First.GetParentInfo()!.Name.Should().Be("veth1");
        FluentActions.Invoking(() => Red.Links.GetOther(id, 4711)).Should().Throw<NetlinkException>().Where(e => e.Errno == Errno.ENODEV);
        FluentActions.Invoking(() => Red.Links.GetOther(id + 1000, 1)).Should().Throw<NetlinkException>();
        FluentActions.Invoking(() => Red.Links.ListOther(id + 1000)).Should().Throw<NetlinkException>();
        FluentActions.Invoking(() => Red.Links.ListOther(-1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => Red.Links.GetOther(id, 0)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Reads_of_a_link_that_is_gone_fail()
    {
        VethPair pair = VethPair.Create(Red, "veth0", Blue, "veth1");
        pair.Delete();
        Action[] acts = [() => pair.First.GetStatistics(), () => pair.First.GetParent(), () => pair.First.GetParentInfo(), () => pair.First.Set(new() { Mtu = 1400 })];
        foreach (Action act in acts)
        {
            act.Should().Throw<NetlinkException>().Where(e => e.Errno == Errno.ENODEV);
        }
    }

    private static JsonElement Stats(NetNamespace netNamespace, string name) =>
        Tool.Json(netNamespace, "ip", "-d", "-s", "-j", "link", "show", "dev", name).Single().GetProperty("stats64");

    private static ulong Counter(JsonElement stats, string direction, string name) => stats.GetProperty(direction).GetProperty(name).GetUInt64();
}
