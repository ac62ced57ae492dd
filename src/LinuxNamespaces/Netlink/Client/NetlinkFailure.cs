namespace LinuxNamespaces.Netlink;

/// <summary>Describes a request that the kernel rejected, for a function that finds out what the caller can do about it.</summary>
/// <seealso cref="NetlinkOperation.Remedy"/>
public readonly ref struct NetlinkFailure
{
    internal NetlinkFailure(NetlinkConnection connection, Errno errno, string? kernelMessage, in NetlinkOperation operation, ReadOnlySpan<byte> request)
    {
        Connection = connection;
        Errno = errno;
        KernelMessage = kernelMessage;
        Operation = operation;
        Request = request;
    }

    /// <summary>Gets the connection that the request was made on. It can be used for other requests.</summary>
    public NetlinkConnection Connection { get; }

    /// <summary>Gets the error that the kernel returned.</summary>
    public Errno Errno { get; }

    /// <summary>Gets the kernel's own text; <see langword="null"/> if it returned none.</summary>
    public string? KernelMessage { get; }

    /// <summary>Gets what the request does.</summary>
    public NetlinkOperation Operation { get; }

    /// <summary>Gets the request as it was sent; empty if it was not sent.</summary>
    public ReadOnlySpan<byte> Request { get; }
}
