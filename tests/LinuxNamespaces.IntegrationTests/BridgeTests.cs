using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

[Collection("The kernel")]
public sealed class BridgeTests : KernelTest
{
    [Fact]
    public void Bridge_that_the_library_makes_is_what_ip_says()
    {
        Bridge bridge = Red.Links.AddBridge("br0", new BridgeOptions
        {
            SpanningTree = true,
            ForwardDelay = TimeSpan.FromSeconds(4.5),
            HelloTime = TimeSpan.FromSeconds(1.5),
            MaxAge = TimeSpan.FromSeconds(7),
            AgeingTime = TimeSpan.FromMinutes(7),
            Priority = 4711,
            MulticastSnooping = false,
            GroupForwardMask = 0x4008,
        });
        BridgeOracle.ShouldAgree(bridge);
        JsonElement data = BridgeOracle.Data(bridge);
        data.Number("stp_state").Should().Be(1);
        data.Number("forward_delay").Should().Be(450);
        data.Number("hello_time").Should().Be(150);
        data.Number("max_age").Should().Be(700);
        data.Number("ageing_time").Should().Be(42000);
        data.Number("priority").Should().Be(4711);
        data.Number("mcast_snooping").Should().Be(0);
        data.Hexadecimal("group_fwd_mask").Should().Be(0x4008);
    }

    [Fact]
    public void Bridge_with_the_defaults_is_what_ip_says()
    {
        Bridge bridge = Red.Links.AddBridge("br0");
        BridgeOracle.ShouldAgree(bridge);
        bridge.Settings.ForwardDelay.Should().Be(TimeSpan.FromSeconds(15));
        bridge.Settings.Priority.Should().Be(32768);
        bridge.Settings.SpanningTree.Should().BeFalse();
    }

    [Fact]
    public void Bridge_that_ip_makes_is_read()
    {
        Tool.Ip(
            Red,
            "link add br0 type bridge stp_state 1 forward_delay 300 hello_time 150 max_age 800 ageing_time 12345 priority 7 mcast_snooping 0 group_fwd_mask 0x8",
            "link add p1 type veth peer name e1",
            "link add p2 type veth peer name e2",
            "link add p3 type veth peer name e3",
            "link set p1 master br0",
            "link set p2 master br0",
            "link set p1 type bridge_slave priority 9 cost 77 hairpin on guard on root_block on fastleave on learning off flood off mcast_flood off isolated on",
            "link set br0 up",
            "link set p1 up",
            "link set e1 up",
            "link set p2 up",
            "link set e2 up");
        Bridge bridge = (Bridge)Red.Links.Get("br0");
        // A bridge hears of the carrier of its ports a little later.
        SpinWait.SpinUntil(() => bridge.GetPorts().All(port => port.State != BridgePortState.Disabled), TimeSpan.FromSeconds(10)).Should().BeTrue();
        BridgeOracle.ShouldAgree(bridge);
        IReadOnlyList<BridgePort> ports = bridge.GetPorts();
        ports.Select(port => port.Link.Name).Should().Equal("p1", "p2");
        ports[0].Should().Match<BridgePort>(port => port.Priority == 9 && port.Cost == 77 && port.Number == 1);
        ports[0].Should().Match<BridgePort>(port => port.Hairpin && port.BpduGuard && port.RootBlock && port.FastLeave && port.Isolated);
        ports[0].Should().Match<BridgePort>(port => !port.Learning && !port.UnicastFlood && !port.MulticastFlood);
        ports[1].Number.Should().Be(2);
    }

    [Fact]
    public void Each_flag_of_a_port_is_read_into_its_own_property()
    {
        Tool.Ip(Red, "link add br0 type bridge", "link add p1 type veth peer name e1", "link set p1 master br0");
        Bridge bridge = (Bridge)Red.Links.Get("br0");
        foreach (string flag in new[] { "hairpin on", "guard on", "root_block on", "fastleave on", "learning off", "flood off", "mcast_flood off", "isolated on" })
        {
            Tool.Ip(Red, $"link set p1 type bridge_slave {flag}");
            BridgeOracle.ShouldAgree(bridge);
        }
    }

    [Fact]
    public void Each_state_of_a_port_is_read()
    {
        Tool.Ip(Red, "link add br0 type bridge", "link add p1 type veth peer name e1", "link set p1 master br0", "link set br0 up", "link set e1 up");
        Bridge bridge = (Bridge)Red.Links.Get("br0");
        bridge.GetPorts().Single().State.Should().Be(BridgePortState.Disabled, "it is down");
        BridgeOracle.ShouldAgree(bridge);
        Tool.Ip(Red, "link set p1 up");
        // Without the spanning tree protocol the kernel keeps no port blocked or disabled that is up.
        foreach (BridgePortState state in new[] { BridgePortState.Listening, BridgePortState.Learning, BridgePortState.Forwarding })
        {
            Tool.Ip(Red, $"link set p1 type bridge_slave state {(int)state}");
            bridge.GetPorts().Single().State.Should().Be(state);
            BridgeOracle.ShouldAgree(bridge);
        }
    }

    [Fact]
    public void Ports_come_and_go_and_change_over()
    {
        Bridge first = Red.Links.AddBridge("br0");
        Bridge second = Red.Links.AddBridge("br1");
        VethPair pair = VethPair.Create(Red, "veth0", Red, "veth1");
        first.AddPort(pair.First);
        first.AddPort(pair.Second);
        BridgeOracle.ShouldAgree(first);
        second.AddPort(pair.First);
        BridgeOracle.ShouldAgree(first);
        BridgeOracle.ShouldAgree(second);
        first.GetPorts().Should().ContainSingle().Which.Link.Name.Should().Be("veth1");
        second.RemovePort(pair.First);
        second.GetPorts().Should().BeEmpty();
        LinkOracle.Find(Red, "veth0").Text("master").Should().BeNull();
        pair.First.Info.MasterIndex.Should().BeNull();
        Action again = () => second.RemovePort(pair.First);
        again.Should().Throw<ArgumentException>();
    }
}
