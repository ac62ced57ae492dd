using LinuxNamespaces.Lab;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace LinuxNamespaces.Samples;

/// <summary>Draws the last purchases and the steps of the story on a terminal.</summary>
internal static class LiveView
{
    private const int Columns = 72;
    private const string Bars = "▁▂▃▄▅▆▇█";
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    internal static Task ShowAsync(Story story, CancellationToken cancellationToken) => AnsiConsole.Live(Draw(story)).StartAsync(async context =>
    {
        Task told = story.TellAsync(cancellationToken);
        while (!told.IsCompleted)
        {
            await Task.WhenAny(told, Task.Delay(s_interval, CancellationToken.None));
            context.UpdateTarget(Draw(story));
        }

        await told;
    });

    private static Rows Draw(Story story)
    {
        IReadOnlyList<Phase> phases = story.Phases;
        IReadOnlyList<IRenderable> steps = [.. phases.Select(phase => new Markup($"[grey]{phase.Start.TotalSeconds,5:0.0} s[/]  {Markup.Escape(phase.Description)}"))];
        Purchase[] last = [.. story.Purchases.TakeLast(Columns)];
        IEnumerable<IRenderable> servers = story.Servers.Select(server => new Markup($"{Markup.Escape(server.Name),-8} {string.Concat(last.Select(purchase => Bar(purchase, server)))}"));
        IRenderable failed = new Markup($"{"nobody",-8} [red]{string.Concat(last.Select(purchase => purchase.Server is null ? '×' : ' '))}[/]");
        return new Rows([new Rule("Purchases, the longer the higher").LeftJustified(), .. servers, failed, new Rule("What happens").LeftJustified(), .. steps]);
    }

    private static string Bar(Purchase purchase, LabHost server) =>
        purchase.Server != server.Name ? " " : $"[green]{Bars[Math.Clamp((int)Math.Log2(1 + purchase.Duration.TotalMilliseconds) - 2, 0, Bars.Length - 1)]}[/]";
}
