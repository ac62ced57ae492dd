using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;
using static LinuxNamespaces.Tests.Network.RecordedConnection;

namespace LinuxNamespaces.Tests.Network;

/// <summary>The requests are those of bridge(8), which leaves out NLA_F_NESTED.</summary>
public sealed class BridgeVlanMessageTests
{
    // struct ifinfomsg: family AF_BRIDGE, pad, type; index 5; flags; change.
    private const string Port5 = "07000000" + "05000000" + "00000000" + "00000000";

    [Fact]
    public void Vlans_are_listed() =>
        Request(connection => connection.BridgeOf(9).Vlans.List()).Should().Be(string.Concat(
            "28000000", "1200", "0103", SequenceAndPort,  // 40 bytes, RTM_GETLINK, REQUEST DUMP
            "07000000", "00000000", "00000000", "00000000",
            "08001D00", "04000000"));                     // IFLA_EXT_MASK RTEXT_FILTER_BRVLAN_COMPRESSED

    // bridge vlan add dev v0 vid 10 pvid untagged
    [Fact]
    public void A_vlan_of_a_port_is_added() =>
        Hex(BridgeVlanMessages.WriteAdd(new byte[256], 5, isBridge: false, new BridgeVlan(10) { IsPvid = true, IsUntagged = true })).Should().Be(string.Concat(
            "2C000000", "1300", "0000", "00000000", "00000000", // 44 bytes, RTM_SETLINK
            Port5,
            "0C001A80",                                   // IFLA_AF_SPEC, nested
            "08000200", "0600", "0A00"));                 // IFLA_BRIDGE_VLAN_INFO PVID UNTAGGED 10

    // bridge vlan add dev br0 vid 10-12 self
    [Fact]
    public void A_range_of_the_bridge_itself_is_added() =>
        Request(connection => connection.BridgeOf(9).Vlans.Add(new BridgeVlan(10, 12))).Should().Be(string.Concat(
            "3C000000", "1300", "0500", SequenceAndPort,  // 60 bytes, RTM_SETLINK, REQUEST ACK
            "07000000", "09000000", "00000000", "00000000",
            "1C001A80",                                   // IFLA_AF_SPEC, nested
            "06000000", "02000000",                       // IFLA_BRIDGE_FLAGS BRIDGE_FLAGS_SELF
            "08000200", "0800", "0A00",                   // IFLA_BRIDGE_VLAN_INFO RANGE_BEGIN 10
            "08000200", "1000", "0C00"));                 // IFLA_BRIDGE_VLAN_INFO RANGE_END 12

    // bridge vlan add dev v0 vid 10-12 tunnel_info id 1000-1002, which does not add the VLANs themselves.
    [Fact]
    public void Vlans_are_mapped_to_tunnels() =>
        Hex(BridgeVlanMessages.WriteAdd(new byte[256], 5, isBridge: false, new BridgeVlan(10, 12) { TunnelId = 1000 })).Should().Be(string.Concat(
            "6C000000", "1300", "0000", "00000000", "00000000", // 108 bytes, RTM_SETLINK
            Port5,
            "4C001A80",                                   // IFLA_AF_SPEC, nested
            "08000200", "0800", "0A00",
            "08000200", "1000", "0C00",
            "1C000380",                                   // IFLA_BRIDGE_VLAN_TUNNEL_INFO, nested
            "08000100", "E8030000",                       // IFLA_BRIDGE_VLAN_TUNNEL_ID 1000
            "06000200", "0A000000",                       // IFLA_BRIDGE_VLAN_TUNNEL_VID 10
            "06000300", "08000000",                       // IFLA_BRIDGE_VLAN_TUNNEL_FLAGS RANGE_BEGIN
            "1C000380",
            "08000100", "EA030000",
            "06000200", "0C000000",
            "06000300", "10000000"));                     // IFLA_BRIDGE_VLAN_TUNNEL_FLAGS RANGE_END

    // bridge vlan del dev v0 vid 10-12
    [Fact]
    public void A_range_is_deleted() =>
        Hex(BridgeVlanMessages.WriteDelete(new byte[256], 5, isBridge: false, new BridgeVlan(10, 12) { IsUntagged = true })).Should().Be(string.Concat(
            "34000000", "1100", "0000", "00000000", "00000000", // 52 bytes, RTM_DELLINK
            Port5,
            "14001A80",
            "08000200", "0800", "0A00",
            "08000200", "1000", "0C00"));

    [Fact]
    public void Ranges_are_read()
    {
        Read(Vlan(1, 0x6), Vlan(10, 0x8), Vlan(20, 0x10), Vlan(30, 0x4)).Should().Equal(
            new BridgeVlan(1) { IsPvid = true, IsUntagged = true }, new BridgeVlan(10, 20), new BridgeVlan(30) { IsUntagged = true });
        Read().Should().BeEmpty();
    }

    [Fact]
    public void Ranges_are_divided_by_their_tunnels() =>
        Read(Vlan(10, 0x8), Vlan(20, 0x10), Vlan(30, 0), Tunnel(1002, 12, 0x8), Tunnel(1005, 15, 0x10), Tunnel(7, 18, 0), Tunnel(9, 99, 0)).Should().Equal(
            new BridgeVlan(10, 11),
            new BridgeVlan(12, 15) { TunnelId = 1002 },
            new BridgeVlan(16, 17),
            new BridgeVlan(18) { TunnelId = 7 },
            new BridgeVlan(19, 20),
            new BridgeVlan(30));

    [Fact]
    public void What_is_no_range_is_refused()
    {
        foreach (string[] attributes in new string[][]
        {
            [Vlan(0, 0)], [Vlan(4095, 0)], [Vlan(10, 0x10)], [Vlan(10, 0x8), Vlan(9, 0x10)], [Tunnel(5, 0, 0)], [Vlan(1, 0), Tunnel(1 << 24, 1, 0)],
            [Tunnel(5, 10, 0x10)], [Tunnel(0xffffffff, 10, 0x8), Tunnel(1, 11, 0x10)],
        })
        {
            FluentActions.Invoking(() => Read(attributes)).Should().Throw<InvalidDataException>(string.Concat(attributes));
        }
    }

    [Fact]
    public void Wrong_vlans_are_refused()
    {
        foreach (Action act in new Action[]
        {
            () => _ = new BridgeVlan(0), () => _ = new BridgeVlan(4095), () => _ = new BridgeVlan(10, 9), () => _ = new BridgeVlan(1, 4095),
            () => _ = new BridgeVlan(1) { TunnelId = 1 << 24 }, () => _ = new BridgeVlan(1) { TunnelId = -1 }, () => _ = new BridgeVlan(1, 2) { TunnelId = (1 << 24) - 1 },
        })
        {
            act.Should().Throw<ArgumentOutOfRangeException>();
        }

        FluentActions.Invoking(() => new BridgeVlan(1, 2) { IsPvid = true }).Should().Throw<ArgumentException>().WithMessage("*not the range 1-2*");
        new BridgeVlan(10, 12) { IsUntagged = true, TunnelId = 5 }.ToString().Should().Be("10-12 untagged tunnel 5");
    }

    [Fact]
    public void An_error_names_the_attribute_also_in_a_message_that_deletes()
    {
        byte[] request = BridgeVlanMessages.WriteDelete(new byte[256], 5, isBridge: true, new BridgeVlan(10)).Finish().ToArray();
        AttributePath.At(BridgeVlanMessages.Schema, request, request.Length - 8).Should().Be("IFLA_AF_SPEC > IFLA_BRIDGE_VLAN_INFO");
        request = BridgeVlanMessages.WriteAdd(new byte[256], 5, isBridge: false, new BridgeVlan(10) { TunnelId = 5 }).Finish().ToArray();
        AttributePath.At(BridgeVlanMessages.Schema, request, request.Length - 8).Should().Be("IFLA_AF_SPEC > IFLA_BRIDGE_VLAN_TUNNEL_INFO > IFLA_BRIDGE_VLAN_TUNNEL_FLAGS");
    }

    private static string Vlan(ushort id, ushort flags) => "08000200" + Hex16(flags) + Hex16(id);

    private static string Tunnel(uint tunnel, ushort id, ushort flags) =>
        "1C000300" + "08000100" + Convert.ToHexString(BitConverter.GetBytes(tunnel)) + "06000200" + Hex16(id) + "0000" + "06000300" + Hex16(flags) + "0000";

    private static string Hex16(ushort value) => Convert.ToHexString(BitConverter.GetBytes(value));

    private static IReadOnlyList<BridgeVlan> Read(params string[] attributes)
    {
        NetlinkMessageWriter message = new(new byte[4096], Linux.RTM_NEWLINK);
        ref ifinfomsg header = ref message.WriteStruct<ifinfomsg>();
        header.ifi_family = Linux.AF_BRIDGE;
        header.ifi_index = 5;
        message.WriteBytes(Linux.IFLA_AF_SPEC, Convert.FromHexString(string.Concat(attributes)));
        BridgeVlanMessages.Entry? entry = BridgeVlanMessages.Parse(new NetlinkMessage(message.Finish()));
        entry!.LinkIndex.Should().Be(5);
        return entry.Vlans;
    }

    private static string Hex(in NetlinkMessageWriter request) => Convert.ToHexString(request.Finish());
}
