using System.Net;
using System.Net.NetworkInformation;
using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Links;

/// <summary>Changes of links, with ip-link(8) as the oracle.</summary>
[Collection("The kernel")]
public sealed class LinkSettingsTests : KernelTest
{
    [Fact]
    public void Everything_is_changed_at_once()
    {
        VethPair pair = VethPair.Create(Red, "veth0", Blue, "veth1");
        Bridge bridge = Red.Links.AddBridge("br0");
        VethLink link = pair.First.Set(new()
        {
            Up = true,
            Name = "wan",
            Mtu = 1400,
            Address = PhysicalAddress.Parse("02-00-00-00-00-0A"),
            BroadcastAddress = PhysicalAddress.Parse("FF-FF-FF-FF-FF-FE"),
            TransmitQueueLength = 77,
            Group = 17,
            Alias = "the way out",
            Master = bridge,
            AllMulticast = true,
            Multicast = false,
            Arp = false,
            Dynamic = true,
            IPv6AddressGenerationMode = IPv6AddressGenerationMode.None,
            GsoMaxSize = 32768,
            GsoMaxSegments = 32,
            GroMaxSize = 16384,
        });
        link.Should().BeSameAs(pair.First);
        link.Name.Should().Be("wan");
        link.IsUp.Should().BeTrue();
        link.Info.MasterIndex.Should().Be(bridge.Index);
        JsonElement seen = LinkOracle.Find(Red, "wan");
        seen.Number("mtu").Should().Be(1400);
        seen.Text("address").Should().Be("02:00:00:00:00:0a");
        seen.Text("broadcast").Should().Be("ff:ff:ff:ff:ff:fe");
        seen.Number("txqlen").Should().Be(77);
        seen.Number("group").Should().Be(17);
        seen.Text("ifalias").Should().Be("the way out");
        seen.Text("master").Should().Be("br0");
        seen.Texts("flags").Should().Contain(["UP", "NOARP", "ALLMULTI", "DYNAMIC"]).And.NotContain("MULTICAST");
        seen.Text("inet6_addr_gen_mode").Should().Be("none");
        seen.Number("gso_max_size").Should().Be(32768);
        seen.Number("gso_max_segs").Should().Be(32);
        // Kernels before 5.19 have none.
        (seen.Number("gro_max_size") ?? 16384).Should().Be(16384);
        LinkOracle.ShouldAgree(Red);

        link.Set(new() { LeaveMaster = true, Up = false, Alias = string.Empty, AllMulticast = false, Promiscuous = true });
        seen = LinkOracle.Find(Red, "wan");
        seen.Text("master").Should().BeNull();
        seen.Text("ifalias").Should().BeNull();
        seen.Texts("flags").Should().Contain(["PROMISC", "NOARP", "DYNAMIC"]).And.NotContain(["UP", "ALLMULTI"]);
        seen.Number("mtu").Should().Be(1400);
        seen.Number("group").Should().Be(17);
        LinkOracle.ShouldAgree(Red);
    }

    [Fact]
    public void New_link_has_what_the_kernel_takes_only_later()
    {
        Bridge bridge = Red.Links.AddBridge("br0", new BridgeOptions
        {
            Up = true,
            Alias = "alias",
            Promiscuous = true,
            IPv6AddressGenerationMode = IPv6AddressGenerationMode.None,
        });
        VethLink link = Red.Links.Add("veth0", new VethOptions("veth1", Blue)
        {
            Alias = "first",
            Master = bridge,
            Peer = new LinkOptions { Up = true, Alias = "second", Master = Blue.Links.AddBridge("br1"), IPv6AddressGenerationMode = IPv6AddressGenerationMode.None },
        });
        link.Info.Alias.Should().Be("first");
        JsonElement seen = LinkOracle.Find(Red, "br0");
        seen.Text("ifalias").Should().Be("alias");
        seen.Texts("flags").Should().Contain(["UP", "PROMISC"]);
        seen.Text("inet6_addr_gen_mode").Should().Be("none");
        LinkOracle.Find(Red, "veth0").Text("ifalias").Should().Be("first");
        JsonElement peer = LinkOracle.Find(Blue, "veth1");
        peer.Text("ifalias").Should().Be("second");
        peer.Text("master").Should().Be("br1");
        peer.Texts("flags").Should().Contain("UP");
        peer.Text("inet6_addr_gen_mode").Should().Be("none");
    }

    [Fact]
    public void Token_is_what_ip_shows()
    {
        VethPair pair = VethPair.Create(Red, "veth0", Blue, "veth1");
        pair.First.Set(new() { IPv6Token = IPAddress.Parse("::1234:5678:9abc:def0") });
        Tool.RunIn(Red, "ip", "token", "get", "dev", "veth0").Should().Contain("::1234:5678:9abc:def0");
        pair.First.Set(new() { IPv6Token = IPAddress.IPv6Any });
        Tool.RunIn(Red, "ip", "token", "get", "dev", "veth0").Should().NotContain("::1234:5678:9abc:def0");
    }

    [Fact]
    public void Link_that_kept_a_part_of_a_change_that_failed_shows_it()
    {
        VethPair pair = VethPair.Create(Red, "veth0", Blue, "veth1");
        FluentActions.Invoking(() => pair.First.Set(new() { Group = 7, Name = "lo" })).Should().Throw<NetlinkException>()
            .Where(e => e.Errno == Errno.EEXIST).WithMessage("Could not change link 'veth0'*A link of the namespace has the name already*");
        pair.First.Info.Group.Should().Be(LinkOracle.Find(Red, "veth0").Number("group"));
        pair.First.Name.Should().Be("veth0");
    }

    [Fact]
    public void Refusals_name_the_attribute_or_the_reason()
    {
        VethPair pair = VethPair.Create(Red, "veth0", Blue, "veth1");
        Link link = pair.First;
        FluentActions.Invoking(() => link.Set(new() { Mtu = 100_000 })).Should().Throw<NetlinkException>().WithMessage("*mtu greater than device maximum*");
        FluentActions.Invoking(() => link.Set(new() { Address = PhysicalAddress.Parse("02-00-00-00") })).Should().Throw<NetlinkException>().Where(e => e.Errno == Errno.EINVAL);
        FluentActions.Invoking(() => link.Set(new() { Address = PhysicalAddress.Parse("02-00-00-00-00-00-00-01") })).Should().Throw<NetlinkException>().Where(e => e.Errno == Errno.EINVAL);
        FluentActions.Invoking(() => link.Set(new() { BroadcastAddress = PhysicalAddress.Parse("02-00-00-00-00-00-00-01") })).Should().Throw<NetlinkException>().Where(e => e.Errno == Errno.EINVAL);
        FluentActions.Invoking(() => link.Set(new() { ProtocolDown = true })).Should().Throw<NotSupportedException>();
        FluentActions.Invoking(() => link.Set(new() { Carrier = false })).Should().Throw<NotSupportedException>();
        FluentActions.Invoking(() => Red.Loopback.Set(new() { IPv6Token = IPAddress.Parse("::1") })).Should().Throw<NetlinkException>();
        FluentActions.Invoking(() => link.Set(new() { Master = Blue.Links.AddBridge("br0") })).Should().Throw<ArgumentException>()
            .WithMessage($"'br0' is in namespace '{Blue}'. The master of a link in '{Red}' has to be there too.");
        Bridge gone = Red.Links.AddBridge("br0");
        gone.Delete();
        FluentActions.Invoking(() => link.Set(new() { Master = gone })).Should().Throw<NetlinkException>().Where(e => e.Errno == Errno.ENODEV);
    }
}
