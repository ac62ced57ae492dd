using System.Net;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Kinds;

[Collection("The kernel")]
public sealed class NetkitTests : KernelTest
{
    public NetkitTests() => KindCheck.Require(Red, new NetkitOptions("probe1"));

    [Fact]
    public void Ends_are_created_in_their_own_namespaces_and_find_each_other()
    {
        // So that the two have different indexes.
        Blue.Links.AddBridge("br0");
        NetkitPair pair = NetkitPair.Create(Red, "nk0", Blue, "nk1");
        pair.ToString().Should().Be("nk0 - nk1");
        pair.First.Settings.Should().BeEquivalentTo(new { IsPrimary = true, Mode = NetkitMode.L3, Policy = NetkitPolicy.Forward, PeerPolicy = (NetkitPolicy?)NetkitPolicy.Forward });
        pair.Second.Settings.IsPrimary.Should().BeFalse();
        pair.First.GetPeer(Blue).Index.Should().Be(pair.Second.Index);
        pair.Second.GetPeer(Red).Index.Should().Be(pair.First.Index);
        using NetNamespace peer = pair.First.OpenPeerNamespace();
        peer.Should().Be(Blue);
        KindCheck.Link(Red, "nk0").GetProperty("linkinfo").Text("info_kind").Should().Be("netkit");
        KindCheck.Link(Red, "nk0").Number("link_index").Should().Be(pair.Second.Index);
        LinkOracle.ShouldAgree(Red);
        LinkOracle.ShouldAgree(Blue);
        pair.Delete();
        Blue.Links.Find("nk1").Should().BeNull();
    }

    [Fact]
    public void Both_ends_have_their_options()
    {
        NetkitPair pair = NetkitPair.Create(Red, "nk0", new NetkitOptions("nk1", Blue)
        {
            Mode = NetkitMode.L2,
            PeerPolicy = NetkitPolicy.Blackhole,
            Mtu = 1400,
            Peer = new LinkOptions { Mtu = 1300 },
        });
        pair.First.Settings.Mode.Should().Be(NetkitMode.L2);
        pair.First.Settings.PeerPolicy.Should().Be(NetkitPolicy.Blackhole);
        pair.Second.Settings.Policy.Should().Be(NetkitPolicy.Blackhole);
        KindCheck.Link(Red, "nk0").Number("mtu").Should().Be(1400);
        KindCheck.Link(Blue, "nk1").Number("mtu").Should().Be(1300);
    }

    [Fact]
    public void Policies_are_changed_by_the_primary_end()
    {
        NetkitPair pair = NetkitPair.Create(Red, "nk0", new NetkitOptions("nk1", Blue) { Peer = new LinkOptions { Up = true, Alias = "inner" } });
        Blue.Links.Get("nk1").Info.Alias.Should().Be("inner");
        Blue.Links.Get("nk1").IsUp.Should().BeTrue();
        pair.First.Set(new NetkitSettings { Policy = NetkitPolicy.Blackhole, PeerPolicy = NetkitPolicy.Blackhole, Mtu = 1300 });
        pair.First.Settings.Should().BeEquivalentTo(new { Policy = NetkitPolicy.Blackhole, PeerPolicy = (NetkitPolicy?)NetkitPolicy.Blackhole });
        KindCheck.Link(Red, "nk0").Number("mtu").Should().Be(1300);
        FluentActions.Invoking(() => pair.Second.Set(new NetkitSettings { Policy = NetkitPolicy.Forward })).Should().Throw<NetlinkException>();
        FluentActions.Invoking(() => pair.First.Set(new NetkitOptions("nk2"))).Should().Throw<ArgumentException>();
    }

    [Fact]
    public async Task Packets_pass()
    {
        NetkitPair pair = NetkitPair.Create(Red, "nk0", Blue, "nk1");
        pair.First.AddAddress("192.0.2.1/24");
        pair.Second.AddAddress("192.0.2.2/24");
        pair.Connect();
        EchoOptions options = new() { Timeout = TimeSpan.FromSeconds(30) };
        (await Red.PingAsync(IPAddress.Parse("192.0.2.2"), options, TestContext.Current.CancellationToken)).Succeeded.Should().BeTrue();
    }

    [Fact]
    public void Name_that_is_taken_is_named()
    {
        Blue.Links.AddBridge("nk1");
        FluentActions.Invoking(() => NetkitPair.Create(Red, "nk0", Blue, "nk1")).Should().Throw<NetlinkException>()
            .WithMessage($"*'nk1' is taken in namespace '{Blue}'*");
        Red.Links.Find("nk0").Should().BeNull();
    }
}
