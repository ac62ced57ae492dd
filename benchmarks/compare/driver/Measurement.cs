namespace LinuxNamespaces.Compare;

/// <summary>The times of one subject in one workload, a time for each round, in nanoseconds.</summary>
/// <param name="Workload">The workload.</param>
/// <param name="Size">The size of the workload.</param>
/// <param name="Part">The part of the work, if the program tells several apart.</param>
/// <param name="Subject">The name of the subject.</param>
internal sealed record Measurement(Workload Workload, int Size, string? Part, string Subject)
{
    internal SortedDictionary<int, double> Rounds { get; } = [];

    internal string Name => Part is null ? Workload.NameOf(Size) : $"{Workload.NameOf(Size)} {Part}";

    internal double Median => MedianOf(Rounds.Values) / Workload.Unit.Nanoseconds;

    internal double Min => Rounds.Values.Min() / Workload.Unit.Nanoseconds;

    internal double Max => Rounds.Values.Max() / Workload.Unit.Nanoseconds;

    /// <summary>Returns the ratio to the time of another subject in each round that both have.</summary>
    internal IEnumerable<double> RatiosTo(Measurement other) =>
        Rounds.Where(round => other.Rounds.ContainsKey(round.Key)).Select(round => round.Value / other.Rounds[round.Key]);

    private static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }
}
