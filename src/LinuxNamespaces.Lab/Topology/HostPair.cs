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
        ArgumentNullException.ThrowIfNull(forward);
        ArgumentNullException.ThrowIfNull(backward);
        foreach (LinkConditions conditions in (LinkConditions[])[forward, backward])
        {
            if (conditions != LinkConditions.None && conditions != s_partitioned)
            {
                throw new ArgumentException($"Between two hosts there can be a partition only. Other conditions belong to a link ({nameof(LabLink)}).");
            }
        }

        First.Lab.Partitions.Set(First, Second, forward.Partitioned, backward.Partitioned);
    }

    private LinkConditions ConditionsOf(LabHost from, LabHost to) => First.Lab.Partitions.IsBlocked(from, to) ? s_partitioned : LinkConditions.None;
}
