using System.Runtime.CompilerServices;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Inspection;

/// <content>Changes.</content>
public sealed partial class NamespaceGraph
{
    /// <summary>Tells what changes from now on: namespaces that appear, and those that go.</summary>
    /// <param name="interval">How often to look.</param>
    /// <param name="options">What to look at; all by default.</param>
    /// <param name="cancellationToken">Ends it, with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The changes, without end. What is there when this is called is none.</returns>
    /// <remarks>
    /// The kernel announces no such changes, so a namespace that lives shorter than the interval may not be seen. From kernel 6.19 on a look
    /// that finds no change is a single call, listns(2), for root of the machine who looks at everything, while each namespace is kept alive by more than
    /// sockets.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not positive, or more than a day.</exception>
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

    /// <summary>Whether the kernel has listed all that could be found: then nothing has changed while the list is the same.</summary>
    /// <remarks>Who is not root of the machine may find what is not listed for him, as where his own processes are.</remarks>
    private bool HasOnly(List<ulong> listed) => _options.LooksForAll && ScanLimits.IsToldAll() && Namespaces.All(info => info.Id is { } id && listed.BinarySearch(id) >= 0);
}
