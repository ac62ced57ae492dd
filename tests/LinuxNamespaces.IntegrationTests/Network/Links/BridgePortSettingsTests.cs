using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Links;

/// <summary>Ports of bridges: what older tools do not show, and what is rejected.</summary>
[Collection("The kernel")]
public sealed class BridgePortSettingsTests : KernelTest
{
    private const int IFLA_BR_PRIORITY = 6;
    private const int IFLA_BRPORT_PRIORITY = 2;

    [Fact]
    public void Link_becomes_a_port_with_settings_in_one_call()
    {
        Bridge bridge = Red.Links.AddBridge("br0");
        VethPair pair = VethPair.Create(Red, "p0", Red, "p1");
        pair.First.Set(new() { Master = bridge, Up = true, Port = new BridgePortSettings { Isolated = true, Cost = 77 } });
        BridgeOracle.PortData(pair.First).Flag("isolated").Should().BeTrue();
        BridgeOracle.PortData(pair.First).Number("cost").Should().Be(77);
        VethLink created = Red.Links.Add("p2", new VethOptions("p3") { Master = bridge, Port = new BridgePortSettings { Hairpin = true } });
        BridgeOracle.PortData(created).Flag("hairpin").Should().BeTrue();
        BridgeOracle.ShouldAgree(bridge);
    }

    [Fact]
    public void State_is_set()
    {
        Bridge bridge = Red.Links.AddBridge("br0").Up();
        VethPair pair = VethPair.Create(Red, "p0", Red, "p1");
        pair.Second.Up();
        pair.First.Set(new() { Master = bridge, Up = true });
        // The bridge notices the carrier of a port a little later, and then has it forward.
        SpinWait.SpinUntil(() => bridge.GetPort(pair.First).State == BridgePortState.Forwarding, TimeSpan.FromSeconds(30)).Should().BeTrue();
        foreach (BridgePortState state in new[] { BridgePortState.Listening, BridgePortState.Learning, BridgePortState.Forwarding })
        {
            pair.First.Set(new() { Port = new BridgePortSettings { State = state } });
            bridge.GetPort(pair.First).State.Should().Be(state);
        }
    }

    [Fact]
    public void Backup_port_is_set_and_removed()
    {
        Bridge bridge = Red.Links.AddBridge("br0");
        VethPair pair = VethPair.Create(Red, "p0", Red, "p1");
        bridge.AddPort(pair.First).AddPort(pair.Second);
        pair.First.Set(new() { Port = new BridgePortSettings { BackupPort = pair.Second } });
        BridgeOracle.PortData(pair.First).Text("backup_port").Should().Be("p1");
        BridgeOracle.ShouldAgree(bridge);
        pair.First.Set(new() { Port = new BridgePortSettings { RemoveBackupPort = true } });
        bridge.GetPort(pair.First).BackupPortIndex.Should().BeNull();
        BridgeOracle.ShouldAgree(bridge);
    }

    [Fact]
    public void Newer_settings_hold_or_name_the_kernel()
    {
        Bridge bridge = Red.Links.AddBridge("br0");
        VethPair pair = VethPair.Create(Red, "p0", Red, "p1");
        bridge.AddPort(pair.First);
        Check(new() { MulticastMaxGroups = 17 }, port => port.MulticastMaxGroups == 17);
        Check(new() { MulticastHostsLimit = 18 }, port => port.MulticastHostsLimit == 18);
        Check(new() { NeighbourSuppressionPerVlan = true }, port => port.NeighbourSuppressionPerVlan == true);
        Check(new() { Locked = true, Learning = true, MacAuthenticationBypass = true }, port => port.MacAuthenticationBypass == true && port.Locked == true);
        Check(new() { BackupNexthopId = 19 }, port => port.BackupNexthopId == 19);
        Check(new() { BackupNexthopId = 0 }, port => port.BackupNexthopId is null);
        Check(new() { FlushAddresses = true }, port => port.Number == 1);

        void Check(BridgePortSettings settings, Func<BridgePort, bool> holds)
        {
            try
            {
                pair.First.Set(new() { Port = settings });
                holds(bridge.GetPort(pair.First)).Should().BeTrue("{0} was set", settings);
            }
            catch (NotSupportedException e)
            {
                e.Message.Should().StartWith("Could not change port 'p0'").And.Contain("The kernel lacks").And.MatchRegex("Linux|CONFIG_");
            }
        }
    }

    [Fact]
    public void Newer_options_of_a_bridge_hold_or_name_the_kernel()
    {
        Bridge bridge = Red.Links.AddBridge("br0");
        Check(new() { MaxLearnedAddresses = 7 }, info => info.MaxLearnedAddresses == 7 && info.LearnedAddresses == 0);
        Check(new() { MultipleSpanningTrees = true }, info => info.MultipleSpanningTrees == true);
        Check(new() { MultipleSpanningTrees = false, LinkLocalLearning = false }, info => info.MultipleSpanningTrees == false && info.LinkLocalLearning == false);
        Check(new() { MulticastOffloadFailureNotification = true }, info => info.MulticastOffloadFailureNotification == true);
        Check(new() { LocalAddressesInVlan0 = true }, info => info.LocalAddressesInVlan0 == true);
        Check(new() { VlanFiltering = true }, info => info.VlanFiltering == true);
        Check(new() { VlanStatistics = true }, info => info.VlanStatistics == true);
        Check(new() { VlanProtocol = VlanProtocol.Ieee8021AD }, info => info.VlanProtocol == VlanProtocol.Ieee8021AD);
        Check(new() { FlushAddresses = true }, info => info.LearnedAddresses is null or 0);

        void Check(BridgeOptions options, Func<BridgeInfo, bool> holds)
        {
            try
            {
                bridge.Set(options);
                holds(bridge.Settings).Should().BeTrue("{0} was set", options);
            }
            catch (NotSupportedException e)
            {
                e.Message.Should().StartWith("Could not change").And.Contain("'br0'").And.MatchRegex("The kernel lacks .*(Linux|CONFIG_)|EOPNOTSUPP");
            }
        }
    }

    [Fact]
    public void What_is_not_a_port_of_a_bridge_is_rejected()
    {
        Bridge bridge = Red.Links.AddBridge("br0");
        VethPair pair = VethPair.Create(Red, "p0", Red, "p1");
        FluentActions.Invoking(() => pair.First.Set(new() { Port = new BridgePortSettings { Cost = 1 } })).Should().Throw<ArgumentException>()
            .WithMessage($"The settings are those of a port of the kind 'bridge', but link 'p0' in '{Red}' is not a port.");
        FluentActions.Invoking(() => pair.First.Set(new() { Master = pair.Second, Port = new BridgePortSettings { Cost = 1 } })).Should().Throw<ArgumentException>()
            .WithMessage("*the master*is of the kind 'veth'.");
        FluentActions.Invoking(() => bridge.GetPort(pair.First)).Should().Throw<ArgumentException>().WithMessage("'p0' is not a port of bridge 'br0'.*");
        FluentActions.Invoking(() => Red.Links.Add("p2", new VethOptions("p3") { Port = new BridgePortSettings { Cost = 1 } })).Should().Throw<ArgumentException>();
        Red.Links.Find("p2").Should().BeNull();
    }

    [Fact]
    public void Refusals_of_the_kernel_name_the_attribute_or_the_reason()
    {
        Bridge bridge = Red.Links.AddBridge("br0", new BridgeOptions { SpanningTree = true });
        VethPair pair = VethPair.Create(Red, "p0", Red, "p1");
        bridge.AddPort(pair.First);
        FluentActions.Invoking(() => pair.First.Set(new() { Port = new BridgePortSettings { State = BridgePortState.Forwarding } })).Should().Throw<NetlinkException>()
            .WithMessage("Could not change link 'p0'*");
        FluentActions.Invoking(() => pair.First.Set(new() { Port = new BridgePortSettings { BackupPort = pair.Second } })).Should().Throw<NetlinkException>();
        FluentActions.Invoking(() => bridge.Set(new BridgeOptions { ForwardDelay = TimeSpan.FromSeconds(1) })).Should().Throw<NetlinkException>()
            .Where(e => e.Errno == Errno.ERANGE);
        // The priority of a bridge has 16 bits, that of a port too.
        FluentActions.Invoking(() => bridge.Set(new RawLinkOptions("bridge", (ref writer) => writer.WriteByte(IFLA_BR_PRIORITY, 1)))).Should().Throw<NetlinkException>()
            .WithMessage("Could not change link 'br0'*IFLA_LINKINFO > IFLA_INFO_DATA > IFLA_BR_PRIORITY*");
        FluentActions.Invoking(() => pair.First.Set(new() { Port = new ShortPriority() })).Should().Throw<NetlinkException>()
            .WithMessage("Could not change link 'p0'*IFLA_LINKINFO > IFLA_INFO_SLAVE_DATA > IFLA_BRPORT_PRIORITY*");
    }

    private sealed record ShortPriority : LinkPortSettings
    {
        public override LinkKind Kind => Bridge.Kind;

        protected override void WriteData(ref NetlinkMessageWriter writer) => writer.WriteByte(IFLA_BRPORT_PRIORITY, 1);
    }
}
