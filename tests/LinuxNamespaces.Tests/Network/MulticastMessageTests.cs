using System.Net;
using System.Net.NetworkInformation;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;
using static LinuxNamespaces.Tests.Network.RecordedConnection;

namespace LinuxNamespaces.Tests.Network;

/// <summary>The requests are those of bridge(8), and those of linux/if_bridge.h for what it does not know.</summary>
public sealed class MulticastMessageTests
{
    private static readonly MulticastEntry s_entry = new(IPAddress.Parse("239.1.1.1")) { LinkIndex = 4 };

    [Fact]
    public void Databases_are_listed() =>
        Request(connection => connection.BridgeOf(9).MulticastDatabase.List()).Should().Be(string.Concat(
            "18000000", "5600", "0103", SequenceAndPort,  // 24 bytes, RTM_GETMDB, REQUEST DUMP
            "07000000", "00000000"));                     // AF_BRIDGE

    // bridge mdb add dev br0 port v0 grp 239.1.1.1 permanent
    [Fact]
    public void A_permanent_group_of_IPv4_is_added() =>
        Request(connection => connection.BridgeOf(9).MulticastDatabase.Add(s_entry with { IsPermanent = true, VlanId = 3 })).Should().Be(string.Concat(
            "38000000", "5400", "0506", SequenceAndPort,  // 56 bytes, RTM_NEWMDB, REQUEST ACK EXCL CREATE
            "07000000", "09000000",
            "20000100",                                   // MDBA_SET_ENTRY
            "04000000", "01", "00", "0300",               // port 4, MDB_PERMANENT, VLAN 3
            "EF010101" + "00000000" + "00000000" + "00000000", "08000000"));

    // bridge mdb add dev br0 port v0 grp ff0e::5 src 2001:db8::1 permanent
    [Fact]
    public void A_group_of_IPv6_with_a_source_is_added() =>
        Change(Linux.RTM_NEWMDB, new MulticastEntry(IPAddress.Parse("ff0e::5")) { LinkIndex = 4, Source = IPAddress.Parse("2001:db8::1"), IsPermanent = true })[32..].Should().Be(string.Concat(
            "07000000", "09000000",
            "20000100", "04000000", "01000000", "FF0E0000" + "00000000" + "00000000" + "00000005", "86DD0000",
            "18000280",                                   // MDBA_SET_ENTRY_ATTRS, nested
            "14000100", "20010DB8" + "00000000" + "00000000" + "00000001")); // MDBE_ATTR_SOURCE

    // bridge mdb add dev br0 port v0 grp 01:02:03:04:05:06 permanent
    [Fact]
    public void A_link_layer_group_is_added() =>
        Change(Linux.RTM_NEWMDB, new MulticastEntry(PhysicalAddress.Parse("01-02-03-04-05-06")) { LinkIndex = 4, IsPermanent = true })[32..].Should().Be(
            "07000000" + "09000000" + "20000100" + "04000000" + "01000000" + "01020304" + "05060000" + "00000000" + "00000000" + "00000000");

    // bridge mdb add dev br0 port br0 grp 239.1.1.1 temp
    [Fact]
    public void A_group_of_the_host_is_added() =>
        Change(Linux.RTM_NEWMDB, new MulticastEntry(IPAddress.Parse("239.1.1.1")))[48..].Should().Be(
            "20000100" + "09000000" + "00000000" + "EF010101" + "00000000" + "00000000" + "00000000" + "08000000");

    [Fact]
    public void Sources_and_mode_are_written()
    {
        MulticastEntry entry = s_entry with { FilterMode = MulticastFilterMode.Include, Sources = [IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2")], Protocol = (RouteProtocol)186 };
        Change(Linux.RTM_NEWMDB, entry)[112..].Should().Be(string.Concat(
            "30000280",                                   // MDBA_SET_ENTRY_ATTRS, nested
            "1C000280",                                   // MDBE_ATTR_SRC_LIST, nested
            "0C000180", "08000100", "0A000001",           // MDBE_SRC_LIST_ENTRY, nested; MDBE_SRCATTR_ADDRESS
            "0C000180", "08000100", "0A000002",
            "05000300", "01000000",                       // MDBE_ATTR_GROUP_MODE include
            "05000400", "BA000000"));                     // MDBE_ATTR_RTPROT
        Change(Linux.RTM_DELMDB, entry)[112..].Should().BeEmpty("they do not identify the entry");
    }

    [Fact]
    public void Tunnel_ends_are_written() =>
        Change(Linux.RTM_NEWMDB, s_entry with { Destination = IPAddress.Parse("10.0.0.1"), DestinationPort = 4790, NetworkId = 8, DestinationLinkIndex = 3, SourceNetworkId = 7 })[112..]
            .Should().Be(string.Concat(
                "2C000280",
                "08000500", "0A000001",                   // MDBE_ATTR_DST
                "06000600", "B6120000",                   // MDBE_ATTR_DST_PORT, in the byte order of the host
                "08000700", "08000000",                   // MDBE_ATTR_VNI
                "08000800", "03000000",                   // MDBE_ATTR_IFINDEX
                "08000900", "07000000"));                 // MDBE_ATTR_SRC_VNI

    [Fact]
    public void What_the_kernel_reports_and_does_not_accept_is_not_written() =>
        Change(Linux.RTM_NEWMDB, s_entry with { FilterMode = MulticastFilterMode.Exclude, Protocol = RouteProtocol.Kernel })[112..].Should().BeEmpty();

    [Fact]
    public void A_database_is_read()
    {
        MulticastReader.Table table = Parse("00000000" + "09000000"
            + "50000100" + "4C000100" + "48000100"       // MDBA_MDB > MDBA_MDB_ENTRY > MDBA_MDB_ENTRY_INFO
            + "04000000" + "010E0300" + "EF010101" + "00000000" + "00000000" + "00000000" + "08000000"
            + "08000100" + "D0070000"                     // MDBA_MDB_EATTR_TIMER
            + "18000200" + "14000100" + "08000100" + "0A000001" + "08000200" + "00000000" // MDBA_MDB_EATTR_SRC_LIST > ENTRY > ADDRESS, TIMER
            + "05000300" + "01000000"                     // MDBA_MDB_EATTR_GROUP_MODE
            + "24000200" + "20000100" + "04000000"        // MDBA_ROUTER > MDBA_ROUTER_PORT, port 4
            + "08000100" + "E8030000" + "05000200" + "01000000" + "06000500" + "02000000")!; // TIMER, TYPE, VID
        table.LinkIndex.Should().Be(9);
        table.Entries.Should().ContainSingle().Which.Should().BeEquivalentTo(new
        {
            Group = IPAddress.Parse("239.1.1.1"),
            LinkLayerGroup = (PhysicalAddress?)null,
            LinkIndex = 4,
            VlanId = 3,
            IsPermanent = true,
            FilterMode = MulticastFilterMode.Include,
            Sources = new[] { IPAddress.Parse("10.0.0.1") },
            FastLeave = true,
            IsAddedByExclude = true,
            IsBlocked = true,
            IsOffloaded = false,
            ExpiresAfter = TimeSpan.FromSeconds(20),
        });
        table.Routers.Should().ContainSingle().Which.Should().BeEquivalentTo(new
        {
            LinkIndex = 4,
            Type = MulticastRouterType.Query,
            VlanId = 2,
            ExpiresAfter = TimeSpan.FromSeconds(10),
        });
    }

    [Fact]
    public void What_is_no_entry_is_refused()
    {
        const string database = "07000000" + "09000000";
        MulticastReader.Parse(new NetlinkMessage(new NetlinkMessageWriter(new byte[16], Linux.RTM_NEWLINK).Finish())).Should().BeNull();
        Parse(database)!.Entries.Should().BeEmpty();
        foreach (string entry in new[]
        {
            "10000100" + "0C000100" + "08000100" + "04000000", // too short
            "2C000100" + "28000100" + "24000100" + "04000000" + "0000FFFF" + "EF010101" + "00000000" + "00000000" + "00000000" + "08000000" + "04000000", // VLAN 65535
            "08000200" + "04000100",                           // a router without a port
        })
        {
            FluentActions.Invoking(() => Parse(database + entry)).Should().Throw<InvalidDataException>(entry);
        }
    }

    [Fact]
    public void Wrong_entries_are_refused()
    {
        foreach (Action act in new Action[]
        {
            () => _ = new MulticastEntry(PhysicalAddress.Parse("01-02")), () => _ = s_entry with { Source = IPAddress.IPv6Loopback }, () => _ = s_entry with { VlanId = 4095 },
            () => _ = s_entry with { Sources = [IPAddress.Loopback, IPAddress.IPv6Loopback] }, () => _ = s_entry with { LinkIndex = 0 }, () => _ = s_entry with { DestinationPort = 65536 },
            () => _ = new MulticastEntry(PhysicalAddress.Parse("01-02-03-04-05-06")) { Source = IPAddress.Loopback },
        })
        {
            act.Should().Throw<ArgumentException>();
        }

        Requests(connection => FluentActions.Invoking(() => connection.BridgeOf(9).MulticastDatabase.Add(s_entry with { Source = IPAddress.Loopback, Sources = [IPAddress.Loopback] }))
            .Should().Throw<ArgumentException>()).Should().BeEmpty();
    }

    [Fact]
    public void An_error_names_the_attribute()
    {
        byte[] request = MulticastMessages.WriteChange(new byte[256], Linux.RTM_NEWMDB, 0, 9, s_entry with { Sources = [IPAddress.Loopback] }).Finish().ToArray();
        AttributePath.At(MulticastSchema.Messages, request, request.Length - 8).Should().Be("MDBA_SET_ENTRY_ATTRS > MDBE_ATTR_SRC_LIST > MDBE_SRC_LIST_ENTRY > MDBE_SRCATTR_ADDRESS");
    }

    [Fact]
    public void Many_sources_fit()
    {
        IPAddress[] sources = [.. Enumerable.Range(1, 500).Select(i => new IPAddress((byte[])[0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)(i >> 8), (byte)i]))];
        Request(connection => connection.BridgeOf(9).MulticastDatabase.Add(new MulticastEntry(IPAddress.Parse("ff0e::5")) { Sources = sources })).Length.Should().BeGreaterThan(2 * 500 * 24);
    }

    private static string Change(ushort type, MulticastEntry entry) => Convert.ToHexString(MulticastMessages.WriteChange(new byte[512], type, 0, 9, entry).Finish());

    private static MulticastReader.Table? Parse(string payload) =>
        MulticastReader.Parse(new NetlinkMessage((byte[])[.. new NetlinkMessageWriter(new byte[16], Linux.RTM_GETMDB).Finish(), .. Convert.FromHexString(payload)]));
}
