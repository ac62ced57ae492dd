using System.Buffers.Binary;
using System.Globalization;
using System.Net.NetworkInformation;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;
using static LinuxNamespaces.Tests.Network.RecordedConnection;

namespace LinuxNamespaces.Tests.Network;

/// <summary>The bytes are those of linux/netlink.h, linux/rtnetlink.h, linux/if_link.h and linux/net_namespace.h.</summary>
public sealed class LinkMessageTests
{
    // struct ifinfomsg: family, pad, type; index; flags; change.
    private const string AnyLink = "00000000" + "00000000" + "00000000" + "00000000";
    private const string Link5 = "00000000" + "05000000" + "00000000" + "00000000";

    [Fact]
    public void A_link_is_asked_for_by_its_index() =>
        Request(connection => connection.Rtnetlink.Links.Get(5)).Should().Be(string.Concat(
            "28000000", "1200", "0100", SequenceAndPort,  // 40 bytes, RTM_GETLINK, REQUEST
            Link5,
            "08001D00", "08000000"));                     // IFLA_EXT_MASK RTEXT_FILTER_SKIP_STATS

    [Fact]
    public void A_link_is_asked_for_by_its_name() =>
        Request(connection => connection.Rtnetlink.Links.Get("veth0")).Should().Be(string.Concat(
            "34000000", "1200", "0100", SequenceAndPort,  // 52 bytes, RTM_GETLINK, REQUEST
            AnyLink,
            "08001D00", "08000000",                       // IFLA_EXT_MASK RTEXT_FILTER_SKIP_STATS
            "0A000300", "766574683000", "0000"));         // IFLA_IFNAME veth0

    [Fact]
    public void A_link_is_asked_for_by_a_name_that_only_an_alternative_one_can_be() =>
        Request(connection => connection.Rtnetlink.Links.Find("uplink-to-rack-7")).Should().Be(string.Concat(
            "40000000", "1200", "0100", SequenceAndPort,  // 64 bytes, RTM_GETLINK, REQUEST
            AnyLink,
            "08001D00", "08000000",                       // IFLA_EXT_MASK RTEXT_FILTER_SKIP_STATS
            "15003500", "75706C696E6B2D746F2D7261636B2D3700", "000000")); // IFLA_ALT_IFNAME uplink-to-rack-7

    [Fact]
    public void The_longest_name_is_still_a_name() =>
        Request(connection => connection.Rtnetlink.Links.Find("fifteen-bytes-x")).Should().Be(string.Concat(
            "3C000000", "1200", "0100", SequenceAndPort,                  // 60 bytes, RTM_GETLINK, REQUEST
            AnyLink,
            "08001D00", "08000000",                                       // IFLA_EXT_MASK RTEXT_FILTER_SKIP_STATS
            "14000300", "6669667465656E2D62797465732D7800"));             // IFLA_IFNAME fifteen-bytes-x

    [Fact]
    public void Links_are_listed() =>
        Request(connection => connection.Rtnetlink.Links.List()).Should().Be(string.Concat(
            "28000000", "1200", "0103", SequenceAndPort,  // 40 bytes, RTM_GETLINK, REQUEST DUMP
            AnyLink,
            "08001D00", "08000000"));                     // IFLA_EXT_MASK RTEXT_FILTER_SKIP_STATS

    [Fact]
    public void A_link_is_set_up() =>
        RequestOfLink(link => link.Up()).Should().Be(string.Concat(
            "20000000", "1000", "0500", SequenceAndPort,            // 32 bytes, RTM_NEWLINK, REQUEST ACK
            "00000000", "05000000", "01000000", "01000000"));       // ifinfomsg: IFF_UP of IFF_UP

    [Fact]
    public void A_link_is_set_down() =>
        RequestOfLink(link => link.Down()).Should().Be(string.Concat(
            "20000000", "1000", "0500", SequenceAndPort,            // 32 bytes, RTM_NEWLINK, REQUEST ACK
            "00000000", "05000000", "00000000", "01000000"));       // ifinfomsg: nothing of IFF_UP

    [Fact]
    public void A_link_is_renamed() =>
        RequestOfLink(link => link.Rename("veth1")).Should().Be(string.Concat(
            "2C000000", "1000", "0500", SequenceAndPort,  // 44 bytes, RTM_NEWLINK, REQUEST ACK
            Link5,
            "0A000300", "766574683100", "0000"));         // IFLA_IFNAME veth1

    [Fact]
    public void The_MTU_is_set() =>
        Requests(connection => connection.Link.SetMtu(1420))[1].Should().Be(string.Concat(
            "28000000", "1000", "0500", SequenceAndPort.Replace("01", "02", StringComparison.Ordinal),  // 40 bytes, RTM_NEWLINK, REQUEST ACK
            Link5,
            "08000400", "8C050000"));                     // IFLA_MTU 1420

    [Fact]
    public void The_link_layer_address_is_set() =>
        RequestOfLink(link => link.SetAddress(PhysicalAddress.Parse("02-FC-00-00-00-01"))).Should().Be(string.Concat(
            "2C000000", "1000", "0500", SequenceAndPort,  // 44 bytes, RTM_NEWLINK, REQUEST ACK
            Link5,
            "0A000100", "02FC00000001", "0000"));         // IFLA_ADDRESS

    [Fact]
    public void The_alias_is_set() =>
        RequestOfLink(link => link.SetAlias("Büro")).Should().Be(string.Concat(
            "2C000000", "1000", "0500", SequenceAndPort,  // 44 bytes, RTM_NEWLINK, REQUEST ACK
            Link5,
            "09001400", "42C3BC726F", "000000"));         // IFLA_IFALIAS, bytes without a NUL

    [Fact]
    public void The_alias_is_taken_away() =>
        RequestOfLink(link => link.SetAlias(string.Empty)).Should().Be(string.Concat(
            "24000000", "1000", "0500", SequenceAndPort,  // 36 bytes, RTM_NEWLINK, REQUEST ACK
            Link5,
            "04001400"));                                 // IFLA_IFALIAS, empty

    [Fact]
    public void An_alternative_name_is_added() =>
        RequestOfLink(link => link.AddAlternativeName("backbone")).Should().Be(string.Concat(
            "34000000", "6C00", "050E", SequenceAndPort,      // 52 bytes, RTM_NEWLINKPROP, REQUEST ACK EXCL CREATE APPEND
            Link5,
            "14003480",                                       // IFLA_PROP_LIST, nested
            "0D003500", "6261636B626F6E6500", "000000"));     // IFLA_ALT_IFNAME backbone

    [Fact]
    public void An_alternative_name_is_removed() =>
        RequestOfLink(link => link.RemoveAlternativeName("backbone")).Should().Be(string.Concat(
            "34000000", "6D00", "0500", SequenceAndPort,      // 52 bytes, RTM_DELLINKPROP, REQUEST ACK
            Link5,
            "14003480",                                       // IFLA_PROP_LIST, nested
            "0D003500", "6261636B626F6E6500", "000000"));     // IFLA_ALT_IFNAME backbone

    [Fact]
    public void A_link_is_deleted() =>
        RequestOfLink(link => link.Delete()).Should().Be(string.Concat(
            "20000000", "1100", "0500", SequenceAndPort,  // 32 bytes, RTM_DELLINK, REQUEST ACK
            Link5));

    [Fact]
    public void A_link_is_moved() =>
        Convert.ToHexString(LinkRequests.Move(new byte[64], 5, 300, null).Finish()).Should().Be(string.Concat(
            "28000000", "1000", "0000", "00000000", "00000000",  // 40 bytes, RTM_NEWLINK
            Link5,
            "08001C00", "2C010000"));                            // IFLA_NET_NS_FD 300

    [Fact]
    public void A_link_is_moved_and_renamed_in_one_step() =>
        Convert.ToHexString(LinkRequests.Move(new byte[64], 5, 300, "eth0").Finish()).Should().Be(string.Concat(
            "34000000", "1000", "0000", "00000000", "00000000",  // 52 bytes, RTM_NEWLINK
            Link5,
            "08001C00", "2C010000",                              // IFLA_NET_NS_FD 300
            "09000300", "6574683000", "000000"));                // IFLA_IFNAME eth0

    [Fact]
    public void A_veth_pair_is_created_with_options_for_both_ends() =>
        Convert.ToHexString(LinkRequests.Create(new byte[1024], "a", new VethPairOptions
        {
            First = new LinkOptions { Mtu = 9000, TransmitQueueLength = 0 },
            Second = new LinkOptions { Address = PhysicalAddress.Parse("02-FC-00-00-00-02"), Group = 3 },
        }.ToEnd("b"), dataNamespace: 7).Finish()).Should().Be(string.Concat(
            "84000000", "1000", "0806", "00000000", "00000000",  // 132 bytes, RTM_NEWLINK, CREATE EXCL ECHO
            AnyLink,
            "06000300", "6100", "0000",                          // IFLA_IFNAME a
            "08000400", "28230000",                              // IFLA_MTU 9000
            "08000D00", "00000000",                              // IFLA_TXQLEN 0
            "4C001280",                                          // IFLA_LINKINFO, nested
            "09000100", "7665746800", "000000",                  // IFLA_INFO_KIND veth
            "3C000280",                                          // IFLA_INFO_DATA, nested
            "38000180", AnyLink,                                 // VETH_INFO_PEER, nested, ifinfomsg
            "06000300", "6200", "0000",                          // IFLA_IFNAME b
            "08001C00", "07000000",                              // IFLA_NET_NS_FD 7
            "08001B00", "03000000",                              // IFLA_GROUP 3
            "0A000100", "02FC00000002", "0000"));                // IFLA_ADDRESS

    [Fact]
    public void The_id_of_a_namespace_is_asked_for()
    {
        string descriptor = string.Empty;
        string request = Request(connection =>
        {
            descriptor = BinaryPrimitives.ReverseEndianness((int)connection.Namespace.DangerousGetHandle()).ToString("X8", CultureInfo.InvariantCulture);
            NamespaceIds.Find(connection.Rtnetlink, connection.Namespace).Should().Be(7);
        });
        request.Should().Be(string.Concat(
            "1C000000", "5A00", "0100", SequenceAndPort,  // 28 bytes, RTM_GETNSID, REQUEST
            "00000000",                                   // rtgenmsg and padding
            "08000300", descriptor));                     // NETNSA_FD
    }

    [Fact]
    public void A_change_is_followed_by_a_look()
    {
        IReadOnlyList<string> requests = Requests(connection => connection.Link.Rename("veth1"));
        requests.Should().HaveCount(2);
        requests[1].Should().Be(string.Concat(
            "28000000", "1200", "0100", "02000000", "67120000",  // 40 bytes, RTM_GETLINK, REQUEST
            Link5,
            "08001D00", "08000000"));                            // IFLA_EXT_MASK RTEXT_FILTER_SKIP_STATS
    }
}
