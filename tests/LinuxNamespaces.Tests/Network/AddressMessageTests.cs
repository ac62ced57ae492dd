using System.Net;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;
using static LinuxNamespaces.Tests.Network.RecordedConnection;

namespace LinuxNamespaces.Tests.Network;

/// <summary>The bytes are those of linux/netlink.h, linux/rtnetlink.h and linux/if_addr.h.</summary>
public sealed class AddressMessageTests
{
    private const string Fd00_1 = "FD000000000000000000000000000001";
    private const string Fd00_2 = "FD000000000000000000000000000002";

    [Fact]
    public void An_IPv4_address_is_added() =>
        RequestOfLink(link => link.AddAddress("10.0.0.1/24")).Should().Be(string.Concat(
            "30000000", "1400", "0506", SequenceAndPort,  // 48 bytes, RTM_NEWADDR, REQUEST ACK EXCL CREATE
            "02", "18", "00", "00", "05000000",           // ifaddrmsg: AF_INET /24, universe, link 5
            "08000200", "0A000001",                       // IFA_LOCAL
            "08000100", "0A000001",                       // IFA_ADDRESS
            "08000800", "00000000"));                     // IFA_FLAGS

    [Fact]
    public void An_IPv4_address_of_a_point_to_point_link_is_added_with_all_that_belongs_to_it()
    {
        InterfaceAddress address = new(IPAddress.Parse("10.0.0.1"), 32)
        {
            Peer = IPAddress.Parse("10.0.0.2"),
            Broadcast = IPAddress.Parse("10.0.0.255"),
            Label = "veth0:1",
            Flags = AddressFlags.NoPrefixRoute,
            Scope = AddressScope.Link,
            ValidLifetime = TimeSpan.FromHours(1),
            PreferredLifetime = TimeSpan.FromMinutes(30),
        };
        RequestOfLink(link => link.AddAddress(address)).Should().Be(string.Concat(
            "58000000", "1400", "0506", SequenceAndPort,               // 88 bytes, RTM_NEWADDR, REQUEST ACK EXCL CREATE
            "02", "20", "00", "FD", "05000000",                        // ifaddrmsg: AF_INET /32, link, link 5
            "08000200", "0A000001",                                    // IFA_LOCAL
            "08000100", "0A000002",                                    // IFA_ADDRESS, the peer
            "0C000300", "76657468303A3100",                            // IFA_LABEL veth0:1
            "08000400", "0A0000FF",                                    // IFA_BROADCAST
            "08000800", "00020000",                                    // IFA_FLAGS NOPREFIXROUTE
            "14000600", "08070000", "100E0000", new string('0', 16))); // IFA_CACHEINFO: preferred 1800, valid 3600
    }

    [Fact]
    public void An_IPv6_address_is_added_without_duplicate_address_detection()
    {
        InterfaceAddress address = new(IPAddress.Parse("fd00::1"), 64) { Flags = AddressFlags.NoDuplicateAddressDetection };
        RequestOfLink(link => link.AddAddress(address)).Should().Be(string.Concat(
            "48000000", "1400", "0506", SequenceAndPort,  // 72 bytes, RTM_NEWADDR, REQUEST ACK EXCL CREATE
            "0A", "40", "00", "00", "05000000",           // ifaddrmsg: AF_INET6 /64, universe, link 5
            "14000200", Fd00_1,                           // IFA_LOCAL
            "14000100", Fd00_1,                           // IFA_ADDRESS
            "08000800", "02000000"));                     // IFA_FLAGS NODAD
    }

    [Fact]
    public void An_IPv6_address_with_a_peer_and_a_life_time_is_replaced()
    {
        InterfaceAddress address = new(IPAddress.Parse("fd00::1"), 128) { Peer = IPAddress.Parse("fd00::2"), ValidLifetime = TimeSpan.FromSeconds(60) };
        RequestOfLink(link => link.ReplaceAddress(address)).Should().Be(string.Concat(
            "5C000000", "1400", "0505", SequenceAndPort,               // 92 bytes, RTM_NEWADDR, REQUEST ACK REPLACE CREATE
            "0A", "80", "00", "00", "05000000",                        // ifaddrmsg: AF_INET6 /128, universe, link 5
            "14000200", Fd00_1,                                        // IFA_LOCAL
            "14000100", Fd00_2,                                        // IFA_ADDRESS, the peer
            "08000800", "00000000",                                    // IFA_FLAGS
            "14000600", "3C000000", "3C000000", new string('0', 16))); // IFA_CACHEINFO: preferred as long as valid
    }

    [Fact]
    public void An_address_that_is_not_preferred_any_more_stays_for_ever()
    {
        InterfaceAddress address = new(IPAddress.Parse("10.0.0.1"), 8) { PreferredLifetime = TimeSpan.Zero };
        RequestOfLink(link => link.ReplaceAddress(address)).Should().Be(string.Concat(
            "44000000", "1400", "0505", SequenceAndPort,               // 68 bytes, RTM_NEWADDR, REQUEST ACK REPLACE CREATE
            "02", "08", "00", "00", "05000000",                        // ifaddrmsg: AF_INET /8, universe, link 5
            "08000200", "0A000001",                                    // IFA_LOCAL
            "08000100", "0A000001",                                    // IFA_ADDRESS
            "08000800", "00000000",                                    // IFA_FLAGS
            "14000600", "00000000", "FFFFFFFF", new string('0', 16))); // IFA_CACHEINFO: preferred 0, valid for ever
    }

    [Fact]
    public void An_address_of_the_host_itself_has_its_scope() =>
        RequestOfLink(link => link.AddAddress("127.0.0.2/8")).Should().Be(string.Concat(
            "30000000", "1400", "0506", SequenceAndPort,  // 48 bytes, RTM_NEWADDR, REQUEST ACK EXCL CREATE
            "02", "08", "00", "FE", "05000000",           // ifaddrmsg: AF_INET /8, host, link 5
            "08000200", "7F000002",                       // IFA_LOCAL
            "08000100", "7F000002",                       // IFA_ADDRESS
            "08000800", "00000000"));                     // IFA_FLAGS

    [Fact]
    public void An_IPv4_address_is_deleted()
    {
        InterfaceAddress address = new(IPAddress.Parse("10.0.0.1"), 24)
        {
            Label = "veth0:1",
            Broadcast = IPAddress.Parse("10.0.0.255"),
            ValidLifetime = TimeSpan.FromSeconds(60),
        };
        RequestOfLink(link => link.DeleteAddress(address)).Should().Be(string.Concat(
            "34000000", "1500", "0500", SequenceAndPort,  // 52 bytes, RTM_DELADDR, REQUEST ACK
            "02", "18", "00", "00", "05000000",           // ifaddrmsg: AF_INET /24, universe, link 5
            "08000200", "0A000001",                       // IFA_LOCAL
            "08000100", "0A000001",                       // IFA_ADDRESS
            "0C000300", "76657468303A3100"));             // IFA_LABEL veth0:1
    }

    [Fact]
    public void An_IPv6_address_is_deleted() =>
        RequestOfLink(link => link.DeleteAddress(InterfaceAddress.Parse("fd00::1/64"))).Should().Be(string.Concat(
            "40000000", "1500", "0500", SequenceAndPort,  // 64 bytes, RTM_DELADDR, REQUEST ACK
            "0A", "40", "00", "00", "05000000",           // ifaddrmsg: AF_INET6 /64, universe, link 5
            "14000200", Fd00_1,                           // IFA_LOCAL
            "14000100", Fd00_1));                         // IFA_ADDRESS

    [Fact]
    public void Addresses_are_listed() =>
        RequestOfLink(link => link.GetAddresses()).Should().Be(string.Concat(
            "18000000", "1600", "0103", SequenceAndPort,  // 24 bytes, RTM_GETADDR, REQUEST DUMP
            "00", "00", "00", "00", "05000000"));         // ifaddrmsg: link 5
}
