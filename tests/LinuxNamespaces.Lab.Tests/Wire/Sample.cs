namespace LinuxNamespaces.Lab.Tests;

/// <summary>Frames in virtual time, and what statistics says about them.</summary>
internal static class Sample
{
    // Five standard errors: a test on numbers that do not change with each run fails for a wrong probability only.
    private const double Errors = 5;

    internal static List<WireEvent> Run(LinkConditions conditions, int count, ulong seed = 1, WireDirection direction = WireDirection.Forward, long ticksBetween = 100_000, int length = 100)
    {
        WireLane lane = new(direction, new WireOptions { MaxFramesInFlight = int.MaxValue }, seed, new RecordingOutput { Discards = true });
        lane.Set(conditions);
        return Run(lane, count, ticksBetween, length);
    }

    internal static List<WireEvent> Run(WireLane lane, int count, long ticksBetween = 100_000, int length = 100)
    {
        List<WireEvent> events = new(count);
        byte[] frame = new byte[length];
        for (long i = 0; i < count; i++)
        {
            lane.Release(i * ticksBetween);
            events.Add(lane.Accept(frame, 0, default, null, i * ticksBetween, isHeld: false));
        }

        return events;
    }

    /// <summary>How far the share of a sample may be from its probability.</summary>
    internal static double ErrorOfShare(double probability, int count) => Errors * Math.Sqrt(probability * (1 - probability) / count);

    internal static double ErrorOfMean(double deviation, int count) => Errors * deviation / Math.Sqrt(count);

    internal static (double Mean, double Deviation) Describe(IEnumerable<double> values)
    {
        double[] all = [.. values];
        double mean = all.Average();
        return (mean, Math.Sqrt(all.Average(value => (value - mean) * (value - mean))));
    }
}
