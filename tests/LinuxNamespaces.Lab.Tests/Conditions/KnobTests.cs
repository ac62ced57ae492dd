using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Lab.Tests;

/// <summary>What passes a link in real time, against what was set. <see cref="FateTests"/> has more of it in virtual time.</summary>
public sealed class KnobTests : LabTest
{
    private const int Count = 3000;
    private const int Length = 142;

    [Theory]
    [InlineData(LabWireKind.Managed)]
    [InlineData(LabWireKind.Kernel)]
    public async Task Frames_are_lost_duplicated_and_corrupted_as_often_as_was_set(LabWireKind wire)
    {
        await using KnobTraffic lossy = await KnobTraffic.StartAsync(wire, Conditions(wire) with { Loss = 0.1 });
        (_, IReadOnlyList<SeenFrame> received) = await lossy.SendAsync(Count, Length, TimeSpan.Zero);
        (1 - (double)received.Count / Count).Should().BeApproximately(0.1, Sample.ErrorOfShare(0.1, Count));

        await using KnobTraffic doubling = await KnobTraffic.StartAsync(wire, Conditions(wire) with { Duplication = 0.2 });
        (_, received) = await doubling.SendAsync(Count, Length, TimeSpan.Zero);
        received.Select(frame => frame.Number).Distinct().Should().HaveCount(Count);
        ((double)received.Count / Count - 1).Should().BeApproximately(0.2, Sample.ErrorOfShare(0.2, Count));

        await using KnobTraffic corrupting = await KnobTraffic.StartAsync(wire, Conditions(wire) with { Corruption = 0.3 });
        (IReadOnlyList<SeenFrame> sent, received) = await corrupting.SendAsync(Count, Length, TimeSpan.Zero);
        received.Should().HaveCount(Count);
        int[] bits = [.. received.Select((frame, i) => Differences(sent[i].Bytes, frame.Bytes))];
        bits.Should().OnlyContain(changed => changed <= 1);
        bits.Average().Should().BeApproximately(0.3, Sample.ErrorOfShare(0.3, Count));
    }

    [Theory]
    [InlineData(LabWireKind.Managed)]
    [InlineData(LabWireKind.Kernel)]
    public async Task Bursts_of_losses_are_as_long_as_was_set(LabWireKind wire)
    {
        await using KnobTraffic traffic = await KnobTraffic.StartAsync(wire, Conditions(wire) with { BurstLoss = LinkConditions.Bursts(0.2, 4) });
        (_, IReadOnlyList<SeenFrame> received) = await traffic.SendAsync(Count, Length, TimeSpan.Zero);
        HashSet<int> came = [.. received.Select(frame => frame.Number)];
        bool[] lost = [.. Enumerable.Range(0, Count).Select(i => !came.Contains(i))];
        int all = lost.Count(one => one), bursts = Enumerable.Range(1, Count - 1).Count(i => lost[i] && !lost[i - 1]);
        ((double)all / Count).Should().BeApproximately(0.2, 5 * 0.2 * Math.Sqrt(2.0 / bursts));
        ((double)all / bursts).Should().BeApproximately(4, Sample.ErrorOfMean(4, bursts));
    }

    [Theory]
    [InlineData(LabWireKind.Managed)]
    [InlineData(LabWireKind.Kernel)]
    public async Task Delays_have_the_mean_and_the_deviation_that_were_set(LabWireKind wire)
    {
        const int count = 500;
        const double mean = 40, jitter = 5;
        LinkConditions steady = Conditions(wire) with { Delay = TimeSpan.FromMilliseconds(mean) };
        LinkConditions varying = steady with { Jitter = TimeSpan.FromMilliseconds(jitter), JitterDistribution = Network.NetemDistribution.Normal };
        using MemoryStream record = new();
        double[] real = await MeasureDelaysAsync(wire, varying, count, record);
        if (wire == LabWireKind.Kernel)
        {
            // Timers are late, by some microseconds and more in an emulated machine, which a delay without jitter shows.
            (double late, double noise) = Sample.Describe(await MeasureDelaysAsync(wire, steady, count, null));
            (double measured, double deviation) = Sample.Describe(real);
            late.Should().BeInRange(mean, mean + 15);
            measured.Should().BeApproximately(late, Sample.ErrorOfMean(deviation, count) + Sample.ErrorOfMean(noise, count));
            double expected = Math.Sqrt((jitter * jitter) + (noise * noise));
            deviation.Should().BeInRange(jitter - Sample.ErrorOfMean(jitter, 2 * count), expected + Sample.ErrorOfMean(expected, 2 * count) + 0.5);
            return;
        }

        // A busy machine delays more, so that the statistics are those of the plan, and frames are not earlier than planned.
        record.Position = 0;
        double[] planned = [.. WireRecording.Read(record).Events.Where(done => done.Direction == WireDirection.Forward && done.Length == Length).Take(count).Select(done => done.Delay.TotalMilliseconds)];
        (double plannedMean, double plannedDeviation) = Sample.Describe(planned);
        plannedMean.Should().BeApproximately(mean, Sample.ErrorOfMean(jitter, count));
        plannedDeviation.Should().BeApproximately(jitter, Sample.ErrorOfMean(jitter, 2 * count));
        // A few frames change their order before they come to the wire, as the sender moves from one processor to another.
        real.Zip(planned).Count(pair => pair.First < pair.Second - 0.1).Should().BeLessThan(count / 20);
        Median(real.Zip(planned, (taken, plan) => taken - plan)).Should().BeLessThan(20);
    }

    [Theory]
    [InlineData(LabWireKind.Managed)]
    [InlineData(LabWireKind.Kernel)]
    public async Task Frames_pass_at_the_rate_that_was_set(LabWireKind wire)
    {
        const int count = 200, skipped = 50, length = 1442;
        const double rate = 2e6;
        double measured = 0;
        // Another program that has the processor when the last frame passes makes it late.
        for (int attempt = 0; attempt < 5 && Math.Abs(measured / rate - 1) > 0.05; attempt++)
        {
            await using KnobTraffic traffic = await KnobTraffic.StartAsync(wire, Conditions(wire) with { Rate = (long)rate, Queue = TimeSpan.FromSeconds(5) });
            (_, IReadOnlyList<SeenFrame> received) = await traffic.SendAsync(count, length, TimeSpan.Zero);
            received.Should().HaveCount(count);
            // The first ones are those that a token bucket lets pass at once.
            measured = (count - skipped) * length * 8 / (received[^1].Time - received[skipped - 1].Time).TotalSeconds;
        }

        (measured / rate).Should().BeApproximately(1, 0.05);
    }

    // The kernel knows a seed since 6.7 only, and its fates are not repeatable with it.
    private static LinkConditions Conditions(LabWireKind wire) => wire == LabWireKind.Managed ? new LinkConditions { Seed = 11 } : LinkConditions.None;

    /// <summary>The times that frames were in flight, in milliseconds, by their number.</summary>
    private static async Task<double[]> MeasureDelaysAsync(LabWireKind wire, LinkConditions conditions, int count, Stream? record)
    {
        await using KnobTraffic traffic = await KnobTraffic.StartAsync(wire, conditions);
        using IDisposable? recording = record is null ? null : traffic.Link.Wire?.Record(record);
        (IReadOnlyList<SeenFrame> sent, IReadOnlyList<SeenFrame> received) = await traffic.SendAsync(count, Length, TimeSpan.FromMilliseconds(1));
        received.Should().HaveCount(count);
        Dictionary<int, DateTime> departures = sent.ToDictionary(frame => frame.Number, frame => frame.Time);
        return [.. received.OrderBy(frame => frame.Number).Select(frame => (frame.Time - departures[frame.Number]).TotalMilliseconds)];
    }

    private static int Differences(byte[] one, byte[] other) => one.Zip(other, (left, right) => int.PopCount(left ^ right)).Sum();

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;
}
