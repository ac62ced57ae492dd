using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>Finds the addresses of hosts as they are known in a namespace.</summary>
/// <remarks>
/// As ip-netns(8) has it, a namespace with a name has its files in a directory of that name. The resolver of the process is of no use: it
/// reads the files of the machine, and asks from the namespace of the process.
/// </remarks>
internal sealed class HostResolver(NetNamespace netNamespace, NamespaceHttpOptions options)
{
    private const string LocalHost = "localhost";

    /// <summary>Where the files of namespaces are; another place is for tests.</summary>
    internal static string Directory { get; set; } = "/etc/netns";

    /// <summary>Finds a host.</summary>
    /// <returns>At least one address.</returns>
    /// <exception cref="SocketException">There is no such host, or nobody who could know it has answered.</exception>
    internal async ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            return [address];
        }

        if (options.ResolveHost is { } resolve)
        {
            return Require(await resolve(host, cancellationToken).ConfigureAwait(false), host);
        }

        if (await FindInFileAsync(host, cancellationToken).ConfigureAwait(false) is { Count: > 0 } listed)
        {
            return listed;
        }

        // It never means anything else; RFC 6761, 6.3.
        if (host.TrimEnd('.').Split('.')[^1].Equals(LocalHost, StringComparison.OrdinalIgnoreCase))
        {
            return [IPAddress.Loopback, IPAddress.IPv6Loopback];
        }

        return await ConfigureAsync(cancellationToken).ConfigureAwait(false) is { } configuration
            ? await QueryAsync(configuration, host, cancellationToken).ConfigureAwait(false)
            : throw NotFound(
                $"The host name {PrintableText.Quote(host)} cannot be resolved in namespace '{netNamespace}', which has no {PathOf("resolv.conf") ?? "name and so no files in /etc/netns"}: "
                + $"set {nameof(NamespaceHttpOptions)}.{nameof(NamespaceHttpOptions.NameServers)} or {nameof(NamespaceHttpOptions.ResolveHost)}, or use an address.");
    }

    private async Task<IReadOnlyList<IPAddress>> QueryAsync(ResolverConfiguration configuration, string host, CancellationToken cancellationToken)
    {
        DnsClient client = new(netNamespace, configuration);
        foreach (string name in configuration.FullNames(host).Where(DnsMessage.IsName))
        {
            if (await client.QueryAsync(name, cancellationToken).ConfigureAwait(false) is { Count: > 0 } found)
            {
                return found;
            }
        }

        return Require([], host);
    }

    private async Task<IReadOnlyList<IPAddress>> FindInFileAsync(string host, CancellationToken cancellationToken) =>
        await TryReadAsync("hosts", cancellationToken).ConfigureAwait(false) is { } lines ? HostsFile.Find(lines, host) : [];

    private async Task<ResolverConfiguration?> ConfigureAsync(CancellationToken cancellationToken) =>
        options.NameServers is { Count: > 0 } servers ? new ResolverConfiguration { NameServers = servers }
        : await TryReadAsync("resolv.conf", cancellationToken).ConfigureAwait(false) is { } lines ? ResolverConfiguration.Parse(lines)
        : null;

    private async Task<string[]?> TryReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return PathOf(file) is { } path ? await File.ReadAllLinesAsync(path, cancellationToken).ConfigureAwait(false) : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private string? PathOf(string file) => netNamespace.Name is { } name ? $"{Directory}/{name}/{file}" : null;

    private IReadOnlyList<IPAddress> Require(IReadOnlyList<IPAddress> found, string host) =>
        found.Count > 0 ? found : throw NotFound($"The host name {PrintableText.Quote(host)} is not known in namespace '{netNamespace}'.");

    // The handler makes its own exception of this one, of a kind that depends on the error.
    private static SocketException NotFound(string message) => new((int)SocketError.HostNotFound, message);
}
