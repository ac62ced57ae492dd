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
        ConnectionRace race = new(netNamespace, host.Host, host.Port);
        Socket socket = await race.RunAsync(token => _resolver.FindAsync(host.Host, token), keepOrder: options.ResolveHost is not null, cancellationToken).ConfigureAwait(false);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
