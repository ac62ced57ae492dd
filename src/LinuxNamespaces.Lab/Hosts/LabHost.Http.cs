using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <content>Names and HTTP.</content>
public partial class LabHost
{
    /// <summary>Resolves a name as the host does.</summary>
    /// <param name="host">The name or an alias of a host of the lab, <c>localhost</c>, or an address.</param>
    /// <returns>The addresses; those in a network of this host come first.</returns>
    /// <exception cref="SocketException">The lab has no host with this name, or the host has no address.</exception>
    public IReadOnlyList<IPAddress> Resolve(string host)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            return [address];
        }

        return Lab.Names.Find(this, host) is { Count: > 0 } found ? found : throw new SocketException((int)SocketError.HostNotFound, $"The lab has no host '{host}' with an address.");
    }

    /// <summary>Creates a handler for <see cref="HttpClient"/>, for gRPC channels and for other clients that take one. It opens connections on the host, and resolves the names of the lab.</summary>
    /// <returns>The handler, which the caller disposes. It does not use HTTP/3, which opens its own sockets.</returns>
    /// <example>
    /// <code>
    /// using GrpcChannel channel = GrpcChannel.ForAddress("http://db:5000", new GrpcChannelOptions { HttpHandler = client.CreateHttpHandler() });
    /// </code>
    /// </example>
    public SocketsHttpHandler CreateHttpHandler() => Namespace.CreateHttpHandler(new NamespaceHttpOptions { ResolveHost = (name, _) => ValueTask.FromResult(Lab.Names.Find(this, name)) });

    /// <summary>Creates an HTTP client on the host, which resolves the names of the lab.</summary>
    /// <param name="baseAddress">What relative addresses of requests start with; <see langword="null"/> for none.</param>
    /// <returns>The client, which the caller disposes.</returns>
    public HttpClient CreateHttpClient(Uri? baseAddress = null) => new(CreateHttpHandler()) { BaseAddress = baseAddress };
}
