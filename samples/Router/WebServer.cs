using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LinuxNamespaces.Samples;

/// <summary>Tells each client which address it has.</summary>
internal sealed class WebServer : IDisposable
{
    private readonly string _name;
    private readonly Socket _listener;

    public WebServer(string name, NetNamespace where)
    {
        _name = name;
        _listener = where.CreateBoundListenSocket(new IPEndPoint(IPAddress.Any, 80));
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
                using Socket client = await _listener.AcceptAsync();
                if (await client.ReceiveAsync(new byte[4096]) > 0)
                {
                    string text = $"{_name} sees {((IPEndPoint)client.RemoteEndPoint!).Address}";
                    await client.SendAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {text.Length}\r\nConnection: close\r\n\r\n{text}"));
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The sample is over.
        }
    }
}
