using System.Net.NetworkInformation;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

/// <summary>What a bridge was asked for holds, or is refused.</summary>
[Collection("The kernel")]
public sealed class BridgeSettingsTests : KernelTest
{
    [Theory]
    [InlineData(1400, 1500)]
    [InlineData(1500, 1400)]
    [InlineData(1500, 9000)]
    [InlineData(68, 1500)]
    [InlineData(65535, 1500)]
    public void MTU_that_a_bridge_is_created_with_holds_when_ports_come_and_go(int mtu, int port)
    {
        Bridge bridge = Red.Links.AddBridge("br0", new BridgeOptions { Mtu = mtu });
        bridge.Info.Mtu.Should().Be(mtu);
        ShouldHold(bridge, mtu, port);
    }

    [Theory]
    [InlineData(1400, 1500)]
    [InlineData(1500, 1400)]
    [InlineData(65535, 1500)]
    public void MTU_that_a_bridge_is_given_later_holds(int mtu, int port)
    {
        Bridge bridge = Red.Links.AddBridge("br0");
        Red.Links.Get("br0").SetMtu(mtu);
        ShouldHold(bridge, mtu, port);
    }

    [Fact]
    public void MTU_that_nobody_asked_for_follows_the_ports()
    {
        Bridge bridge = Red.Links.AddBridge("br0", new BridgeOptions { Priority = 3 });
        AddPort(bridge, "p0", 1400);
        LinkOracle.Find(Red, "br0").Number("mtu").Should().Be(1400);
    }

    [Fact]
    public void MTU_that_no_bridge_can_have_leaves_no_bridge()
    {
        Action act = () => Red.Links.AddBridge("br0", new BridgeOptions { Mtu = 67 });
        act.Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.EINVAL);
        Red.Links.Find("br0").Should().BeNull();
    }

    [Fact]
    public void Address_that_a_bridge_was_given_holds_when_ports_come()
    {
        PhysicalAddress address = PhysicalAddress.Parse("06-00-00-00-00-01");
        Bridge created = Red.Links.AddBridge("br0", new BridgeOptions { Address = address });
        Bridge later = Red.Links.AddBridge("br1");
        later.SetAddress(later.Info.Address!);
        PhysicalAddress random = later.Info.Address!;
        AddPort(created, "p0", 1500, "02:00:00:00:00:01");
        AddPort(later, "p1", 1500, "00:00:00:00:00:02");
        created.Refresh().Address.Should().Be(address);
        later.Refresh().Address.Should().Be(random);
    }

    [Theory]
    [InlineData(true, 1.0, null, null)]
    [InlineData(true, 31.0, null, null)]
    [InlineData(true, 0.0, null, null)]
    [InlineData(null, null, 0.5, null)]
    [InlineData(null, null, 11.0, null)]
    [InlineData(null, null, null, 5.0)]
    [InlineData(null, null, null, 41.0)]
    public void Times_that_the_spanning_tree_protocol_does_not_have_are_refused(bool? spanningTree, double? forward, double? hello, double? age)
    {
        Action act = () => Red.Links.AddBridge("br0", new BridgeOptions
        {
            SpanningTree = spanningTree,
            ForwardDelay = Seconds(forward),
            HelloTime = Seconds(hello),
            MaxAge = Seconds(age),
        });
        act.Should().Throw<ArgumentException>();
        Red.Links.Find("br0").Should().BeNull();
    }

    [Theory]
    [InlineData(2.0)]
    [InlineData(30.0)]
    public void Forward_delay_of_the_spanning_tree_protocol_holds(double seconds)
    {
        Bridge bridge = Red.Links.AddBridge("br0", new BridgeOptions { SpanningTree = true, ForwardDelay = Seconds(seconds), MaxAge = Seconds(6), HelloTime = Seconds(1) });
        BridgeOracle.Data(bridge).Number("forward_delay").Should().Be((long)(seconds * 100));
        BridgeOracle.ShouldAgree(bridge);
    }

    [Fact]
    public void Short_forward_delay_holds_without_the_spanning_tree_protocol()
    {
        Bridge bridge = Red.Links.AddBridge("br0", new BridgeOptions { ForwardDelay = TimeSpan.Zero, SpanningTree = false });
        bridge.Settings.ForwardDelay.Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public void Time_that_is_no_whole_number_of_the_kernels_units_is_refused()
    {
        Action[] acts =
        [
            () => _ = new BridgeOptions { AgeingTime = TimeSpan.FromMilliseconds(5) },
            () => _ = new BridgeOptions { ForwardDelay = TimeSpan.FromMilliseconds(2005) },
            () => _ = new BridgeOptions { HelloTime = TimeSpan.FromTicks(TimeSpan.TicksPerSecond + 1) },
            () => _ = new BridgeOptions { MaxAge = TimeSpan.FromSeconds(6.001) },
        ];
        foreach (Action act in acts)
        {
            act.Should().Throw<ArgumentOutOfRangeException>();
        }
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(0x4008, false)]
    [InlineData(0x1, true)]
    [InlineData(0x2, true)]
    [InlineData(0x4, true)]
    public void Group_forward_mask_holds_or_is_refused(int mask, bool refused)
    {
        Func<Bridge> act = () => Red.Links.AddBridge("br0", new BridgeOptions { GroupForwardMask = (ushort)mask });
        if (refused)
        {
            act.Should().Throw<ArgumentException>();
            Red.Links.Find("br0").Should().BeNull();
        }
        else
        {
            act().Settings.GroupForwardMask.Should().Be(mask);
        }
    }

    [Theory]
    [InlineData("02-00-00-00")]
    [InlineData("02-00-00-00-00-00-00-08")]
    public void Address_of_another_length_is_refused(string address)
    {
        Action bridge = () => Red.Links.AddBridge("br0", new BridgeOptions { Address = PhysicalAddress.Parse(address) });
        Action veth = () => VethPair.Create(Red, "x0", Red, "x1", new VethPairOptions { First = new LinkOptions { Address = PhysicalAddress.Parse(address) } });
        Action peer = () => VethPair.Create(Red, "x0", Red, "x1", new VethPairOptions { Second = new LinkOptions { Address = PhysicalAddress.Parse(address) } });
        Action later = () => Red.Links.AddBridge("br1").SetAddress(PhysicalAddress.Parse(address));
        bridge.Should().Throw<NetlinkException>();
        veth.Should().Throw<NetlinkException>();
        peer.Should().Throw<NetlinkException>();
        later.Should().Throw<NetlinkException>();
        Red.Links.Select(link => link.Name).Should().Equal("lo", "br1");
    }

    private void ShouldHold(Bridge bridge, int mtu, int port)
    {
        bridge.Up();
        VethPair pair = AddPort(bridge, "p0", port);
        LinkOracle.Find(Red, "br0").Number("mtu").Should().Be(mtu);
        AddPort(bridge, "p1", port + 1);
        LinkOracle.Find(Red, "br0").Number("mtu").Should().Be(mtu);
        pair.First.SetMtu(1300);
        bridge.RemovePort(pair.First);
        LinkOracle.Find(Red, "br0").Number("mtu").Should().Be(mtu);
    }

    private VethPair AddPort(Bridge bridge, string name, int mtu, string? address = null)
    {
        VethPair pair = VethPair.Create(Red, name, Red, name + "-peer", new VethPairOptions
        {
            First = new LinkOptions { Mtu = mtu, Address = address is null ? null : PhysicalAddress.Parse(address) },
        });
        bridge.AddPort(pair.First);
        pair.First.Up();
        return pair;
    }

    private static TimeSpan? Seconds(double? value) => value is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
}
