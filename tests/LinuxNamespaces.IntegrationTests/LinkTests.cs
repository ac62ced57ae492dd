using System.Net.NetworkInformation;
using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

[Collection("The kernel")]
public sealed class LinkTests : KernelTest
{
    [Fact]
    public void Links_that_the_library_makes_are_what_ip_says()
    {
        VethPair pair = VethPair.Create(Red, "left", Blue, "right", new VethPairOptions
        {
            First = new LinkOptions
            {
                Mtu = 1400,
                Address = PhysicalAddress.Parse("02-00-00-00-00-07"),
                TransmitQueueLength = 77,
                TransmitQueueCount = 3,
                ReceiveQueueCount = 2,
                Group = 17,
            },
            Second = new LinkOptions
            {
                Mtu = 9000,
                Address = PhysicalAddress.Parse("02-00-00-00-00-08"),
                TransmitQueueLength = 0,
                TransmitQueueCount = 1,
                ReceiveQueueCount = 4,
                Group = int.MaxValue,
            },
        });
        Bridge bridge = Red.Links.AddBridge("br0", new BridgeOptions { Mtu = 1300, Address = PhysicalAddress.Parse("02-00-00-00-00-09"), TransmitQueueLength = 5, Group = 3 });
        JsonElement seen = LinkOracle.Find(Red, "br0");
        seen.Number("mtu").Should().Be(1300);
        seen.Text("address").Should().Be("02:00:00:00:00:09");
        seen.Number("txqlen").Should().Be(5);
        seen.Number("group").Should().Be(3);
        bridge.AddPort(pair.First);
        pair.First.SetAlias("the first – of two");
        pair.First.AddAlternativeName("a-further-name-that-is-longer");
        pair.First.AddAlternativeName("short");
        LinkOracle.ShouldAgree(Red);
        LinkOracle.ShouldAgree(Blue);
        pair.First.Up();
        LinkOracle.ShouldAgree(Red);
        pair.Second.Up();
        bridge.Up();
        LinkOracle.ShouldAgree(Red);
        LinkOracle.ShouldAgree(Blue);

        JsonElement left = LinkOracle.Find(Red, "left");
        left.Number("mtu").Should().Be(1400);
        left.Text("address").Should().Be("02:00:00:00:00:07");
        left.Number("txqlen").Should().Be(77);
        left.Number("num_tx_queues").Should().Be(3);
        left.Number("num_rx_queues").Should().Be(2);
        left.Number("group").Should().Be(17);
        left.Text("ifalias").Should().Be("the first – of two");
        left.Texts("altnames").Should().Equal("a-further-name-that-is-longer", "short");
        left.Text("master").Should().Be("br0");
        left.Texts("flags").Should().Contain(["UP", "LOWER_UP"]);
        JsonElement right = LinkOracle.Find(Blue, "right");
        right.Number("mtu").Should().Be(9000);
        right.Text("address").Should().Be("02:00:00:00:00:08");
        right.Number("txqlen").Should().BeNull("ip leaves it out when it is 0");
        right.Number("num_tx_queues").Should().Be(1);
        right.Number("num_rx_queues").Should().Be(4);
        right.Number("group").Should().Be(int.MaxValue);
    }

    [Fact]
    public void What_the_library_changes_ip_sees()
    {
        VethPair pair = VethPair.Create(Red, "left", Red, "right");
        Link left = pair.First;
        left.SetMtu(1234);
        left.SetAddress(PhysicalAddress.Parse("02-00-00-00-00-0A"));
        left.SetAlias(new string('x', 255));
        left.AddAlternativeName(new string('y', 127));
        left.Rename("other");
        left.Up();
        JsonElement seen = Eventually.Read(() => LinkOracle.Find(Red, "other"), link => link.Texts("flags").Contains("NO-CARRIER"));
        seen.Number("mtu").Should().Be(1234);
        seen.Text("address").Should().Be("02:00:00:00:00:0a");
        seen.Text("ifalias").Should().HaveLength(255);
        seen.Texts("altnames").Should().ContainSingle().Which.Should().HaveLength(127);
        seen.Texts("flags").Should().Contain(["UP", "NO-CARRIER"]);
        LinkOracle.ShouldAgree(Red);
        Red.Links.Get(new string('y', 127)).Index.Should().Be(left.Index);

        left.SetAlias(string.Empty);
        left.RemoveAlternativeName(new string('y', 127));
        left.Down();
        seen = LinkOracle.Find(Red, "other");
        seen.Text("ifalias").Should().BeNull();
        seen.Texts("altnames").Should().BeEmpty();
        seen.Texts("flags").Should().NotContain("UP");
        LinkOracle.ShouldAgree(Red);
        left.Info.Alias.Should().BeNull();
    }

    [Fact]
    public void Links_that_ip_makes_are_read()
    {
        Tool.Ip(
            Red,
            "link add br7 numtxqueues 2 group 4 type bridge",
            $"link add a0 mtu 1300 txqueuelen 77 numtxqueues 3 numrxqueues 2 address 02:00:00:00:00:01 type veth peer name a1 mtu 1350 netns {Tool.InheritedPathOf(Blue)}",
            "link add b0 type veth peer name b1",
            "link property add dev a0 altname a-further-name-that-is-long altname another",
            "link set b0 master br7 alias the_port group 17",
            "link set a0 up promisc on allmulticast on",
            "link set b1 up arp off multicast off",
            "link set lo up mtu 1280",
            "link add m0 link b1 type macvlan mode bridge");
        LinkOracle.ShouldAgree(Red);
        Tool.Ip(Red, "link set br7 up", "link set b0 up", "link set m0 up");
        Tool.Ip(Blue, "link set a1 up");
        LinkOracle.ShouldAgree(Red);
        LinkOracle.ShouldAgree(Blue);
        Red.Links.List().Should().HaveCount(6);

        Red.Links.Get("br7").Should().BeOfType<Bridge>();
        Red.Links.Get("a0").Should().BeOfType<VethLink>().Which.Info.LinkNamespaceId.Should().NotBeNull();
        Red.Links.Get("m0").Info.LinkIndex.Should().Be(Red.Links.Get("b1").Index);
        Red.Links.Get("another").Name.Should().Be("a0");
    }

    [Fact]
    public void Links_without_a_link_layer_address_are_read()
    {
        try
        {
            File.Open("/dev/net/tun", FileMode.Open, FileAccess.ReadWrite).Dispose();
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            // Only root may have tunnels here, so there is nothing to read.
            return;
        }

        Tool.Ip(Red, "tuntap add tun0 mode tun", "tuntap add tap0 mode tap", "link set tun0 up");
        LinkOracle.ShouldAgree(Red);
        Red.Links.Get("tun0").Info.Address.Should().BeNull();
        Red.Links.Get("tap0").Info.Address.Should().NotBeNull();
    }

    [Fact]
    public void Links_are_renamed_moved_and_deleted()
    {
        VethPair pair = VethPair.Create(Red, "veth0", Red, "veth1");
        pair.First.Rename("other");
        Link moved = pair.Second.MoveTo(Blue, "eth0");
        Red.Links.Find("veth1").Should().BeNull();
        Blue.Links.Get("eth0").Index.Should().Be(moved.Index);
        LinkOracle.ShouldAgree(Red);
        LinkOracle.ShouldAgree(Blue);
        moved.Delete();
        Red.Links.Find("other").Should().BeNull("a veth takes its peer along");
    }

    [Fact]
    public void Link_that_moves_to_its_own_namespace_is_renamed_only()
    {
        VethPair pair = VethPair.Create(Red, "veth0", Red, "veth1");
        Link same = pair.First.MoveTo(Red, "other");
        same.Index.Should().Be(pair.First.Index);
        LinkOracle.Find(Red, "other").Number("ifindex").Should().Be(same.Index);
        same.MoveTo(Red, "other").Name.Should().Be("other");
    }

    [Fact]
    public void Link_that_somebody_else_renamed_moves_all_the_same()
    {
        VethPair pair = VethPair.Create(Red, "veth0", Red, "veth1");
        Tool.Ip(Red, "link set veth0 name other");
        pair.First.MoveTo(Blue).Name.Should().Be("other");
    }
}
