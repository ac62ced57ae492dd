using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Lab.Tests;

/// <summary>What happens to frames by chance, in virtual time.</summary>
public sealed class FateTests
{
    private const int Count = 200_000;

    private static readonly LinkConditions s_everything = new()
    {
        Delay = TimeSpan.FromMilliseconds(20),
        Jitter = TimeSpan.FromMilliseconds(5),
        JitterDistribution = NetemDistribution.ParetoNormal,
        BurstLoss = LinkConditions.Bursts(0.05, 3),
        Duplication = 0.02,
        Corruption = 0.02,
        Reordering = 0.05,
        Rate = 1_000_000,
    };

    [Fact]
    public void The_same_seed_gives_the_same_fates_in_100_runs()
    {
        List<WireEvent> first = Sample.Run(s_everything, 2_000, seed: 42);
        first.Where(done => done.Drop == WireDrop.Loss).Should().NotBeEmpty();
        first.Where(done => done.DuplicateDelay is not null).Should().NotBeEmpty();
        for (int run = 0; run < 100; run++)
        {
            Sample.Run(s_everything, 2_000, seed: 42).SequenceEqual(first).Should().BeTrue();
        }
    }

    [Fact]
    public void Another_seed_or_direction_gives_other_fates()
    {
        List<WireEvent> first = Sample.Run(s_everything, 2_000, seed: 42);
        Lost(Sample.Run(s_everything, 2_000, seed: 43)).Should().NotEqual(Lost(first));
        Lost(Sample.Run(s_everything, 2_000, seed: 42, WireDirection.Backward)).Should().NotEqual(Lost(first));

        static long[] Lost(List<WireEvent> events) => [.. events.Where(done => done.Drop != WireDrop.None).Select(done => done.Number)];
    }

    [Fact]
    public void The_fate_of_a_frame_does_not_depend_on_the_time_or_the_size_of_those_before()
    {
        LinkConditions conditions = s_everything with { Rate = null };
        IEnumerable<(WireDrop, TimeSpan, TimeSpan?)> slow = Sample.Run(conditions, 2_000).Select(Fate);
        Sample.Run(conditions, 2_000, ticksBetween: 7, length: 1000).Select(Fate).Should().Equal(slow);

        static (WireDrop Drop, TimeSpan Delay, TimeSpan? Second) Fate(WireEvent done) => (done.Drop, done.Delay, done.DuplicateDelay);
    }

    [Fact]
    public void The_seed_of_the_conditions_is_that_of_the_frames()
    {
        List<WireEvent> events = Sample.Run(s_everything with { Seed = 7 }, 1_000, seed: 1);
        Sample.Run(s_everything with { Seed = 7 }, 1_000, seed: 2).Should().Equal(events);
        Sample.Run(s_everything, 1_000, seed: 7).Should().Equal(events);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.001)]
    [InlineData(0.03)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void Each_probability_is_that_of_the_conditions(double probability)
    {
        LinkConditions conditions = new() { Delay = TimeSpan.FromMilliseconds(1) };
        Share(conditions with { Loss = probability }, done => done.Drop == WireDrop.Loss);
        Share(conditions with { Duplication = probability }, done => done.DuplicateDelay is not null);
        Share(conditions with { Corruption = probability }, done => done.CorruptedBit is not null);
        Share(conditions with { Reordering = probability }, done => done.Reordered);

        void Share(LinkConditions conditions, Func<WireEvent, bool> counts) =>
            ((double)Sample.Run(conditions, Count).Count(counts) / Count).Should().BeApproximately(probability, Sample.ErrorOfShare(probability, Count));
    }

    [Theory]
    [InlineData(0.01, 1)]
    [InlineData(0.05, 4)]
    [InlineData(0.3, 10)]
    public void Bursts_have_their_share_and_their_length(double loss, double length)
    {
        bool[] lost = [.. Sample.Run(new LinkConditions { BurstLoss = LinkConditions.Bursts(loss, length) }, Count).Select(done => done.Drop == WireDrop.Loss)];
        int bursts = Enumerable.Range(1, lost.Length - 1).Count(i => lost[i] && !lost[i - 1]);
        int all = lost.Count(one => one);
        // Frames of a burst are not independent: as many chances as bursts.
        ((double)all / Count).Should().BeApproximately(loss, 5 * loss * Math.Sqrt(2.0 / bursts));
        ((double)all / bursts).Should().BeApproximately(length, Sample.ErrorOfMean(length, bursts) + 0.001);
    }

    [Fact]
    public void Both_states_of_a_burst_lose_with_their_own_probability()
    {
        NetemGilbertElliottLoss model = new() { ToBad = 0.1, ToGood = 0.3, LossInBad = 0.5, LossInGood = 0.01 };
        double expected = (0.25 * 0.5) + (0.75 * 0.01);
        double share = (double)Sample.Run(new LinkConditions { BurstLoss = model }, Count).Count(done => done.Drop == WireDrop.Loss) / Count;
        share.Should().BeApproximately(expected, 3 * Sample.ErrorOfShare(expected, Count));
    }

    public static TheoryData<string, double, double> Distributions => new()
    {
        // The deviation in units of the jitter. Tables are cut beyond four, which takes a little from those with a long tail.
        { nameof(NetemDistribution.Uniform), 1 / Math.Sqrt(3), 0.01 },
        { nameof(NetemDistribution.Normal), 1, 0.01 },
        { nameof(NetemDistribution.Pareto), 1, 0.25 },
        { nameof(NetemDistribution.ParetoNormal), 1, 0.2 },
    };

    [Theory]
    [MemberData(nameof(Distributions))]
    public void Delays_have_the_mean_and_the_deviation_of_the_conditions(string name, double deviation, double tolerance)
    {
        NetemDistribution distribution = (NetemDistribution)typeof(NetemDistribution).GetProperty(name)!.GetValue(null)!;
        LinkConditions conditions = new() { Delay = TimeSpan.FromMilliseconds(50), Jitter = TimeSpan.FromMilliseconds(5), JitterDistribution = distribution };
        (double mean, double measured) = Sample.Describe(Sample.Run(conditions, Count).Select(done => done.Delay.TotalMilliseconds));
        mean.Should().BeApproximately(50, Sample.ErrorOfMean(5, Count) + (0.15 * tolerance * 5));
        measured.Should().BeApproximately(5 * deviation, 5 * tolerance);
    }

    [Fact]
    public void A_delay_does_not_become_negative() =>
        Sample.Run(new LinkConditions { Delay = TimeSpan.FromMilliseconds(1), Jitter = TimeSpan.FromMilliseconds(5) }, 10_000).Min(done => done.Delay).Should().Be(TimeSpan.Zero);

    [Theory]
    [InlineData(64_000, 60)]
    [InlineData(10_000_000, 1514)]
    [InlineData(100_000_000, 1000)]
    [InlineData(10_000_000_000, 60)]
    public void Frames_leave_at_the_rate(long rate, int length)
    {
        const int count = 1_000;
        LinkConditions conditions = new() { Rate = rate, Queue = TimeSpan.FromSeconds(200) };
        WireEvent last = Sample.Run(conditions, count, ticksBetween: 0, length: length)[^1];
        (last.Delay.TotalSeconds * rate / (count * length * 8.0)).Should().BeApproximately(1, 0.001);
    }

    [Fact]
    public void A_frame_that_would_wait_too_long_is_lost()
    {
        // A frame takes 1 ms. The first is not waiting.
        LinkConditions conditions = new() { Rate = 8_000_000, Queue = TimeSpan.FromMilliseconds(10) };
        List<WireEvent> events = Sample.Run(conditions, 20, ticksBetween: 0, length: 1000);
        events.TakeWhile(done => done.Drop == WireDrop.None).Should().HaveCount(11);
        events.Skip(11).Should().OnlyContain(done => done.Drop == WireDrop.Queue);
    }

    [Fact]
    public void Frames_stay_in_order_if_they_are_to()
    {
        LinkConditions conditions = new() { Delay = TimeSpan.FromMilliseconds(10), Jitter = TimeSpan.FromMilliseconds(5) };
        Overtakes(conditions).Should().BeGreaterThan(0);
        Overtakes(conditions with { PreserveOrder = true }).Should().Be(0);

        static int Overtakes(LinkConditions conditions)
        {
            TimeSpan[] arrivals = [.. Sample.Run(conditions, 1_000, ticksBetween: 1_000).Select(done => done.Time + done.Delay)];
            return Enumerable.Range(1, arrivals.Length - 1).Count(i => arrivals[i] < arrivals[i - 1]);
        }
    }

    [Fact]
    public void A_partition_loses_every_frame()
    {
        LinkConditions conditions = new() { Partitioned = true, BurstLoss = LinkConditions.Bursts(0.1, 2) };
        Sample.Run(conditions, 100).Should().OnlyContain(done => done.Drop == WireDrop.Partition);
    }
}
