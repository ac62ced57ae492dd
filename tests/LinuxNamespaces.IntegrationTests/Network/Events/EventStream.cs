using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Events;

/// <summary>Reads a stream of events step by step, within a bound of time.</summary>
internal sealed class EventStream : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly IAsyncEnumerator<NetworkEvent> _events;
    private Task<bool> _next;

    private EventStream(NetNamespace netNamespace, NetworkWatchOptions options)
    {
        _events = netNamespace.WatchAsync(options, _end.Token).GetAsyncEnumerator(CancellationToken.None);
        // The watch has started when this returns.
        _next = _events.MoveNextAsync().AsTask();
    }

    internal static EventStream Open(NetNamespace netNamespace, NetworkObjects objects) => Open(netNamespace, new NetworkWatchOptions { Objects = objects });

    internal static EventStream Open(NetNamespace netNamespace, NetworkWatchOptions options) => new(netNamespace, options);

    /// <summary>Reads the next event.</summary>
    internal async Task<NetworkEvent> ReadAsync()
    {
        if (!await _next.WaitAsync(s_limit, TestContext.Current.CancellationToken))
        {
            throw new InvalidOperationException("The stream has ended.");
        }

        NetworkEvent current = _events.Current;
        _next = _events.MoveNextAsync().AsTask();
        return current;
    }

    /// <summary>Reads all events up to one.</summary>
    internal async Task<List<NetworkEvent>> ReadUntilAsync(Func<NetworkEvent, bool> isLast)
    {
        List<NetworkEvent> events = [];
        do
        {
            events.Add(await ReadAsync());
        }
        while (!isLast(events[^1]));
        return events;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _next.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await _events.DisposeAsync();
        _end.Dispose();
    }
}
