
namespace LinuxNamespaces;

public sealed partial class NetNamespace
{
    /// <summary>Connects the namespace with the outside by the program pasta, which needs no privileges: what is inside reaches what the host reaches.</summary>
    /// <param name="options">What of the host is reached, and the other way round.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>The connection: a link of the namespace that is up and has the addresses of the host. It ends when it is disposed of.</returns>
    /// <remarks>
    /// The library runs a program for this, and only when it is asked to: pasta of the project passt (Debian's package passt), which translates
    /// between a tap link and ordinary sockets of the host. It needs <c>/dev/net/tun</c>. See passt(1).
    /// </remarks>
    /// <exception cref="NotSupportedException">The program is not installed.</exception>
    /// <exception cref="IOException">The program has failed; the message has its words.</exception>
    /// <exception cref="TimeoutException">The link did not come up in time.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace is of another user, and CAP_SYS_ADMIN is missing to enter it (EPERM).</exception>
    public Task<PastaConnection> StartPastaAsync(PastaOptions? options = null, CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        return PastaConnection.StartAsync(this, options ?? PastaOptions.Default, cancellationToken);
    }
}
