using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Network.Traffic;

/// <summary>The bytes are those that tc(8) of iproute2 6.1 sends in TCA_OPTIONS. What tc leaves out, and netem keeps from before then, is written in addition.</summary>
public sealed class TrafficMessageTests
{
    private static readonly TrafficHandle s_class = new(1, 0x10);

    // Flags of the kernel's own that tc sends.
    private static readonly ushort[] s_ofTcOnly = [FlowerFilter.TCA_FLOWER_FLAGS];

    // Each with the length of the structure in front of the attributes.
    private static readonly Dictionary<string, (TrafficObject Item, int Header, string Golden)> s_golden = new()
    {
        // tc qdisc add dev v0 root netem delay 100ms 10ms 25% loss 1% 50% duplicate 2% 10% corrupt 0.1% 5% reorder 25% 50% gap 5 rate 1mbit 20 100 5 limit 50
        ["netem"] = (new NetemQdisc
        {
            Delay = TimeSpan.FromMilliseconds(100), Jitter = TimeSpan.FromMilliseconds(10), DelayCorrelation = 0.25, Loss = 0.01, LossCorrelation = 0.5, Duplicate = 0.02, DuplicateCorrelation = 0.1,
            Corrupt = 0.001, CorruptCorrelation = 0.05, Reorder = 0.25, ReorderCorrelation = 0.5, Gap = 5, Rate = 1_000_000, PacketOverhead = 20, CellSize = 100, CellOverhead = 5, Limit = 50,
        }, 24,
            "84D7170032000000295C8F020500000052B81E055A6202001000010000000040000000809A9999190C00030000000040000000800C00040037894100CDCCCC0C1400060048E80100140000006400000005000000"),
        // tc qdisc add dev v0 root netem loss gemodel 1% 10% 70% 0.1%
        ["netem gemodel"] = (new NetemQdisc { LossModel = new NetemGilbertElliottLoss { ToBad = 0.01, ToGood = 0.1, LossInBad = 0.7, LossInGood = 0.001 } }, 24,
            "00000000E8030000000000000000000000000000000000001800058014000200295C8F029A999919CDCCCC4C37894100"),
        // tc qdisc add dev v0 root netem loss state 1% 20% 3% 40% 5%
        ["netem state"] = (new NetemQdisc { LossModel = new NetemStateLoss { From1To3 = 0.01, From3To1 = 0.2, From3To2 = 0.03, From2To3 = 0.4, From1To4 = 0.05 } }, 24,
            "00000000E8030000000000000000000000000000000000001C00058018000100295C8F02333333337B14AE07CDCCCC0C66666666"),
        // tc qdisc add dev v0 root netem slot 10ms 20ms packets 5 bytes 9000
        ["netem slot"] = (new NetemQdisc { Slot = new NetemSlot { MinDelay = TimeSpan.FromMilliseconds(10), MaxDelay = TimeSpan.FromMilliseconds(20), MaxPackets = 5, MaxBytes = 9000 } }, 24,
            "00000000E8030000000000000000000000000000000000002C000C008096980000000000002D310100000000050000002823000000000000000000000000000000000000"),
        // tc qdisc add dev v0 root netem rate 40gbit
        ["netem fast"] = (new NetemQdisc { Rate = 40_000_000_000 }, 24,
            "00000000E8030000000000000000000000000000000000000C00080000F2052A0100000014000600FFFFFFFF000000000000000000000000"),
        // tc qdisc add dev v0 root htb default 20 r2q 5 direct_qlen 7
        ["htb"] = (new HtbQdisc { DefaultClass = 0x20, RateToQuantum = 5, DirectQueueLength = 7 }, 0,
            "1800020003000000050000002000000000000000000000000800050007000000"),
        // tc qdisc add dev v0 root fq_codel limit 500 flows 256 target 10ms interval 200ms quantum 600 noecn ce_threshold 3ms memory_limit 1mb drop_batch 5
        ["fq_codel"] = (new FqCodelQdisc
        {
            Limit = 500, Flows = 256, Target = TimeSpan.FromMilliseconds(10), Interval = TimeSpan.FromMilliseconds(200), Quantum = 600, Ecn = false, MarkThreshold = TimeSpan.FromMilliseconds(3),
            MemoryLimit = 1 << 20, DropBatch = 5,
        }, 0,
            "08000200F40100000800050000010000080006005802000008000300400D03000800010010270000080004000000000008000700B80B000008000900000010000800080005000000"),
        // tc qdisc add dev v0 root fq limit 500 flow_limit 50 quantum 3000 initial_quantum 9000 maxrate 10mbit buckets 256 refill_delay 20ms low_rate_threshold 1mbit orphan_mask 255 ce_threshold 4ms horizon 5s horizon_cap
        ["fq"] = (new FqQdisc
        {
            Limit = 500, FlowLimit = 50, Quantum = 3000, InitialQuantum = 9000, MaxRate = 10_000_000, BucketsLog = 8, RefillDelay = TimeSpan.FromMilliseconds(20), LowRateThreshold = 1_000_000,
            OrphanMask = 255, MarkThreshold = TimeSpan.FromMilliseconds(4), Horizon = TimeSpan.FromSeconds(5), DropBeyondHorizon = false,
        }, 0,
            "080008000800000008000100F4010000080002003200000008000300B80B0000080004002823000008000700D012130008000B0048E8010008000900204E000008000A00FF00000008000C00A00F000008000E00404B4C0005000F0000000000"),
        // tc qdisc add dev v0 root cake bandwidth 10mbit diffserv4 dual-srchost nat wash ingress ack-filter no-split-gso rtt 50ms memlimit 2mb overhead 18 mpu 64 atm fwmark 0xff
        ["cake"] = (new CakeQdisc
        {
            Bandwidth = 10_000_000, Diffserv = CakeDiffserv.Four, FlowMode = CakeFlowMode.DualSource, Nat = true, Wash = true, Ingress = true, AckFilter = CakeAckFilter.Filter, SplitGso = false,
            RoundTripTime = TimeSpan.FromMilliseconds(50), Target = TimeSpan.FromMicroseconds(2500), AutoRate = false, MemoryLimit = 2 << 20, Overhead = 18, MinPacketSize = 64, Cells = CakeCells.Atm, MarkMask = 0xff,
        }, 0,
            "0C000200D012130000000000080003000100000008000400010000000800050005000000080006001200000008000E00400000000800070050C3000008000800C4090000080009000000000008000A000000200008001200FF00000008000B000100000008000D0001000000080011000000000008000F00010000000800100001000000"),
        // tc qdisc add dev v0 root sfq quantum 2000 perturb 10 limit 100 divisor 512 depth 30 headdrop
        ["sfq"] = (new SfqQdisc { Quantum = 2000, Perturbation = TimeSpan.FromSeconds(10), Limit = 100, Divisor = 512, Depth = 30, HeadDrop = true }, 72,
            "D00700000A0000006400000000020000000000001E000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"),
        // tc qdisc add dev v0 root prio bands 5 priomap 4 2 2 2 1 2 0 0 1 1 1 1 1 1 1 1
        ["prio"] = (new PrioQdisc { Bands = 5, PriorityMap = [4, 2, 2, 2, 1, 2, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1] }, 20,
            "0500000004020202010200000101010101010101"),
        // tc qdisc add dev v0 root pfifo limit 17
        ["pfifo"] = (new PfifoQdisc { Limit = 17 }, 4,
            "11000000"),
        // tc filter add dev v0 parent 1: protocol ip prio 3 flower ip_proto tcp src_ip 10.0.0.0/9 dst_ip 192.0.2.7 dst_port 80 src_port 1024 flowid 1:10
        ["flower"] = (new FlowerFilter
        {
            Protocol = EtherType.IPv4, IPProtocol = ProtocolType.Tcp, Source = IPNetwork.Parse("10.0.0.0/9"), Destination = IPNetwork.Parse("192.0.2.7/32"), DestinationPort = 80, SourcePort = 1024, Target = s_class,
        }, 0,
            "050009000600000008000A000A00000008000B00FF80000008000C00C000020708000D00FFFFFFFF06001300005000000600120004000000080001001000010008001600000000000600080008000000"),
        // tc filter add dev v0 parent 1: protocol ipv6 prio 3 flower ip_proto udp src_ip 2001:db8::/33 dst_port 53 flowid 1:10
        ["flower6"] = (new FlowerFilter { Protocol = EtherType.IPv6, IPProtocol = ProtocolType.Udp, Source = IPNetwork.Parse("2001:db8::/33"), DestinationPort = 53, Target = s_class }, 0,
            "050009001100000014000E0020010DB800000000000000000000000014000F00FFFFFFFF8000000000000000000000000600150000350000080001001000010008001600000000000600080086DD0000"),
        // tc filter add dev v0 parent 1: protocol 802.1q prio 3 flower vlan_id 100 vlan_prio 3 dst_mac 02:00:00:00:00:01 flowid 1:10
        ["flower vlan"] = (new FlowerFilter { Protocol = EtherType.Vlan, VlanId = 100, VlanPriority = 3, DestinationLinkAddress = PhysicalAddress.Parse("02-00-00-00-00-01"), Target = s_class }, 0,
            "060017006400000005001800030000000A00040002000000000100000A000500FFFFFFFFFFFF0000080001001000010008001600000000000600080081000000"),
        // tc filter add dev v0 parent 1: protocol all prio 3 matchall flowid 1:10
        ["matchall"] = (new MatchallFilter { Target = s_class }, 0,
            "0800010010000100"),
        // tc filter add dev v0 parent 1: protocol all prio 3 handle 5/0xff fw flowid 1:10
        ["fw"] = (new FwFilter { Handle = 5, Mask = 0xff, Target = s_class }, 0,
            "08000500FF0000000800010010000100"),
        // tc filter add dev v0 parent 1: protocol ip prio 5 u32 match ip dst 10.1.0.0/16 match ip protocol 17 0xff flowid 1:10
        ["u32"] = (new U32Filter
        {
            Protocol = EtherType.IPv4, Target = s_class,
            Keys = [.. U32Key.FromDestination(IPNetwork.Parse("10.1.0.0/16")), new U32Key(8, 17 << 16, 0xff << 16)],
        }, 0,
            "08000100100001003400050001000200000000000000000000000000FFFF00000A010000100000000000000000FF0000001100000800000000000000"),
        // tc filter add dev v0 parent 1: protocol all prio 3 matchall action drop
        ["gact"] = (new MatchallFilter { Actions = [new GactAction(TrafficVerdict.Drop)] }, 0,
            "300002002C0001000900010067616374000000001C000280180002000000000000000000020000000000000000000000"),
        // tc filter add dev v0 parent 1: protocol all prio 3 matchall action mirred egress redirect dev lo
        ["mirred"] = (new MatchallFilter { Actions = [new MirredAction(1, MirredMode.EgressRedirect)] }, 0,
            "38000200340001000B0001006D69727265640000240002802000020000000000000000000400000000000000000000000100000001000000"),
    };

    public static TheoryData<string> Names => [.. s_golden.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Options_are_those_of_tc(string name)
    {
        (TrafficObject item, int header, string golden) = s_golden[name];
        item.RequireValid();
        byte[] ours = OptionsOf(item);
        byte[] theirs = Convert.FromHexString(golden);
        Convert.ToHexString(ours.AsSpan(0, header)).Should().Be(Convert.ToHexString(theirs.AsSpan(0, header)));
        Dictionary<int, string> attributes = AttributesOf(ours.AsSpan(header));
        foreach ((int type, string value) in AttributesOf(theirs.AsSpan(header)).Where(attribute => item is not FlowerFilter || !s_ofTcOnly.Contains((ushort)attribute.Key)))
        {
            attributes.Should().ContainKey(type).WhoseValue.Should().Be(value, "it is attribute {0}", type);
        }
    }

    [Fact]
    public void Tbf_has_the_ticks_of_tc()
    {
        // tc qdisc add dev v0 root tbf rate 1mbit burst 5000 limit 10000
        tc_tbf_qopt options = Struct<tc_tbf_qopt>(OptionsOf(new TbfQdisc(1_000_000, 5000, 10_000)), TbfQdisc.TCA_TBF_PARMS);
        options.rate.rate.Should().Be(125_000);
        options.rate.linklayer.Should().Be(1);
        options.limit.Should().Be(10_000);
        options.buffer.Should().Be(0x00098968);
        new TbfQdisc(8_000_000, 5000, TimeSpan.FromMilliseconds(50)).Limit.Should().Be(55_000);
        AttributesOf(OptionsOf(new TbfQdisc(40_000_000_000, 1 << 20, 1 << 20)))[TbfQdisc.TCA_TBF_RATE64].Should().Be("00F2052A01000000");
    }

    [Fact]
    public void Police_has_the_table_of_tc()
    {
        // tc filter add dev v0 parent 1: protocol all prio 3 matchall action police rate 1mbit burst 20000 mtu 65535 conform-exceed drop/pipe
        MatchallFilter filter = new() { Actions = [new PoliceAction(1_000_000, 20_000) { Conforming = TrafficVerdict.Pipe }] };
        byte[] action = Nested(Nested(Nested(OptionsOf(filter), MatchallFilter.TCA_MATCHALL_ACT), 1), TrafficSchema.TCA_ACT_OPTIONS);
        tc_police police = Struct<tc_police>(action, PoliceAction.TCA_POLICE_TBF);
        (police.action, police.burst, police.mtu, police.rate.cell_log, police.rate.rate).Should().Be((2, 0x002625A0u, 65535u, (byte)8, 125_000u));
        byte[] table = Nested(action, PoliceAction.TCA_POLICE_RATE);
        table.Should().HaveCount(1024);
        for (int i = 0; i < 256; i++)
        {
            BitConverter.ToUInt32(table, i * 4).Should().Be((uint)(i + 1) * 0x7D00);
        }

        AttributesOf(action)[PoliceAction.TCA_POLICE_RESULT].Should().Be("03000000");
    }

    [Fact]
    public void Header_has_the_place_and_the_priority()
    {
        Hex(TrafficMessages.Write(new byte[256], Linux.RTM_NEWQDISC, 0, 5, new PfifoQdisc { Handle = new TrafficHandle(2, 0), Parent = s_class })).Should().Be(string.Concat(
            "30000000", "2400", "0000", "0000000000000000",                  // 48 bytes, RTM_NEWQDISC
            "00000000", "05000000", "00000200", "10000100", "00000000",      // link 5, handle 2:, parent 1:10
            "0A000100", "706669666F000000"));                                // TCA_KIND pfifo
        Hex(TrafficMessages.Write(new byte[256], Linux.RTM_NEWTFILTER, 0, 5, new RawTrafficFilter("x", [1, 2, 3, 4]) { Priority = 7, Protocol = EtherType.IPv4, Chain = 3, Handle = 9 })).Should().Be(string.Concat(
            "3C000000", "2C00", "0000", "0000000000000000",
            "00000000", "05000000", "09000000", "00000000", "08000700",      // link 5, handle 9, the qdisc at the root, ETH_P_IP in network order and priority 7
            "06000100", "78000000", "08000200", "01020304",                  // TCA_KIND x, TCA_OPTIONS
            "08000B00", "03000000"));                                        // TCA_CHAIN 3
        Hex(TrafficMessages.WriteDelete(new byte[256], 5, new U32Filter { Parent = TrafficHandle.ClsactIngress, Priority = 7, Handle = 0x80000800 })).Should().Be(string.Concat(
            "2C000000", "2D00", "0000", "0000000000000000",
            "00000000", "05000000", "00080080", "F2FFFFFF", "00030700",      // parent ffff:fff2, ETH_P_ALL
            "08000100", "75333200"));                                        // TCA_KIND u32
    }

    [Fact]
    public void A_rejected_attribute_is_named_by_its_kind()
    {
        byte[] netem = TrafficMessages.Write(new byte[512], Linux.RTM_NEWQDISC, 0, 5, new NetemQdisc { LossModel = new NetemStateLoss() }).Finish().ToArray();
        const int options = 16 + 20 + 12;
        At(netem, options).Should().Be("TCA_OPTIONS");
        At(netem, options + 4 + 24).Should().Be("TCA_OPTIONS > TCA_NETEM_CORR");
        int loss = Find(netem, options + 4 + 24, NetemQdisc.TCA_NETEM_LOSS);
        At(netem, loss + 4).Should().Be("TCA_OPTIONS > TCA_NETEM_LOSS > NETEM_LOSS_GI");

        byte[] filter = TrafficMessages.Write(new byte[2048], Linux.RTM_NEWTFILTER, 0, 5, new MatchallFilter { Actions = [new GactAction(TrafficVerdict.Drop), new PoliceAction(8000, 5000)] }).Finish().ToArray();
        const int filterOptions = 16 + 20 + 16;
        At(filter, filterOptions + 4 + 4 + 4 + 12 + 4).Should().Be("TCA_OPTIONS > TCA_MATCHALL_ACT > [1] > TCA_ACT_OPTIONS > TCA_GACT_PARMS");
        NetlinkMessageSchema own = new TrafficKind<RawQdisc>("mine", _ => new RawQdisc("mine")) { OptionAttributes = new NetlinkAttributeSet(new NetlinkAttributeSchema(7, "TCA_MINE")) }.SchemaOf(Linux.RTM_NEWQDISC)!;
        byte[] mine = TrafficMessages.Write(new byte[256], Linux.RTM_NEWQDISC, 0, 5, new RawQdisc("mine", [8, 0, 7, 0, 0, 0, 0, 0])).Finish().ToArray();
        AttributePath.At(own, mine, options + 4).Should().Be("TCA_OPTIONS > TCA_MINE");
    }

    private static string? At(byte[] message, int offset) => AttributePath.At(new MessageSchemas(TrafficSchema.Messages).Find(message), message, offset);

    private static int Find(byte[] message, int offset, int type)
    {
        while ((BitConverter.ToUInt16(message, offset + 2) & Linux.NLA_TYPE_MASK) != type)
        {
            offset += (BitConverter.ToUInt16(message, offset) + 3) & ~3;
        }

        return offset;
    }

    private static string Hex(NetlinkMessageWriter message) => Convert.ToHexString(message.Finish());

    private static byte[] OptionsOf(TrafficObject item)
    {
        NetlinkMessageWriter writer = new(new byte[TrafficMessages.BufferSize], 0);
        item.WriteOptions(ref writer, TrafficSchema.TCA_OPTIONS);
        return Nested(writer.Finish()[16..].ToArray(), TrafficSchema.TCA_OPTIONS);
    }

    private static byte[] Nested(byte[] attributes, int type)
    {
        foreach (NetlinkAttribute attribute in new NetlinkAttributeReader(attributes))
        {
            if (attribute.Type == type)
            {
                return attribute.Payload.ToArray();
            }
        }

        throw new InvalidOperationException($"There is no attribute {type}.");
    }

    private static T Struct<T>(byte[] attributes, int type)
        where T : unmanaged => System.Runtime.InteropServices.MemoryMarshal.Read<T>(Nested(attributes, type));

    /// <summary>The payloads by their types. The flag of nests is left out inside, too, as tc does not write it everywhere.</summary>
    private static Dictionary<int, string> AttributesOf(ReadOnlySpan<byte> bytes)
    {
        Dictionary<int, string> result = [];
        foreach (NetlinkAttribute attribute in new NetlinkAttributeReader(bytes))
        {
            result[attribute.Type] = Convert.ToHexString(attribute.Payload).Replace("80180001", "00180001", StringComparison.Ordinal).Replace("0280", "0200", StringComparison.Ordinal).Replace("0180", "0100", StringComparison.Ordinal);
        }

        return result;
    }
}
