using System.Globalization;
using System.Text;

namespace LinuxNamespaces.Samples;

/// <summary>Draws the purchases over time: the higher, the longer they took.</summary>
internal static class TimelineDrawing
{
    private const int Width = 1000;
    private const int Height = 260;
    private const int Top = 60;
    private const int Bottom = Top + Height;
    private const double Longest = 1000;
    private static readonly string[] s_colours = ["#1b7837", "#2166ac"];

    internal static string Draw(Story story)
    {
        double scale = Width / Math.Max(1, story.Phases.Max(phase => phase.Start.TotalSeconds));
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width + 100}\" height=\"{Bottom + 40}\" font-family=\"sans-serif\" font-size=\"11\">\n");
        foreach (int milliseconds in (int[])[1, 10, 100, 1000])
        {
            double y = Y(milliseconds);
            text.Append(CultureInfo.InvariantCulture, $"<path d=\"M 60 {y:0.#} h {Width}\" stroke=\"#ddd\" /><text x=\"55\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{milliseconds} ms</text>\n");
        }

        for (int i = 0; i < story.Phases.Count; i++)
        {
            Phase phase = story.Phases[i];
            double x = 60 + (phase.Start.TotalSeconds * scale);
            // Texts of neighbours are below each other.
            text.Append(CultureInfo.InvariantCulture, $"<path d=\"M {x:0.#} {Top - 45} V {Bottom}\" stroke=\"#999\" stroke-dasharray=\"3\" /><text x=\"{x + 3:0.#}\" y=\"{Top - 35 + (i % 3 * 14)}\">{HtmlReport.Escape(phase.Description)}</text>\n");
        }

        foreach (Purchase purchase in story.Purchases)
        {
            string colour = purchase.Server is null ? "#d6301f" : s_colours[story.Servers.ToList().FindIndex(server => server.Name == purchase.Server)];
            text.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{60 + (purchase.Time.TotalSeconds * scale):0.#}\" cy=\"{Y(purchase.Duration.TotalMilliseconds):0.#}\" r=\"3\" fill=\"{colour}\" />\n");
        }

        int column = 60;
        foreach ((string name, string colour) in story.Servers.Select((server, i) => (server.Name, s_colours[i])).Append(("nobody", "#d6301f")))
        {
            text.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{column}\" cy=\"{Bottom + 24}\" r=\"4\" fill=\"{colour}\" /><text x=\"{column + 8}\" y=\"{Bottom + 28}\">{HtmlReport.Escape(name)}</text>\n");
            column += 100;
        }

        return text.Append("</svg>").ToString();
    }

    private static double Y(double milliseconds) => Bottom - (Height * Math.Log10(Math.Clamp(milliseconds, 1, Longest)) / Math.Log10(Longest));
}
