using System.Xml.Linq;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Lab.Tests.Drawing;

public sealed class DrawingTests : IAsyncDisposable
{
    private readonly NetworkLab _lab = new();

    public DrawingTests()
    {
        LabSwitch lan = _lab.AddSwitch("lan", "10.1.0.0/24");
        LabRouter router = _lab.AddRouter("gate");
        LabHost a = _lab.AddHost("a"), b = _lab.AddHost("b");
        _lab.Connect(a, lan);
        _lab.Connect(router, lan);
        _lab.Connect(router, b, new() { Loss = 0.5 }, new() { Networks = [System.Net.IPNetwork.Parse("10.9.0.0/31")] });
    }

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    [Fact]
    public void Mermaid_has_a_line_for_each_node_and_link()
    {
        string[] lines = _lab.ToMermaid().TrimEnd().Split('\n');
        lines[..^1].Should().Equal(
            "flowchart LR",
            "    n1[[\"lan<br/>10.1.0.0/24\"]]",
            "    n2{{\"gate<br/>10.1.0.1/24<br/>10.9.0.0/31\"}}",
            "    n3[\"a<br/>10.1.0.2/24\"]",
            "    n4[\"b<br/>10.9.0.1/31\"]",
            "    n3 --- n1",
            "    n2 --- n1");
        lines[^1].Should().MatchRegex("^    n2 ---\\|\".*50 % loss.*\"\\| n4$").And.NotContain("{\"");
    }

    [Fact]
    public void Graphviz_takes_the_graph()
    {
        string dot = _lab.ToDot();
        dot.Should().Contain("n2 [shape=ellipse, label=\"gate\\n10.1.0.1/24\\n10.9.0.0/31\"];").And.Contain("n3 -- n1 [label=\"\"];");
        dot.Count(c => c == '{').Should().Be(dot.Count(c => c == '}'));
    }

    [Fact]
    public void The_picture_has_a_box_for_each_node_and_a_line_for_each_link()
    {
        string svg = _lab.ToSvg();
        _lab.ToSvg().Should().Be(svg, "the layout starts from the same places");
        XNamespace space = "http://www.w3.org/2000/svg";
        XElement root = XDocument.Parse(svg).Root!;
        root.Elements(space + "line").Should().HaveCount(3);
        root.Elements(space + "rect").Should().HaveCount(5);
        root.Elements(space + "text").Select(text => text.Value).Should().Contain(["lan", "gate", "a", "b", "10.9.0.1/31"]);
    }

    [Fact]
    public void Boxes_do_not_cover_each_other()
    {
        XNamespace space = "http://www.w3.org/2000/svg";
        (double X, double Y, double W, double H)[] boxes =
        [
            .. XDocument.Parse(_lab.ToSvg()).Root!.Elements(space + "rect").Skip(1).Select(box => (Number(box, "x"), Number(box, "y"), Number(box, "width"), Number(box, "height"))),
        ];
        for (int i = 0; i < boxes.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                (boxes[i].X < boxes[j].X + boxes[j].W && boxes[j].X < boxes[i].X + boxes[i].W && boxes[i].Y < boxes[j].Y + boxes[j].H && boxes[j].Y < boxes[i].Y + boxes[i].H).Should().BeFalse();
            }
        }
    }

    [Fact]
    public void An_unplugged_cable_is_dashed()
    {
        _lab.Links[0].Unplug();
        _lab.ToMermaid().Should().Contain("n3 -.-|\"unplugged\"| n1");
        _lab.ToDot().Should().Contain("n3 -- n1 [label=\"unplugged\", style=dashed];");
        _lab.ToSvg().Should().Contain("stroke-dasharray");
    }

    [Fact]
    public async Task An_empty_lab_is_an_empty_drawing()
    {
        await using NetworkLab empty = new();
        XDocument.Parse(empty.ToSvg()).Root!.Elements().Should().ContainSingle();
        empty.ToMermaid().Should().Be("flowchart LR\n");
    }

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, System.Globalization.CultureInfo.InvariantCulture);
}
