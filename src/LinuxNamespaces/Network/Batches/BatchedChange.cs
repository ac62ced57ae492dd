using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>What a <see cref="NetworkBatch"/> knows of a request besides its bytes.</summary>
internal readonly struct BatchedChange(object subject)
{
    /// <summary>Takes a message that the kernel returns for a request.</summary>
    internal delegate void ReplyHandler(in NetlinkMessage reply);

    /// <summary>What a kernel without the feature of an operation returns.</summary>
    internal static Func<NetlinkException, Exception?> ExplainFeature { get; } =
        failure => failure.Errno == Errno.EOPNOTSUPP || failure.Errno == Errno.EAFNOSUPPORT ? new NotSupportedException(failure.Message, failure) : null;

    internal object Subject => subject;

    /// <summary>Makes the exception that the change alone would throw; null for the error as it is.</summary>
    internal Func<NetlinkException, Exception?>? Explain { get; init; }

    /// <summary>Takes what the kernel returns; null if nothing is asked for.</summary>
    internal ReplyHandler? OnReply { get; init; }

    /// <summary>Completes the change after the kernel has made it, and returns the link that was created; null if there is nothing to do.</summary>
    internal Func<Link?>? Complete { get; init; }

    /// <summary>The namespace whose descriptor is in the request.</summary>
    internal NamespaceHandle? Namespace { get; init; }
}
