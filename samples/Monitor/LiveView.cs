using System.Collections.Concurrent;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace LinuxNamespaces.Samples;

/// <summary>Draws a table of rates and the last changes on a terminal.</summary>
internal sealed class LiveView : View
{
    private const int MaxLines = 15;

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentQueue<string> _lines = [];

    public override void Write(string line)
    {
        _lines.Enqueue(line);
        while (_lines.Count > MaxLines)
        {
            _lines.TryDequeue(out _);
        }
    }

    public override Task ShowAsync(RateMeter meter, CancellationToken end) => AnsiConsole.Live(Draw(meter)).StartAsync(async context =>
    {
        using PeriodicTimer timer = new(s_interval);
        while (await WaitAsync(timer, end))
        {
            context.UpdateTarget(Draw(meter));
        }

        context.UpdateTarget(Draw(meter));
    });

    private Rows Draw(RateMeter meter)
    {
        Table rates = new Table().Title("Rates").AddColumn("Link").AddColumn("In").AddColumn("Out");
        foreach (RateMeter.Rate rate in meter.Measure())
        {
            rates.AddRow(Markup.Escape(rate.Link), RateMeter.Rate.Text(rate.Received), RateMeter.Rate.Text(rate.Sent));
        }

        IEnumerable<IRenderable> lines = _lines.Select(line => new Text(line));
        return new Rows([rates, .. lines]);
    }
}
