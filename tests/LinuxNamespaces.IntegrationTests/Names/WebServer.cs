using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.IntegrationTests.Names;

/// <summary>Says hello to each connection.</summary>
internal sealed class WebServer : IDisposable
{
    private readonly Socket _listener;
    private int _connections;

    internal WebServer(NetNamespace where, string address, long scope = 0)
    {
        IPAddress own = IPAddress.Parse(address);
        if (scope != 0)
        {
            own.ScopeId = scope;
        }

        _listener = where.CreateBoundListenSocket(new IPEndPoint(own, 80));
        _listener.Listen();
        _ = ServeAsync();
    }

    internal int Connections => _connections;

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using Socket connection = await _listener.AcceptAsync();
                if (await connection.ReceiveAsync(new byte[4096]) > 0)
                {
                    Interlocked.Increment(ref _connections);
                    await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"u8.ToArray());
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
