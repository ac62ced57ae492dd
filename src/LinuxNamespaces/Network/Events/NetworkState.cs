namespace LinuxNamespaces.Network;

/// <summary>A live view of a network namespace, which notifications of the kernel keep current.</summary>
/// <remarks>
/// <para>
/// <see cref="Current"/> is a snapshot that does not change; another one replaces it after a change. All members can be used by several threads at once, and
/// none of them asks the kernel.
/// </para>
/// <para>
/// If the kernel drops notifications, the state is rebuilt, and <see cref="NetworkSnapshot.RebuildCount"/> grows. Until a table is consistent again, the last consistent snapshot
/// stays. The guarantees are those of <see cref="NetNamespace.WatchAsync(NetworkWatchOptions, CancellationToken)"/>.
/// </para>
/// <para>The state has sockets of its own, which keep the namespace alive. <see cref="DisposeAsync"/> closes them.</para>
/// </remarks>
/// <example>
/// <code>
/// await using NetworkState state = red.OpenState();
/// NetworkSnapshot now = state.Current;
/// while (now.FindLink("eth0") is null)
/// {
///     now = await state.WaitForChangeAsync(now, cancellationToken);
/// }
/// </code>
/// </example>
public sealed class NetworkState : IAsyncDisposable
{
    private readonly NetworkWatcher _watcher;
    private readonly SnapshotSource _source;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _following;
    private volatile Publication _current;
    private volatile Exception? _failure;
    private int _disposed;

    internal NetworkState(NetNamespace netNamespace, NetworkWatchOptions options)
    {
        _watcher = new NetworkWatcher(netNamespace, options);
        try
        {
            _watcher.Start();
            _source = new SnapshotSource(_watcher.Tables, options.Objects);
            _current = new Publication(_source.TryCreate(0)!);
        }
        catch
        {
            _watcher.Dispose();
            _end.Dispose();
            throw;
        }

        _following = Task.Run(FollowAsync);
    }

    /// <summary>Gets what the namespace has. The value is a snapshot that does not change.</summary>
    /// <exception cref="ObjectDisposedException">The state is disposed.</exception>
    /// <exception cref="InvalidOperationException">The state could not be kept current. The inner exception has the reason.</exception>
    public NetworkSnapshot Current
    {
        get
        {
            ThrowIfEnded();
            return _current.Snapshot;
        }
    }

    /// <summary>Waits for a snapshot that is newer than another one.</summary>
    /// <param name="previous">A snapshot of this state.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The current snapshot. Changes in quick succession can be one.</returns>
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    /// <exception cref="ObjectDisposedException">The state is disposed, or was disposed during the wait.</exception>
    /// <exception cref="InvalidOperationException">The state could not be kept current. The inner exception has the reason.</exception>
    public Task<NetworkSnapshot> WaitForChangeAsync(NetworkSnapshot previous, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(previous);
        return WaitUntilAsync(snapshot => snapshot.Version > previous.Version, cancellationToken);
    }

    /// <summary>Waits until the namespace satisfies a condition.</summary>
    /// <param name="condition">Returns whether to end the wait. It is called with the current snapshot, and again after each change.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The snapshot that satisfies the condition.</returns>
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    /// <exception cref="ObjectDisposedException">The state is disposed, or was disposed during the wait.</exception>
    /// <exception cref="InvalidOperationException">The state could not be kept current. The inner exception has the reason.</exception>
    public async Task<NetworkSnapshot> WaitUntilAsync(Func<NetworkSnapshot, bool> condition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(condition);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ThrowIfEnded();
            Publication current = _current;
            if (condition(current.Snapshot))
            {
                return current.Snapshot;
            }

            await current.Replaced.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Stops following the namespace and closes the sockets. Waits end with an <see cref="ObjectDisposedException"/>.</summary>
    /// <returns>A task that completes when the sockets are closed.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _end.CancelAsync().ConfigureAwait(false);
            await _following.ConfigureAwait(false);
            _watcher.Dispose();
            _end.Dispose();
            _current.Replaced.TrySetResult();
        }
    }

    private async Task FollowAsync()
    {
        List<NetworkEvent> events = [];
        try
        {
            while (true)
            {
                events.Clear();
                await _watcher.ReceiveAsync(events, _end.Token).ConfigureAwait(false);
                if (!_watcher.Tables.IsStale && _source.TryCreate(_watcher.Rebuilds) is { } next)
                {
                    Publication last = _current;
                    _current = new Publication(next);
                    last.Replaced.SetResult();
                }
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // The state is being disposed.
        }
        catch (Exception e)
        {
            // Readers get it, since what they would read is outdated.
            _failure = e;
            _current.Replaced.TrySetResult();
        }
    }

    private void ThrowIfEnded()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        if (_failure is { } failure)
        {
            throw new InvalidOperationException($"The state of the network could not be kept current. {failure.Message}", failure);
        }
    }

    /// <summary>A snapshot, and the signal that there is a newer one.</summary>
    private sealed class Publication(NetworkSnapshot snapshot)
    {
        internal NetworkSnapshot Snapshot => snapshot;

        internal TaskCompletionSource Replaced { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
