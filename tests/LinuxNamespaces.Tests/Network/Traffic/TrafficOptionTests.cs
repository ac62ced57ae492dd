using System.Net;
using System.Net.Sockets;
using CsCheck;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using LinuxNamespaces.TestTools;
using Xunit;

namespace LinuxNamespaces.Tests.Network.Traffic;

public sealed class TrafficOptionTests
{
    private const int Rounds = 40_000;

    private static readonly NetemQdisc s_netem = new()
    {
        Delay = TimeSpan.FromMilliseconds(10),
        Jitter = TimeSpan.FromMilliseconds(1),
        Distribution = NetemDistribution.Normal,
        LossModel = new NetemGilbertElliottLoss { ToBad = 0.1 },
        Slot = new NetemSlot { MeanDelay = TimeSpan.FromMilliseconds(1), Jitter = TimeSpan.FromMilliseconds(1), Distribution = NetemDistribution.Pareto },
        Rate = 40_000_000_000,
        Seed = 5,
    };

    private static readonly FlowerFilter s_flower = new()
    {
        Protocol = EtherType.IPv6,
        IPProtocol = ProtocolType.Tcp,
        Source = IPNetwork.Parse("2001:db8::/33"),
        DestinationPort = 5,
        Target = new TrafficHandle(1, 1),
        Chain = 3,
        Actions = [new MirredAction(5, MirredMode.EgressMirror), new PoliceAction(8_000_000, 5000), new GactAction(TrafficVerdict.Pass)],
    };

    private static readonly U32Filter s_u32 = new() { Keys = [new U32Key(0, 1, 1), new U32Key(4, 1, 1)], Actions = [new RawTrafficAction("x", [1])] };
    private static readonly HtbClass s_class = new(8_000_000) { Burst = 5000 };

    private static readonly U32Filter s_actions = new() { HashTable = 0x205000, Actions = [new SkbeditAction { Mark = 5 }, VlanAction.Push(5), new PeditAction(PeditField.IPv4TimeToLive.Set(5))] };
    private static readonly RedQdisc s_red = new(400_000) { Ecn = true };
    private static readonly EtsQdisc s_ets = new(5) { StrictBands = 1, Quanta = [1000, 2000], PriorityMap = [1, 2, 3] };
    private static readonly HfscClass s_hfsc = new() { RealTime = new(8000), LinkShare = new(8000, TimeSpan.FromMilliseconds(1), 4000) };

    // All of one size, which the library takes from a pool.
    private static readonly Dictionary<string, Builder> s_builders = new()
    {
        ["netem"] = buffer => TrafficMessages.Write(buffer, Linux.RTM_NEWQDISC, 0, 5, s_netem).Length,
        ["red"] = buffer => TrafficMessages.Write(buffer, Linux.RTM_NEWQDISC, 0, 5, s_red).Length,
        ["ets"] = buffer => TrafficMessages.Write(buffer, Linux.RTM_NEWQDISC, 0, 5, s_ets).Length,
        ["hfsc"] = buffer => TrafficMessages.Write(buffer, Linux.RTM_NEWTCLASS, 0, 5, s_hfsc).Length,
        ["class"] = buffer => TrafficMessages.Write(buffer, Linux.RTM_NEWTCLASS, 0, 5, s_class).Length,
        ["flower"] = buffer => TrafficMessages.Write(buffer, Linux.RTM_NEWTFILTER, 0, 5, s_flower).Length,
        ["u32"] = buffer => TrafficMessages.Write(buffer, Linux.RTM_NEWTFILTER, 0, 5, s_u32).Length,
        ["actions"] = buffer => TrafficMessages.Write(buffer, Linux.RTM_NEWTFILTER, 0, 5, s_actions).Length,
        ["delete filter"] = buffer => TrafficMessages.WriteDelete(buffer, 5, s_u32).Length,
        ["list"] = buffer => TrafficMessages.Write(buffer, Linux.RTM_GETQDISC, 5, null, null).Length,
    };

    private static readonly TrafficKind[] s_kinds =
    [
        BfifoQdisc.Kind, CakeQdisc.Kind, ClsactQdisc.Kind, FqCodelQdisc.Kind, FqQdisc.Kind, HtbQdisc.Kind, IngressQdisc.Kind, MqQdisc.Kind, NetemQdisc.Kind, NoQueueQdisc.Kind, PfifoFastQdisc.Kind,
        PfifoQdisc.Kind, PrioQdisc.Kind, SfqQdisc.Kind, TbfQdisc.Kind, CodelQdisc.Kind, DrrQdisc.Kind, EtsQdisc.Kind, HfscQdisc.Kind, RedQdisc.Kind, DrrClass.Kind, HfscClass.Kind, HtbClass.Kind, BpfFilter.Kind, FlowerFilter.Kind, FwFilter.Kind, MatchallFilter.Kind, U32Filter.Kind, GactAction.Kind, MirredAction.Kind, PoliceAction.Kind, SkbeditAction.Kind, VlanAction.Kind, PeditAction.Kind,
    ];

    private delegate int Builder(Span<byte> buffer);

    public static TheoryData<string> Builders => [.. s_builders.Keys];

    public static TheoryData<int> Kinds => [.. Enumerable.Range(0, s_kinds.Length)];

    [Theory]
    [InlineData("root", 0xFFFFFFFF)]
    [InlineData("ingress", 0xFFFFFFF1)]
    [InlineData("1:", 0x00010000)]
    [InlineData("1:10", 0x00010010)]
    [InlineData("ffff:fff2", 0xFFFFFFF2)]
    [InlineData("ABC:d", 0x0ABC000D)]
    [InlineData(":10", 0x00000010)]
    public void Handle_is_read(string text, uint value)
    {
        TrafficHandle handle = TrafficHandle.Parse(text);
        handle.Value.Should().Be(value);
        TrafficHandle.Parse(handle.ToString()).Should().Be(handle);
    }

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("1")]
    [InlineData("1:2:3")]
    [InlineData("10000:")]
    [InlineData("1:-1")]
    [InlineData("x:1")]
    [InlineData(" 1:1")]
    public void Text_that_is_no_handle_is_refused(string text)
    {
        TrafficHandle.TryParse(text, null, out _).Should().BeFalse();
        FluentActions.Invoking(() => TrafficHandle.Parse(text)).Should().Throw<FormatException>();
    }

    [Fact]
    public void Handle_has_numbers()
    {
        TrafficHandle handle = new(0x12, 0x34);
        (handle.Major, handle.Minor, handle.ToString()).Should().Be((0x12, 0x34, "12:34"));
        FluentActions.Invoking(() => new TrafficHandle(65536, 0)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new TrafficHandle(0, -1)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Values_out_of_range_are_refused_before_anything_is_sent()
    {
        Action[] outOfRange =
        [
            () => _ = new NetemQdisc { Loss = 1.1 }, () => _ = new NetemQdisc { Loss = double.NaN }, () => _ = new NetemQdisc { Delay = TimeSpan.FromTicks(-1) }, () => _ = new NetemQdisc { Delay = TimeSpan.FromSeconds(275) },
            () => _ = new NetemQdisc { Limit = 0 }, () => _ = new NetemQdisc { Rate = 7 }, () => _ = new TbfQdisc(7, 5000, 0), () => _ = new TbfQdisc(8, 0, 0), () => _ = new HtbQdisc { DefaultClass = 65536 }, () => _ = new HtbClass(8) { Priority = 8 },
            () => _ = new FqCodelQdisc { Quantum = 255 }, () => _ = new FqQdisc { BucketsLog = 19 }, () => _ = new CakeQdisc { Overhead = 257 }, () => _ = new CakeQdisc { FlowMode = (CakeFlowMode)9 },
            () => _ = new SfqQdisc { Divisor = 3 }, () => _ = new SfqQdisc { Perturbation = TimeSpan.FromMilliseconds(1500) }, () => _ = new PrioQdisc { Bands = 17 }, () => _ = new PfifoQdisc { Limit = -1 },
            () => _ = new U32Filter { Priority = 0 }, () => _ = new U32Filter { Chain = -1 }, () => _ = new U32Key(3, 0, 0), () => _ = new FlowerFilter { DestinationPort = 65536 }, () => _ = new FlowerFilter { VlanId = 4096 },
            () => _ = new MirredAction(0, MirredMode.EgressMirror), () => _ = new MirredAction(1, (MirredMode)9), () => _ = new PoliceAction(8, 0), () => _ = new LinkImpairment { Corrupt = -0.1 }, () => _ = new LinkImpairment { Rate = 0 },
            () => _ = new CodelQdisc { Limit = 0 }, () => _ = new RedQdisc(11), () => _ = new RedQdisc(5000) { WeightLog = 32 }, () => _ = new HfscQdisc { DefaultClass = 65536 }, () => _ = new EtsQdisc(17), () => _ = new EtsQdisc(3) { Quanta = [0] },
            () => _ = new DrrClass { Quantum = 0 }, () => _ = new HfscCurve(7), () => _ = new HfscCurve(8L << 32), () => _ = HfscCurve.FromDelay(int.MaxValue, TimeSpan.FromMicroseconds(1), 8), () => _ = HfscCurve.FromDelay(1, TimeSpan.Zero, 8),
        ];
        foreach (Action act in outOfRange)
        {
            act.Should().Throw<ArgumentOutOfRangeException>();
        }
    }

    [Fact]
    public void Settings_that_contradict_each_other_are_refused()
    {
        TrafficObject[] contradictions =
        [
            new NetemQdisc { Reorder = 0.5 }, new NetemQdisc { Gap = 5 }, new NetemQdisc { Distribution = NetemDistribution.Normal }, new NetemQdisc { Loss = 0.1, LossModel = new NetemStateLoss() },
            new NetemQdisc { Slot = new NetemSlot { MinDelay = TimeSpan.FromSeconds(1) } }, new NetemQdisc { Slot = new NetemSlot { Jitter = TimeSpan.FromSeconds(1) } },
            new TbfQdisc(8000, 5000, 5000) { PeakRate = 16000 }, new TbfQdisc(8000, 5000, 5000) { PeakRate = 8000, PeakBurst = 2000 }, new TbfQdisc(8, 5000, 5000), new TbfQdisc(8000, 5000, 5000) { Overhead = 5000 },
            new HtbClass(16000) { Ceiling = 8000 }, new PrioQdisc { Bands = 2 }, new FwFilter(), new FlowerFilter { DestinationPort = 5, Protocol = EtherType.IPv4 }, new FlowerFilter { IPProtocol = ProtocolType.Tcp },
            new FlowerFilter { Source = IPNetwork.Parse("10.0.0.0/8") }, new FlowerFilter { Protocol = EtherType.IPv4, Source = IPNetwork.Parse("2001:db8::/32") }, new FlowerFilter { VlanId = 5 },
            new RedQdisc(5000) { MinThreshold = 3000, MaxThreshold = 2000 }, new RedQdisc(5000) { MaxThreshold = 5001 }, new RedQdisc(5000) { NoDrop = true }, new RedQdisc(400_000) { Burst = 1 }, new RedQdisc(400_000) { AveragePacketSize = 1 << 30, Bandwidth = 8 },
            new HfscClass(), new HfscClass { RealTime = new(8), UpperLimit = new(8) }, new EtsQdisc(3) { StrictBands = 4 }, new EtsQdisc(3) { StrictBands = 2, Quanta = [1, 1] }, new EtsQdisc(3) { PriorityMap = [3] },
            new U32Filter { Actions = [new PoliceAction(8, 5000)] }, new BpfFilter([6, 0, 0, 0, 0, 0, 0, 0]) { DirectAction = true },
        ];
        foreach (TrafficObject item in contradictions)
        {
            FluentActions.Invoking(item.RequireValid).Should().Throw<ArgumentException>("it is {0}", item);
        }

        FluentActions.Invoking(() => new BpfFilter(new byte[7])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new RawQdisc("")).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new U32Filter { Actions = [.. Enumerable.Repeat(new GactAction(TrafficVerdict.Pass), 33)] }).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new PrioQdisc { PriorityMap = [1] }).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new EtsQdisc(3) { PriorityMap = new byte[17] }).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new HfscCurve(0, TimeSpan.Zero, 7)).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Distributions_have_the_mean_and_the_deviation_that_they_say()
    {
        foreach ((NetemDistribution distribution, double deviation) in new[] { (NetemDistribution.Uniform, 1 / Math.Sqrt(3)), (NetemDistribution.Normal, 1), (NetemDistribution.Pareto, 0.75), (NetemDistribution.ParetoNormal, 0.78) })
        {
            double[] values = [.. distribution.Table.ToArray().Select(value => value / 8192.0)];
            values.Should().HaveCount(4096).And.BeInAscendingOrder();
            values.Average().Should().BeApproximately(0, 0.06);
            Math.Sqrt(values.Average(value => value * value)).Should().BeApproximately(deviation, 0.12);
        }

        // Known quantiles of the normal distribution.
        ReadOnlySpan<short> normal = NetemDistribution.Normal.Table;
        (normal[2047] / 8192.0).Should().BeApproximately(0, 0.001);
        (normal[(int)(4096 * 0.8413)] / 8192.0).Should().BeApproximately(1, 0.01);
        (normal[(int)(4096 * 0.97725)] / 8192.0).Should().BeApproximately(2, 0.02);
        FluentActions.Invoking(() => NetemDistribution.FromQuantiles(_ => double.NaN)).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Units_are_converted_without_loss()
    {
        File.ReadAllText("/proc/net/psched").Split(' ')[1].Should().Be("00000040", "a tick is 64 ns");
        Gen.Int[0, 1_000_000].Sample(value => TrafficValues.FromProbability(TrafficValues.ToProbability(value / 1e6)).Should().BeApproximately(value / 1e6, 1e-9), iter: 1000);
        Gen.UInt.Sample(value => TrafficValues.ToProbability(TrafficValues.FromProbability(value)) == value, iter: 1000);
        Gen.Select(Gen.ULong[1000, 15_000_000], Gen.UInt[1, 200_000]).Sample((rate, bytes) => TrafficValues.TransmitBytes(TrafficValues.TransmitTicks(bytes, rate), rate) == bytes, iter: 1000);
        Gen.Select(Gen.ULong[16_000_000, 10_000_000_000], Gen.UInt[1, 100_000]).Sample((rate, ticks) => TrafficValues.TransmitTicks((ulong)TrafficValues.TransmitBytes(ticks, rate), rate) == ticks, iter: 1000);
    }

    [Theory]
    [MemberData(nameof(Builders))]
    public void Building_a_request_allocates_nothing(string name)
    {
        byte[] buffer = new byte[TrafficMessages.BufferSize];
        Builder build = s_builders[name];
        int sum = 0;
        Allocations.Count(1000, () => sum += build(buffer)).Should().Be(0);
        sum.Should().BePositive();
    }

    [Fact]
    public void Reading_values_allocates_nothing()
    {
        NetlinkMessageWriter writer = new(new byte[TrafficMessages.BufferSize], 0);
        new FqCodelQdisc { Limit = 5, Target = TimeSpan.FromMilliseconds(5) }.WriteOptions(ref writer, TrafficSchema.TCA_OPTIONS);
        byte[] options = writer.Finish()[20..].ToArray();
        int sum = 0;
        Allocations.Count(1000, () =>
        {
            TrafficNumbers numbers = new(new NetlinkAttributeReader(options), stackalloc long[10]);
            sum += numbers.Int32(FqCodelQdisc.TCA_FQ_CODEL_LIMIT)!.Value + (int)numbers.Microseconds(FqCodelQdisc.TCA_FQ_CODEL_TARGET)!.Value.Ticks;
        }).Should().Be(0);
        sum.Should().BePositive();
        // An object allocates itself and nothing else.
        long one = Allocations.Count(1000, () => sum += ((NetemQdisc)NetemQdisc.Kind.Read(new NetlinkAttribute(TrafficSchema.TCA_OPTIONS, s_default))).Limit);
        one.Should().BeLessThan(1000 * 512);
    }

    private static readonly byte[] s_default = new byte[24];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Hostile_options_are_read_or_refused(int kind)
    {
        int read = 0;
        HostileInput.Attributes(0).Sample(bytes => Interlocked.Add(ref read, Reads(s_kinds[kind], bytes.AsSpan(16))), iter: Rounds / 4);
        HostileInput.Noise.Sample(bytes => Interlocked.Add(ref read, Reads(s_kinds[kind], bytes)), iter: Rounds / 10);
        read.Should().BePositive();
    }

    [Fact]
    public void Hostile_messages_are_read_or_refused()
    {
        string[] kinds = [.. s_kinds.Select(kind => kind.Name)];
        Gen.Select(HostileInput.Attributes(20), Gen.Int[0, kinds.Length - 1], Gen.OneOf(Linux.RTM_NEWQDISC, Linux.RTM_NEWTCLASS, Linux.RTM_NEWTFILTER)).Sample(
            (bytes, kind, type) =>
            {
                NetlinkMessageWriter writer = new(new byte[1024], type);
                writer.WriteStruct<tcmsg>().tcm_ifindex = 5;
                writer.WriteString(TrafficSchema.TCA_KIND, kinds[kind]);
                writer.WriteBytes(TrafficSchema.TCA_STATS2, bytes.AsSpan(16));
                writer.WriteBytes(TrafficSchema.TCA_OPTIONS, bytes.AsSpan(16));
                try
                {
                    NetlinkMessage message = new(writer.Finish());
                    _ = (object?)TrafficMessages.ParseQdisc(message, 5) ?? (object?)TrafficMessages.ParseClass(message, 5) ?? TrafficMessages.ParseFilter(message, 5);
                }
                catch (InvalidDataException)
                {
                    // Refused.
                }
            },
            iter: Rounds);
    }

    private static int Reads(TrafficKind kind, ReadOnlySpan<byte> options)
    {
        try
        {
            return kind.Read(new NetlinkAttribute(TrafficSchema.TCA_OPTIONS, options)) is null ? 0 : 1;
        }
        catch (InvalidDataException)
        {
            return 0;
        }
    }
}
