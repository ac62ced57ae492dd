using System.Globalization;
using System.Text;

namespace LinuxNamespaces.Compare;

/// <summary>Draws how the times of a workload grow with its size, on two logarithmic axes, as SVG.</summary>
internal static class Plot
{
    private const int Width = 720;
    private const int Height = 420;
    private const int Left = 70;
    private const int Right = 190;
    private const int Top = 40;
    private const int Bottom = 50;

    private static readonly string[] s_colors = ["#000000", "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c564b", "#7f7f7f", "#bcbd22"];

    internal static string Draw(Workload workload, IReadOnlyCollection<Measurement> measurements)
    {
        // A size of 0 is at the left end.
        Axis x = new(measurements.Select(measurement => (double)Math.Max(measurement.Size, 1)), Left, Width - Right);
        Axis y = new(measurements.Select(measurement => measurement.Median), Height - Bottom, Top);
        StringBuilder svg = new();
        Append($"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {Width} {Height}' font-family='sans-serif' font-size='12'>");
        Append($"<rect width='100%' height='100%' fill='white'/><text x='{Left}' y='20' font-size='14'>{workload.Name}: {workload.Title}</text>");
        Append($"<text x='{(Left + Width - Right) / 2}' y='{Height - 10}' text-anchor='middle'>{workload.SizeTitle}</text>");
        Append($"<text x='{Left}' y='{Top - 6}' text-anchor='end'>{workload.Unit.Name}</text>");
        foreach (int size in workload.Sizes)
        {
            double position = x.Place(Math.Max(size, 1));
            Append($"<text x='{position:F1}' y='{Height - Bottom + 18}' text-anchor='middle'>{size}</text><path d='M{position:F1} {Top}V{Height - Bottom}' stroke='#ddd'/>");
        }

        foreach (double value in y.Decades())
        {
            Append($"<text x='{Left - 6}' y='{y.Place(value) + 4:F1}' text-anchor='end'>{value:G3}</text><path d='M{Left} {y.Place(value):F1}H{Width - Right}' stroke='#ddd'/>");
        }

        int line = 0;
        foreach (IGrouping<string, Measurement> subject in measurements.GroupBy(measurement => measurement.Subject))
        {
            string color = s_colors[line % s_colors.Length];
            string points = string.Join(' ', subject.OrderBy(measurement => measurement.Size)
                .Select(measurement => string.Create(CultureInfo.InvariantCulture, $"{x.Place(Math.Max(measurement.Size, 1)):F1},{y.Place(measurement.Median):F1}")));
            Append($"<polyline points='{points}' fill='none' stroke='{color}' stroke-width='2'/>");
            Append($"<text x='{Width - Right + 12}' y='{Top + 12 + (line * 18)}' fill='{color}'>{subject.Key}</text>");
            line++;
        }

        Append($"</svg>");
        return svg.ToString();

        void Append(FormattableString element) => svg.Append(element.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private sealed class Axis(IEnumerable<double> values, double from, double to)
    {
        private readonly double _least = Math.Log10(values.Min());
        private readonly double _range = Math.Max(Math.Log10(values.Max()) - Math.Log10(values.Min()), 0.1);

        internal double Place(double value) => from + ((Math.Log10(value) - _least) / _range * (to - from));

        internal IEnumerable<double> Decades()
        {
            for (double exponent = Math.Ceiling(_least); exponent <= _least + _range; exponent++)
            {
                yield return Math.Pow(10, exponent);
            }
        }
    }
}
