using System.Globalization;
using System.Net.NetworkInformation;
using System.Reflection;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using LinuxNamespaces.TestTools;
using Xunit;
using static LinuxNamespaces.Tests.Network.RecordedConnection;

namespace LinuxNamespaces.Tests.Network;

/// <summary>All options of bridges and their ports, as bytes and back.</summary>
public sealed class BridgeSettingsTests
{
    // IFLA_INFO_DATA of "ip link set br0 type bridge vlan_protocol 802.1ad vlan_stats_enabled 1 mcast_router 2 mcast_query_use_ifaddr 1 mcast_querier 1 mcast_hash_max 512
    // mcast_last_member_count 5 mcast_last_member_interval 200 mcast_igmp_version 3 nf_call_iptables 1 no_linklocal_learn 1 group_address 01:80:c2:00:00:0e fdb_flush"
    // attribute by attribute, in our order, as strace shows it.
    private const string IpData =
        "0600080088a80000" + "0500290001000000"
        + "0500160002000000" + "0500180001000000" + "0500190001000000" + "08001b0000020000" + "08001c0005000000" + "0c001e00c800000000000000"
        + "05002b0003000000" + "0a0014000180c200000e0000" + "0500240001000000" + "0c002e000100000001000000" + "04001500";

    // IFLA_INFO_SLAVE_DATA of "ip link set p0 type bridge_slave state 2 priority 9 cost 77 hairpin on guard on root_block off fastleave on learning off flood off proxy_arp on
    // proxy_arp_wifi on mcast_router 2 mcast_flood off mcast_to_unicast on vlan_tunnel on bcast_flood off group_fwd_mask 8 neigh_suppress on isolated on nobackup_port locked on
    // fdb_flush", attribute by attribute, in our order.
    private const string IpPort =
        "0500010002000000" + "0600020009000000" + "080003004d000000" + "0500040001000000" + "0500050001000000" + "0500060000000000" + "0500070001000000" + "0500080000000000"
        + "0500090000000000" + "05000a0001000000" + "05000c0001000000" + "0500190002000000" + "05001b0000000000" + "05001c0001000000" + "05001d0001000000" + "05001e0000000000"
        + "06001f0008000000" + "0500200001000000" + "0500210001000000" + "0800220000000000" + "0500270001000000" + "04001800";

    private static readonly BridgeOptions s_all = new()
    {
        SpanningTree = true,
        MultipleSpanningTrees = true,
        ForwardDelay = TimeSpan.FromSeconds(4),
        HelloTime = TimeSpan.FromSeconds(1.5),
        MaxAge = TimeSpan.FromSeconds(7),
        AgeingTime = TimeSpan.FromSeconds(301),
        Priority = 4711,
        MaxLearnedAddresses = 17,
        LinkLocalLearning = false,
        GroupForwardMask = 0x4008,
        GroupAddress = PhysicalAddress.Parse("01-80-C2-00-00-0F"),
        CallIptables = true,
        CallIp6tables = false,
        CallArptables = true,
        VlanFiltering = true,
        VlanProtocol = VlanProtocol.Ieee8021AD,
        DefaultVlan = 77,
        VlanStatistics = true,
        VlanStatisticsPerPort = true,
        MulticastVlanSnooping = false,
        LocalAddressesInVlan0 = true,
        MulticastSnooping = false,
        MulticastRouter = BridgeMulticastRouter.Permanent,
        MulticastQuerier = true,
        MulticastQueryUsesAddress = true,
        MulticastMaxEntries = 512,
        MulticastLastMemberCount = 3,
        MulticastStartupQueryCount = 4,
        MulticastLastMemberInterval = TimeSpan.FromSeconds(1.01),
        MulticastMembershipInterval = TimeSpan.FromSeconds(1.02),
        MulticastQuerierInterval = TimeSpan.FromSeconds(1.03),
        MulticastQueryInterval = TimeSpan.FromSeconds(1.04),
        MulticastQueryResponseInterval = TimeSpan.FromSeconds(1.05),
        MulticastStartupQueryInterval = TimeSpan.FromSeconds(1.06),
        MulticastStatistics = true,
        IgmpVersion = 3,
        MldVersion = 2,
        MulticastOffloadFailureNotification = true,
    };

    private static readonly BridgePortSettings s_port = new()
    {
        State = BridgePortState.Blocking,
        Priority = 63,
        Cost = 65535,
        Hairpin = true,
        BpduGuard = true,
        RootBlock = true,
        FastLeave = true,
        Learning = true,
        UnicastFlood = true,
        MulticastFlood = true,
        BroadcastFlood = true,
        ProxyArp = true,
        ProxyArpWifi = true,
        MulticastRouter = BridgeMulticastRouter.Temporary,
        MulticastToUnicast = true,
        MulticastMaxGroups = 11,
        MulticastHostsLimit = 12,
        NeighbourSuppression = true,
        NeighbourSuppressionPerVlan = true,
        VlanTunnel = true,
        Isolated = true,
        Locked = true,
        MacAuthenticationBypass = true,
        GroupForwardMask = 0xFFFD,
        BackupNexthopId = 13,
    };

    [Fact]
    public void Options_are_what_ip_writes() => DataOf(new BridgeOptions
    {
        VlanProtocol = VlanProtocol.Ieee8021AD,
        VlanStatistics = true,
        MulticastRouter = BridgeMulticastRouter.Permanent,
        MulticastQueryUsesAddress = true,
        MulticastQuerier = true,
        MulticastMaxEntries = 512,
        MulticastLastMemberCount = 5,
        MulticastLastMemberInterval = TimeSpan.FromSeconds(2),
        IgmpVersion = 3,
        CallIptables = true,
        LinkLocalLearning = false,
        GroupAddress = PhysicalAddress.Parse("01-80-C2-00-00-0E"),
        FlushAddresses = true,
    }).Should().Be(IpData);

    [Fact]
    public void Settings_of_a_port_are_what_ip_writes() => PortDataOf(new BridgePortSettings
    {
        State = BridgePortState.Learning,
        Priority = 9,
        Cost = 77,
        Hairpin = true,
        BpduGuard = true,
        RootBlock = false,
        FastLeave = true,
        Learning = false,
        UnicastFlood = false,
        ProxyArp = true,
        ProxyArpWifi = true,
        MulticastRouter = BridgeMulticastRouter.Permanent,
        MulticastFlood = false,
        MulticastToUnicast = true,
        VlanTunnel = true,
        BroadcastFlood = false,
        GroupForwardMask = 8,
        NeighbourSuppression = true,
        Isolated = true,
        RemoveBackupPort = true,
        Locked = true,
        FlushAddresses = true,
    }).Should().Be(IpPort);

    [Fact]
    public void Options_are_read_as_they_are_written()
    {
        BridgeInfo info = BridgeInfo.Read(new NetlinkAttributeReader(Convert.FromHexString(DataOf(s_all))));
        ShouldAgree(s_all, info, nameof(BridgeOptions.FlushAddresses));
    }

    [Fact]
    public void Settings_of_a_port_are_read_as_they_are_written()
    {
        using RecordedConnection connection = new();
        byte[] data = Convert.FromHexString(PortDataOf(s_port));
        NetlinkMessageWriter message = new(new byte[1024], Linux.RTM_NEWLINK);
        message.WriteStruct<ifinfomsg>().ifi_index = 5;
        NestedAttribute linkInfo = message.BeginNested(Linux.IFLA_LINKINFO);
        message.WriteBytes(Linux.IFLA_INFO_SLAVE_DATA, data);
        message.EndNested(linkInfo);
        NetlinkMessageReader reader = new(message.Finish());
        reader.MoveNext();
        BridgePort port = BridgePort.Read(LinkKinds.ToLink(connection.Rtnetlink, LinkInfo.Read(reader.Current)));
        ShouldAgree(s_port, port, nameof(BridgePortSettings.BackupPort), nameof(BridgePortSettings.RemoveBackupPort), nameof(BridgePortSettings.FlushAddresses), nameof(BridgePortSettings.Kind));
    }

    [Fact]
    public void Each_option_alone_is_written_and_read()
    {
        foreach (PropertyInfo property in Options(typeof(BridgeOptions)))
        {
            BridgeOptions one = new();
            property.SetValue(one, property.GetValue(s_all));
            BridgeInfo info = BridgeInfo.Read(new NetlinkAttributeReader(Convert.FromHexString(DataOf(one))));
            if (typeof(BridgeInfo).GetProperty(property.Name) is { } read)
            {
                Text(read.GetValue(info)).Should().Be(Text(property.GetValue(one)), "{0} was set", property.Name);
            }
        }
    }

    [Fact]
    public void Change_of_a_bridge_is_one_request() =>
        RequestOfLink(link => link.Set(new BridgeOptions { SpanningTree = true, Priority = 7, Up = true })).Should().Be(string.Concat(
            "44000000", "1000", "0500", SequenceAndPort,               // 68 bytes, RTM_NEWLINK, REQUEST ACK
            "00000000", "05000000", "01000000", "01000000",            // IFF_UP of IFF_UP
            "24001280",                                                // IFLA_LINKINFO, nested
            "0B000100", "62726964676500", "00",                        // IFLA_INFO_KIND bridge
            "14000280",                                                // IFLA_INFO_DATA, nested
            "08000500", "01000000",                                    // IFLA_BR_STP_STATE
            "06000600", "0700", "0000"));                              // IFLA_BR_PRIORITY

    [Fact]
    public void Values_that_no_bridge_can_have_are_rejected()
    {
        Action[] wrong =
        [
            () => _ = new BridgeOptions { GroupAddress = PhysicalAddress.Parse("01-80-C2-00-00-01") },
            () => _ = new BridgeOptions { GroupAddress = PhysicalAddress.Parse("01-80-C2-00-00-10") },
            () => _ = new BridgeOptions { GroupAddress = PhysicalAddress.Parse("01-80-C2-00-00") },
            () => _ = new BridgeOptions { MaxLearnedAddresses = -1 },
            () => _ = new BridgeOptions { VlanProtocol = (VlanProtocol)1 },
            () => _ = new BridgeOptions { MulticastRouter = BridgeMulticastRouter.Temporary },
            () => _ = new BridgeOptions { MulticastMaxEntries = 0 },
            () => _ = new BridgeOptions { MulticastLastMemberCount = -1 },
            () => _ = new BridgeOptions { MulticastStartupQueryCount = -1 },
            () => _ = new BridgeOptions { MulticastQueryInterval = TimeSpan.FromSeconds(0.99) },
            () => _ = new BridgeOptions { MulticastQueryInterval = TimeSpan.FromSeconds(86_400.01) },
            () => _ = new BridgeOptions { MulticastStartupQueryInterval = TimeSpan.Zero },
            () => _ = new BridgeOptions { MulticastMembershipInterval = TimeSpan.FromTicks(1) },
            () => _ = new BridgeOptions { IgmpVersion = 1 },
            () => _ = new BridgeOptions { MldVersion = 3 },
            () => _ = new BridgePortSettings { State = (BridgePortState)5 },
            () => _ = new BridgePortSettings { Priority = 64 },
            () => _ = new BridgePortSettings { Cost = 0 },
            () => _ = new BridgePortSettings { Cost = 65536 },
            () => _ = new BridgePortSettings { MulticastRouter = (BridgeMulticastRouter)4 },
            () => _ = new BridgePortSettings { MulticastMaxGroups = -1 },
            () => _ = new BridgePortSettings { MulticastHostsLimit = 0 },
            () => _ = new BridgePortSettings { GroupForwardMask = 2 },
            () => _ = new BridgePortSettings { BackupNexthopId = -1 },
        ];
        foreach (Action act in wrong)
        {
            act.Should().Throw<ArgumentException>();
        }

        Requests(connection => FluentActions.Invoking(() => connection.Link.Set(new BridgeOptions { SpanningTree = true, ForwardDelay = TimeSpan.FromSeconds(1) }))
            .Should().Throw<ArgumentException>()).Should().BeEmpty();
        Requests(connection => FluentActions.Invoking(() => connection.Link.Set(new() { Port = new BridgePortSettings { BackupPort = connection.Link, RemoveBackupPort = true } }))
            .Should().Throw<ArgumentException>()).Should().BeEmpty();
    }

    [Fact]
    public void Writing_and_comparing_all_options_allocates_nothing()
    {
        using RecordedConnection connection = new();
        byte[] buffer = new byte[LinkRequests.CreateBufferSize];
        LinkSettings port = new() { Port = s_port };
        Link link = connection.Link;
        Allocations.Count(1000, () => LinkRequests.Set(buffer, link, s_all).Finish()).Should().Be(0);
        Allocations.Count(1000, () => LinkRequests.Set(buffer, link, port).Finish()).Should().Be(0);
    }

    private static void ShouldAgree(object written, object read, params string[] except)
    {
        foreach (PropertyInfo property in Options(written.GetType()).Where(property => !except.Contains(property.Name)))
        {
            object? value = property.GetValue(written);
            value.Should().NotBeNull("the test sets {0}", property.Name);
            PropertyInfo? other = read.GetType().GetProperty(property.Name);
            other.Should().NotBeNull("{0} can be read", property.Name);
            Text(other!.GetValue(read)).Should().Be(Text(value), "{0} was written", property.Name);
        }
    }

    private static PropertyInfo[] Options(Type type) =>
        [.. type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly).Where(property => property.Name != nameof(BridgeOptions.Kind))];

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private static string DataOf(BridgeOptions options) => Find(LinkRequests.Create(new byte[4096], "x", options).Finish(), Linux.IFLA_INFO_DATA);

    private static string PortDataOf(BridgePortSettings settings)
    {
        using RecordedConnection connection = new();
        return Find(LinkRequests.Set(new byte[4096], connection.Link, new LinkSettings { Port = settings }).Finish(), Linux.IFLA_INFO_SLAVE_DATA);
    }

    private static string Find(ReadOnlySpan<byte> request, int type)
    {
        NetlinkMessageReader reader = new(request);
        reader.MoveNext();
        foreach (NetlinkAttribute attribute in reader.Current.AttributesAfter<ifinfomsg>())
        {
            foreach (NetlinkAttribute nested in attribute.Type == Linux.IFLA_LINKINFO ? attribute.Nested : default)
            {
                if (nested.Type == type)
                {
                    return Convert.ToHexStringLower(nested.Payload);
                }
            }
        }

        throw new InvalidOperationException($"There is no attribute {type}.");
    }
}
