using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Deletes many objects that were listed before.</summary>
internal static class Deletions
{
    /// <summary>Makes the requests.</summary>
    /// <param name="gone">What the kernel returns for an object that does not exist any more, which is no failure.</param>
    /// <returns>How many objects were deleted.</returns>
    internal static int Execute(NetlinkConnection connection, NetlinkBatch batch, params Errno[] gone)
    {
        NetlinkBatchResult result = connection.Execute(batch);
        NetlinkException[] failures = [.. result.Failures.Values.Where(failure => !gone.Contains(failure.Errno))];
        return failures.Length == 0 ? batch.Count - result.Failures.Count
            : failures.Length == 1 ? throw failures[0]
            : throw new AggregateException($"{failures.Length} of {batch.Count} deletions failed.", failures);
    }
}
