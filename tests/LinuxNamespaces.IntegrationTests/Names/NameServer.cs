using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.IntegrationTests.Names;

/// <summary>A name server inside a namespace that replies as a test tells it: with any number of messages, or with none.</summary>
internal sealed class NameServer : IDisposable
{
    private readonly Func<NameQuery, IEnumerable<byte[]>> _reply;
    private readonly ConcurrentDictionary<string, int> _numbers = new();
    private readonly List<Socket> _sockets = [];
    private readonly List<Task> _loops = [];

    internal NameServer(NetNamespace where, string address, Func<NameQuery, IEnumerable<byte[]>> reply, bool udp = true, bool tcp = true, long scope = 0)
    {
        _reply = reply;
        IPAddress own = IPAddress.Parse(address);
        if (scope != 0)
        {
            own.ScopeId = scope;
        }

        IPEndPoint endPoint = new(own, 53);
        if (udp)
        {
            Socket datagrams = where.CreateSocket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            _sockets.Add(datagrams);
            datagrams.Bind(endPoint);
            _loops.Add(AnswerDatagramsAsync(datagrams, endPoint));
        }

        if (tcp)
        {
            Socket listener = where.CreateBoundListenSocket(endPoint);
            _sockets.Add(listener);
            listener.Listen();
            _loops.Add(AnswerConnectionsAsync(listener));
        }
    }

    internal NameServer(NetNamespace where, string address, Func<NameQuery, byte[]?> reply, bool udp = true, bool tcp = true)
        : this(where, address, query => reply(query) is { } message ? [message] : Array.Empty<byte[]>(), udp, tcp)
    {
    }

    /// <summary>The questions so far.</summary>
    internal ConcurrentQueue<NameQuery> Queries { get; } = new();

    public void Dispose()
    {
        _sockets.ForEach(socket => socket.Dispose());
        Task.WaitAll([.. _loops], TimeSpan.FromSeconds(30));
    }

    private IEnumerable<byte[]> Replies(byte[] message, bool byTcp)
    {
        NameQuery query = new(message, byTcp, 0, DateTime.UtcNow);
        query = query with { Number = _numbers.AddOrUpdate(query.Key, 1, (_, number) => number + 1) };
        Queries.Enqueue(query);
        return _reply(query);
    }

    private async Task AnswerDatagramsAsync(Socket socket, IPEndPoint endPoint)
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (true)
            {
                SocketReceiveFromResult received = await socket.ReceiveFromAsync(buffer, endPoint);
                foreach (byte[] reply in Replies(buffer[..received.ReceivedBytes], byTcp: false))
                {
                    await socket.SendToAsync(reply, received.RemoteEndPoint);
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerConnectionsAsync(Socket listener)
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (true)
            {
                using Socket connection = await listener.AcceptAsync();
                int received = await connection.ReceiveAsync(buffer);
                foreach (byte[] reply in Replies(buffer[2..received], byTcp: true))
                {
                    await connection.SendAsync((byte[])[(byte)(reply.Length >> 8), (byte)reply.Length, .. reply]);
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
