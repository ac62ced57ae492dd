using System.Net;
using System.Net.NetworkInformation;
using FluentAssertions;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Network.Traffic;

/// <summary>The bytes are those that tc(8) of iproute2 6.1 sends of an action, in TCA_ACT_OPTIONS, and of a u32 filter, in TCA_OPTIONS.</summary>
public sealed class ActionMessageTests
{
    private static readonly PhysicalAddress s_first = PhysicalAddress.Parse("02-00-00-00-00-01");
    private static readonly PhysicalAddress s_second = PhysicalAddress.Parse("02-00-00-00-00-02");

    private static readonly Dictionary<string, (TrafficObject Item, string Golden)> s_golden = new()
    {
        // tc filter add dev v0 parent 1: protocol all prio 3 matchall action skbedit queue_mapping 3 priority 1:10 mark 5/0xff ptype host
        ["skbedit"] = (new SkbeditAction { Queue = 3, Priority = new TrafficHandle(1, 0x10), Mark = 5, MarkMask = 0xFF, PacketType = SkbeditPacketType.Host },
            "18000200000000000000000003000000000000000000000006000400030000000800030010000100080005000500000008000800FF0000000600070000000000"),
        // ... action skbedit priority 6 mark 7 inheritdsfield
        ["skbedit flags"] = (new SkbeditAction { Priority = new TrafficHandle(0, 6), Mark = 7, InheritDsField = true },
            "180002000000000000000000030000000000000000000000080003000600000008000500070000000C0009002000000000000000"),
        // ... action vlan push id 100 protocol 802.1ad priority 3
        ["vlan push"] = (VlanAction.Push(100, VlanProtocol.Ieee8021AD, 3), "1C00020000000000000000000300000000000000000000000200000006000300640000000600040088A800000500060003000000"),
        // ... action vlan pop
        ["vlan pop"] = (VlanAction.Pop(), "1C000200000000000000000003000000000000000000000001000000"),
        // ... action vlan modify id 7 protocol 802.1q priority 2
        ["vlan modify"] = (VlanAction.Modify(7, priority: 2), "1C000200000000000000000003000000000000000000000003000000060003000700000006000400810000000500060002000000"),
        // ... action vlan push_eth dst_mac 02:00:00:00:00:01 src_mac 02:00:00:00:00:02
        ["vlan push_eth"] = (VlanAction.PushEthernet(s_second, s_first), "1C0002000000000000000000030000000000000000000000050000000A00070002000000000100000A0008000200000000020000"),
        // ... action vlan pop_eth
        ["vlan pop_eth"] = (VlanAction.PopEthernet(), "1C000200000000000000000003000000000000000000000004000000"),
        // ... action pedit ex munge ip ttl set 5 munge ip src set 10.1.2.3 munge ip dst set 10.9.8.7 munge ip tos set 0x10 munge ip protocol set 17
        ["pedit ip"] = (new PeditAction([
                PeditField.IPv4TimeToLive.Set(5), .. PeditKey.SetSource(IPAddress.Parse("10.1.2.3")), .. PeditKey.SetDestination(IPAddress.Parse("10.9.8.7")), PeditField.IPv4TypeOfService.Set(0x10),
                PeditField.IPv4Protocol.Set(17)]) { Verdict = TrafficVerdict.Pass },
            "9400040000000000000000000000000000000000000000000500000000FFFFFF0500000008000000000000000000000000000000000000000A0102030C000000000000000000000000000000000000000A09080710000000000000000000000000000000FF00FFFF0010000000000000000000000000000000000000FF00FFFF00110000080000000000000000000000000000006800058014000680060001000200000006000200000000001400068006000100020000000600020000000000140006800600010002000000060002000000000014000680060001000200000006000200000000001400068006000100020000000600020000000000"),
        // ... action pedit ex munge ip ttl add 1
        ["pedit add"] = (new PeditAction(PeditField.IPv4TimeToLive.Add(1)) { Verdict = TrafficVerdict.Pass },
            "3400040000000000000000000000000000000000000000000100000000FFFFFF0100000008000000000000000000000000000000180005801400068006000100020000000600020001000000"),
        // ... action pedit ex munge tcp sport add 1 munge udp dport add 65535
        ["pedit add ports"] = (new PeditAction(PeditField.TcpSourcePort.Add(1), PeditField.UdpDestinationPort.Add(65535)) { Verdict = TrafficVerdict.Pass },
            "4C0004000000000000000000000000000000000000000000020000000000FFFF0001000000000000000000000000000000000000FFFF00000000FFFF000000000000000000000000000000002C00058014000680060001000400000006000200010000001400068006000100050000000600020001000000"),
        // ... action pedit ex munge udp dport add 251, which takes 5 from the last byte on a machine with the low byte first
        ["pedit subtract"] = (new PeditAction(PeditField.UdpDestinationPort.Add(-5)) { Verdict = TrafficVerdict.Pass },
            "34000400000000000000000000000000000000000000000001000000FFFF0000000000FB00000000000000000000000000000000180005801400068006000100050000000600020001000000"),
        // ... action pedit ex munge tcp sport set 80 munge tcp dport set 8080 munge udp sport set 53 munge udp dport add 1
        ["pedit ports"] = (new PeditAction(PeditField.TcpSourcePort.Set(80), PeditField.TcpDestinationPort.Set(8080), PeditField.UdpSourcePort.Set(53), PeditField.UdpDestinationPort.Add(1)) { Verdict = TrafficVerdict.Pass },
            "7C0004000000000000000000000000000000000000000000040000000000FFFF0050000000000000000000000000000000000000FFFF000000001F90000000000000000000000000000000000000FFFF0035000000000000000000000000000000000000FFFF00000000000100000000000000000000000000000000540005801400068006000100040000000600020000000000140006800600010004000000060002000000000014000680060001000500000006000200000000001400068006000100050000000600020001000000"),
        // ... action pedit ex munge eth src set 02:00:00:00:00:01 munge eth dst set 02:00:00:00:00:02 munge eth type set 0x86dd
        ["pedit ethernet"] = (new PeditAction([.. PeditKey.SetSource(s_first), .. PeditKey.SetDestination(s_second), PeditField.EtherType.Set(0x86DD)]) { Verdict = TrafficVerdict.Pass },
            "94000400000000000000000000000000000000000000000005000000FFFF000000000200040000000000000000000000000000000000000000000001080000000000000000000000000000000000000002000000000000000000000000000000000000000000FFFF00020000040000000000000000000000000000000000FFFF86DD00000C0000000000000000000000000000006800058014000680060001000100000006000200000000001400068006000100010000000600020000000000140006800600010001000000060002000000000014000680060001000100000006000200000000001400068006000100010000000600020000000000"),
        // ... action pedit ex munge ip6 src set 2001:db8::1 munge ip6 hoplimit set 9 munge ip6 traffic_class set 0x20 munge ip6 nexthdr set 6
        ["pedit ip6"] = (new PeditAction([.. PeditKey.SetSource(IPAddress.Parse("2001:db8::1")), PeditField.IPv6HopLimit.Set(9), PeditField.IPv6TrafficClass.Set(0x20), PeditField.IPv6NextHeader.Set(6)]) { Verdict = TrafficVerdict.Pass },
            "C40004000000000000000000000000000000000000000000070000000000000020010DB80800000000000000000000000000000000000000000000000C000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000114000000000000000000000000000000FFFFFF000000000904000000000000000000000000000000F00FFFFF02000000000000000000000000000000000000" +
            "00FFFF00FF00000600040000000000000000000000000000009000058014000680060001000300000006000200000000001400068006000100030000000600020000000000140006800600010003000000060002000000000014000680060001000300000006000200000000001400068006000100030000000600020000000000140006800600010003000000060002000000000014000680060001000300000006000200000000" + "00"),
        // ... action pedit munge offset 0 u32 set 0x01020304 retain 0xff00ff00
        ["pedit raw"] = (new PeditAction(new PeditKey(PeditHeader.Network, 0, 0x01020304, 0xFF00FF00)) { Verdict = TrafficVerdict.Pass },
            "3400020000000000000000000000000000000000000000000100000000FF00FF0100030000000000000000000000000000000000"),
        // ... action pedit ex munge tcp flags set 2
        ["pedit flags"] = (new PeditAction(PeditField.TcpFlags.Set(2)) { Verdict = TrafficVerdict.Pass },
            "34000400000000000000000000000000000000000000000001000000FF00FFFF000200000C000000000000000000000000000000180005801400068006000100040000000600020000000000"),
        // ... action goto chain 5
        ["goto"] = (new GactAction(TrafficVerdicts.GotoChain(5)), "180002000000000000000000050000200000000000000000"),
        // tc filter add dev v0 parent 1: prio 5 handle 2: u32 divisor 256
        ["u32 table"] = (new U32Filter { Handle = U32Filter.HandleOf(2), Divisor = 256 }, "0800040000010000"),
        // tc filter add dev v0 parent 1: protocol ip prio 5 u32 ht 2:5: match ip src 10.0.0.5/32 flowid 1:10
        ["u32 bucket"] = (new U32Filter { HashTable = U32Filter.HandleOf(2, 5), Keys = U32Key.FromSource(IPNetwork.Parse("10.0.0.5/32")), Target = new TrafficHandle(1, 0x10) },
            "080001001000010008000200005020002400050001000100000000000000000000000000FFFFFFFF0A0000050C00000000000000"),
        // tc filter add dev v0 parent 1: protocol ip prio 5 u32 ht 800:: match ip src 10.0.0.0/8 hashkey mask 0x000000ff at 12 link 2:
        ["u32 link"] = (new U32Filter { HashTable = U32Filter.HandleOf(0x800), Link = U32Filter.HandleOf(2), HashKey = new U32HashKey(12, 0xFF), Keys = U32Key.FromSource(IPNetwork.Parse("10.0.0.0/8")) },
            "0800030000002000080002000000008024000500000001000000000000000C00000000FFFF0000000A0000000C00000000000000"),
        // tc filter add dev v0 parent 1: protocol ip prio 5 u32 match ip protocol 6 0xff offset at 0 mask 0f00 shift 6 plus 4 eat link 2:
        ["u32 offset"] = (new U32Filter
            {
                Link = U32Filter.HandleOf(2), NextHeader = U32NextHeader.BehindIPv4 with { Offset = 4, IsPermanent = true },
                Keys = [U32Key.FromProtocol(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.ProtocolType.Tcp)],
            },
            "0800030000002000240005000E0601000F000400000000000000000000FF0000000600000800000000000000"),
        // tc filter add dev v0 parent 1: protocol ip prio 5 u32 ht 2: match tcp dst 80 0xffff flowid 1:10
        ["u32 nexthdr"] = (new U32Filter { HashTable = U32Filter.HandleOf(2), Target = new TrafficHandle(1, 0x10), Keys = [new U32Key(0, 80, 0xFFFF) { IsBehindHeader = true }] },
            "0800010010000100080002000000200024000500010001000000000000000000000000000000FFFF0000005000000000FFFFFFFF"),
    };

    public static TheoryData<string> Names => [.. s_golden.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Options_are_those_of_tc(string name)
    {
        (TrafficObject item, string golden) = s_golden[name];
        item.RequireValid();
        byte[] ours = OptionsOf(item);
        AttributesOf(ours).Should().Equal(AttributesOf(Convert.FromHexString(golden)));
        // What is read is what was written.
        TrafficObject read = item.TrafficKind.Read(new NetlinkAttribute(TrafficSchema.TCA_OPTIONS, ours));
        TrafficObject expected = item is U32Filter { HashTable: 0x80000000 } filter ? filter with { HashTable = null } : item;
        (read is TrafficFilter other ? other with { Handle = ((TrafficFilter)item).Handle } : read).Should().Be(expected);
    }

    [Fact]
    public void A_verdict_has_a_chain()
    {
        TrafficVerdicts.GotoChain(7).GetChain().Should().Be(7);
        TrafficVerdicts.GotoChain(0x0FFFFFFF).GetChain().Should().Be(0x0FFFFFFF);
        Array.TrueForAll(Enum.GetValues<TrafficVerdict>(), verdict => verdict.GetChain() is null).Should().BeTrue();
        FluentActions.Invoking(() => TrafficVerdicts.GotoChain(1 << 28)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => TrafficVerdicts.GotoChain(-1)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Values_out_of_range_are_refused_before_anything_is_sent()
    {
        Action[] outOfRange =
        [
            () => _ = new SkbeditAction { Queue = 65536 }, () => _ = new SkbeditAction { PacketType = (SkbeditPacketType)9 }, () => VlanAction.Push(4096), () => VlanAction.Modify(1, (VlanProtocol)5), () => VlanAction.Push(1, priority: 8),
            () => _ = new PeditKey(PeditHeader.IPv4, 2, 0), () => _ = new PeditKey((PeditHeader)9, 0, 0), () => PeditField.IPv4TimeToLive.Set(256), () => PeditField.UdpSourcePort.Add(65536), () => PeditField.IPv6FlowLabel.Set(1 << 20),
            () => _ = new U32Filter { Divisor = 3 }, () => _ = new U32Filter { Divisor = 512 }, () => U32Filter.HandleOf(0), () => U32Filter.HandleOf(1, 256), () => U32Filter.HandleOf(1, 0, 4096), () => _ = new U32HashKey(0, 0),
            () => _ = new U32NextHeader { Shift = 16 },
        ];
        outOfRange.Should().AllSatisfy(act => act.Should().Throw<ArgumentOutOfRangeException>());
        TrafficObject[] contradictions =
        [
            new U32Filter { Divisor = 4 }, new SkbeditAction(), new SkbeditAction { MarkMask = 5, Queue = 1 }, new U32Filter { Divisor = 4, Target = new TrafficHandle(1, 1) }, new U32Filter { Divisor = 4, Handle = U32Filter.HandleOf(2, 1) },
            new U32Filter { HashKey = new U32HashKey(0, 1) }, new U32Filter { NextHeader = U32NextHeader.BehindIPv4 }, new U32Filter { Link = U32Filter.HandleOf(2), Target = new TrafficHandle(1, 1) },
        ];
        contradictions.Should().AllSatisfy(item => FluentActions.Invoking(item.RequireValid).Should().Throw<ArgumentException>("it is {0}", item));
        FluentActions.Invoking(() => new PeditAction()).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => VlanAction.PushEthernet(s_first, PhysicalAddress.Parse("00-01"))).Should().Throw<ArgumentException>();
    }

    private static byte[] OptionsOf(TrafficObject item)
    {
        NetlinkMessageWriter writer = new(new byte[TrafficMessages.BufferSize], 0);
        item.WriteOptions(ref writer, TrafficSchema.TCA_OPTIONS);
        foreach (NetlinkAttribute attribute in new NetlinkAttributeReader(writer.Finish()[16..]))
        {
            return attribute.Payload.ToArray();
        }

        throw new InvalidOperationException("There are no options.");
    }

    private static Dictionary<int, string> AttributesOf(ReadOnlySpan<byte> bytes)
    {
        Dictionary<int, string> result = [];
        foreach (NetlinkAttribute attribute in new NetlinkAttributeReader(bytes))
        {
            result[attribute.Type] = Convert.ToHexString(attribute.Payload);
        }

        return result;
    }
}
