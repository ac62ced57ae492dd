using System.Globalization;
using System.Text;

namespace LinuxNamespaces.Compare;

/// <summary>Writes the results for people.</summary>
internal static class MarkdownReport
{
    internal static string Create(Results results, int rounds, IEnumerable<string> plots)
    {
        StringBuilder text = new();
        Append($"# Comparison, {rounds} rounds\n");
        Append($"{Machine()}\n");
        Append($"A ratio is that of the medians, to `{Subject.Floor}`. Two runs of the same program of a workload differed by up to the factor in its heading; a ratio within it is noise.\n");
        foreach (IGrouping<string, Measurement> workload in results.Workloads)
        {
            Measurement first = workload.First();
            double noise = Results.NoiseOf([.. workload]);
            Measurement? floor = Results.FloorOf(workload);
            Append($"## {workload.Key}: {first.Workload.Title} (noise {noise:F2})\n");
            Append($"| subject | median, {first.Workload.Unit.Name} | min | max | ratio | |");
            Append($"|---|---:|---:|---:|---:|---|");
            foreach (Measurement measurement in workload.OrderBy(measurement => measurement.Median))
            {
                double? ratio = Results.RatioOf(measurement, floor);
                bool isNoise = measurement != floor && ratio is { } value && Math.Abs(Math.Log(value)) <= Math.Log(noise);
                Append($"| {measurement.Subject} | {Number(measurement.Median)} | {Number(measurement.Min)} | {Number(measurement.Max)} | {ratio:F2} | {(isNoise ? "noise" : null)} |");
            }

            Append($"");
        }

        foreach (string plot in plots)
        {
            Append($"![{Path.GetFileNameWithoutExtension(plot)}]({Path.GetFileName(plot)})\n");
        }

        return text.ToString();

        void Append(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Number(double value) => value.ToString(value >= 100 ? "F0" : value >= 10 ? "F1" : "F2", CultureInfo.InvariantCulture);

    private static string Machine()
    {
        string model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ")[^1] ?? "unknown processor";
        return $"{Environment.ProcessorCount} processors ({model}), Linux {File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}, .NET {Environment.Version}.";
    }
}
