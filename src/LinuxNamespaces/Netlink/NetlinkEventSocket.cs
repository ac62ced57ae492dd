using System.Net.Sockets;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Netlink;

/// <summary>A netlink socket that hears of changes. It is never used for requests: an overrun would lose their replies.</summary>
internal sealed class NetlinkEventSocket : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[32 * 1024];

    /// <summary>Takes over a fresh AF_NETLINK socket and joins a multicast group.</summary>
    internal unsafe NetlinkEventSocket(SafeFileHandle socket, int group)
    {
        using (socket)
        {
            const string operation = "listen to netlink events";
            sockaddr_nl address = new() { nl_family = Linux.AF_NETLINK };
            SystemCalls.Check(Libc.bind(socket, &address, (uint)sizeof(sockaddr_nl)), operation);
            SystemCalls.SetSocketOption(socket, Linux.SOL_NETLINK, Linux.NETLINK_ADD_MEMBERSHIP, group, operation);
            _socket = SocketFactory.FromHandle(socket);
        }
    }

    /// <summary>Waits until something changed; what it was, or how often, is not told.</summary>
    internal async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _socket.ReceiveAsync(_buffer, SocketFlags.None, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.NoBufferSpaceAvailable)
        {
            // Events were lost, so something changed.
        }
    }

    public void Dispose() => _socket.Dispose();
}
