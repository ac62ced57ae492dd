using System.Text.Json;

namespace LinuxNamespaces.Compare;

/// <summary>Writes the results for programs.</summary>
internal static class JsonReport
{
    private static readonly JsonWriterOptions s_options = new() { Indented = true };

    internal static void Write(Results results, string path)
    {
        using FileStream file = File.Create(path);
        using Utf8JsonWriter writer = new(file, s_options);
        writer.WriteStartArray();
        foreach (IGrouping<string, Measurement> workload in results.Workloads)
        {
            Measurement? floor = Results.FloorOf(workload);
            foreach (Measurement measurement in workload)
            {
                writer.WriteStartObject();
                writer.WriteString("workload", measurement.Name);
                writer.WriteString("subject", measurement.Subject);
                writer.WriteString("unit", measurement.Workload.Unit.Name);
                writer.WriteNumber("median", Math.Round(measurement.Median, 3));
                writer.WriteNumber("min", Math.Round(measurement.Min, 3));
                writer.WriteNumber("max", Math.Round(measurement.Max, 3));
                if (Results.RatioOf(measurement, floor) is { } ratio)
                {
                    writer.WriteNumber("ratio", Math.Round(ratio, 3));
                }
                else
                {
                    writer.WriteNull("ratio");
                }

                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
    }
}
