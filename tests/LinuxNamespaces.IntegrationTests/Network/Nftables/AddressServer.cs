using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LinuxNamespaces.IntegrationTests.Network.Nftables;

/// <summary>Tells each client over HTTP which address it has.</summary>
internal sealed class AddressServer : IDisposable
{
    private readonly Socket _listener;

    internal AddressServer(NetNamespace where, string address)
    {
        _listener = where.CreateBoundListenSocket(new IPEndPoint(IPAddress.Parse(address), 80));
        _listener.Listen();
        _ = ServeAsync();
    }

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
                    string client = ((IPEndPoint)connection.RemoteEndPoint!).Address.ToString();
                    await connection.SendAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {client.Length}\r\nConnection: close\r\n\r\n{client}"));
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
