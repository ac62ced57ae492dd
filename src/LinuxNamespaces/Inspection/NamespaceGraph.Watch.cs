using System.Runtime.CompilerServices;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Inspection;

/// <content>Changes.</content>
public sealed partial class NamespaceGraph
{
    /// <summary>Returns namespaces that appear or cease to exist, as they are found.</summary>
    /// <param name="interval">The time between two snapshots.</param>
    /// <param name="options">What to look at. Defaults to everything.</param>
    /// <param name="cancellationToken">Ends the stream with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>An endless stream of changes. Existing namespaces are not reported.</returns>
    /// <remarks>
    /// The kernel sends no notifications about namespaces, so a namespace that exists for less than the interval may be missed. Since kernel 6.19, a check without
    /// changes is a single call of listns(2) if the caller is the root user of the machine, looks at everything, and no namespace is kept alive by sockets only.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not positive, or is longer than a day.</exception>
    /// <exception cref="LinuxException"><c>/proc</c> is not mounted.</exception>
    public static IAsyncEnumerable<NamespaceChange> WatchAsync(TimeSpan interval, NamespaceGraphOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(interval, TimeSpan.FromDays(1));
        List<ulong>? listed = NamespaceListing.TryList((uint)(options ?? NamespaceGraphOptions.Default).Types);
        return WatchAsync(Snapshot(options), listed, interval, cancellationToken);
    }

    private static async IAsyncEnumerable<NamespaceChange> WatchAsync(
        NamespaceGraph before, List<ulong>? listedBefore, TimeSpan interval, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(interval);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            List<ulong>? listed = NamespaceListing.TryList((uint)before._options.Types);
            if (listed is not null && listedBefore is not null && before.HasOnly(listedBefore) && listed.SequenceEqual(listedBefore))
            {
                continue;
            }

            listedBefore = listed;
            NamespaceGraph now = Snapshot(before._options);
            NamespaceGraphDiff diff = now.Diff(before);
            before = now;
            foreach (NamespaceInfo info in diff.Appeared)
            {
                yield return new NamespaceChange(NamespaceChangeKind.Appeared, info, now);
            }

            foreach (NamespaceInfo info in diff.Gone)
            {
                yield return new NamespaceChange(NamespaceChangeKind.Gone, info, now);
            }
        }
    }

    /// <summary>Determines whether the kernel lists everything that a snapshot finds. If so, an unchanged list means that nothing has changed.</summary>
    /// <remarks>For other users than root of the machine, snapshots also find namespaces that the kernel does not list for them.</remarks>
    private bool HasOnly(List<ulong> listed) => _options.LooksForAll && ScanLimits.IsToldAll() && Namespaces.All(info => info.Id is { } id && listed.BinarySearch(id) >= 0);
}
