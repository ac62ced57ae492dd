using static LinuxNamespaces.Lab.WireRandom;

namespace LinuxNamespaces.Lab;

/// <summary>The fates of the frames in one direction, by chance. What waits for the rate is not in them, as that depends on when frames come.</summary>
internal sealed class FateSource(WireDirection direction, ulong defaultSeed)
{
    private WireRandom _random = new(defaultSeed, direction);
    private bool _isBad;

    internal LinkConditions Conditions { get; private set; } = LinkConditions.None;

    internal void Set(LinkConditions conditions)
    {
        if (conditions.Seed != Conditions.Seed)
        {
            _random = new WireRandom(conditions.Seed ?? defaultSeed, direction);
        }

        Conditions = conditions;
    }

    /// <summary>The fate of the next frame.</summary>
    /// <param name="number">Its number, one more than that of the last one.</param>
    internal FrameFate Next(long number, WireVerdict verdict)
    {
        LinkConditions conditions = Conditions;
        FrameFate fate = default;
        bool isLost = IsLost(conditions, number);
        fate.Drop = verdict.IsDrop ? WireDrop.Handler : conditions.Partitioned ? WireDrop.Partition : isLost ? WireDrop.Loss : WireDrop.None;
        if (fate.Drop != WireDrop.None)
        {
            return fate;
        }

        fate.IsDuplicate = verdict.IsDuplicate || Happens(conditions.Duplication, number, Purpose.Duplication);
        fate.IsCorrupt = verdict.IsCorrupt || Happens(conditions.Corruption, number, Purpose.Corruption);
        fate.CorruptedBit = fate.IsCorrupt ? _random.Bits(number, Purpose.CorruptedBit) : 0;
        fate.IsReordered = Happens(conditions.Reordering, number, Purpose.Reordering);
        fate.Delay = verdict.AddedDelay.Ticks + (fate.IsReordered ? 0 : DelayOf(conditions, number, Purpose.Jitter));
        fate.DuplicateDelay = fate.IsDuplicate ? verdict.AddedDelay.Ticks + DelayOf(conditions, number, Purpose.DuplicateJitter) : 0;
        return fate;
    }

    private bool IsLost(LinkConditions conditions, long number)
    {
        if (conditions.BurstLoss is not { } bursts)
        {
            return Happens(conditions.Loss, number, Purpose.Loss);
        }

        bool isLost = Happens(_isBad ? bursts.LossInBad : bursts.LossInGood, number, Purpose.Loss);
        _isBad ^= Happens(_isBad ? bursts.ToGood : bursts.ToBad, number, Purpose.BurstState);
        return isLost;
    }

    private bool Happens(double probability, long number, Purpose purpose) => probability > 0 && _random.Next(number, purpose) < probability;

    private long DelayOf(LinkConditions conditions, long number, Purpose purpose) => conditions.Jitter == TimeSpan.Zero
        ? conditions.Delay.Ticks
        : Math.Max(0, conditions.Delay.Ticks + (long)(conditions.Jitter.Ticks * conditions.JitterDistribution.GetQuantile(_random.Next(number, purpose))));
}
