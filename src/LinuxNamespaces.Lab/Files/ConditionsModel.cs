using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <summary>The conditions of a direction in a file.</summary>
internal sealed record ConditionsModel
{
    public TimeSpan? Delay { get; init; }

    public TimeSpan? Jitter { get; init; }

    public string? JitterDistribution { get; init; }

    public bool? PreserveOrder { get; init; }

    public double? Loss { get; init; }

    public BurstLossModel? BurstLoss { get; init; }

    public double? Duplication { get; init; }

    public double? Corruption { get; init; }

    public double? Reordering { get; init; }

    public long? Rate { get; init; }

    public TimeSpan? Queue { get; init; }

    public bool? Partitioned { get; init; }

    public ulong? Seed { get; init; }

    internal static ConditionsModel? From(LinkConditions conditions) => conditions == LinkConditions.None ? null : new ConditionsModel
    {
        Delay = Changed(conditions.Delay, LinkConditions.None.Delay),
        Jitter = Changed(conditions.Jitter, LinkConditions.None.Jitter),
        JitterDistribution = conditions.JitterDistribution == NetemDistribution.Uniform ? null : Distributions.NameOf(conditions.JitterDistribution),
        PreserveOrder = Changed(conditions.PreserveOrder, LinkConditions.None.PreserveOrder),
        Loss = Changed(conditions.Loss, LinkConditions.None.Loss),
        BurstLoss = conditions.BurstLoss is { } bursts ? new BurstLossModel { ToBad = bursts.ToBad, ToGood = bursts.ToGood, LossInBad = bursts.LossInBad, LossInGood = bursts.LossInGood } : null,
        Duplication = Changed(conditions.Duplication, LinkConditions.None.Duplication),
        Corruption = Changed(conditions.Corruption, LinkConditions.None.Corruption),
        Reordering = Changed(conditions.Reordering, LinkConditions.None.Reordering),
        Rate = conditions.Rate,
        Queue = Changed(conditions.Queue, LinkConditions.None.Queue),
        Partitioned = Changed(conditions.Partitioned, LinkConditions.None.Partitioned),
        Seed = conditions.Seed,
    };

    internal LinkConditions ToConditions() => LinkConditions.None with
    {
        Delay = Delay ?? LinkConditions.None.Delay,
        Jitter = Jitter ?? LinkConditions.None.Jitter,
        JitterDistribution = JitterDistribution is { } name ? Distributions.Get(name) : NetemDistribution.Uniform,
        PreserveOrder = PreserveOrder ?? LinkConditions.None.PreserveOrder,
        Loss = Loss ?? LinkConditions.None.Loss,
        BurstLoss = BurstLoss is { } bursts ? new NetemGilbertElliottLoss { ToBad = bursts.ToBad, ToGood = bursts.ToGood, LossInBad = bursts.LossInBad, LossInGood = bursts.LossInGood } : null,
        Duplication = Duplication ?? LinkConditions.None.Duplication,
        Corruption = Corruption ?? LinkConditions.None.Corruption,
        Reordering = Reordering ?? LinkConditions.None.Reordering,
        Rate = Rate,
        Queue = Queue ?? LinkConditions.None.Queue,
        Partitioned = Partitioned ?? LinkConditions.None.Partitioned,
        Seed = Seed,
    };

    private static T? Changed<T>(T value, T usual)
        where T : struct => value.Equals(usual) ? null : value;
}
