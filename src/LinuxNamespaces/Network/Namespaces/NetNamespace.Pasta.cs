
namespace LinuxNamespaces;

public sealed partial class NetNamespace
{
    /// <summary>Connects the namespace to the network of the host with the program pasta, which needs no privileges.</summary>
    /// <param name="options">The options, such as forwarded ports.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>The connection, which has a link in the namespace that is up and has the addresses of the host. Disposing of it ends the connection.</returns>
    /// <remarks>
    /// The library runs pasta of the project passt (Debian's package passt) only for this method. The program translates
    /// between a tap link and ordinary sockets of the host. It needs <c>/dev/net/tun</c>. See passt(1).
    /// </remarks>
    /// <exception cref="NotSupportedException">The program is not installed.</exception>
    /// <exception cref="IOException">The program has failed. The message contains its output.</exception>
    /// <exception cref="TimeoutException">The link did not come up in time.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace belongs to another user, and the caller lacks CAP_SYS_ADMIN to enter it (EPERM).</exception>
    public Task<PastaConnection> StartPastaAsync(PastaOptions? options = null, CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        return PastaConnection.StartAsync(this, options ?? PastaOptions.Default, cancellationToken);
    }
}
