namespace LinuxNamespaces.Inspection;

/// <summary>A snapshot of the namespaces of the machine, with what keeps each of them alive.</summary>
/// <remarks>
/// <para>
/// A snapshot finds the namespaces of processes and threads, those that future children of a process will have, those that processes have open, those of sockets,
/// those that are mounted in any mount namespace, and the parents and owners of all these. <see cref="BlindSpots"/> lists what could not be read.
/// Since kernel 6.19, the root user of the machine also finds namespaces that are open elsewhere, such as a descriptor in transit through a Unix socket
/// (listns(2)). Namespaces that only sockets in transit or the kernel itself use are not found.
/// </para>
/// <para>
/// Processes start and end while a snapshot is taken, so it describes a short period, not an instant. If two namespaces had the same inode number one after the
/// other, the later one is listed. An ordinary user sees its own processes; CAP_SYS_PTRACE, CAP_SYS_ADMIN and CAP_NET_ADMIN show the others.
/// See namespaces(7), proc(5), ioctl_nsfs(2), lsns(8).
/// </para>
/// </remarks>
public sealed partial class NamespaceGraph
{
    private readonly NamespaceGraphOptions _options;
    private readonly Dictionary<NamespaceIdentity, NamespaceInfo> _byIdentity = [];

    private NamespaceGraph(NamespaceGraphOptions options, NamespaceScan scan)
    {
        _options = options;
        // If a number was reused meanwhile, the namespace that was found first no longer exists.
        foreach (NamespaceInfo info in scan.Table.All.Where(info => (options.Types & info.Type) != 0))
        {
            _byIdentity[info.Identity] = info;
        }

        Namespaces = [.. _byIdentity.Values.OrderBy(info => info.Identity.Inode)];
        Processes = scan.Processes;
        BlindSpots = scan.BlindSpots;
        StrayThreads = scan.Strays;
    }

    /// <summary>Gets the namespaces in the order of their inode numbers, as lsns(8) lists them.</summary>
    public IReadOnlyList<NamespaceInfo> Namespaces { get; }

    /// <summary>Gets the processes that were read, by process ID.</summary>
    public IReadOnlyDictionary<int, InspectedProcess> Processes { get; }

    /// <summary>Gets what could not be read, and why. The list is empty if everything was read.</summary>
    public IReadOnlyList<BlindSpot> BlindSpots { get; }

    /// <summary>
    /// Gets the threads of this process that are in another namespace than the process. There should be none, except while
    /// <see cref="Namespace.Invoke(Action)"/> runs.
    /// </summary>
    public IReadOnlyList<StrayThread> StrayThreads { get; }

    /// <summary>Takes a snapshot.</summary>
    /// <param name="options">What to look at. Defaults to everything.</param>
    /// <returns>The snapshot.</returns>
    /// <exception cref="LinuxException"><c>/proc</c> is not mounted.</exception>
    public static NamespaceGraph Snapshot(NamespaceGraphOptions? options = null)
    {
        options ??= NamespaceGraphOptions.Default;
        using NamespaceScan scan = new(options);
        scan.Run();
        return new NamespaceGraph(options, scan);
    }

    /// <summary>Finds a namespace.</summary>
    /// <param name="identity">The identity, as in <see cref="Namespace.Identity"/>.</param>
    /// <returns>The namespace; <see langword="null"/> if the snapshot does not contain it.</returns>
    public NamespaceInfo? Find(NamespaceIdentity identity) => _byIdentity.GetValueOrDefault(identity);

    /// <summary>Compares this snapshot with an earlier one.</summary>
    /// <param name="earlier">The earlier snapshot, which was taken with the same options.</param>
    /// <returns>The difference.</returns>
    /// <remarks>
    /// If a namespace has no <see cref="NamespaceInfo.Id"/>, a new namespace that reuses its inode number cannot be distinguished from it.
    /// </remarks>
    public NamespaceGraphDiff Diff(NamespaceGraph earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        return new NamespaceGraphDiff([.. Namespaces.Where(info => !earlier.Has(info))], [.. earlier.Namespaces.Where(info => !Has(info))]);
    }

    /// <summary>Takes another snapshot and throws an exception if it contains new namespaces. This is meant for the end of a test.</summary>
    /// <param name="patience">How long to wait for new namespaces to disappear. Defaults to zero.</param>
    /// <remarks>
    /// The new snapshot has the options of this one. Other programs may create namespaces meanwhile, so a test should set
    /// <see cref="NamespaceGraphOptions.ProcessId"/> to its own process.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    /// <exception cref="NamespaceLeakException">There are new namespaces. The message lists them, and what keeps each one alive.</exception>
    /// <exception cref="LinuxException"><c>/proc</c> is not mounted.</exception>
    public void ThrowIfLeaked(TimeSpan patience = default)
    {
        const int pause = 20;
        ArgumentOutOfRangeException.ThrowIfLessThan(patience, TimeSpan.Zero);
        long start = Environment.TickCount64;
        while (true)
        {
            NamespaceGraphDiff diff = Snapshot(_options).Diff(this);
            if (diff.Appeared.Count == 0 || Environment.TickCount64 - start >= patience.TotalMilliseconds)
            {
                diff.ThrowIfLeaked();
                return;
            }

            Thread.Sleep(pause);
        }
    }

    /// <summary>Returns the numbers of namespaces, processes and blind spots.</summary>
    public override string ToString() =>
        $"{Namespaces.Count} namespaces of {Processes.Count} processes, {BlindSpots.Count} blind spots";

    private bool Has(NamespaceInfo info) => Find(info.Identity) is { } other && other.Type == info.Type && (other.Id == info.Id || other.Id is null || info.Id is null);
}
