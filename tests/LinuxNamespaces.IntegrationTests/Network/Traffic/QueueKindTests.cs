using System.Text.Json;
using CsCheck;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Traffic;

[Collection("The kernel")]
public sealed class QueueKindTests : TrafficTest
{
    private const int Rounds = 10;

    private static readonly TrafficHandle s_root = new(1, 0);
    private static readonly TrafficHandle s_class = new(1, 0x10);

    private static readonly Gen<CodelQdisc> s_codel = Gen.Select(Gen.Int[1, 100_000], Gen.Int[1, 1_000_000], Gen.Int[1, 1_000_000], Gen.Bool, Gen.Int[0, 100_000])
        .Select((limit, target, interval, ecn, mark) => new CodelQdisc
        {
            Handle = s_root, Limit = limit, Target = TimeSpan.FromMicroseconds(target), Interval = TimeSpan.FromMicroseconds(interval), Ecn = ecn, MarkThreshold = mark == 0 ? null : TimeSpan.FromMicroseconds(mark),
        });

    private static readonly Gen<RedQdisc> s_red = Gen.Select(Gen.Int[3000, 100_000], Gen.Int[1, 100_000], Gen.Int[0, 1000], Gen.Int[0, 15], Gen.Long[100_000, 1_000_000_000])
        .Select((min, more, probability, flags, bandwidth) => new RedQdisc(min + (2 * more))
        {
            Handle = s_root, MinThreshold = min, MaxThreshold = min + more, Probability = probability / 1000.0, Bandwidth = bandwidth,
            Ecn = (flags & 9) != 0, HardDrop = (flags & 2) != 0, Adaptive = (flags & 4) != 0, NoDrop = (flags & 8) != 0,
        })
        .Where(HasWeight);

    private static readonly Gen<EtsQdisc> s_ets = Gen.Select(Gen.Int[1, 16], Gen.Int[0, 16], Gen.Int[1, 1_000_000].Array[16], Gen.Int[0, 15].Array[16])
        .Select((bands, strict, quanta, map) => new EtsQdisc(bands)
        {
            Handle = s_root, StrictBands = Math.Min(strict, bands), Quanta = strict >= bands ? null : quanta[..(bands - strict)], PriorityMap = [.. map.Select(band => (byte)(band % bands))],
        });

    private static readonly Gen<HfscCurve> s_curve = Gen.Select(Gen.Long[1, uint.MaxValue], Gen.UInt[0, 10_000_000], Gen.Long[0, uint.MaxValue])
        .Select((first, duration, rate) => new HfscCurve(first * 8, TimeSpan.FromMicroseconds(duration), rate * 8));

    [Fact]
    public void Codel_reads_back_as_it_was_written() => RoundTrip(new CodelQdisc(), s_codel, (ours, theirs) =>
    {
        theirs.Number("limit").Should().Be(ours.Limit);
        // In units of 1024 ns, and rounded down twice.
        theirs.GetProperty("target").GetDouble().Should().BeApproximately(ours.Target!.Value.TotalMicroseconds, 2);
        theirs.GetProperty("interval").GetDouble().Should().BeApproximately(ours.Interval!.Value.TotalMicroseconds, 2);
        (theirs.Find("ecn") is not null).Should().Be(ours.Ecn!.Value);
    });

    [Fact]
    public void Red_reads_back_as_it_was_written() => RoundTrip(new RedQdisc(60_000), s_red, (ours, theirs) =>
    {
        theirs.Number("limit").Should().Be(ours.Limit);
        theirs.Number("min").Should().Be(ours.MinThreshold);
        theirs.Number("max").Should().Be(ours.MaxThreshold);
        theirs.GetProperty("ecn").GetBoolean().Should().Be(ours.Ecn);
        theirs.GetProperty("harddrop").GetBoolean().Should().Be(ours.HardDrop);
        theirs.GetProperty("adaptive").GetBoolean().Should().Be(ours.Adaptive);
    });

    [Fact]
    public void Ets_reads_back_as_it_was_written() => RoundTrip(new EtsQdisc(3), s_ets, (ours, theirs) =>
    {
        theirs.Number("bands").Should().Be(ours.Bands);
        (theirs.Number("strict") ?? 0).Should().Be(ours.StrictBands);
        (theirs.Find("quanta")?.EnumerateArray().Select(item => item.GetInt32()) ?? []).Should().Equal(ours.Quanta ?? []);
        theirs.GetProperty("priomap").EnumerateArray().Select(item => item.GetByte()).Should().Equal(ours.PriorityMap!);
    });

    [Fact]
    public void Hfsc_class_reads_back_as_it_was_written()
    {
        RequireQdisc(new HfscQdisc());
        First.Qdiscs.Add(new HfscQdisc { Handle = s_root, DefaultClass = 0x10 });
        Gen.Select(s_curve, s_curve, s_curve, Gen.Int[0, 3]).Sample(
            (realTime, linkShare, upperLimit, parts) =>
            {
                HfscClass item = new()
                {
                    Handle = s_class, Parent = s_root, RealTime = parts == 0 ? null : realTime, LinkShare = parts == 1 ? null : linkShare, UpperLimit = parts == 2 ? upperLimit : null,
                };
                First.Classes.Add(item).Should().Be(item);
                First.Classes.Find(s_class).Should().Be(item);
                First.Classes.Delete(s_class);
                First.Classes.List().Should().ContainSingle("the qdisc is a class itself").Which.Should().Match<HfscClass>(root => root.RealTime == null && root.LinkShare == null);
            },
            iter: Rounds,
            threads: 1);
    }

    [Theory]
    [InlineData("hfsc", "rt m1 2mbit d 10ms m2 1mbit ls m2 5mbit ul rate 10mbit")]
    [InlineData("hfsc", "sc umax 1500b dmax 20ms rate 1mbit")]
    [InlineData("hfsc", "ls rate 30gbit")]
    [InlineData("drr", "quantum 3000")]
    [InlineData("drr", "")]
    public void Class_that_tc_makes_is_read_and_written_again(string kind, string options)
    {
        RequireQdisc(kind == "drr" ? new DrrQdisc() : new HfscQdisc());
        Tc(Red, $"qdisc add dev a0 root handle 1: {kind}");
        Tc(Red, $"class add dev a0 parent 1: classid 1:10 {kind} {options}");
        Tc(Red, "qdisc add dev a0 parent 1:10 handle 20: pfifo limit 5");
        Second.Qdiscs.Add(First.Qdiscs.Find(TrafficHandle.Root)!);
        TrafficClass read = First.Classes.Find(s_class)!;
        read.GetType().Name.Should().NotStartWith("Raw");
        Second.Classes.Add(read.Parent == TrafficHandle.Root ? read with { Parent = s_root } : read).Should().Be(read);
        Second.Qdiscs.Add(First.Qdiscs.List<PfifoQdisc>().Single());
        read.Qdisc.Should().Be(new TrafficHandle(0x20, 0));
        Tool.RunIn(Blue, "tc", "-d", "class", "show", "dev", "b0").Should().Be(Tool.RunIn(Red, "tc", "-d", "class", "show", "dev", "a0"));
    }

    [Fact]
    public void Drr_class_is_changed_and_deleted()
    {
        RequireQdisc(new DrrQdisc());
        First.Qdiscs.Add(new DrrQdisc { Handle = s_root });
        First.Classes.Add(new DrrClass { Handle = s_class, Parent = s_root });
        First.Classes.List<DrrClass>().Should().ContainSingle().Which.Quantum.Should().BeGreaterThanOrEqualTo(1500, "it is the longest packet of the link");
        // Some kernels take more as 1 MiB.
        InstalledPrograms.Require("tc");
        Gen.Int[1, 1 << 20].Sample(
            quantum =>
            {
                First.Classes.Change(new DrrClass { Handle = s_class, Parent = s_root, Quantum = quantum });
                Tool.RunIn(Red, "tc", "class", "show", "dev", "a0").Should().Contain("class drr 1:10 root");
                First.Classes.Find(s_class).Should().BeOfType<DrrClass>().Which.Quantum.Should().Be(quantum);
            },
            iter: Rounds,
            threads: 1);
        First.Classes.Delete(s_class);
        First.Classes.List().Should().BeEmpty();
    }

    // Of some thresholds, no weight gives the burst.
    private static bool HasWeight(RedQdisc qdisc)
    {
        try
        {
            qdisc.RequireValid();
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private void RoundTrip<T>(T probe, Gen<T> values, Action<T, JsonElement> compare)
        where T : Qdisc
    {
        RequireQdisc(probe);
        InstalledPrograms.Require("tc");
        values.Sample(
            qdisc =>
            {
                Qdisc added = First.Qdiscs.Replace(qdisc);
                Plain(added).Should().Be(Plain(qdisc));
                First.Qdiscs.Find(TrafficHandle.Root).Should().Be(added);
                compare(qdisc, TcOptions(Red, "a0", qdisc.TrafficKind.Name));
                JsonElement before = TcOptions(Red, "a0", qdisc.TrafficKind.Name);
                First.Qdiscs.Delete(TrafficHandle.Root);
                First.Qdiscs.Add(added).Should().Be(added);
                TrafficOracle.ShouldBeAlike(TcOptions(Red, "a0", qdisc.TrafficKind.Name), before);
                First.Qdiscs.Delete(TrafficHandle.Root);
            },
            iter: Rounds,
            threads: 1);
    }

    // What the kernel does not report, or chooses.
    private static Qdisc Plain(Qdisc qdisc) => qdisc switch
    {
        RedQdisc red => red with { WeightLog = null, Bandwidth = 8 },
        CodelQdisc codel => codel with { Target = null, Interval = null, MarkThreshold = null },
        _ => qdisc,
    };
}
