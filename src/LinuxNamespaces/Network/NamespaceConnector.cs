using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>Makes TCP connections that start in a namespace.</summary>
internal sealed class NamespaceConnector(NetNamespace netNamespace, NamespaceHttpOptions options)
{
    private readonly HostResolver _resolver = new(netNamespace, options);

    internal async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        DnsEndPoint host = context.DnsEndPoint;
        IReadOnlyList<IPAddress> addresses = await _resolver.ResolveAsync(host.Host, cancellationToken).ConfigureAwait(false);
        SocketException? failure = null;
        foreach (IPAddress address in addresses)
        {
            Socket socket = netNamespace.CreateSocket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.NoDelay = true;
                await socket.ConnectAsync(new IPEndPoint(address, host.Port), cancellationToken).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
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

        throw Failure(
            failure?.SocketErrorCode ?? SocketError.HostNotFound,
            $"Could not connect to {PrintableText.Short(host.Host)} from namespace '{netNamespace}': {failure?.Message ?? "the host has no address"}");
    }

    /// <summary>The handler makes its own exception of this one, of a kind that depends on the error, and adds the port.</summary>
    private static SocketException Failure(SocketError error, string message) => new((int)error, message);
}
