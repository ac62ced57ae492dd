namespace LinuxNamespaces.Network;

/// <summary>Describes a change of a <see cref="NetworkBatch"/> that failed.</summary>
public sealed class NetworkBatchFailure
{
    internal NetworkBatchFailure()
    {
    }

    /// <summary>Gets the position of the change in the batch, from 0.</summary>
    public required int Position { get; init; }

    /// <summary>Gets what the change was about, such as the <see cref="Route"/> or the <see cref="InterfaceAddress"/>; the <see cref="Link"/> for a change of a link, and the name of a link that was to be created.</summary>
    public required object Subject { get; init; }

    /// <summary>Gets the error of the kernel.</summary>
    public required Errno Errno { get; init; }

    /// <summary>Gets what the same change alone would throw: a <see cref="NetlinkException"/>, or a <see cref="NotSupportedException"/> if the kernel lacks a feature.</summary>
    public required Exception Exception { get; init; }
}
