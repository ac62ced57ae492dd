using System.Net.Sockets;

namespace LinuxNamespaces.Compare;

internal static class OpenSockets
{
    internal static void Run(int count)
    {
        using NetNamespace there = NetNamespace.Create();
        Clock.Measure(
            () =>
            {
                foreach (Socket socket in there.CreateSockets(count, AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
                {
                    socket.Dispose();
                }
            },
            count);
    }
}
