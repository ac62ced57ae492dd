using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>Makes TCP connections that start in a namespace.</summary>
internal sealed class NamespaceConnector(NetNamespace netNamespace, NamespaceHttpOptions options)
{
    internal async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        DnsEndPoint host = context.DnsEndPoint;
        IReadOnlyList<IPAddress> addresses = await ResolveAsync(host.Host, cancellationToken).ConfigureAwait(false);
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
            $"Could not connect to {host.Host} from namespace '{netNamespace}': {failure?.Message ?? "the host has no address"}");
    }

    private async ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            return [address];
        }

        if (options.ResolveHost is { } resolve)
        {
            return await resolve(host, cancellationToken).ConfigureAwait(false);
        }

        return string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
            ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
            : throw Failure(
                SocketError.HostNotFound,
                $"The host name '{host}' cannot be resolved in namespace '{netNamespace}': set {nameof(NamespaceHttpOptions)}.{nameof(NamespaceHttpOptions.ResolveHost)}, or use an address.");
    }

    /// <summary>The handler makes its own exception of this one, of a kind that depends on the error, and adds the port.</summary>
    private static SocketException Failure(SocketError error, string message) => new((int)error, message);
}
