using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <content>Sockets and what is made of them.</content>
public partial class LabHost
{
    /// <summary>Gets the settings of the kernel for this host, such as <c>net/ipv4/tcp_congestion_control</c>.</summary>
    public NetSysctl Sysctl => Namespace.Sysctl;

    /// <summary>Opens a socket on the host.</summary>
    /// <param name="addressFamily">IPv4, IPv6, Unix or packet.</param>
    /// <param name="socketType">The type.</param>
    /// <param name="protocolType">The protocol.</param>
    /// <returns>The socket. Connect it to an address; names are resolved by <see cref="Resolve"/> and <see cref="ConnectAsync"/>.</returns>
    /// <inheritdoc cref="NetNamespace.CreateSocket" path="/exception"/>
    public Socket CreateSocket(AddressFamily addressFamily, SocketType socketType, ProtocolType protocolType) => Namespace.CreateSocket(addressFamily, socketType, protocolType);

    /// <summary>Opens a socket on the host and binds it, for a server that listens on it.</summary>
    /// <param name="endPoint">An address of the host, or any address, and a port; or the path of a Unix socket.</param>
    /// <returns>The socket, bound and not listening yet.</returns>
    /// <remarks>Kestrel listens on the host with <c>UseSockets(o => o.CreateBoundListenSocket = host.CreateBoundListenSocket)</c>.</remarks>
    /// <inheritdoc cref="NetNamespace.CreateBoundListenSocket" path="/exception"/>
    public Socket CreateBoundListenSocket(EndPoint endPoint) => Namespace.CreateBoundListenSocket(endPoint);

    /// <summary>Listens for TCP connections on all addresses of the host, as <see cref="TcpListener"/> does on those of the machine.</summary>
    /// <param name="port">The port; 0 for one that is free.</param>
    /// <param name="backlog">How many connections may wait to be accepted. Defaults to 512.</param>
    /// <returns>The socket, which accepts connections over IPv4 and IPv6.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The port is not 0 to 65535.</exception>
    /// <exception cref="SocketException">The port is in use.</exception>
    public Socket Listen(int port = 0, int backlog = 512)
    {
        Socket socket = CreateBoundListenSocket(new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, port));
        socket.Listen(backlog);
        return socket;
    }

    /// <summary>Connects to a port of another host with TCP.</summary>
    /// <param name="host">The name of a host, or an address.</param>
    /// <param name="port">The port.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The connected socket.</returns>
    /// <exception cref="SocketException">The lab has no host with this name, or none of its addresses accepts the connection.</exception>
    /// <exception cref="OperationCanceledException">The attempt was canceled.</exception>
    public async Task<Socket> ConnectAsync(string host, int port, CancellationToken cancellationToken = default)
    {
        SocketException? failure = null;
        foreach (IPAddress address in Resolve(host))
        {
            Socket socket = CreateSocket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken).ConfigureAwait(false);
                return socket;
            }
            catch (SocketException e)
            {
                socket.Dispose();
                failure = e;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw failure!;
    }

    /// <summary>Connects to a port of another host with TCP, for code that uses <see cref="TcpClient"/>.</summary>
    /// <param name="host">The name of a host, or an address.</param>
    /// <param name="port">The port.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The connected client.</returns>
    /// <inheritdoc cref="ConnectAsync" path="/exception"/>
    public async Task<TcpClient> ConnectTcpClientAsync(string host, int port, CancellationToken cancellationToken = default)
    {
        Socket socket = await ConnectAsync(host, port, cancellationToken).ConfigureAwait(false);
        TcpClient client = new(socket.AddressFamily);
        client.Client.Dispose();
        client.Client = socket;
        return client;
    }

    /// <summary>Opens a UDP socket on the host, for code that uses <see cref="UdpClient"/>.</summary>
    /// <param name="port">The local port; 0 for one that is free.</param>
    /// <param name="addressFamily">IPv4 or IPv6. Defaults to IPv4.</param>
    /// <returns>The client, bound to all addresses of the host. Send to addresses: its methods that take a host name resolve it on the machine.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The port is not 0 to 65535.</exception>
    /// <exception cref="SocketException">The port is in use.</exception>
    public UdpClient CreateUdpClient(int port = 0, AddressFamily addressFamily = AddressFamily.InterNetwork)
    {
        Socket socket = CreateSocket(addressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Bind(new IPEndPoint(addressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, port));
            UdpClient client = new(addressFamily);
            client.Client.Dispose();
            client.Client = socket;
            return client;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends echo requests from the host.</summary>
    /// <param name="target">The name of a host, whose address in a network of this host is used if there is one, or an address.</param>
    /// <param name="options">The number of requests and more; the defaults if <see langword="null"/>.</param>
    /// <param name="cancellationToken">Ends the measurement.</param>
    /// <returns>What came back.</returns>
    /// <exception cref="SocketException">The lab has no host with this name.</exception>
    /// <exception cref="LinuxException">The host has no way to the address (ENETUNREACH), or requests cannot be sent.</exception>
    /// <exception cref="OperationCanceledException">The measurement was canceled.</exception>
    public Task<PingResult> PingAsync(string target, EchoOptions? options = null, CancellationToken cancellationToken = default) => Namespace.PingAsync(Resolve(target)[0], options, cancellationToken);

    /// <summary>Runs a delegate on a thread of its own that is on the host, and waits for it.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="function">The delegate. It must not be asynchronous: what it awaits would continue on another thread, on no host.</param>
    /// <returns>The result.</returns>
    /// <remarks>This needs CAP_SYS_ADMIN. An ordinary user places sockets and processes instead, by the other methods.</remarks>
    /// <exception cref="LinuxException">The caller is an ordinary user (EPERM).</exception>
    public T Run<T>(Func<T> function) => Namespace.Invoke(function);

    /// <summary>Runs a delegate on a thread of its own that is on the host, and waits for it.</summary>
    /// <param name="action">The delegate. It must not be asynchronous.</param>
    /// <inheritdoc cref="Run{T}(Func{T})" path="/remarks"/>
    /// <inheritdoc cref="Run{T}(Func{T})" path="/exception"/>
    public void Run(Action action) => Namespace.Invoke(action);
}
