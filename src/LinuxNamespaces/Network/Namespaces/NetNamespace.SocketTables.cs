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
    public IReadOnlyList<UnixSocketInfo> GetUnixSockets() => GetUnixSockets(UnixSocketFilter.None);

    /// <summary>Gets the Unix sockets in the namespace that a filter selects.</summary>
    /// <param name="filter">The filter, which the kernel applies.</param>
    /// <returns>The sockets. One that is opened or closed meanwhile may be missing.</returns>
    /// <exception cref="NotSupportedException">The kernel lacks CONFIG_UNIX_DIAG.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace belongs to another user, and the caller lacks CAP_SYS_ADMIN to enter it (EPERM).</exception>
    public IReadOnlyList<UnixSocketInfo> GetUnixSockets(UnixSocketFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ThrowIfDisposed();
        return UnixSocketInfo.List(this, filter);
    }

    /// <summary>Gets the packet sockets in the namespace, as <c>ss -0a</c> shows them.</summary>
    /// <returns>The sockets. One that is opened or closed meanwhile may be missing.</returns>
    /// <remarks>The kernel has no filter for them.</remarks>
    /// <exception cref="NotSupportedException">The kernel lacks CONFIG_PACKET_DIAG.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace belongs to another user, and the caller lacks CAP_SYS_ADMIN to enter it (EPERM).</exception>
    public IReadOnlyList<PacketSocketInfo> GetPacketSockets()
    {
        ThrowIfDisposed();
        return PacketSocketInfo.List(this);
    }

    /// <summary>Gets the netlink sockets in the namespace, as <c>ss -A netlink -a</c> shows them.</summary>
    /// <param name="protocol">The number of a netlink family, such as 0 for NETLINK_ROUTE, which the kernel selects; 0 to 254. <see langword="null"/> for all families.</param>
    /// <returns>The sockets, those of the kernel and that of this request included. One that is opened or closed meanwhile may be missing.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    /// <exception cref="NetlinkException">The kernel has no such family (ENOENT).</exception>
    /// <exception cref="NotSupportedException">The kernel lacks CONFIG_NETLINK_DIAG.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace belongs to another user, and the caller lacks CAP_SYS_ADMIN to enter it (EPERM).</exception>
    public IReadOnlyList<NetlinkSocketInfo> GetNetlinkSockets(int? protocol = null)
    {
        if (protocol is { } number)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(number, nameof(protocol));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, (int)SocketDiagSchema.NDIAG_PROTO_ALL, nameof(protocol));
        }

        ThrowIfDisposed();
        return NetlinkSocketInfo.List(this, protocol);
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
