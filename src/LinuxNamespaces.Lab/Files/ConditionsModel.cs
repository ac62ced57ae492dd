namespace LinuxNamespaces.Lab;

/// <summary>The conditions of a direction in a file.</summary>
internal sealed record ConditionsModel
{
    public TimeSpan? Delay { get; init; }

    public double? Loss { get; init; }

    internal static ConditionsModel? From(LinkConditions conditions) => conditions == LinkConditions.None ? null : new ConditionsModel
    {
        Delay = conditions.Delay == TimeSpan.Zero ? null : conditions.Delay,
        Loss = conditions.Loss == 0 ? null : conditions.Loss,
    };

    internal LinkConditions ToConditions() => LinkConditions.None with
    {
        Delay = Delay ?? TimeSpan.Zero,
        Loss = Loss ?? 0,
    };
}
