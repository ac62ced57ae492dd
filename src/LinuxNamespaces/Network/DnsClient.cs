using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace LinuxNamespaces.Network;

/// <summary>Asks name servers that are reached from a namespace; RFC 1035, section 4.2.</summary>
internal sealed class DnsClient(NetNamespace netNamespace, ResolverConfiguration configuration)
{
    private const int MaxDatagram = 4096;

    /// <summary>Asks for the addresses of a host by its full name, one server after the other, until one of them knows.</summary>
    /// <returns>Empty when there is no such host.</returns>
    /// <exception cref="SocketException">No server has answered.</exception>
    internal async Task<IReadOnlyList<IPAddress>> QueryAsync(string name, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < configuration.Attempts; attempt++)
        {
            foreach (IPEndPoint server in configuration.NameServers)
            {
                Task<IReadOnlyList<IPAddress>?> newer = TryQueryAsync(server, name, DnsMessage.Aaaa, cancellationToken);
                IReadOnlyList<IPAddress>? older = await TryQueryAsync(server, name, DnsMessage.A, cancellationToken).ConfigureAwait(false);
                if ((await newer.ConfigureAwait(false) ?? older) is { } known)
                {
                    return ReferenceEquals(known, older) ? known : [.. known, .. older ?? []];
                }
            }
        }

        throw new SocketException((int)SocketError.TryAgain, $"None of the name servers {string.Join(", ", configuration.NameServers)} has answered.");
    }

    // Null when the server does not answer, or cannot: then another one may.
    private async Task<IReadOnlyList<IPAddress>?> TryQueryAsync(IPEndPoint server, string name, ushort type, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(configuration.Timeout);
        try
        {
            DnsAnswer answer = await AskAsync(server, SocketType.Dgram, name, type, timeout.Token).ConfigureAwait(false);
            if (answer.IsTruncated)
            {
                answer = await AskAsync(server, SocketType.Stream, name, type, timeout.Token).ConfigureAwait(false);
            }

            return answer.Code is 0 or DnsAnswer.NoSuchName ? answer.Addresses : null;
        }
        catch (Exception e) when (e is SocketException or EndOfStreamException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    private async Task<DnsAnswer> AskAsync(IPEndPoint server, SocketType transport, string name, ushort type, CancellationToken cancellationToken)
    {
        using Socket socket = netNamespace.CreateSocket(server.AddressFamily, transport, transport == SocketType.Dgram ? ProtocolType.Udp : ProtocolType.Tcp);
        await socket.ConnectAsync(server, cancellationToken).ConfigureAwait(false);
        ushort id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
        byte[] query = DnsMessage.Query(id, name, type);
        if (transport == SocketType.Dgram)
        {
            return await AskByDatagramAsync().ConfigureAwait(false);
        }

        using NetworkStream stream = new(socket);
        byte[] length = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)query.Length);
        await stream.WriteAsync((byte[])[.. length, .. query], cancellationToken).ConfigureAwait(false);
        await stream.ReadExactlyAsync(length, cancellationToken).ConfigureAwait(false);
        byte[] reply = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(reply, cancellationToken).ConfigureAwait(false);
        return DnsMessage.Parse(reply, id, name, type) ?? throw new SocketException((int)SocketError.NoRecovery);

        async Task<DnsAnswer> AskByDatagramAsync()
        {
            await socket.SendAsync(query, cancellationToken).ConfigureAwait(false);
            byte[] buffer = new byte[MaxDatagram];
            while (true)
            {
                // What is no answer to this may come from somebody who guesses.
                int received = await socket.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
                if (DnsMessage.Parse(buffer.AsSpan(0, received), id, name, type) is { } answer)
                {
                    return answer;
                }
            }
        }
    }
}
