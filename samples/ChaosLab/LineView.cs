using System.Globalization;

namespace LinuxNamespaces.Samples;

/// <summary>Prints what happens line by line, for a file or another program.</summary>
internal static class LineView
{
    internal static async Task ShowAsync(Story story, CancellationToken cancellationToken)
    {
        Steps.Title("The lab:");
        Console.WriteLine(story.Lab.ToMermaid());
        Steps.Title("What happens:");
        story.Lab.Log.Added += (_, item) =>
        {
            if (item.Kind == "step")
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {story.Time.TotalSeconds,5:0.0} s  {item.Text}"));
            }
        };
        await story.TellAsync(cancellationToken);
    }
}
