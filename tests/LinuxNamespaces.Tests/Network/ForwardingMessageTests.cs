using System.Net;
using System.Net.NetworkInformation;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;
using static LinuxNamespaces.Tests.Network.RecordedConnection;

namespace LinuxNamespaces.Tests.Network;

/// <summary>The requests are those of bridge(8).</summary>
public sealed class ForwardingMessageTests
{
    private static readonly PhysicalAddress s_address = PhysicalAddress.Parse("02-00-00-00-00-01");
    private static readonly ForwardingEntry s_entry = new(s_address);

    [Fact]
    public void Entries_of_a_bridge_are_listed() =>
        Request(connection => connection.BridgeOf(9).ForwardingDatabase.List()).Should().Be(string.Concat(
            "24000000", "1E00", "0103", SequenceAndPort,  // 36 bytes, RTM_GETNEIGH, REQUEST DUMP
            "07000000", "00000000", "00000000",           // AF_BRIDGE
            "08000900", "09000000"));                     // NDA_MASTER 9

    [Fact]
    public void Entries_of_a_port_are_listed()
    {
        Request(connection => connection.BridgeOf(9).ForwardingDatabase.List(new ForwardingFilter { Port = connection.Link })).Should().Be(string.Concat(
            "24000000", "1E00", "0103", SequenceAndPort,
            "07000000", "05000000", "00000000",           // AF_BRIDGE, index 5
            "08000900", "09000000"));
        Hex(ForwardingMessages.WriteList(new byte[64], 5, isBridge: false, ForwardingFilter.All)).Should().Be(
            "1C000000" + "1E000000" + "0000000000000000" + "07000000" + "05000000" + "00000000");
    }

    [Fact]
    public void An_entry_is_found_by_its_address()
    {
        // bridge fdb get 02:00:00:00:00:01 br br0
        Hex(ForwardingMessages.WriteGet(new byte[64], 9, null, s_entry)).Should().Be(
            "30000000" + "1E000000" + "0000000000000000" + "07000000" + "00000000" + "00000000" + "0A000200" + "020000000001" + "0000" + "08000900" + "09000000");
        Hex(ForwardingMessages.WriteGet(new byte[64], 5, NeighbourSchema.NTF_MASTER, s_entry with { VlanId = 7 })).Should().Be(
            "30000000" + "1E000000" + "0000000000000000" + "07000000" + "05000000" + "00000400" + "0A000200" + "020000000001" + "0000" + "06000500" + "0700" + "0000");
    }

    // bridge fdb add 02:00:00:00:00:01 dev v0 master static
    [Fact]
    public void A_static_entry_of_a_port_is_added() => Change(5, NeighbourSchema.NTF_MASTER, s_entry).Should().Be(
        "28000000" + "1C000006" + "0000000000000000" + "07000000" + "05000000" + "42000400" + "0A000200" + "020000000001" + "0000");

    // bridge fdb replace 02:00:00:00:00:01 dev v0 master dynamic sticky extern_learn
    [Fact]
    public void A_sticky_entry_is_added() =>
        Change(5, NeighbourSchema.NTF_MASTER, s_entry with { State = ForwardingEntryState.Dynamic, IsSticky = true, IsExternallyLearned = true }).Should().Be(
            "28000000" + "1C000006" + "0000000000000000" + "07000000" + "05000000" + "02005400" + "0A000200" + "020000000001" + "0000");

    // bridge fdb add 02:00:00:00:00:01 dev br0 self local
    [Fact]
    public void An_address_of_the_bridge_is_added() =>
        Request(connection => connection.BridgeOf(9).ForwardingDatabase.Add(s_entry)).Should().Be(string.Concat(
            "28000000", "1C00", "0506", SequenceAndPort,  // 40 bytes, RTM_NEWNEIGH, REQUEST ACK EXCL CREATE
            "07000000", "09000000", "C0000200",           // AF_BRIDGE, index 9, NUD_PERMANENT NUD_NOARP, NTF_SELF
            "0A000200", "020000000001", "0000"));         // NDA_LLADDR

    [Fact]
    public void Entries_are_replaced_appended_and_deleted()
    {
        Request(connection => connection.BridgeOf(9).ForwardingDatabase.Replace(s_entry))[8..16].Should().Be("1C00" + "0505");
        Request(connection => connection.BridgeOf(9).ForwardingDatabase.Append(s_entry))[8..16].Should().Be("1C00" + "050C");
        Request(connection => connection.BridgeOf(9).ForwardingDatabase.Delete(s_entry))[8..].Should().Be(
            "1D00" + "0500" + SequenceAndPort + "07000000" + "09000000" + "C0000200" + "0A000200" + "020000000001" + "0000");
    }

    // bridge fdb append 00:00:00:00:00:00 dev vx0 dst 10.0.0.1 port 4790 vni 8 via v1
    [Fact]
    public void A_tunnel_end_is_added() => Change(5, NeighbourSchema.NTF_SELF, new ForwardingEntry(new PhysicalAddress(new byte[6]))
    {
        Destination = IPAddress.Parse("10.0.0.1"),
        DestinationPort = 4790,
        NetworkId = 8,
        DestinationLinkIndex = 3,
    }).Should().Be(string.Concat(
        "48000000", "1C000006", "0000000000000000", "07000000", "05000000", "C0000200",
        "0A000200", "000000000000", "0000",
        "08000100", "0A000001",                           // NDA_DST
        "06000600", "12B60000",                           // NDA_PORT, big endian
        "08000700", "08000000",                           // NDA_VNI
        "08000800", "03000000"));                         // NDA_IFINDEX

    // bridge fdb add 02:00:00:00:00:01 dev vx0 nhid 5 src_vni 7 vlan 2 self
    [Fact]
    public void A_nexthop_of_a_tunnel_is_added() =>
        Change(5, NeighbourSchema.NTF_SELF, s_entry with { NexthopId = 5, SourceNetworkId = 7, VlanId = 2 }).Should().Be(string.Concat(
            "40000000", "1C000006", "0000000000000000", "07000000", "05000000", "C0000200",
            "0A000200", "020000000001", "0000",
            "06000500", "02000000",                       // NDA_VLAN
            "08000B00", "07000000",                       // NDA_SRC_VNI
            "08000D00", "05000000"));                     // NDA_NH_ID

    [Fact]
    public void Entries_are_flushed()
    {
        // bridge fdb flush dev br0
        Request(connection => connection.BridgeOf(9).ForwardingDatabase.Flush()).Should().Be(string.Concat(
            "1C000000", "1D00", "0502", SequenceAndPort,  // 28 bytes, RTM_DELNEIGH, REQUEST ACK BULK
            "07000000", "09000000", "00000200"));
        // bridge fdb flush dev br0 brport v0 vlan 5 static nosticky noextern_learn
        Request(connection => connection.BridgeOf(9).ForwardingDatabase.Flush(new ForwardingFilter
        {
            Port = connection.Link,
            VlanId = 5,
            State = ForwardingEntryState.Static,
            IsSticky = false,
            IsExternallyLearned = false,
        })).Should().Be(string.Concat(
            "3C000000", "1D00", "0502", SequenceAndPort,
            "07000000", "09000000", "40000200",
            "08000800", "05000000",                       // NDA_IFINDEX
            "06000500", "05000000",                       // NDA_VLAN
            "05001100", "50000000",                       // NDA_NDM_FLAGS_MASK
            "06001000", "C0000000"));                     // NDA_NDM_STATE_MASK
        // bridge fdb flush dev br0 dynamic
        Request(connection => connection.BridgeOf(9).ForwardingDatabase.Flush(new ForwardingFilter { State = ForwardingEntryState.Dynamic }))[32..]
            .Should().Be("07000000" + "09000000" + "00000200" + "06001000" + "C0000000");
        // bridge fdb flush dev v0 master
        Hex(ForwardingMessages.WriteFlush(new byte[64], 5, NeighbourSchema.NTF_MASTER, new ForwardingFilter { IsAddedByUser = true }))[32..]
            .Should().Be("07000000" + "05000000" + "00000500" + "05001100" + "01000000");
    }

    [Fact]
    public void An_entry_is_read()
    {
        ForwardingEntry? entry = Parse("07000000" + "05000000" + "04005200"
            + "0A000200" + "020000000001" + "0000" + "14000100" + "20010DB8000000000000000000000001" + "06000600" + "12B60000" + "08000700" + "08000000" + "08000800" + "03000000"
            + "08000900" + "09000000" + "06000500" + "02000000" + "08000B00" + "07000000" + "08000D00" + "05000000" + "08000F00" + "02000000"
            + "14000300" + "00000000" + "64000000" + "C8000000" + "00000000");
        entry.Should().BeEquivalentTo(new
        {
            Address = s_address,
            LinkIndex = 5,
            MasterIndex = 9,
            IsSelf = true,
            State = ForwardingEntryState.Stale,
            VlanId = 2,
            IsSticky = true,
            IsExternallyLearned = true,
            IsOffloaded = false,
            IsLocked = true,
            Destination = IPAddress.Parse("2001:db8::1"),
            DestinationPort = 4790,
            NetworkId = 8,
            SourceNetworkId = 7,
            DestinationLinkIndex = 3,
            NexthopId = 5L,
            SinceUsed = TimeSpan.FromSeconds(1),
            SinceUpdated = TimeSpan.FromSeconds(2),
        });
        entry!.ToString().Should().Be("02:00:00:00:00:01 dev #5 vlan 2 dst 2001:db8::1 self stale");
    }

    [Fact]
    public void What_is_no_entry_is_passed_over_or_refused()
    {
        Parse("0A000000" + "05000000" + "80000000" + "0A000200" + "020000000001" + "0000").Should().BeNull("it is a neighbour of IPv6");
        Parse("07000000" + "05000000" + "80000000" + "08000200" + "02000000").Should().BeNull("its address is not one of Ethernet");
        Parse("07000000" + "05000000" + "80000000").Should().BeNull();
        Parse("07000000" + "00000000" + "80000000" + "0A000200" + "020000000001" + "0000").Should().BeNull("it belongs to no link");
        FluentActions.Invoking(() => Parse("07000000" + "05000000" + "80000000" + "0A000200" + "020000000001" + "0000" + "06000500" + "FFFF0000")).Should().Throw<InvalidDataException>();
        FluentActions.Invoking(() => Parse("07000000" + "05000000" + "80000000" + "0A000200" + "020000000001" + "0000" + "06000100" + "FFFF0000")).Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void Wrong_entries_are_refused()
    {
        FluentActions.Invoking(() => new ForwardingEntry(PhysicalAddress.Parse("02-00"))).Should().Throw<ArgumentException>();
        foreach (Action act in new Action[]
        {
            () => _ = s_entry with { VlanId = 0 }, () => _ = s_entry with { VlanId = 4095 }, () => _ = s_entry with { LinkIndex = 0 }, () => _ = s_entry with { DestinationPort = 0 },
            () => _ = s_entry with { NetworkId = 1 << 24 }, () => _ = s_entry with { NexthopId = 0 }, () => _ = s_entry with { DestinationLinkIndex = -1 },
            () => _ = new ForwardingFilter { VlanId = 4095 },
        })
        {
            act.Should().Throw<ArgumentOutOfRangeException>();
        }

        Requests(connection =>
        {
            ForwardingDatabase database = connection.BridgeOf(9).ForwardingDatabase;
            FluentActions.Invoking(() => database.Add(s_entry with { NexthopId = 5, Destination = IPAddress.Loopback })).Should().Throw<ArgumentException>();
            FluentActions.Invoking(() => database.Add(s_entry with { IsSticky = true, State = ForwardingEntryState.Permanent })).Should().Throw<ArgumentException>();
            FluentActions.Invoking(() => database.List(new ForwardingFilter { IsAddedByUser = true })).Should().Throw<ArgumentException>();
        }).Should().BeEmpty();
    }

    private static string Change(int linkIndex, byte table, ForwardingEntry entry) =>
        Hex(ForwardingMessages.WriteChange(new byte[ForwardingMessages.BufferSize], Linux.RTM_NEWNEIGH, Linux.NLM_F_CREATE | Linux.NLM_F_EXCL, linkIndex, table, entry));

    private static ForwardingEntry? Parse(string payload) =>
        ForwardingMessages.Parse(new NetlinkMessage((byte[])[.. new NetlinkMessageWriter(new byte[16], Linux.RTM_NEWNEIGH).Finish(), .. Convert.FromHexString(payload)]));

    private static string Hex(in NetlinkMessageWriter request) => Convert.ToHexString(request.Finish());
}
