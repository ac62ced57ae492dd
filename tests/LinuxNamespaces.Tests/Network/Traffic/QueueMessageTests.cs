using FluentAssertions;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Network.Traffic;

/// <summary>The bytes are those that tc(8) of iproute2 6.1 sends in TCA_OPTIONS, attribute by attribute.</summary>
public sealed class QueueMessageTests
{
    // The table of red for a weight of 2^-5, 1000 bytes and 10 Mbit/s.
    private const string RedTable =
        "00000000000000000000000000010101010101010101010101020202020202020202020202030303030303030303030303040404040404040404040404050505"
        + "0505050505050505050606060606060606060606060707070707070707070707070808080808080808080808080909090909090909090909090A0A0A0A0A0A0A"
        + "0A0A0A0A0A0B0B0B0B0B0B0B0B0B0B0B0B0C0C0C0C0C0C0C0C0C0C0C0C0D0D0D0D0D0D0D0D0D0D0D0D0E0E0E0E0E0E0E0E0E0E0E0E0F0F0F0F0F0F0F0F0F0F0F"
        + "0F10101010101010101010101011111111111111111111111112121212121212121212121213131313131313131313131314141414141414141414141415151F";

    private static readonly Dictionary<string, (TrafficObject Item, string Golden)> s_golden = new()
    {
        // tc qdisc add dev v0 root codel limit 500 target 10ms interval 200ms ecn ce_threshold 3ms
        ["codel"] = (new CodelQdisc { Limit = 500, Target = TimeSpan.FromMilliseconds(10), Interval = TimeSpan.FromMilliseconds(200), Ecn = true, MarkThreshold = TimeSpan.FromMilliseconds(3) },
            "08000200F401000008000300400D03000800010010270000080004000100000008000500B80B0000"),
        // tc qdisc add dev v0 root handle 1: hfsc default 20
        ["hfsc"] = (new HfscQdisc { DefaultClass = 0x20 }, "2000"),
        // tc class add dev v0 parent 1: classid 1:10 hfsc rt m1 2mbit d 10ms m2 1mbit ls m2 5mbit ul rate 10mbit
        ["hfsc class"] = (new HfscClass { RealTime = new(2_000_000, TimeSpan.FromMilliseconds(10), 1_000_000), LinkShare = new(5_000_000), UpperLimit = new(10_000_000) },
            "1000010090D003001027000048E8010010000200000000000000000068890900100003000000000000000000D0121300"),
        // tc class add dev v0 parent 1: classid 1:10 hfsc sc umax 1500b dmax 20ms rate 1mbit
        ["hfsc late"] = (new HfscClass { RealTime = HfscCurve.FromDelay(1500, TimeSpan.FromMilliseconds(20), 1_000_000), LinkShare = HfscCurve.FromDelay(1500, TimeSpan.FromMilliseconds(20), 1_000_000) },
            "1000010000000000401F000048E801001000020000000000401F000048E80100"),
        // tc class add dev v0 parent 1: classid 1:10 hfsc rt umax 1500b dmax 5ms rate 1mbit
        ["hfsc early"] = (new HfscClass { RealTime = HfscCurve.FromDelay(1500, TimeSpan.FromMilliseconds(5), 1_000_000) }, "10000100E09304008813000048E80100"),
        // tc qdisc add dev v0 root handle 1: ets bands 6 strict 2 quanta 5000 3000 priomap 0 1 2 3 4 5
        ["ets"] = (new EtsQdisc(6) { StrictBands = 2, Quanta = [5000, 3000], PriorityMap = [0, 1, 2, 3, 4, 5] },
            "0500010006000000050002000200000014000380080004008813000008000400B80B000034000580050006000000000005000600010000000500060002000000050006000300000005000600040000000500060005000000"),
        // tc qdisc add dev v0 root handle 1: ets bands 3
        ["ets plain"] = (new EtsQdisc(3), "0500010003000000"),
        // tc class add dev v0 parent 1: classid 1:10 drr quantum 3000
        ["drr class"] = (new DrrClass { Quantum = 3000 }, "08000100B80B0000"),
        // tc class add dev v0 parent 1: classid 1:10 drr
        ["drr plain"] = (new DrrClass(), ""),
        // tc qdisc add dev v0 root red limit 400000 min 30000 max 90000 avpkt 1000 burst 55 bandwidth 10mbit probability 0.02
        ["red"] = (new RedQdisc(400_000) { MinThreshold = 30_000, MaxThreshold = 90_000, Burst = 55 },
            $"14000100801A060030750000905F010005160F0004010200{RedTable}0800030051B81E050C000400000000000F000000"),
        // tc qdisc add dev v0 root red limit 400000 min 30000 max 90000 avpkt 1000 ecn adaptive nodrop harddrop
        ["red flags"] = (new RedQdisc(400_000) { MinThreshold = 30_000, MaxThreshold = 90_000, Ecn = true, HardDrop = true, Adaptive = true, NoDrop = true },
            $"14000100801A060030750000905F010005160F0004010200{RedTable}0800030051B81E050C0004000F0000000F000000"),
    };

    public static TheoryData<string> Names => [.. s_golden.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Options_are_those_of_tc(string name)
    {
        (TrafficObject item, string golden) = s_golden[name];
        item.RequireValid();
        byte[] theirs = Convert.FromHexString(golden);
        if (item is HfscQdisc)
        {
            Convert.ToHexString(OptionsOf(item).AsSpan(0, theirs.Length)).Should().Be(golden);
            return;
        }

        Dictionary<int, string> ours = AttributesOf(OptionsOf(item));
        Dictionary<int, string> expected = AttributesOf(theirs);
        if (item is RedQdisc)
        {
            // tc cuts the probability off, and the library rounds it.
            BitConverter.ToUInt32(Convert.FromHexString(ours[RedQdisc.TCA_RED_MAX_P])).Should().BeCloseTo(BitConverter.ToUInt32(Convert.FromHexString(expected[RedQdisc.TCA_RED_MAX_P])), 1);
            expected[RedQdisc.TCA_RED_MAX_P] = ours[RedQdisc.TCA_RED_MAX_P];
        }

        ours.Should().Equal(expected);
    }

    // tc qdisc add dev v0 root red limit 400000 min MIN max MAX avpkt PACKET burst BURST bandwidth RATE probability P
    [Theory]
    [InlineData(30_000, 90_000, 500, 100, 1_000_000_000, 0.1, "061408")]
    [InlineData(1000, 2000, 100, 13, 1_000_000, 0.5, "030B0D")]
    [InlineData(10_000, 100_000, 1500, 400, 1_000_000_000, 0.001, "0E1B12")]
    [InlineData(3333, 10_000, 1000, 20, 2_000_000, 0.3, "070F13")]
    [InlineData(5000, 60_000, 64, 100, 9_600, 1, "051015")]
    public void Numbers_of_red_are_those_of_tc(int min, int max, int packet, int burst, long rate, double probability, string golden)
    {
        RedQdisc red = new(400_000) { MinThreshold = min, MaxThreshold = max, AveragePacketSize = packet, Burst = burst, Bandwidth = rate, Probability = probability };
        red.RequireValid();
        AttributesOf(OptionsOf(red))[RedQdisc.TCA_RED_PARMS][24..30].Should().Be(golden);
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
