namespace LinuxNamespaces.Inspection;

/// <summary>The namespaces of the machine at a moment, and what keeps each of them alive: what lsns(8) shows, and more.</summary>
/// <remarks>
/// <para>
/// A snapshot finds namespaces that processes and single threads are in, that processes have open, that sockets belong to, that are mounted in any
/// mount namespace, that children to come will be in, and that are parents or owners of these. What it could not see is in
/// <see cref="BlindSpots"/>. From kernel 6.19 on root of the machine also finds those that are open where nobody can look, as a descriptor on
/// its way through a Unix socket is (listns(2)). Sockets on their way, and what only the kernel itself uses, lead to no namespace.
/// </para>
/// <para>
/// Processes come and go while it is taken, so it is a picture of a span of time, not of an instant; of two namespaces that had the same inode
/// number one after the other, it lists the later one. An ordinary user sees what belongs to it; CAP_SYS_PTRACE, CAP_SYS_ADMIN and
/// CAP_NET_ADMIN show the rest. See namespaces(7), proc(5), ioctl_nsfs(2), lsns(8).
/// </para>
/// </remarks>
public sealed partial class NamespaceGraph
{
    private readonly NamespaceGraphOptions _options;
    private readonly Dictionary<NamespaceIdentity, NamespaceInfo> _byIdentity = [];

    private NamespaceGraph(NamespaceGraphOptions options, NamespaceScan scan)
    {
        _options = options;
        // A number that was given again meanwhile is that of the one found later, as the other is gone.
        foreach (NamespaceInfo info in scan.Table.All.Where(info => (options.Types & info.Type) != 0))
        {
            _byIdentity[info.Identity] = info;
        }

        Namespaces = [.. _byIdentity.Values.OrderBy(info => info.Identity.Inode)];
        Processes = scan.Processes;
        BlindSpots = scan.BlindSpots;
        StrayThreads = scan.Strays;
    }

    /// <summary>The namespaces, in the order of their inode numbers, as lsns(8) has them.</summary>
    public IReadOnlyList<NamespaceInfo> Namespaces { get; }

    /// <summary>The processes that were looked at, by their ids.</summary>
    public IReadOnlyDictionary<int, InspectedProcess> Processes { get; }

    /// <summary>What could not be seen, and why; empty when all was.</summary>
    public IReadOnlyList<BlindSpot> BlindSpots { get; }

    /// <summary>
    /// The threads of this process that are in another namespace than the process. A program that is well never has any, but while
    /// <see cref="Namespace.Invoke(Action)"/> runs.
    /// </summary>
    public IReadOnlyList<StrayThread> StrayThreads { get; }

    /// <summary>Looks at the machine.</summary>
    /// <param name="options">What to look at; all by default.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="LinuxException"><c>/proc</c> is not mounted.</exception>
    public static NamespaceGraph Snapshot(NamespaceGraphOptions? options = null)
    {
        options ??= NamespaceGraphOptions.Default;
        using NamespaceScan scan = new(options);
        scan.Run();
        return new NamespaceGraph(options, scan);
    }

    /// <summary>Finds a namespace.</summary>
    /// <param name="identity">Which; <see cref="Namespace.Identity"/> gives it.</param>
    /// <returns>Null when it is not there.</returns>
    public NamespaceInfo? Find(NamespaceIdentity identity) => _byIdentity.GetValueOrDefault(identity);

    /// <summary>Compares with an earlier snapshot.</summary>
    /// <param name="earlier">The earlier one, taken with the same options.</param>
    /// <returns>What has appeared, and what is gone.</returns>
    /// <remarks>
    /// Where the kernel gives no <see cref="NamespaceInfo.Id"/>, a namespace that got the inode number of one that is gone passes for that one.
    /// </remarks>
    public NamespaceGraphDiff Diff(NamespaceGraph earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        return new NamespaceGraphDiff([.. Namespaces.Where(info => !earlier.Has(info))], [.. earlier.Namespaces.Where(info => !Has(info))]);
    }

    /// <summary>Looks again, and throws when there are namespaces that this snapshot does not have: for the end of a test.</summary>
    /// <param name="patience">How long to wait for them to go; not at all by default.</param>
    /// <remarks>
    /// It looks at what this snapshot looked at. Other programs may create namespaces meanwhile, so a test sets
    /// <see cref="NamespaceGraphOptions.ProcessId"/> to its own process.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    /// <exception cref="NamespaceLeakException">There are some; the message tells which, and what keeps each alive.</exception>
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

    /// <summary>How many there are of what.</summary>
    public override string ToString() =>
        $"{Namespaces.Count} namespaces of {Processes.Count} processes, {BlindSpots.Count} blind spots";

    private bool Has(NamespaceInfo info) => Find(info.Identity) is { } other && other.Type == info.Type && (other.Id == info.Id || other.Id is null || info.Id is null);
}
