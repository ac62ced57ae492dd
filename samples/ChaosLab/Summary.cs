using System.Globalization;

namespace LinuxNamespaces.Samples;

/// <summary>The purchases in numbers.</summary>
internal static class Summary
{
    internal static IReadOnlyList<string> Headings(Story story) => ["from", "what happens", .. story.Servers.Select(server => server.Name), "nobody", "median"];

    internal static IReadOnlyList<string> Cells(Story story, Phase phase) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"{phase.Start.TotalSeconds:0.0} s"),
        phase.Description,
        .. story.Servers.Select(server => phase.SoldBy(server.Name).ToString(CultureInfo.InvariantCulture)),
        phase.Failed.ToString(CultureInfo.InvariantCulture),
        phase.Median is { } median ? string.Create(CultureInfo.InvariantCulture, $"{median.TotalMilliseconds:0} ms") : "-",
    ];

    internal static string Total(Story story)
    {
        int sold = story.Purchases.Count(purchase => purchase.Server is not null);
        return string.Create(CultureInfo.InvariantCulture, $"{sold} of {story.Purchases.Count} purchases succeeded ({100.0 * sold / story.Purchases.Count:0.0} %).");
    }

    internal static void Write(Story story)
    {
        Steps.Title("Summary:");
        foreach (IReadOnlyList<string> row in (IEnumerable<IReadOnlyList<string>>)[Headings(story), .. story.Phases.Select(phase => Cells(story, phase))])
        {
            Console.WriteLine($"  {row[0],6}  {row[1],-36}{string.Concat(row.Skip(2).Select(cell => $"{cell,9}"))}");
        }

        Steps.Title(Total(story));
    }
}
