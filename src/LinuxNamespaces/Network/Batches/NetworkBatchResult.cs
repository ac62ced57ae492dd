using System.Runtime.ExceptionServices;

namespace LinuxNamespaces.Network;

/// <summary>Tells which changes of a <see cref="NetworkBatch"/> failed. The kernel made all others.</summary>
public sealed class NetworkBatchResult
{
    internal NetworkBatchResult(int count, IReadOnlyList<Link> createdLinks, IReadOnlyList<NetworkBatchFailure> failures)
    {
        Count = count;
        CreatedLinks = createdLinks;
        Failures = failures;
    }

    /// <summary>Gets the number of changes of the batch.</summary>
    public int Count { get; }

    /// <summary>Gets the links that were created, in the order of the batch. Each is of the class of its kind.</summary>
    public IReadOnlyList<Link> CreatedLinks { get; }

    /// <summary>Gets whether the kernel made all changes.</summary>
    public bool Succeeded => Failures.Count == 0;

    /// <summary>Gets the failures, in the order of the batch.</summary>
    public IReadOnlyList<NetworkBatchFailure> Failures { get; }

    /// <summary>Throws if a change failed.</summary>
    /// <exception cref="NetlinkException">One change failed.</exception>
    /// <exception cref="NotSupportedException">One change failed, because the kernel lacks a feature.</exception>
    /// <exception cref="AggregateException">Several changes failed.</exception>
    public void ThrowIfFailed()
    {
        if (Failures.Count == 1)
        {
            ExceptionDispatchInfo.Throw(Failures[0].Exception);
        }

        if (Failures.Count > 1)
        {
            throw new AggregateException($"{Failures.Count} of {Count} changes of a batch failed.", Failures.Select(failure => failure.Exception));
        }
    }
}
