using System.Net;

namespace LinuxNamespaces.Samples;

/// <summary>A page with the lab, the time line and the summary, without anything from elsewhere.</summary>
internal static class HtmlReport
{
    internal static string Create(Story story) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8" />
        <title>ChaosLab</title>
        <style>body {"{"} font-family: sans-serif; margin: 2em {"}"} td, th {"{"} padding: 0.2em 1em; text-align: right {"}"} td:nth-child(2), th:nth-child(2) {"{"} text-align: left {"}"}</style>
        </head>
        <body>
        <h1>A shop with two servers</h1>
        <p>{Escape(Summary.Total(story))}</p>
        <h2>The lab</h2>
        {story.Lab.ToSvg()}
        <h2>The purchases</h2>
        {TimelineDrawing.Draw(story)}
        <h2>In numbers</h2>
        <table>
        {Row("th", Summary.Headings(story))}
        {string.Join('\n', story.Phases.Select(phase => Row("td", Summary.Cells(story, phase))))}
        </table>
        </body>
        </html>

        """;

    internal static string Escape(string text) => WebUtility.HtmlEncode(text);

    private static string Row(string element, IReadOnlyList<string> cells) => $"<tr>{string.Concat(cells.Select(cell => $"<{element}>{Escape(cell)}</{element}>"))}</tr>";
}
