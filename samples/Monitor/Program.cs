// Prints the changes of a network namespace as they happen, in the manner of 'ip monitor', beside the rates of its links, in the manner of 'bwm-ng'.
// Without options it watches a namespace of its own, in which it makes changes and traffic.
//
// Read on from WatchAsync: it is the loop over the events.
using LinuxNamespaces;
using LinuxNamespaces.Network;
using LinuxNamespaces.Samples;

const string Name = "Monitor";
const string OnHost = "--on-host";

return await Sample.RunAsync(
    Name,
    "Prints the changes of a network namespace and the rates of its links. On a terminal both are live.",
    [(OnHost, "Watch the current network namespace until Ctrl-C, and change nothing.")],
    args,
    RunAsync);

static async Task RunAsync(Sample sample)
{
    NetNamespace watched = sample.Cleanup.Add(sample.Has(OnHost) ? NetNamespace.OpenCurrent() : NetNamespace.Create());
    using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(sample.Stop);
    View view = Console.IsOutputRedirected ? new LineView() : new LiveView();
    Task showing = view.ShowAsync(new RateMeter(watched), end.Token);
    try
    {
        await WatchAsync(watched, sample.Has(OnHost) ? null : new Scene(watched), view, sample.Stop);
    }
    finally
    {
        await end.CancelAsync();
        await showing;
    }
}

static async Task WatchAsync(NetNamespace watched, Scene? scene, View view, CancellationToken stop)
{
    Task changes = Task.CompletedTask;
    int existing = 0;
    await foreach (NetworkEvent change in watched.WatchAsync(new NetworkWatchOptions { IncludeExisting = true }, stop))
    {
        switch (change)
        {
            case NetworkObjectEvent { Change: NetworkChange.Existing }:
                existing++;
                break;
            case NetworkSynchronizedEvent when changes == Task.CompletedTask && scene is not null:
                // From here on every change is an event.
                view.Write($"Watching {watched}, which has {existing} objects.");
                changes = scene.RunAsync(stop);
                break;
            default:
                view.Write(EventText.Of(change));
                break;
        }

        if (Scene.IsLast(change) && scene is not null)
        {
            break;
        }
    }

    await changes;
}
