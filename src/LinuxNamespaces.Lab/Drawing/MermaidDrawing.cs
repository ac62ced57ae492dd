using System.Globalization;
using System.Text;

namespace LinuxNamespaces.Lab;

/// <summary>Flowcharts of Mermaid.</summary>
internal static class MermaidDrawing
{
    internal static string Draw(NetworkLab lab)
    {
        StringBuilder text = new("flowchart LR\n");
        foreach (LabNode node in lab.Nodes)
        {
            (string open, string close) = node switch { LabSwitch => ("[[", "]]"), LabRouter => ("{{", "}}"), _ => ("[", "]") };
            text.Append(CultureInfo.InvariantCulture, $"    n{node.Number}{open}\"{string.Join("<br/>", Labels.Of(node).Select(Escape))}\"{close}\n");
        }

        foreach (LabLink link in lab.Links)
        {
            string label = string.Join("<br/>", Labels.Of(link).Select(Escape));
            text.Append(CultureInfo.InvariantCulture, $"    n{link.First.Node.Number} {(link.IsPlugged ? "---" : "-.-")}{(label.Length == 0 ? null : $"|\"{label}\"|")} n{link.Second.Node.Number}\n");
        }

        return text.ToString();
    }

    // Entities with a number sign, which is the one way that Mermaid has.
    private static string Escape(string text) => text.Replace("#", "#35;", StringComparison.Ordinal).Replace("\"", "#quot;", StringComparison.Ordinal)
        .Replace("<", "#lt;", StringComparison.Ordinal).Replace(">", "#gt;", StringComparison.Ordinal);
}
