namespace LinuxNamespaces.Lab;

/// <content>Drawings.</content>
public sealed partial class NetworkLab
{
    /// <summary>Draws the lab as a flowchart of Mermaid, which GitHub and others show in Markdown.</summary>
    /// <returns>The text of the flowchart.</returns>
    public string ToMermaid() => MermaidDrawing.Draw(this);

    /// <summary>Draws the lab as a graph for Graphviz, dot(1).</summary>
    /// <returns>The text of the graph.</returns>
    public string ToDot() => DotDrawing.Draw(this);

    /// <summary>Draws the lab as a picture. The same lab gives the same picture.</summary>
    /// <returns>The text of an SVG file.</returns>
    public string ToSvg() => SvgDrawing.Draw(this);
}
