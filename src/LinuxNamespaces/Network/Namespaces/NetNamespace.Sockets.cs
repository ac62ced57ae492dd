using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Execution;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Network;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces;

public sealed partial class NetNamespace
{
    /// <summary>Opens a socket in the namespace. It stays there, whichever thread uses it.</summary>
    /// <param name="addressFamily">IPv4, IPv6, Unix or packet.</param>
    /// <param name="socketType">The type.</param>
    /// <param name="protocolType">
    /// The protocol, as for socket(2). For a packet socket, it is the Ethernet protocol in network byte order.
    /// </param>
    /// <returns>The socket.</returns>
    /// <remarks>
    /// <c>Socket.Connect</c> with a host name does not work with a socket that was created from a descriptor, and would resolve the name in the
    /// wrong namespace. Connect to an address instead.
    /// </remarks>
    /// <exception cref="NotSupportedException">The address family is not one of these.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">
    /// The namespace belongs to another user, and the caller lacks CAP_SYS_ADMIN to enter it (EPERM); CAP_NET_RAW is missing for a raw or packet socket
    /// (EPERM); or the kernel does not support such sockets (EAFNOSUPPORT, EPROTONOSUPPORT).
    /// </exception>
    public Socket CreateSocket(AddressFamily addressFamily, SocketType socketType, ProtocolType protocolType) =>
        CreateSockets(1, addressFamily, socketType, protocolType)[0];

    /// <summary>Opens several sockets of one kind in the namespace. If one cannot be opened, none is.</summary>
    /// <param name="count">The number of sockets, at least 1.</param>
    /// <param name="addressFamily">IPv4, IPv6, Unix or packet.</param>
    /// <param name="socketType">The type.</param>
    /// <param name="protocolType">
    /// The protocol, as for socket(2). For a packet socket, it is the Ethernet protocol in network byte order.
    /// </param>
    /// <returns>The sockets.</returns>
    /// <remarks>
    /// If the caller lacks CAP_SYS_ADMIN, a helper process opens the sockets. Most of the time is the communication with it, so sixteen sockets at once
    /// cost little more than one.
    /// </remarks>
    /// <inheritdoc cref="CreateSocket" path="/exception"/>
    /// <exception cref="ArgumentOutOfRangeException">The count is not positive.</exception>
    public Socket[] CreateSockets(int count, AddressFamily addressFamily, SocketType socketType, ProtocolType protocolType)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        int domain = addressFamily switch
        {
            AddressFamily.InterNetwork => Linux.AF_INET,
            AddressFamily.InterNetworkV6 => Linux.AF_INET6,
            AddressFamily.Unix => Linux.AF_UNIX,
            AddressFamily.Packet => Linux.AF_PACKET,
            _ => throw new NotSupportedException($"Sockets of the address family '{addressFamily}' are not supported."),
        };
        ThrowIfDisposed();
        // The types have the kernel's numbers, except for those that Linux does not have.
        SafeFileHandle[] descriptors = NamespaceOpener.OpenSockets(Handle, count, domain, (int)socketType, (int)protocolType, ToString());
        return Array.ConvertAll(descriptors, SocketFactory.FromHandle);
    }

    /// <summary>Opens a socket of any kind in the namespace, including kinds that <see cref="Socket"/> does not support, such as netlink sockets.</summary>
    /// <param name="domain">The address family, as for socket(2), such as 16 for AF_NETLINK.</param>
    /// <param name="type">The type, as for socket(2), such as 3 for SOCK_RAW. The descriptor is always close-on-exec.</param>
    /// <param name="protocol">The protocol of the address family.</param>
    /// <returns>The descriptor.</returns>
    /// <remarks>See socket(2), netlink(7) and vsock(7).</remarks>
    /// <inheritdoc cref="CreateSocket" path="/exception"/>
    public SafeSocketHandle CreateSocketHandle(int domain, int type, int protocol)
    {
        ThrowIfDisposed();
        return SocketFactory.ToSocketHandle(NamespaceOpener.OpenSocket(Handle, domain, type, protocol, ToString()));
    }

    /// <summary>Opens a socket in the namespace and binds it, for a server that listens on it.</summary>
    /// <param name="endPoint">
    /// An address and a port, or the path of a Unix socket. A <see cref="DnsEndPoint"/> whose host is an address is taken too; a zone, as in
    /// <c>fe80::1%eth0</c>, is the name of a link of the namespace.
    /// </param>
    /// <returns>The socket, bound and not listening yet.</returns>
    /// <remarks>
    /// It fits <c>SocketTransportOptions.CreateBoundListenSocket</c> of ASP.NET Core: <c>UseSockets(o =&gt; o.CreateBoundListenSocket =
    /// ns.CreateBoundListenSocket)</c> makes Kestrel listen in the namespace. <see cref="IPAddress.IPv6Any"/> listens for IPv4 too.
    /// </remarks>
    /// <exception cref="NotSupportedException">The end point is of another kind.</exception>
    /// <exception cref="SocketException">The end point is in use, or its address is not one of the namespace.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace belongs to another user, and the caller lacks CAP_SYS_ADMIN to enter it (EPERM).</exception>
    public Socket CreateBoundListenSocket(EndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        if (endPoint is DnsEndPoint { Host: var host, Port: var port } && ZonedAddress.Parse(this, host) is { } scoped)
        {
            endPoint = new IPEndPoint(scoped, port);
        }

        if (endPoint is not (IPEndPoint or UnixDomainSocketEndPoint))
        {
            throw new NotSupportedException($"Cannot listen on an end point of the type {endPoint.GetType().Name}; give an IPEndPoint or a UnixDomainSocketEndPoint.");
        }

        Socket socket = CreateSocket(
            endPoint.AddressFamily, SocketType.Stream, endPoint is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
        try
        {
            if (endPoint is IPEndPoint { Address: var address } && address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(endPoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Creates a handler for <see cref="HttpClient"/> that opens its connections in the namespace.</summary>
    /// <param name="options">How host names are resolved.</param>
    /// <returns>The handler, with its own pool of connections. The caller disposes it, usually by disposing the client.</returns>
    /// <remarks>
    /// <para>
    /// The handler resolves a host in this order, like the C library with <c>hosts: files dns</c>. An address is used as it is; its zone
    /// (<c>fe80::1%eth0</c>) is a link of the namespace. <see cref="NamespaceHttpOptions.ResolveHost"/>, if set, replaces all that follows.
    /// The file <c>/etc/netns/NAME/hosts</c> is read if the namespace has a name. <c>localhost</c> and names that end in <c>.localhost</c> are
    /// the loopback addresses. All other names are looked up with name servers, which are asked from inside the namespace: those of
    /// <see cref="NamespaceHttpOptions.NameServers"/>, or those of <c>/etc/netns/NAME/resolv.conf</c>. The files of the machine in
    /// <c>/etc</c> are never used.
    /// </para>
    /// <para>
    /// Of resolv.conf(5) the handler follows <c>nameserver</c> (the first three), <c>search</c>, <c>domain</c>, and the options <c>ndots</c>,
    /// <c>timeout</c>, <c>attempts</c>, <c>rotate</c>, <c>edns0</c>, <c>use-vc</c>, <c>single-request</c>, <c>no-aaaa</c> and
    /// <c>no-tld-query</c>. The files are read again for each new connection.
    /// </para>
    /// <para>
    /// A host with several addresses is connected to as browsers do (Happy Eyeballs, RFC 8305): the next address is tried after 250
    /// milliseconds, or at once when an attempt fails, and the first connection is used. The addresses are ordered by RFC 6724 with the
    /// routes of the namespace, and IPv6 and IPv4 alternate.
    /// </para>
    /// <para>
    /// The handler ignores proxies of the environment, and does not use HTTP/3, which opens its own sockets. Keep the namespace object as
    /// long as the handler makes new connections.
    /// </para>
    /// </remarks>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    public SocketsHttpHandler CreateHttpHandler(NamespaceHttpOptions? options = null)
    {
        ThrowIfDisposed();
        NamespaceConnector connector = new(this, options ?? NamespaceHttpOptions.Default);
        return new SocketsHttpHandler { UseProxy = false, ConnectCallback = connector.ConnectAsync };
    }
}
