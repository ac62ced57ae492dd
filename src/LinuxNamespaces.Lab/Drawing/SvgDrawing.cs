using System.Globalization;
using System.Net;
using System.Text;

namespace LinuxNamespaces.Lab;

/// <summary>Pictures.</summary>
internal static class SvgDrawing
{
    private const double Distance = 160;
    private const double Margin = 110;
    private const double LineHeight = 15;
    private const double CharacterWidth = 7;

    internal static string Draw(NetworkLab lab)
    {
        DrawingLayout layout = new(lab, Distance);
        (double left, double top, double right, double bottom) = layout.Bounds;
        (double width, double height) = (right - left + 2 * Margin, bottom - top + 2 * Margin);
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:0.#} {height:0.#}\" width=\"{width:0}\" height=\"{height:0}\" font-family=\"sans-serif\" font-size=\"12\" text-anchor=\"middle\">\n");
        text.Append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        foreach (LabLink link in lab.Links)
        {
            DrawLink(text, link, Place(link.First.Node), Place(link.Second.Node));
        }

        foreach (LabNode node in lab.Nodes)
        {
            DrawNode(text, node, Place(node));
        }

        return text.Append("</svg>\n").ToString();

        (double X, double Y) Place(LabNode node) => (layout[node].X - left + Margin, layout[node].Y - top + Margin);
    }

    private static void DrawLink(StringBuilder text, LabLink link, (double X, double Y) from, (double X, double Y) to)
    {
        text.Append(CultureInfo.InvariantCulture, $"<line x1=\"{from.X:0.#}\" y1=\"{from.Y:0.#}\" x2=\"{to.X:0.#}\" y2=\"{to.Y:0.#}\" stroke=\"#607080\"{(link.IsPlugged ? null : " stroke-dasharray=\"4\"")}/>\n");
        DrawLines(text, [.. Labels.Of(link)], (from.X + to.X) / 2, (from.Y + to.Y) / 2 - 4, "#a04000");
    }

    private static void DrawNode(StringBuilder text, LabNode node, (double X, double Y) place)
    {
        string[] lines = [.. Labels.Of(node)];
        (double width, double height) = (lines.Max(line => line.Length) * CharacterWidth + 16, lines.Length * LineHeight + 10);
        (string fill, double corner) = node switch { LabSwitch => ("#e8f0e0", 2.0), LabRouter => ("#f6e8d0", height / 2), _ => ("#e0ecf8", 6.0) };
        text.Append(CultureInfo.InvariantCulture, $"<rect x=\"{place.X - width / 2:0.#}\" y=\"{place.Y - height / 2:0.#}\" width=\"{width:0.#}\" height=\"{height:0.#}\" rx=\"{corner:0.#}\" fill=\"{fill}\" stroke=\"#304050\"/>\n");
        DrawLines(text, lines, place.X, place.Y - height / 2 + LineHeight + 1, "#102030");
    }

    private static void DrawLines(StringBuilder text, string[] lines, double x, double y, string colour)
    {
        for (int i = 0; i < lines.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{y + i * LineHeight:0.#}\" fill=\"{colour}\">{WebUtility.HtmlEncode(lines[i])}</text>\n");
        }
    }
}
