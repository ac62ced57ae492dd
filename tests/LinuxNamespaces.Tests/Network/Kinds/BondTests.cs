using System.Net;
using System.Net.NetworkInformation;
using FluentAssertions;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Network.Kinds;

/// <summary>The attributes of bonds. The bytes are those of ip(8).</summary>
public sealed class BondTests
{
    // ip link add bo0 type bond mode active-backup miimon 100 updelay 200 downdelay 300 peer_notify_delay 400 use_carrier 1 primary_reselect better
    // fail_over_mac active num_grat_arp 3 all_slaves_active 1 min_links 2 resend_igmp 4 lp_interval 5
    internal const string IpBackup =
        "0500010001000000" + "0800030064000000" + "08000400c8000000" + "080005002c010000" + "08001c0090010000" + "0500060001000000"
        + "05000c0001000000" + "05000d0001000000" + "0500100003000000" + "0500110001000000" + "0800120002000000" + "08000f0004000000"
        + "0800130005000000";

    // ... mode balance-rr arp_interval 500 arp_validate none arp_all_targets all arp_ip_target 10.0.0.1,10.0.0.2 packets_per_slave 7 arp_missed_max 5
    internal const string IpArp =
        "0500010000000000" + "08000700f4010000" + "0800090000000000" + "08000a0001000000" + "14000800080000000a000001080001000a000002" + "0800140007000000"
        + "05001e0005000000";

    // ... mode active-backup arp_interval 500 arp_validate filter_backup ns_ip6_target fd00::1,fd00::2
    private const string IpNeighbor =
        "0500010001000000" + "08000700f4010000" + "0800090006000000" + "2c001f0014000000fd00000000000000000000000000000114000100fd000000000000000000000000000002";

    // ... mode 802.3ad xmit_hash_policy layer3+4 lacp_rate fast lacp_active off ad_select count ad_user_port_key 77 ad_actor_sys_prio 99
    // ad_actor_system 02:00:00:00:00:09
    internal const string IpLacp =
        "0500010004000000" + "05000e0001000000" + "0500150001000000" + "05001d0000000000" + "0500160002000000" + "060019004d000000"
        + "0600180063000000" + "0a001a000200000000090000";

    // IFLA_INFO_SLAVE_DATA: state, MII status, failures, address, queue, aggregator, states of both ends, priorities.
    internal const string IpPort =
        "0500010001000000" + "0500020002000000" + "0800030003000000" + "0a000400020000000009" + "0000" + "0600050007000000" + "0600060001000000" + "050007004d000000"
        + "0600080001000000" + "08000900fdffffff" + "06000a00ff000000";

    private static readonly BondOptions s_backup = new()
    {
        Mode = BondMode.ActiveBackup,
        MiiMonitorInterval = TimeSpan.FromMilliseconds(100),
        UpDelay = TimeSpan.FromMilliseconds(200),
        DownDelay = TimeSpan.FromMilliseconds(300),
        PeerNotificationDelay = TimeSpan.FromMilliseconds(400),
        UseCarrier = true,
        PrimaryReselection = BondPrimaryReselection.Better,
        FailOverAddress = BondFailOverAddress.Active,
        PeerNotifications = 3,
        AllPortsActive = true,
        MinLinks = 2,
        ResendIgmp = 4,
        LearningPacketInterval = TimeSpan.FromSeconds(5),
    };

    private static readonly BondOptions s_lacp = new()
    {
        Mode = BondMode.Ieee8023AD,
        TransmitHashPolicy = BondTransmitHashPolicy.Layer34,
        LacpRate = BondLacpRate.Fast,
        LacpActive = false,
        AggregatorSelection = BondAggregatorSelection.Count,
        UserPortKey = 77,
        ActorSystemPriority = 99,
        ActorSystem = PhysicalAddress.Parse("02-00-00-00-00-09"),
    };

    [Fact]
    public void Options_are_what_ip_writes()
    {
        KindData.Of(new BondOptions()).Should().BeEmpty();
        KindData.ShouldBeWhatIpWrites(s_backup, IpBackup);
        KindData.ShouldBeWhatIpWrites(
            new BondOptions
            {
                Mode = BondMode.BalanceRoundRobin,
                ArpInterval = TimeSpan.FromMilliseconds(500),
                ArpValidation = BondArpValidation.None,
                ArpAllTargets = BondArpTargets.All,
                ArpTargets = [IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2")],
                PacketsPerPort = 7,
                ArpMissedMax = 5,
            },
            IpArp);
        KindData.ShouldBeWhatIpWrites(
            new BondOptions
            {
                Mode = BondMode.ActiveBackup,
                ArpInterval = TimeSpan.FromMilliseconds(500),
                ArpValidation = BondArpValidation.FilterBackup,
                NeighborTargets = [IPAddress.Parse("fd00::1"), IPAddress.Parse("fd00::2")],
            },
            IpNeighbor);
        KindData.ShouldBeWhatIpWrites(s_lacp, IpLacp);
        using RecordedConnection connection = new();
        // ... mode balance-tlb tlb_dynamic_lb 0 primary lo active_slave lo, with the index 5
        KindData.ShouldBeWhatIpWrites(
            new BondOptions { Mode = BondMode.BalanceTransmitLoad, DynamicLoadBalancing = false, Primary = connection.Link, ActivePort = connection.Link },
            "050001000500000005001b000000000008000b00050000000800020005000000");
        // ip link set bo0 type bond clear_active_slave, ... arp_ip_target
        KindData.ShouldBeWhatIpWrites(new BondOptions { ClearActivePort = true }, "0800020000000000");
        KindData.ShouldBeWhatIpWrites(new BondOptions { ArpTargets = [] }, "04000800");
        KindData.Of(new BondOptions { ClearPrimary = true }).Should().Be("08000b0000000000");
        KindData.Of(new BondOptions { CoupledControl = false, BroadcastNeighbors = true }).Should().Be("0500200000000000" + "0500210001000000");
    }

    [Fact]
    public void Settings_are_read_as_they_are_written()
    {
        Read(IpBackup).Should().BeEquivalentTo(new
        {
            Mode = BondMode.ActiveBackup,
            ActivePortIndex = (int?)null,
            MiiMonitorInterval = TimeSpan.FromMilliseconds(100),
            UpDelay = TimeSpan.FromMilliseconds(200),
            DownDelay = TimeSpan.FromMilliseconds(300),
            PeerNotificationDelay = TimeSpan.FromMilliseconds(400),
            UseCarrier = true,
            PrimaryReselection = BondPrimaryReselection.Better,
            FailOverAddress = BondFailOverAddress.Active,
            PeerNotifications = 3,
            AllPortsActive = true,
            MinLinks = 2L,
            ResendIgmp = 4L,
            LearningPacketInterval = TimeSpan.FromSeconds(5),
            ArpMissedMax = (int?)null,
        });
        Read(IpArp).Should().BeEquivalentTo(new
        {
            Mode = BondMode.BalanceRoundRobin,
            ArpInterval = TimeSpan.FromMilliseconds(500),
            ArpAllTargets = BondArpTargets.All,
            ArpTargets = new[] { IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2") },
            PacketsPerPort = 7L,
            ArpMissedMax = (int?)5,
        });
        Read(IpNeighbor).Should().BeEquivalentTo(new
        {
            ArpValidation = BondArpValidation.FilterBackup,
            NeighborTargets = new[] { IPAddress.Parse("fd00::1"), IPAddress.Parse("fd00::2") },
        });
        // And IFLA_BOND_AD_INFO: aggregator 1, 2 ports, keys 15 and 16, partner.
        BondInfo lacp = Read(IpLacp + "30001700" + "0600010001000000" + "0600020002000000" + "060003000f000000" + "0600040010000000" + "0a000500020000000007" + "0000");
        lacp.Should().BeEquivalentTo(new
        {
            Mode = BondMode.Ieee8023AD,
            TransmitHashPolicy = BondTransmitHashPolicy.Layer34,
            LacpRate = BondLacpRate.Fast,
            LacpActive = (bool?)false,
            AggregatorSelection = BondAggregatorSelection.Count,
            UserPortKey = (int?)77,
            ActorSystemPriority = (int?)99,
            ActorSystem = PhysicalAddress.Parse("02-00-00-00-00-09"),
        });
        lacp.Aggregator.Should().BeEquivalentTo(new { Id = 1, PortCount = 2, ActorKey = 15, PartnerKey = 16, PartnerAddress = PhysicalAddress.Parse("02-00-00-00-00-07") });
        Read("0800020007000000" + "08000b0008000000").Should().BeEquivalentTo(new { ActivePortIndex = (int?)7, PrimaryIndex = (int?)8 });
    }

    [Fact]
    public void Port_settings_are_what_ip_writes()
    {
        // ip link set lo type bond_slave queue_id 7 prio -3
        KindData.OfPort(new BondPortSettings { QueueId = 7, Priority = -3 }).Should().Be("0600050007000000" + "08000900fdffffff");
        KindData.OfPort(new BondPortSettings { ActorPortPriority = 258 }).Should().Be("06000a0002010000");
    }

    [Fact]
    public void Port_is_read()
    {
        BondPortInfo.Read(new NetlinkAttributeReader(Convert.FromHexString(IpPort))).Should().BeEquivalentTo(new
        {
            IsBackup = true,
            LinkState = BondPortLinkState.Down,
            LinkFailureCount = 3L,
            PermanentAddress = PhysicalAddress.Parse("02-00-00-00-00-09"),
            QueueId = 7,
            Priority = (int?)-3,
            AggregatorId = (int?)1,
            ActorPortState = (int?)77,
            PartnerPortState = (int?)1,
            ActorPortPriority = (int?)255,
        });
        using RecordedConnection connection = new();
        BondPortInfo.Of(connection.Link).Should().BeNull();
    }

    [Fact]
    public void Options_that_contradict_each_other_are_rejected()
    {
        using RecordedConnection connection = new();
        foreach (BondOptions options in new BondOptions[]
        {
            new() { MiiMonitorInterval = TimeSpan.FromMilliseconds(1), ArpInterval = TimeSpan.FromMilliseconds(1) },
            new() { ActivePort = connection.Link },
            new() { ClearActivePort = true, ActivePort = connection.Link },
            new() { ClearPrimary = true, Primary = connection.Link },
            new() { MiiMonitorInterval = TimeSpan.FromMilliseconds(100), UpDelay = TimeSpan.FromMilliseconds(150) },
            new() { MiiMonitorInterval = TimeSpan.FromMilliseconds(100), DownDelay = TimeSpan.FromMilliseconds(50) },
            new() { MiiMonitorInterval = TimeSpan.Zero, PeerNotificationDelay = TimeSpan.FromMilliseconds(50) },
            new() { Mode = BondMode.Broadcast, Primary = connection.Link },
            new() { Mode = BondMode.Ieee8023AD, ArpInterval = TimeSpan.FromMilliseconds(1) },
            new() { Mode = BondMode.BalanceAdaptiveLoad, ArpValidation = BondArpValidation.All },
            new() { Mode = BondMode.ActiveBackup, PacketsPerPort = 1 },
            new() { Mode = BondMode.ActiveBackup, DynamicLoadBalancing = true },
            s_lacp with { Mode = BondMode.BalanceXor },
            new() { Mode = BondMode.BalanceXor, CoupledControl = true },
            new() { Mode = BondMode.BalanceXor, BroadcastNeighbors = true },
        })
        {
            KindData.ShouldBeRejected(options);
        }
    }

    [Fact]
    public void Wrong_values_are_rejected()
    {
        foreach (Action act in new Action[]
        {
            () => _ = new BondOptions { Mode = (BondMode)7 },
            () => _ = new BondOptions { UpDelay = TimeSpan.FromMilliseconds(-1) },
            () => _ = new BondOptions { MiiMonitorInterval = TimeSpan.FromTicks(1) },
            () => _ = new BondOptions { ArpInterval = TimeSpan.FromDays(25) },
            () => _ = new BondOptions { PeerNotificationDelay = TimeSpan.FromMilliseconds(300_001) },
            () => _ = new BondOptions { LearningPacketInterval = TimeSpan.FromMilliseconds(500) },
            () => _ = new BondOptions { MinLinks = -1 },
            () => _ = new BondOptions { ArpMissedMax = 0 },
            () => _ = new BondOptions { UserPortKey = 1024 },
            () => _ = new BondOptions { ActorSystemPriority = 0 },
            () => _ = new BondOptions { ActorSystem = PhysicalAddress.Parse("01-00-00-00-00-00") },
            () => _ = new BondOptions { ArpTargets = [IPAddress.IPv6Loopback] },
            () => _ = new BondOptions { NeighborTargets = [IPAddress.Loopback] },
            () => _ = new BondOptions { ArpTargets = [.. Enumerable.Repeat(IPAddress.Loopback, 17)] },
        })
        {
            act.Should().Throw<ArgumentException>();
        }
    }

    private static BondInfo Read(string data) => BondInfo.Read(new NetlinkAttributeReader(Convert.FromHexString(data)));
}
