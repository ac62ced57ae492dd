namespace LinuxNamespaces.Netlink;

/// <summary>Tells which requests of a batch failed.</summary>
public sealed class NetlinkBatchResult
{
    internal static readonly NetlinkBatchResult Success = new(new SortedDictionary<int, NetlinkException>());

    internal NetlinkBatchResult(SortedDictionary<int, NetlinkException> failures) => Failures = failures;

    /// <summary>Gets whether the kernel accepted all requests.</summary>
    public bool Succeeded => Failures.Count == 0;

    /// <summary>Gets the failures by the position of their requests in the batch, in ascending order.</summary>
    public IReadOnlyDictionary<int, NetlinkException> Failures { get; }

    /// <summary>Throws if a request failed.</summary>
    /// <exception cref="NetlinkException">One request failed.</exception>
    /// <exception cref="AggregateException">Several requests failed.</exception>
    public void ThrowIfFailed()
    {
        if (Failures.Count == 1)
        {
            throw Failures.First().Value;
        }

        if (Failures.Count > 1)
        {
            throw new AggregateException($"{Failures.Count} requests of a batch failed.", Failures.Values);
        }
    }
}
