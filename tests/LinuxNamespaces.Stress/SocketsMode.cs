using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Stress;

/// <summary>Many sockets in a namespace, one after the other and several at once: nothing is left of them.</summary>
internal static class SocketsMode
{
    private const int AtOnce = 20;

    internal static (bool Passed, string Line) Run(int count)
    {
        using NetNamespace red = NetNamespace.Create();
        red.Loopback.Up();
        Open(red, 10 * AtOnce);
        int refused = 0;
        Stopwatch watch = Stopwatch.StartNew();
        Growth growth = Growth.Measure(count, half => refused += Open(red, half));
        TimeSpan time = watch.Elapsed;
        (Residue before, Residue after) = (growth.Before, growth.After);
        return (
            growth.Left is null,
            $"{count} sockets in {time.TotalSeconds:f1} s, {refused} refused as they should; descriptors {before.Descriptors} -> {after.Descriptors}, "
            + $"children {before.Children} -> {after.Children}, {growth.Memory}");
    }

    private static int Open(NetNamespace where, int count)
    {
        int refused = 0;
        for (int opened = 0; opened < count;)
        {
            int number = Math.Min(opened % 3 == 0 ? AtOnce : 1, count - opened);
            Socket[] sockets = where.CreateSockets(number, AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            foreach (Socket socket in sockets)
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
                socket.Dispose();
            }

            opened += number;
            try
            {
                where.CreateSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Udp).Dispose();
            }
            catch (LinuxException e) when (e.Errno == Errno.EPROTONOSUPPORT)
            {
                refused++;
            }
        }

        return refused;
    }
}
