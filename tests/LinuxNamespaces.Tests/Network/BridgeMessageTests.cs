using System.Net.NetworkInformation;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;
using static LinuxNamespaces.Tests.Network.RecordedConnection;

namespace LinuxNamespaces.Tests.Network;

/// <summary>The bytes are those of linux/netlink.h, linux/rtnetlink.h and linux/if_link.h; times count in hundredths of a second.</summary>
public sealed class BridgeMessageTests
{
    private const string AnyLink = "00000000" + "00000000" + "00000000" + "00000000";
    private const string Link5 = "00000000" + "05000000" + "00000000" + "00000000";

    [Fact]
    public void A_bridge_is_created() =>
        Request(connection => connection.Rtnetlink.Links.AddBridge("br0")).Should().Be(string.Concat(
            "3C000000", "1000", "0D06", SequenceAndPort,  // 60 bytes, RTM_NEWLINK, REQUEST ACK ECHO EXCL CREATE
            AnyLink,
            "08000300", "62723000",                       // IFLA_IFNAME br0
            "14001280",                                   // IFLA_LINKINFO, nested
            "0B000100", "62726964676500", "00",           // IFLA_INFO_KIND bridge
            "04000280"));                                 // IFLA_INFO_DATA, nested, empty

    [Fact]
    public void A_bridge_is_created_with_all_options()
    {
        BridgeOptions options = new()
        {
            Mtu = 9000,
            TransmitQueueLength = 1000,
            TransmitQueueCount = 2,
            ReceiveQueueCount = 3,
            Group = 4,
            Address = PhysicalAddress.Parse("02-FC-00-00-00-01"),
            ForwardDelay = TimeSpan.FromSeconds(4),
            HelloTime = TimeSpan.FromSeconds(1.5),
            MaxAge = TimeSpan.FromSeconds(20),
            AgeingTime = TimeSpan.FromMinutes(5),
            SpanningTree = true,
            Priority = 0x1000,
            VlanFiltering = true,
            DefaultVlan = 100,
            MulticastSnooping = false,
            GroupForwardMask = 0x4000,
        };
        Request(connection => connection.Rtnetlink.Links.AddBridge("br0", options)).Should().Be(string.Concat(
            "C0000000", "1000", "0D06", SequenceAndPort,  // 192 bytes, RTM_NEWLINK, REQUEST ACK ECHO EXCL CREATE
            AnyLink,
            "08000300", "62723000",                       // IFLA_IFNAME br0
            "08000400", "28230000",                       // IFLA_MTU 9000
            "08000D00", "E8030000",                       // IFLA_TXQLEN 1000
            "08001B00", "04000000",                       // IFLA_GROUP 4
            "0A000100", "02FC00000001", "0000",           // IFLA_ADDRESS
            "08001F00", "02000000",                       // IFLA_NUM_TX_QUEUES 2
            "08002000", "03000000",                       // IFLA_NUM_RX_QUEUES 3
            "64001280",                                   // IFLA_LINKINFO, nested
            "0B000100", "62726964676500", "00",           // IFLA_INFO_KIND bridge
            "54000280",                                   // IFLA_INFO_DATA, nested
            "08000100", "90010000",                       // IFLA_BR_FORWARD_DELAY 400
            "08000200", "96000000",                       // IFLA_BR_HELLO_TIME 150
            "08000300", "D0070000",                       // IFLA_BR_MAX_AGE 2000
            "08000400", "30750000",                       // IFLA_BR_AGEING_TIME 30000
            "08000500", "01000000",                       // IFLA_BR_STP_STATE, 32 bits
            "06000600", "0010", "0000",                   // IFLA_BR_PRIORITY, 16 bits
            "05000700", "01", "000000",                   // IFLA_BR_VLAN_FILTERING, 8 bits
            "06002700", "6400", "0000",                   // IFLA_BR_VLAN_DEFAULT_PVID 100, 16 bits
            "05001700", "00", "000000",                   // IFLA_BR_MCAST_SNOOPING, 8 bits
            "06000900", "0040", "0000"));                 // IFLA_BR_GROUP_FWD_MASK, 16 bits
    }

    [Fact]
    public void A_link_becomes_a_port() =>
        Request(connection => connection.BridgeOf(9).AddPort(connection.Link)).Should().Be(string.Concat(
            "28000000", "1000", "0500", SequenceAndPort,  // 40 bytes, RTM_NEWLINK, REQUEST ACK
            Link5,
            "08000A00", "09000000"));                     // IFLA_MASTER 9

    [Fact]
    public void A_link_is_a_port_no_more() =>
        RequestOfLink(link => link.Set(new() { LeaveMaster = true })).Should().Be(string.Concat(
            "28000000", "1000", "0500", SequenceAndPort,  // 40 bytes, RTM_NEWLINK, REQUEST ACK
            Link5,
            "08000A00", "00000000"));                     // IFLA_MASTER none

    [Fact]
    public void Ports_are_listed() =>
        Request(connection => connection.BridgeOf(9).GetPorts()).Should().Be(string.Concat(
            "30000000", "1200", "0103", SequenceAndPort,  // 48 bytes, RTM_GETLINK, REQUEST DUMP
            AnyLink,
            "08001D00", "08000000",                       // IFLA_EXT_MASK RTEXT_FILTER_SKIP_STATS
            "08000A00", "09000000"));                     // IFLA_MASTER 9
}
