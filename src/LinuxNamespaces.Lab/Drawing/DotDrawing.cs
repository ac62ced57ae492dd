using System.Globalization;
using System.Text;

namespace LinuxNamespaces.Lab;

/// <summary>Graphs for Graphviz.</summary>
internal static class DotDrawing
{
    internal static string Draw(NetworkLab lab)
    {
        StringBuilder text = new("graph lab {\n    node [fontname=\"sans-serif\"];\n    edge [fontname=\"sans-serif\", fontsize=10];\n");
        foreach (LabNode node in lab.Nodes)
        {
            string shape = node switch { LabSwitch => "box3d", LabRouter => "ellipse", _ => "box" };
            text.Append(CultureInfo.InvariantCulture, $"    n{node.Number} [shape={shape}, label={Quote(Labels.Of(node))}];\n");
        }

        foreach (LabLink link in lab.Links)
        {
            text.Append(CultureInfo.InvariantCulture, $"    n{link.First.Node.Number} -- n{link.Second.Node.Number} [label={Quote(Labels.Of(link))}{(link.IsPlugged ? null : ", style=dashed")}];\n");
        }

        return text.Append("}\n").ToString();
    }

    private static string Quote(IEnumerable<string> lines) =>
        $"\"{string.Join("\\n", lines.Select(line => line.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)))}\"";
}
