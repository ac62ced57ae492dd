using System.Collections.Concurrent;
using System.Diagnostics;
using LinuxNamespaces.Lab;

namespace LinuxNamespaces.Samples;

/// <summary>The lab, its faults, and what the customer buys meanwhile.</summary>
internal sealed class Story : IAsyncDisposable
{
    private const int ServerCount = 2;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(25);

    private readonly ConcurrentQueue<Purchase> _purchases = [];
    private readonly ConcurrentQueue<(TimeSpan Time, string Description)> _steps = [];
    private readonly List<Shop> _shops = [];
    private readonly LabHost _customer;
    private readonly Scenario _scenario;
    private long _start;

    private Story()
    {
        Lab = new NetworkLab(new NetworkLabOptions { Seed = 1 });
        LabSwitch home = Lab.AddSwitch("home", "192.168.0.0/24"), internet = Lab.AddSwitch("internet", "203.0.113.0/24");
        _customer = Lab.AddHost("customer");
        LabRouter router = Lab.AddRouter("router");
        Lab.Connect(_customer, home);
        Lab.Connect(router, home);
        LabLink uplink = Lab.Connect(router, internet, new() { Delay = TimeSpan.FromMilliseconds(5), Seed = 1 });
        router.Translate(uplink, LabNat.Masquerade);
        Servers = [.. Enumerable.Range(1, ServerCount).Select(number => Lab.AddHost($"web{number}"))];
        LabLink[] cables = [.. Servers.Select(server => Lab.Connect(server, internet))];

        _scenario = Lab.Scenario()
            .After(0.Seconds()).Do("all is well", () => { })
            .After(1.Seconds()).Partition(_customer, Servers[0])
            .After(1.Seconds()).Do("web2 is slow as well", () => cables[1].Set(c => c with { Delay = TimeSpan.FromMilliseconds(60), Jitter = TimeSpan.FromMilliseconds(20) }))
            .After(1.Seconds()).Heal()
            .After(1.Seconds()).Do("the uplink loses every tenth frame", () => uplink.Set(c => c with { Loss = 0.1 }))
            .After(1500.Milliseconds()).Unplug(uplink)
            .After(1200.Milliseconds()).Plug(uplink)
            .After(0.Seconds()).Do("the uplink is good again", () => uplink.Set(c => c with { Loss = 0 }))
            .After(1500.Milliseconds()).Do("closing time", () => { });
        _scenario.StepTaken += (_, step) => _steps.Enqueue((Time, step.Description));
    }

    internal NetworkLab Lab { get; }

    internal IReadOnlyList<LabHost> Servers { get; }

    internal IReadOnlyCollection<Purchase> Purchases => _purchases;

    /// <summary>Gets the time since the story has begun.</summary>
    internal TimeSpan Time => Stopwatch.GetElapsedTime(_start);

    /// <summary>Gets the purchases by what went on meanwhile.</summary>
    internal IReadOnlyList<Phase> Phases
    {
        get
        {
            (TimeSpan Time, string Description)[] steps = [.. _steps];
            return [.. steps.Select((step, i) => new Phase(
                step.Time, step.Description, [.. _purchases.Where(purchase => purchase.Time >= step.Time && (i == steps.Length - 1 || purchase.Time < steps[i + 1].Time))]))];
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Shop shop in _shops)
        {
            await shop.DisposeAsync();
        }

        await Lab.DisposeAsync();
    }

    /// <summary>Builds the lab, and opens the shops.</summary>
    internal static async Task<Story> BeginAsync(CancellationToken cancellationToken)
    {
        Story story = new();
        try
        {
            await story.Lab.StartAsync(cancellationToken);
            foreach (LabHost server in story.Servers)
            {
                story._shops.Add(await Shop.OpenAsync(server, cancellationToken));
            }
        }
        catch
        {
            await story.DisposeAsync();
            throw;
        }

        return story;
    }

    /// <summary>Tells the story: the customer buys until the last step.</summary>
    internal async Task TellAsync(CancellationToken cancellationToken)
    {
        using Customer customer = new(_customer, Servers);
        // The first purchase would take the time that the code needs to be compiled.
        await customer.BuyAsync(TimeSpan.Zero, cancellationToken);
        _start = Stopwatch.GetTimestamp();
        Task faults = _scenario.RunAsync(cancellationToken);
        while (!faults.IsCompleted)
        {
            _purchases.Enqueue(await customer.BuyAsync(Time, cancellationToken));
            await Task.Delay(s_pause, cancellationToken);
        }

        await faults;
    }
}
