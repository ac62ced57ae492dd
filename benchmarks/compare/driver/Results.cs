namespace LinuxNamespaces.Compare;

/// <summary>All measurements of a run, and what can be said of them.</summary>
internal sealed class Results
{
    private readonly List<Measurement> _all = [];

    /// <summary>Gets the measurements, in the order of the workloads and of the subjects.</summary>
    internal IEnumerable<IGrouping<string, Measurement>> Workloads => _all.GroupBy(measurement => measurement.Name);

    internal void Add(Workload workload, int size, string? part, string subject, int round, double nanoseconds)
    {
        Measurement? measurement = _all.Find(other => (other.Workload, other.Size, other.Part, other.Subject) == (workload, size, part, subject));
        if (measurement is null)
        {
            measurement = new Measurement(workload, size, part, subject);
            _all.Add(measurement);
        }

        measurement.Rounds[round] = nanoseconds;
    }

    internal static Measurement? FloorOf(IEnumerable<Measurement> workload) => workload.FirstOrDefault(measurement => measurement.Subject == Subject.Floor);

    /// <summary>Returns the ratio of the medians; null if the workload has no floor.</summary>
    internal static double? RatioOf(Measurement measurement, Measurement? floor) => floor is null ? null : measurement.Median / floor.Median;

    /// <summary>Returns how far apart two runs of the same program were, as a factor: differences up to it are noise.</summary>
    internal static double NoiseOf(IReadOnlyCollection<Measurement> workload)
    {
        Measurement? again = workload.FirstOrDefault(measurement => measurement.Subject == Subject.FloorAgain);
        return again is null || FloorOf(workload) is not { } floor ? 1
            : Math.Exp(again.RatiosTo(floor).Select(ratio => Math.Abs(Math.Log(ratio))).DefaultIfEmpty(0).Max());
    }
}
