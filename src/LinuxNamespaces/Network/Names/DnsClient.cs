using System.ComponentModel;
using System.Globalization;
using System.Net;

namespace LinuxNamespaces.Network;

/// <summary>Asks name servers from inside a namespace, one after the other and again, as the resolver of the C library does.</summary>
/// <remarks>
/// The DnsClient package is not used: it opens its sockets itself, on the thread of the caller, and the types that would replace them are
/// internal. Its queries would leave from the namespace of the process. Threads of an ordinary user cannot enter a namespace either.
/// </remarks>
internal sealed class DnsClient(NetNamespace netNamespace, ResolverConfiguration configuration, int firstServer)
{
    /// <summary>Asks for the addresses of one family of a host by its full name.</summary>
    /// <param name="name">The name, without a dot at its end.</param>
    /// <param name="type">A or AAAA.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async Task<DnsResult> QueryAsync(string name, ushort type, CancellationToken cancellationToken)
    {
        IReadOnlyList<IPEndPoint> servers = configuration.NameServers;
        string[] failures = new string[servers.Count];
        for (int attempt = 0; attempt < configuration.Attempts; attempt++)
        {
            for (int i = 0; i < servers.Count; i++)
            {
                int index = (int)((uint)(firstServer + i) % servers.Count);
                try
                {
                    DnsAnswer answer = await AskAsync(servers[index], name, type, cancellationToken).ConfigureAwait(false);
                    if (answer.IsFinal)
                    {
                        return new DnsResult(StatusOf(answer), answer.Addresses);
                    }

                    failures[index] = answer.Description;
                }
                // The family of the server may be refused (LinuxException), nobody may listen there (SocketException), a connection may break (IOException).
                catch (Exception e) when (e is Win32Exception or IOException or TimeoutException)
                {
                    failures[index] = e.Message;
                }
            }
        }

        return new DnsResult(DnsStatus.Failed, [], string.Join("; ", failures.Select((failure, index) => $"{servers[index]}: {failure}")));
    }

    private static DnsStatus StatusOf(DnsAnswer answer) =>
        answer.Code == DnsAnswer.NoSuchName ? DnsStatus.NoSuchName
        : answer.Addresses.Count > 0 ? DnsStatus.Found
        : DnsStatus.NoData;

    private async Task<DnsAnswer> AskAsync(IPEndPoint server, string name, ushort type, CancellationToken cancellationToken)
    {
        DnsAnswer answer = await AskAsync(configuration.UseEdns).ConfigureAwait(false);
        // Old servers do not know the extension.
        return configuration.UseEdns && answer.Code is DnsAnswer.FormatError or DnsAnswer.NotImplemented ? await AskAsync(false).ConfigureAwait(false) : answer;

        async Task<DnsAnswer> AskAsync(bool edns)
        {
            DnsExchange exchange = new(netNamespace, server, name, type, edns);
            if (configuration.UseTcp)
            {
                return await LimitAsync(exchange.ByStreamAsync, cancellationToken).ConfigureAwait(false);
            }

            DnsAnswer answer = await LimitAsync(exchange.ByDatagramAsync, cancellationToken).ConfigureAwait(false);
            return answer.IsTruncated ? await LimitAsync(exchange.ByStreamAsync, cancellationToken).ConfigureAwait(false) : answer;
        }
    }

    private async Task<DnsAnswer> LimitAsync(Func<CancellationToken, Task<DnsAnswer>> ask, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(configuration.Timeout);
        try
        {
            return await ask(timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"no answer within {configuration.Timeout.TotalSeconds} s"));
        }
    }
}
