namespace LinuxNamespaces.Lab;

/// <summary>Losses in bursts in a file.</summary>
internal sealed record BurstLossModel
{
    public required double ToBad { get; init; }

    public required double ToGood { get; init; }

    public required double LossInBad { get; init; }

    public required double LossInGood { get; init; }
}
