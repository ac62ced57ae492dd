using System.Collections.Immutable;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <content>How a lab comes into being, and ends.</content>
public sealed partial class NetworkLab
{
    private LabFabric? _fabric;
    private int _isDisposed;

    private readonly Lock _building = new();
    private volatile bool _isComplete = true;
    private int _awaited;

    /// <summary>Creates a lab and starts it.</summary>
    /// <param name="describe">Adds the nodes and links, if any; more can be added later.</param>
    /// <param name="options">The options; the defaults if <see langword="null"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The lab.</returns>
    /// <inheritdoc cref="StartAsync" path="/exception"/>
    public static async Task<NetworkLab> CreateAsync(Action<NetworkLab>? describe = null, NetworkLabOptions? options = null, CancellationToken cancellationToken = default)
    {
        NetworkLab lab = new(options);
        try
        {
            describe?.Invoke(lab);
            await lab.StartAsync(cancellationToken).ConfigureAwait(false);
            return lab;
        }
        catch
        {
            await lab.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Creates everything that was added since the last call, and waits until links carry packets and addresses are usable.</summary>
    /// <param name="cancellationToken">Ends the wait. The lab can only be disposed of then.</param>
    /// <returns>A task that completes when the lab is usable.</returns>
    /// <remarks>What was added exists at its first use, too, when a socket or a process is placed on a host; the first packets may be lost then.</remarks>
    /// <exception cref="LinuxException">Namespaces cannot be created (EPERM, ENOSPC), or the kernel rejects a part of the lab. The lab can only be disposed of then.</exception>
    /// <exception cref="NotSupportedException">The kernel lacks a feature, such as veth pairs or bridges.</exception>
    /// <exception cref="InvalidOperationException">The underlay of a remote link carries packets that are too small.</exception>
    /// <exception cref="TimeoutException">The links did not carry packets within <see cref="NetworkLabOptions.StartTimeout"/>.</exception>
    /// <exception cref="ObjectDisposedException">The lab is disposed.</exception>
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        cancellationToken.ThrowIfCancellationRequested();
        using LabActivity activity = LabActivity.Start(this);
        Complete();
        ImmutableArray<LabLink> links = _links;
        await WaitAsync(links.Skip(_awaited), cancellationToken).ConfigureAwait(false);
        _awaited = links.Length;
        Log.Started();
    }

    /// <summary>Ends all processes that the lab started and have not ended, and removes everything. Sockets of the hosts that are open keep their host until they are closed.</summary>
    /// <returns>A task that completes when the lab is gone.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        // What another thread creates just now is there as a whole, and goes with the rest.
        lock (_building)
        {
            LabTelemetry.Remove(this);
        }

        foreach (LabHost host in _nodes.OfType<LabHost>())
        {
            await host.EndProcessesAsync().ConfigureAwait(false);
        }

        Capture?.End();
        foreach (LabLink link in _links)
        {
            link.Release();
        }

        foreach (LabRemoteLink remote in _remoteLinks)
        {
            remote.Release();
        }

        foreach (LabHost host in _nodes.OfType<LabHost>())
        {
            host.Release();
        }

        _fabric?.Dispose();
        Log.Disposed();
    }

    /// <summary>Creates what was added and does not exist yet.</summary>
    internal void Complete()
    {
        // What is being created uses what has been.
        if (_isComplete || _building.IsHeldByCurrentThread)
        {
            return;
        }

        lock (_building)
        {
            ThrowIfDisposed();
            if (!_isComplete)
            {
                Build();
                _isComplete = true;
            }
        }
    }

    internal bool IsDisposed => Volatile.Read(ref _isDisposed) != 0;

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(IsDisposed, this);

    private void Build()
    {
        _fabric ??= new LabFabric();
        foreach (LabHost host in _nodes.OfType<LabHost>().Where(host => !host.Exists))
        {
            host.Attach(NetNamespace.Create());
        }

        LabLink[] links = [.. _links.Where(link => link.Joint is null)];
        HashSet<LabLink> added = [.. links];
        foreach (LabLink link in links)
        {
            link.Attach(new LinkJoint(_fabric, link));
            Capture?.Add(link);
        }

        _fabric.ApplyNames();
        foreach (LabRemoteLink remote in _remoteLinks)
        {
            remote.Complete(_fabric);
        }

        IReadOnlyDictionary<LabHost, IReadOnlyList<PlannedRoute>> routes = RoutePlan.Compute(this);
        foreach (LabHost host in _nodes.OfType<LabHost>())
        {
            HostSetup.Apply(host, [.. host.PortArray.Where(port => added.Contains(port.Link))], routes.GetValueOrDefault(host, []));
        }

        foreach (LabRouter router in _nodes.OfType<LabRouter>())
        {
            router.Install();
        }

        Partitions.Refresh();
        Names.Refresh();
        LabTelemetry.Add(this);
    }

    private async Task WaitAsync(IEnumerable<LabLink> links, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(Options.StartTimeout);
        string waitsFor = string.Empty;
        try
        {
            foreach (LabLink link in links.Where(link => link.IsPlugged))
            {
                waitsFor = link.Name;
                IEnumerable<Link> hostEnds = new[] { link.First, link.Second }.Where(port => port.IsHost).Select(port => port.Interface);
                foreach (Link end in hostEnds.Concat(link.Joint!.Links))
                {
                    await end.WaitUntilUpAsync(stop.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The link '{waitsFor}' did not come up within {Options.StartTimeout.TotalSeconds} seconds.");
        }
    }
}
