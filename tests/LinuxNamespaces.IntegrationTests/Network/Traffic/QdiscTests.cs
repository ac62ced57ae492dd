using System.Text.Json;
using CsCheck;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Traffic;

[Collection("The kernel")]
public sealed class QdiscTests : TrafficTest
{
    private const int Rounds = 12;

    private static readonly TrafficHandle s_handle = new(1, 0);

    // By kind: each can be there.
    private static readonly Dictionary<string, Qdisc> s_kinds = new Qdisc[]
    {
        new NetemQdisc(), new TbfQdisc(8000, 5000, 5000), new HtbQdisc(), new FqCodelQdisc(), new FqQdisc(), new CakeQdisc(), new SfqQdisc(), new PrioQdisc(),
        new PfifoQdisc(), new BfifoQdisc(), new IngressQdisc(), new ClsactQdisc(), new NoQueueQdisc(), new PfifoFastQdisc(), new CodelQdisc(), new RedQdisc(60_000), new HfscQdisc(), new EtsQdisc(3), new DrrQdisc(),
    }.ToDictionary(qdisc => qdisc.TrafficKind.Name);

    private static readonly Gen<TbfQdisc> s_tbf = Gen.Select(Gen.Long[1000, 12_000_000], Gen.Int[2000, 200_000], Gen.Int[0, 1_000_000], Gen.Int[0, 64], Gen.Int[1, 100])
        .Select((rate, burst, limit, overhead, peak) => new TbfQdisc(rate * 8, burst, burst + limit)
        {
            Handle = s_handle,
            Overhead = overhead,
            PeakRate = peak > 50 ? (rate + peak) * 8 : null,
            PeakBurst = peak > 50 ? 2000 : null,
        });

    private static readonly Gen<double> s_ratio = Gen.Int[0, 1000].Select(value => value / 1000.0);
    private static readonly Gen<TimeSpan> s_time = Gen.Int[1, 2_000_000].Select(value => TimeSpan.FromMicroseconds(value));

    private static readonly Gen<NetemQdisc> s_netem = Gen.Select(
        Gen.Select(s_time, s_time, s_ratio), Gen.Select(s_ratio, s_ratio, s_ratio), Gen.Select(s_ratio, s_ratio, s_ratio), Gen.Select(Gen.Int[0, 5], Gen.Long[0, 10_000_000], Gen.Int[1, 5000]), Gen.Int[0, 2])
        .Select((delay, first, second, numbers, model) => new NetemQdisc
        {
            Handle = s_handle,
            Delay = delay.Item1,
            Jitter = delay.Item2,
            DelayCorrelation = delay.Item3,
            Loss = model == 0 ? first.Item1 : 0,
            LossCorrelation = model == 0 ? first.Item2 : 0,
            LossModel = model == 1 ? new NetemStateLoss { From1To3 = first.Item1, From3To1 = first.Item2, From3To2 = first.Item3, From2To3 = second.Item1, From1To4 = second.Item2 }
                : model == 2 ? new NetemGilbertElliottLoss { ToBad = first.Item1, ToGood = first.Item2, LossInBad = second.Item1, LossInGood = second.Item2 }
                : null,
            Duplicate = first.Item3,
            Corrupt = second.Item1,
            CorruptCorrelation = second.Item2,
            Reorder = second.Item3,
            ReorderCorrelation = second.Item3,
            Gap = numbers.Item1 > 1 && second.Item3 > 0 ? numbers.Item1 : null,
            Rate = numbers.Item2 == 0 ? null : numbers.Item2 * 8,
            PacketOverhead = numbers.Item1,
            CellSize = 48,
            CellOverhead = -numbers.Item1,
            Limit = numbers.Item3,
            Slot = numbers.Item1 == 0 ? null : new NetemSlot { MinDelay = delay.Item1, MaxDelay = delay.Item1 + delay.Item2, MaxPackets = numbers.Item1, MaxBytes = numbers.Item1 == 3 ? null : 5000 },
        });

    [Fact]
    public void Tbf_reads_back_as_it_was_written() => RoundTrip(s_tbf, (ours, theirs) => new
    {
        rate = ours.Rate / 8,
        lim = ours.Limit,
    }.Should().BeEquivalentTo(new { rate = theirs.Number("rate"), lim = theirs.Number("limit") ?? ours.Limit }));

    [Fact]
    public void Netem_reads_back_as_it_was_written()
    {
        RequireQdisc(s_kinds["netem"]);
        RoundTrip(s_netem, (ours, theirs) =>
        {
            theirs.Number("limit").Should().Be(ours.Limit);
            theirs.GetProperty("delay").GetProperty("delay").GetDouble().Should().BeApproximately(ours.Delay.TotalSeconds, 1e-4);
            theirs.GetProperty("delay").GetProperty("jitter").GetDouble().Should().BeApproximately(ours.Jitter.TotalSeconds, 1e-4);
            Ratio(theirs, "duplicate", "duplicate").Should().BeApproximately(ours.Duplicate, 1e-6);
            Ratio(theirs, "corrupt", "corrupt").Should().BeApproximately(ours.Corrupt, 1e-6);
            Ratio(theirs, "reorder", "reorder").Should().BeApproximately(ours.Reorder, 1e-6);
            Ratio(theirs, "loss-random", "loss").Should().BeApproximately(ours.Loss, 1e-6);
        });

        static double Ratio(JsonElement options, string name, string member) => options.Find(name) is { } item ? item.GetProperty(member).GetDouble() : 0;
    }

    [Theory]
    [InlineData("tbf", "rate 1mbit burst 32kbit latency 400ms")]
    [InlineData("tbf", "rate 100mbit burst 64kb limit 200kb peakrate 200mbit minburst 3000 overhead 10 mpu 64")]
    [InlineData("tbf", "rate 40gbit burst 10mb latency 10ms")]
    [InlineData("htb", "default 20 r2q 5 direct_qlen 7")]
    [InlineData("pfifo", "limit 17")]
    [InlineData("bfifo", "limit 1700")]
    [InlineData("prio", "bands 5 priomap 4 2 2 2 1 2 0 0 1 1 1 1 1 1 1 1")]
    [InlineData("sfq", "quantum 2000 perturb 10 limit 100 divisor 512 depth 30 headdrop")]
    [InlineData("fq_codel", "limit 500 flows 256 target 10ms interval 200ms quantum 600 noecn ce_threshold 3ms memory_limit 1mb drop_batch 5")]
    [InlineData("fq", "limit 500 flow_limit 50 quantum 3000 initial_quantum 9000 maxrate 10mbit buckets 256 refill_delay 20ms low_rate_threshold 1mbit orphan_mask 255 ce_threshold 4ms horizon 5s horizon_cap")]
    [InlineData("fq", "nopacing")]
    [InlineData("codel", "limit 500 target 10ms interval 200ms ecn ce_threshold 3ms")]
    [InlineData("red", "limit 400000 min 30000 max 90000 avpkt 1000 burst 55 bandwidth 10mbit probability 0.02")]
    [InlineData("red", "limit 400000 min 30000 max 90000 avpkt 500 burst 100 bandwidth 1gbit probability 0.1 ecn adaptive nodrop harddrop")]
    [InlineData("hfsc", "default 20")]
    [InlineData("ets", "bands 6 strict 2 quanta 5000 3000 priomap 0 1 2 3 4 5")]
    [InlineData("ets", "bands 3")]
    [InlineData("cake", "bandwidth 10mbit diffserv4 dual-srchost nat wash ingress ack-filter no-split-gso rtt 50ms memlimit 2mb overhead 18 mpu 64 atm fwmark 0xff")]
    [InlineData("cake", "unlimited besteffort flowblind noatm")]
    [InlineData("netem", "delay 100ms 10ms 25%")]
    [InlineData("netem", "delay 100ms 10ms distribution normal loss 1% 50% duplicate 2% corrupt 0.1% limit 50")]
    [InlineData("netem", "delay 10ms reorder 25% 50% gap 5")]
    [InlineData("netem", "loss gemodel 1% 10% 70% 0.1%")]
    [InlineData("netem", "loss state 1% 20% 3% 40% 5%")]
    [InlineData("netem", "loss 5% ecn rate 1mbit 20 100 5")]
    [InlineData("netem", "rate 40gbit")]
    [InlineData("netem", "slot 10ms 20ms packets 5 bytes 9000")]
    public void What_tc_makes_is_read_and_written_again(string kind, string options)
    {
        RequireQdisc(s_kinds[kind]);
        Tc(Red, $"qdisc add dev a0 root handle 1: {kind} {options}");
        Qdisc read = First.Qdiscs.Find(TrafficHandle.Root)!;
        read.TrafficKind.Should().BeSameAs(s_kinds[kind].TrafficKind);
        read.Handle.Should().Be(s_handle);

        Qdisc written = Second.Qdiscs.Add(read);
        TrafficOracle.ShouldBeAlike(TcOptions(Blue, "b0", kind), TcOptions(Red, "a0", kind));
        written.Should().Be(read);
        Second.Qdiscs.Find(TrafficHandle.Root).Should().Be(read);
        First.Qdiscs.Delete(read);
        First.Qdiscs.Find(TrafficHandle.Root)!.Handle.Should().BeNull();
    }

    [Fact]
    public void Units_are_those_of_tc()
    {
        First.Qdiscs.Replace(new TbfQdisc(8_000_000, 20_000, TimeSpan.FromMilliseconds(50)) { Handle = s_handle });
        JsonElement tbf = TcOptions(Red, "a0", "tbf");
        tbf.Number("rate").Should().Be(1_000_000);
        // In microseconds, and rounded down by tc.
        tbf.GetProperty("lat").GetDouble().Should().BeApproximately(50_000, 10);

        RequireQdisc(s_kinds["netem"]);
        Second.Qdiscs.Replace(new NetemQdisc { Delay = TimeSpan.FromMilliseconds(50), Jitter = TimeSpan.FromMilliseconds(5), Loss = 0.01, Rate = 8_000_000 });
        JsonElement netem = TcOptions(Blue, "b0", "netem");
        netem.GetProperty("delay").GetProperty("delay").GetDouble().Should().Be(0.05);
        netem.GetProperty("delay").GetProperty("jitter").GetDouble().Should().Be(0.005);
        netem.GetProperty("loss-random").GetProperty("loss").GetDouble().Should().BeApproximately(0.01, 1e-9);
        netem.GetProperty("rate").Number("rate").Should().Be(1_000_000);
    }

    [Fact]
    public void A_change_sets_everything()
    {
        RequireQdisc(s_kinds["netem"]);
        NetemQdisc full = new()
        {
            Handle = s_handle, Delay = TimeSpan.FromMilliseconds(5), Jitter = TimeSpan.FromMilliseconds(1), Distribution = NetemDistribution.ParetoNormal, DelayCorrelation = 0.5,
            Reorder = 0.5, Gap = 3, Corrupt = 0.5, Duplicate = 0.5, Rate = 80_000_000, LossModel = new NetemGilbertElliottLoss { ToBad = 0.1 }, Ecn = true,
            Slot = new NetemSlot { MeanDelay = TimeSpan.FromMilliseconds(3), Jitter = TimeSpan.FromMilliseconds(1), Distribution = NetemDistribution.Pareto, MaxPackets = 3 },
        };
        NetemQdisc added = (NetemQdisc)First.Qdiscs.Add(full);
        (added with { Distribution = full.Distribution, Seed = null, Slot = full.Slot }).Should().Be(full);
        added.Slot!.Jitter.Should().Be(full.Slot.Jitter);
        NetemQdisc plain = new() { Handle = s_handle, Limit = 7 };
        ((NetemQdisc)First.Qdiscs.Change(plain) with { Seed = null }).Should().Be(plain);
    }

    [Fact]
    public void Places_and_handles_are_chosen()
    {
        Qdisc root = First.Qdiscs.Add(new TbfQdisc(8_000_000, 5000, 5000) { Handle = s_handle });
        Qdisc child = First.Qdiscs.Add(new PfifoQdisc { Limit = 9, Parent = new TrafficHandle(1, 1) });
        child.Handle.Should().NotBeNull();
        First.Qdiscs.List<PfifoQdisc>().Should().ContainSingle().Which.Should().Be(child);
        Qdisc place = First.Qdiscs.Add(new ClsactQdisc());
        place.Parent.Should().Be(TrafficHandle.Ingress);
        First.Qdiscs.List().Should().BeEquivalentTo([root, child, place], options => options.ComparingByValue<Qdisc>());
        First.Qdiscs.Find(new TrafficHandle(1, 1)).Should().Be(child);
        First.Qdiscs.Delete(TrafficHandle.Ingress);
        First.Qdiscs.Find(TrafficHandle.Ingress).Should().BeNull();

        FluentActions.Invoking(() => First.Qdiscs.Add(new TbfQdisc(8_000_000, 5000, 5000) { Handle = s_handle })).Should().Throw<NetlinkException>().Which.Remedy.Should().Contain("Replace");
        First.Qdiscs.Replace(new BfifoQdisc { Limit = 5000, Handle = new TrafficHandle(2, 0) });
        First.Qdiscs.List().Should().ContainSingle().Which.TrafficKind.Name.Should().Be("bfifo");
    }

    [Fact]
    public void A_default_of_the_kernel_is_read()
    {
        First.Qdiscs.Find(TrafficHandle.Root).Should().BeOfType<NoQueueQdisc>().Which.Handle.Should().BeNull();
        Tool.Ip(Red, "link add many numtxqueues 4 type veth peer name many1", "link set many txqueuelen 100", "link set many up");
        Red.Links.Get("many").Qdiscs.Replace(new PfifoFastQdisc { Handle = s_handle }).Should().BeOfType<PfifoFastQdisc>();
    }

    [Fact]
    public void A_kind_that_the_library_does_not_know_is_written_and_read_as_bytes()
    {
        // bfifo as bytes.
        Qdisc qdisc = First.Qdiscs.Add(new RawQdisc("bfifo", [0x88, 0x13, 0, 0]) { Handle = s_handle });
        qdisc.Should().BeOfType<BfifoQdisc>().Which.Limit.Should().Be(5000);
        RequireQdisc(new PieQdisc());
        RawQdisc pie = First.Qdiscs.Replace(new RawQdisc("pie") { Handle = new TrafficHandle(2, 0) }).Should().BeOfType<RawQdisc>().Subject;
        pie.Options.Should().NotBeEmpty();
        pie.As<PieQdisc>()!.Limit.Should().Be(1000);
        pie.As<PieQdisc>()!.Handle.Should().Be(new TrafficHandle(2, 0));
        ((Qdisc)Second.Qdiscs.Add(new PieQdisc { Limit = 50 })).As<PieQdisc>()!.Limit.Should().Be(50);
        Second.Qdiscs.List<PieQdisc>().Should().ContainSingle();
        Second.Qdiscs.Change(pie with { Handle = null });
    }

    [Fact]
    public void What_the_kernel_lacks_is_named()
    {
        Action act = () => First.Qdiscs.Add(new RawQdisc("nosuchkind"));
        act.Should().Throw<NotSupportedException>().WithMessage("*nosuchkind*");
        if (!IsSupported(new NetemQdisc()))
        {
            FluentActions.Invoking(() => First.Qdiscs.Add(new NetemQdisc())).Should().Throw<NotSupportedException>().WithMessage("*CONFIG_NET_SCH_NETEM*");
        }
    }

    [Fact]
    public void The_kernels_words_are_in_the_exception()
    {
        Action tooSmall = () => First.Qdiscs.Change(new TbfQdisc(8_000_000, 5000, 5000));
        tooSmall.Should().Throw<NetlinkException>();
        Action wrong = () => First.Qdiscs.Add(new RawQdisc("tbf", [4, 0, 7, 0]));
        wrong.Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.ERANGE);
        Action gone = () =>
        {
            Link link = VethPair.Create(Red, "x0", Red, "x1").First;
            link.Delete();
            link.Qdiscs.Add(new TbfQdisc(8_000_000, 5000, 5000));
        };
        gone.Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.ENODEV);
    }

    private bool IsSupported(Qdisc qdisc)
    {
        try
        {
            First.Qdiscs.Add(qdisc);
            First.Qdiscs.Delete(TrafficHandle.Root);
            return true;
        }
        catch (NotSupportedException)
        {
            return false;
        }
    }

    private void RoundTrip<T>(Gen<T> values, Action<T, JsonElement> compare)
        where T : Qdisc
    {
        InstalledPrograms.Require("tc");
        values.Sample(
                qdisc =>
                {
                    Plain(First.Qdiscs.Replace(qdisc)).Should().Be(qdisc);
                    Plain(First.Qdiscs.Find(TrafficHandle.Root)!).Should().Be(qdisc);
                    compare(qdisc, TcOptions(Red, "a0", qdisc.TrafficKind.Name));
                    First.Qdiscs.Delete(TrafficHandle.Root);
                },
                iter: Rounds,
                threads: 1);
    }

    // The kernel chooses a seed.
    private static Qdisc Plain(Qdisc qdisc) => qdisc is NetemQdisc netem ? netem with { Seed = null } : qdisc;
}
