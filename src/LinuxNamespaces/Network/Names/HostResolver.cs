using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Finds the addresses of hosts as they are known in a namespace.</summary>
/// <remarks>
/// As the C library with <c>hosts: files dns</c> in nsswitch.conf(5): the file of hosts first, then name servers. As ip-netns(8) has it, a
/// named namespace has its files in a directory of that name. The resolver of the process cannot be used: it reads the files of the machine,
/// and sends its queries from the namespace of the process.
/// </remarks>
internal sealed class HostResolver(NetNamespace netNamespace, NamespaceHttpOptions options)
{
    private const string LocalHost = "localhost";

    private int _queries = -1;

    /// <summary>Finds the addresses of a host, in one or two parts, each as soon as it is known.</summary>
    /// <returns>At least one address.</returns>
    /// <exception cref="SocketException">The host does not exist or has no address (HostNotFound), or no name server could tell (TryAgain).</exception>
    internal async IAsyncEnumerable<IReadOnlyList<IPAddress>> FindAsync(string host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (ZonedAddress.Parse(netNamespace, host) is { } address)
        {
            yield return [address];
            yield break;
        }

        if (options.ResolveHost is { } resolve)
        {
            IReadOnlyList<IPAddress> own = await resolve(host, cancellationToken).ConfigureAwait(false);
            yield return own.Count > 0 ? own : throw NotKnown(host);
            yield break;
        }

        string name = HostName.ToAscii(host) is { Length: > 0 } ascii ? ascii : throw NotFound($"{PrintableText.Quote(host)} is not a valid host name.");
        if (await FindInFileAsync(name, cancellationToken).ConfigureAwait(false) is { Count: > 0 } listed)
        {
            yield return listed;
            yield break;
        }

        // The name never means anything else; RFC 6761, 6.3.
        if (name.TrimEnd('.').Split('.')[^1].Equals(LocalHost, StringComparison.OrdinalIgnoreCase))
        {
            yield return [IPAddress.IPv6Loopback, IPAddress.Loopback];
            yield break;
        }

        ResolverConfiguration configuration = await ConfigureAsync(cancellationToken).ConfigureAwait(false) ?? throw NotFound(
            $"The host name {PrintableText.Quote(host)} cannot be resolved in namespace '{netNamespace}', which has no {PathOf("resolv.conf") ?? "name and so no files in /etc/netns"}: "
            + $"set {nameof(NamespaceHttpOptions)}.{nameof(NamespaceHttpOptions.NameServers)} or {nameof(NamespaceHttpOptions.ResolveHost)}, or use an address.");
        await foreach (IReadOnlyList<IPAddress> found in QueryAsync(configuration, host, name, cancellationToken).ConfigureAwait(false))
        {
            yield return found;
        }
    }

    // The first of the full names that has an address counts. A name that no server could tell about does not end the search.
    private async IAsyncEnumerable<IReadOnlyList<IPAddress>> QueryAsync(
        ResolverConfiguration configuration, string host, string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DnsClient client = new(netNamespace, configuration, configuration.Rotate ? Interlocked.Increment(ref _queries) : 0);
        bool asked = false;
        bool exists = false;
        string? failure = null;
        foreach (string full in configuration.FullNames(name).Where(DnsMessage.IsName))
        {
            asked = true;
            bool found = false;
            await foreach (DnsResult result in QueryBothAsync(client, configuration, full, cancellationToken).ConfigureAwait(false))
            {
                exists |= result.Status == DnsStatus.NoData;
                failure ??= result.Failure is { } reason ? $"'{full}' ({reason})" : null;
                if (result.Status == DnsStatus.Found)
                {
                    found = true;
                    yield return result.Addresses;
                }
            }

            if (found)
            {
                yield break;
            }
        }

        throw failure is not null ? new SocketException((int)SocketError.TryAgain, $"The host name {PrintableText.Quote(host)} could not be resolved in namespace '{netNamespace}'. No name server answered for {failure}.")
            : exists ? NotFound($"The host name {PrintableText.Quote(host)} exists in namespace '{netNamespace}', but has no address.")
            : asked ? NotKnown(host)
            : NotFound($"{PrintableText.Quote(host)} is not a valid host name.");
    }

    /// <summary>Asks for both families; each result comes as soon as it is known.</summary>
    private static async IAsyncEnumerable<DnsResult> QueryBothAsync(
        DnsClient client, ResolverConfiguration configuration, string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<DnsResult> v4 = client.QueryAsync(name, DnsMessage.A, stop.Token);
        List<Task<DnsResult>> running = configuration.OnlyV4 ? [v4] : [QueryV6Async(), v4];
        try
        {
            while (running.Count > 0)
            {
                Task<DnsResult> done = await Task.WhenAny(running).ConfigureAwait(false);
                running.Remove(done);
                yield return await done.ConfigureAwait(false);
            }
        }
        finally
        {
            // The caller may have a connection before it has all addresses.
            await stop.CancelAsync().ConfigureAwait(false);
            foreach (Task<DnsResult> task in running)
            {
                await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        async Task<DnsResult> QueryV6Async()
        {
            if (configuration.OneAtATime)
            {
                await ((Task)v4).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            return await client.QueryAsync(name, DnsMessage.Aaaa, stop.Token).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<IPAddress>> FindInFileAsync(string name, CancellationToken cancellationToken) =>
        await TryReadAsync("hosts", cancellationToken).ConfigureAwait(false) is { } lines ? HostsFile.Find(lines, name, ParseListed) : [];

    private async Task<ResolverConfiguration?> ConfigureAsync(CancellationToken cancellationToken) =>
        options.NameServers is { Count: > 0 } servers ? new ResolverConfiguration { NameServers = servers }
        : await TryReadAsync("resolv.conf", cancellationToken).ConfigureAwait(false) is { } lines ? ResolverConfiguration.Parse(lines, ParseListed)
        : null;

    // Without its link a link-local address stays in the list: connecting to it fails, and the error names it.
    private IPAddress? ParseListed(string text)
    {
        try
        {
            return ZonedAddress.Parse(netNamespace, text);
        }
        catch (SocketException)
        {
            return IPAddress.Parse(text.AsSpan(0, text.IndexOf('%', StringComparison.Ordinal)).TrimStart('['));
        }
    }

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

    private string? PathOf(string file) => netNamespace.Name is { } name ? $"{options.Directory}/{name}/{file}" : null;

    private SocketException NotKnown(string host) => NotFound($"The host name {PrintableText.Quote(host)} is not known in namespace '{netNamespace}'.");

    // The HTTP handler makes its own exception of this one, of a kind that depends on the error.
    private static SocketException NotFound(string message) => new((int)SocketError.HostNotFound, message);
}
