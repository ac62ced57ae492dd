using LinuxNamespaces.Network;

namespace LinuxNamespaces;

/// <content>The sockets in the namespace.</content>
public sealed partial class NetNamespace
{
    /// <summary>Gets the TCP, UDP and raw sockets in the namespace, as <c>ss -tuwan</c> shows them.</summary>
    /// <returns>The sockets.</returns>
    /// <remarks>
    /// The kernel lists the sockets by sock_diag(7). A kernel without it for a protocol (CONFIG_INET_TCP_DIAG, CONFIG_INET_UDP_DIAG,
    /// CONFIG_INET_RAW_DIAG) has fewer properties of its sockets, from the files of <c>/proc/net</c>. A socket that is opened or closed meanwhile
    /// may be missing.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace belongs to another user, and the caller lacks CAP_SYS_ADMIN to enter it (EPERM).</exception>
    public IReadOnlyList<NetSocketInfo> GetSockets() => GetSockets(NetSocketFilter.None);

    /// <summary>Gets the TCP, UDP and raw sockets in the namespace that a filter selects.</summary>
    /// <param name="filter">The filter, which the kernel applies.</param>
    /// <returns>The sockets.</returns>
    /// <example>
    /// The established connections of a web server, with round-trip times:
    /// <code>
    /// NetSocketFilter filter = new()
    /// {
    ///     Protocol = ProtocolType.Tcp,
    ///     States = [TcpState.Established],
    ///     LocalPorts = new PortRange(443),
    ///     IncludeDetails = true,
    /// };
    /// foreach (NetSocketInfo socket in red.GetSockets(filter))
    /// {
    ///     Console.WriteLine($"{socket.Remote} {socket.Tcp?.RoundTripTime}");
    /// }
    /// </code>
    /// </example>
    /// <inheritdoc cref="GetSockets()" path="/remarks"/>
    /// <exception cref="NetlinkException">The filter has a mark, and CAP_NET_ADMIN is missing (EPERM).</exception>
    /// <exception cref="NotSupportedException">The filter has a link or a mark, and the kernel has no sock_diag for the protocol.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace belongs to another user, and the caller lacks CAP_SYS_ADMIN to enter it (EPERM).</exception>
    public IReadOnlyList<NetSocketInfo> GetSockets(NetSocketFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ThrowIfDisposed();
        return SocketDiag.List(this, filter);
    }

    /// <summary>Gets the Unix sockets in the namespace, as <c>ss -xa</c> shows them.</summary>
    /// <returns>The sockets. One that is opened or closed meanwhile may be missing.</returns>
    /// <exception cref="NotSupportedException">The kernel lacks CONFIG_UNIX_DIAG.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace belongs to another user, and the caller lacks CAP_SYS_ADMIN to enter it (EPERM).</exception>
    public IReadOnlyList<UnixSocketInfo> GetUnixSockets()
    {
        ThrowIfDisposed();
        return UnixSocketInfo.List(this);
    }

    /// <summary>Closes a socket of any process, as <c>ss --kill</c> does.</summary>
    /// <param name="socket">A socket that <see cref="GetSockets(NetSocketFilter)"/> returned.</param>
    /// <remarks>The other end of a TCP connection is reset. The process still has the descriptor, and its next use fails with ECONNABORTED. A UDP socket stays bound.</remarks>
    /// <exception cref="ArgumentException">The socket has no cookie, so that it could be another one by now.</exception>
    /// <exception cref="NetlinkException">The socket is closed by now (ENOENT), or CAP_NET_ADMIN is missing over the namespace (EPERM).</exception>
    /// <exception cref="NotSupportedException">The kernel lacks CONFIG_INET_DIAG_DESTROY, or sock_diag for the protocol.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace belongs to another user, and the caller lacks CAP_SYS_ADMIN to enter it (EPERM).</exception>
    public void DestroySocket(NetSocketInfo socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (socket.Cookie is null)
        {
            throw new ArgumentException("The socket has no cookie: it was read from /proc/net, or it was not listed.", nameof(socket));
        }

        ThrowIfDisposed();
        SocketDiag.Destroy(this, socket);
    }
}
