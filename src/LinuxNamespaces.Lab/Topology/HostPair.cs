namespace LinuxNamespaces.Lab;

/// <summary>All that passes between two hosts, whichever links it takes. It can be partitioned, and nothing else.</summary>
internal sealed record HostPair : IConditionedLink
{
    private static readonly LinkConditions s_partitioned = new() { Partitioned = true };

    internal HostPair(LabHost first, LabHost second) => (First, Second) = (first, second);

    public string Name => $"{First.Name} - {Second.Name}";

    public LinkConditions Forward => ConditionsOf(First, Second);

    public LinkConditions Backward => ConditionsOf(Second, First);

    internal LabHost First { get; }

    internal LabHost Second { get; }

    public void Set(LinkConditions forward, LinkConditions backward)
    {
        First.Lab.Partitions.Set(First, Second, IsPartition(forward), IsPartition(backward));
    }

    public void Change(Func<LinkConditions, LinkConditions> forward, Func<LinkConditions, LinkConditions> backward)
    {
        ArgumentNullException.ThrowIfNull(forward);
        ArgumentNullException.ThrowIfNull(backward);
        First.Lab.Partitions.Change(First, Second, isBlocked => IsPartition(forward(ConditionsOf(isBlocked))), isBlocked => IsPartition(backward(ConditionsOf(isBlocked))));
    }

    private LinkConditions ConditionsOf(LabHost from, LabHost to) => ConditionsOf(First.Lab.Partitions.IsBlocked(from, to));

    private static LinkConditions ConditionsOf(bool isBlocked) => isBlocked ? s_partitioned : LinkConditions.None;

    private static bool IsPartition(LinkConditions conditions)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        return conditions == LinkConditions.None || conditions == s_partitioned
            ? conditions.Partitioned
            : throw new ArgumentException($"Between two hosts there can be a partition only. Other conditions belong to a link ({nameof(LabLink)}).");
    }
}
