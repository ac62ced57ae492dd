using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace LinuxNamespaces.Network;

/// <summary>Sends one question to one server and receives the reply; RFC 1035, section 4.2.</summary>
/// <remarks>
/// Each exchange has a socket of its own, so its port is as random as the kernel makes it, and a random id. The socket is connected: the
/// kernel drops datagrams from other addresses, and reports that no socket listens there.
/// </remarks>
internal sealed class DnsExchange(NetNamespace netNamespace, IPEndPoint server, string name, ushort type, bool edns)
{
    private const int MaxMessage = ushort.MaxValue;

    // What a server may send over a connection before the reply; the next thing is an error.
    private const int MaxStrangeMessages = 16;

    /// <summary>Asks by UDP. Waits until the reply comes; whatever else comes may be a forgery and is ignored.</summary>
    internal async Task<DnsAnswer> ByDatagramAsync(CancellationToken cancellationToken)
    {
        using Socket socket = await ConnectAsync(SocketType.Dgram, ProtocolType.Udp, cancellationToken).ConfigureAwait(false);
        (ushort id, byte[] query) = NewQuery();
        await socket.SendAsync(query, cancellationToken).ConfigureAwait(false);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(MaxMessage);
        try
        {
            while (true)
            {
                int received = await socket.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
                if (DnsMessage.Parse(buffer.AsSpan(0, received), id, name, type) is { } answer)
                {
                    return answer;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Asks by TCP.</summary>
    internal async Task<DnsAnswer> ByStreamAsync(CancellationToken cancellationToken)
    {
        using Socket socket = await ConnectAsync(SocketType.Stream, ProtocolType.Tcp, cancellationToken).ConfigureAwait(false);
        using NetworkStream stream = new(socket);
        (ushort id, byte[] query) = NewQuery();
        byte[] length = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)query.Length);
        await stream.WriteAsync((byte[])[.. length, .. query], cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < MaxStrangeMessages; i++)
        {
            await stream.ReadExactlyAsync(length, cancellationToken).ConfigureAwait(false);
            byte[] reply = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
            await stream.ReadExactlyAsync(reply, cancellationToken).ConfigureAwait(false);
            // A reply over a connection has no reason to be cut.
            if (DnsMessage.Parse(reply, id, name, type) is { IsTruncated: false } answer)
            {
                return answer;
            }
        }

        throw new IOException("the server does not answer the question");
    }

    private async ValueTask<Socket> ConnectAsync(SocketType type, ProtocolType protocol, CancellationToken cancellationToken)
    {
        Socket socket = netNamespace.CreateSocket(server.AddressFamily, type, protocol);
        try
        {
            await socket.ConnectAsync(server, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private (ushort Id, byte[] Query) NewQuery()
    {
        ushort id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
        return (id, DnsMessage.Query(id, name, type, edns));
    }
}
