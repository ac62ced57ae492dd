using System.Globalization;
using System.Net.NetworkInformation;
using System.Reflection;
using CsCheck;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Links;

/// <summary>All options of bridges and their ports, in random states, with ip-link(8) as the oracle in both directions.</summary>
[Collection("The kernel")]
public sealed class BridgeOptionTests : KernelTest
{
    private const int States = 25;

    private static readonly bool s_hasLocks = Environment.OSVersion.Version >= new Version(5, 18);

    // The kernel counts in jiffies, of which a hundredth of a second may be a fraction.
    private static readonly Gen<TimeSpan> s_time = Gen.Int[0, 50_000].Select(value => TimeSpan.FromMilliseconds(20 * value));
    private static readonly Gen<TimeSpan> s_queryTime = Gen.Int[50, 50_000].Select(value => TimeSpan.FromMilliseconds(20 * value));

    // What a kernel without VLAN filtering has.
    private static readonly Gen<BridgeOptions> s_options =
        from common in Gen.Select(
            Gen.Bool, Gen.Int[100, 1500], Gen.Int[50, 500], Gen.Int[300, 2000], s_time, Gen.UShort, Gen.Int[0, 8191], Gen.Int[3, 15])
        from switches in Gen.Bool.Array[7]
        from counts in Gen.Select(Gen.Int[1, 100_000], Gen.Int[0, 100], Gen.Int[0, 100], Gen.Int[2, 3], Gen.Int[1, 2], Gen.Int[0, 2])
        from times in Gen.Select(s_time, s_time, s_time, s_queryTime, s_time, s_queryTime)
        select new BridgeOptions
        {
            SpanningTree = common.Item1,
            ForwardDelay = TimeSpan.FromMilliseconds(20 * common.Item2),
            HelloTime = TimeSpan.FromMilliseconds(20 * common.Item3),
            MaxAge = TimeSpan.FromMilliseconds(20 * common.Item4),
            AgeingTime = common.Item5,
            Priority = common.Item6,
            GroupForwardMask = (ushort)(common.Item7 << 3),
            GroupAddress = new PhysicalAddress([1, 0x80, 0xc2, 0, 0, (byte)(common.Item8 == 3 ? 0 : common.Item8)]),
            LinkLocalLearning = switches[0],
            MulticastSnooping = switches[1],
            MulticastQuerier = switches[2],
            MulticastQueryUsesAddress = switches[3],
            MulticastStatistics = switches[4],
            CallIptables = switches[5],
            CallIp6tables = switches[6],
            CallArptables = switches[0],
            MulticastMaxEntries = counts.Item1,
            MulticastLastMemberCount = counts.Item2,
            MulticastStartupQueryCount = counts.Item3,
            IgmpVersion = counts.Item4,
            MldVersion = counts.Item5,
            MulticastRouter = (BridgeMulticastRouter)counts.Item6,
            MulticastLastMemberInterval = times.Item1,
            MulticastMembershipInterval = times.Item2,
            MulticastQuerierInterval = times.Item3,
            MulticastQueryInterval = times.Item4,
            MulticastQueryResponseInterval = times.Item5,
            MulticastStartupQueryInterval = times.Item6,
        };

    private static readonly Gen<BridgePortSettings> s_port =
        from numbers in Gen.Select(Gen.Int[0, 63], Gen.Int[1, 65535], Gen.Int[0, 3], Gen.Int[0, 0xFFFF])
        from flags in Gen.Bool.Array[17]
        select new BridgePortSettings
        {
            Priority = numbers.Item1,
            Cost = numbers.Item2,
            MulticastRouter = (BridgeMulticastRouter)numbers.Item3,
            GroupForwardMask = (ushort)(numbers.Item4 & ~2),
            Hairpin = flags[0],
            BpduGuard = flags[1],
            RootBlock = flags[2],
            FastLeave = flags[3],
            Learning = flags[4],
            UnicastFlood = flags[5],
            MulticastFlood = flags[6],
            BroadcastFlood = flags[7],
            ProxyArp = flags[8],
            ProxyArpWifi = flags[9],
            MulticastToUnicast = flags[10],
            NeighbourSuppression = flags[11],
            VlanTunnel = flags[12],
            Isolated = flags[13],
            Locked = s_hasLocks ? flags[14] : null,
        };

    [Fact]
    public void Options_hold_when_they_are_given_and_when_they_are_changed()
    {
        Bridge bridge = Red.Links.AddBridge("br0");
        Require(bridge);
        InstalledPrograms.Require("bridge");
        s_options.Sample(
            options =>
            {
                bridge.Set(options).Should().BeSameAs(bridge);
                ShouldHold(options, bridge.Settings);
                BridgeOracle.ShouldAgree(bridge);
                Bridge other = Red.Links.AddBridge("br1", options);
                ShouldHold(options, other.Settings);
                BridgeOracle.ShouldAgree(other);
                other.Delete();
            },
            iter: States,
            threads: 1);
    }

    [Fact]
    public void One_option_leaves_the_others_as_they_are()
    {
        Bridge bridge = Red.Links.AddBridge("br0");
        Require(bridge);
        Gen.Select(s_options, s_options, Gen.Int[0, OptionProperties(typeof(BridgeOptions)).Length - 1]).Sample(
            (before, after, number) =>
            {
                bridge.Set(before);
                PropertyInfo property = OptionProperties(typeof(BridgeOptions))[number];
                BridgeOptions one = new();
                property.SetValue(one, property.GetValue(after));
                property.SetValue(before, property.GetValue(after));
                bridge.Set(one);
                ShouldHold(before, bridge.Settings);
            },
            iter: States,
            threads: 1);
    }

    [Fact]
    public void Options_that_ip_sets_are_read()
    {
        Tool.Ip(Red, "link add br0 type bridge");
        Bridge bridge = Red.Links.Get<Bridge>("br0");
        Require(bridge);
        InstalledPrograms.Require("bridge");
        s_options.Sample(
            options =>
            {
                Tool.Ip(Red, "link set br0 type bridge " + Command(options));
                bridge.Refresh();
                ShouldHold(options, bridge.Settings);
                BridgeOracle.ShouldAgree(bridge);
            },
            iter: States,
            threads: 1);
    }

    [Fact]
    public void Settings_of_a_port_hold()
    {
        Bridge bridge = Red.Links.AddBridge("br0");
        VethPair pair = VethPair.Create(Red, "p0", Red, "p1");
        bridge.AddPort(pair.First).AddPort(pair.Second);
        InstalledPrograms.Require("bridge");
        s_port.Sample(
            settings =>
            {
                pair.First.Set(new() { Port = settings });
                ShouldHold(settings, bridge.GetPort(pair.First));
                BridgeOracle.ShouldAgree(bridge);
            },
            iter: States,
            threads: 1);
    }

    [Fact]
    public void Settings_of_a_port_that_ip_sets_are_read()
    {
        Bridge bridge = Red.Links.AddBridge("br0");
        VethPair pair = VethPair.Create(Red, "p0", Red, "p1");
        bridge.AddPort(pair.First);
        InstalledPrograms.Require("bridge");
        s_port.Sample(
            settings =>
            {
                Tool.Ip(Red, "link set p0 type bridge_slave " + Command(settings));
                ShouldHold(settings, bridge.GetPort(pair.First));
                BridgeOracle.ShouldAgree(bridge);
            },
            iter: States,
            threads: 1);
    }

    private static void Require(Bridge bridge)
    {
        Assert.SkipWhen(bridge.Settings.MulticastSnooping is null, "The kernel has no multicast snooping of bridges (CONFIG_BRIDGE_IGMP_SNOOPING).");
        Assert.SkipWhen(bridge.Settings.CallIptables is null, "The kernel has no netfilter rules for bridges (CONFIG_BRIDGE_NETFILTER).");
    }

    /// <summary>The properties of the options that the other class has too.</summary>
    private static PropertyInfo[] OptionProperties(Type type) =>
        [.. type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Where(property => property.CanWrite && (type == typeof(BridgeOptions) ? typeof(BridgeInfo) : typeof(BridgePort)).GetProperty(property.Name) is not null)
            .OrderBy(property => property.Name)];

    private static void ShouldHold(object options, object info)
    {
        int count = 0;
        foreach (PropertyInfo property in OptionProperties(options.GetType()))
        {
            if (property.GetValue(options) is { } value)
            {
                count++;
                Text(info.GetType().GetProperty(property.Name)!.GetValue(info)).Should().Be(Text(value), "{0} was set", property.Name);
            }
        }

        count.Should().BeGreaterThan(15);
    }

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private static string Command(BridgeOptions options) => string.Create(CultureInfo.InvariantCulture, $"""
        forward_delay {Ticks(options.ForwardDelay)} hello_time {Ticks(options.HelloTime)} max_age {Ticks(options.MaxAge)} ageing_time {Ticks(options.AgeingTime)}
        stp_state {Number(options.SpanningTree)} priority {options.Priority} group_fwd_mask 0x{options.GroupForwardMask:x}
        group_address {string.Join(':', options.GroupAddress!.GetAddressBytes().Select(value => value.ToString("x2", CultureInfo.InvariantCulture)))}
        no_linklocal_learn {Number(!options.LinkLocalLearning)} mcast_snooping {Number(options.MulticastSnooping)} mcast_router {(int)options.MulticastRouter!}
        mcast_query_use_ifaddr {Number(options.MulticastQueryUsesAddress)} mcast_querier {Number(options.MulticastQuerier)} mcast_hash_max {options.MulticastMaxEntries}
        mcast_last_member_count {options.MulticastLastMemberCount} mcast_startup_query_count {options.MulticastStartupQueryCount}
        mcast_last_member_interval {Ticks(options.MulticastLastMemberInterval)} mcast_membership_interval {Ticks(options.MulticastMembershipInterval)}
        mcast_querier_interval {Ticks(options.MulticastQuerierInterval)} mcast_query_interval {Ticks(options.MulticastQueryInterval)}
        mcast_query_response_interval {Ticks(options.MulticastQueryResponseInterval)} mcast_startup_query_interval {Ticks(options.MulticastStartupQueryInterval)}
        mcast_stats_enabled {Number(options.MulticastStatistics)} mcast_igmp_version {options.IgmpVersion} mcast_mld_version {options.MldVersion}
        nf_call_iptables {Number(options.CallIptables)} nf_call_ip6tables {Number(options.CallIp6tables)} nf_call_arptables {Number(options.CallArptables)}
        """).ReplaceLineEndings(" ");

    private static string Command(BridgePortSettings settings) => string.Create(CultureInfo.InvariantCulture, $"""
        priority {settings.Priority} cost {settings.Cost} guard {Switch(settings.BpduGuard)} hairpin {Switch(settings.Hairpin)} fastleave {Switch(settings.FastLeave)}
        root_block {Switch(settings.RootBlock)} learning {Switch(settings.Learning)} flood {Switch(settings.UnicastFlood)} proxy_arp {Switch(settings.ProxyArp)}
        proxy_arp_wifi {Switch(settings.ProxyArpWifi)} mcast_router {(int)settings.MulticastRouter!} mcast_flood {Switch(settings.MulticastFlood)}
        bcast_flood {Switch(settings.BroadcastFlood)} mcast_to_unicast {Switch(settings.MulticastToUnicast)} group_fwd_mask 0x{settings.GroupForwardMask:x}
        neigh_suppress {Switch(settings.NeighbourSuppression)} vlan_tunnel {Switch(settings.VlanTunnel)} isolated {Switch(settings.Isolated)} {(settings.Locked is null ? string.Empty : $"locked {Switch(settings.Locked)}")}
        """).ReplaceLineEndings(" ").TrimEnd();

    private static long Ticks(TimeSpan? time) => (long)(time!.Value.TotalMilliseconds / 10);

    private static int Number(bool? value) => value!.Value ? 1 : 0;

    private static string Switch(bool? value) => value!.Value ? "on" : "off";
}
