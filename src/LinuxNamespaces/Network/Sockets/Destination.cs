using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>An address to connect to, and the address that the namespace would connect from.</summary>
/// <param name="Address">The destination.</param>
/// <param name="Source">The source address; <c>null</c> if no route leads there, or the namespace has no such sockets.</param>
internal sealed record Destination(IPAddress Address, IPAddress? Source)
{
    /// <summary>Finds the source addresses. Nothing is sent: the kernel chooses them when a datagram socket is connected.</summary>
    internal static IReadOnlyList<Destination> Find(NetNamespace netNamespace, IReadOnlyList<IPAddress> addresses) =>
        [.. addresses.GroupBy(address => address.AddressFamily).SelectMany(family => Find(netNamespace, family.Key, [.. family]))];

    private static Destination[] Find(NetNamespace netNamespace, AddressFamily family, IPAddress[] addresses)
    {
        Socket[] sockets;
        try
        {
            sockets = netNamespace.CreateSockets(addresses.Length, family, SocketType.Dgram, ProtocolType.Udp);
        }
        catch (LinuxException)
        {
            // The attempt to connect returns the error.
            return Array.ConvertAll(addresses, address => new Destination(address, null));
        }

        Destination[] found = new Destination[addresses.Length];
        for (int i = 0; i < addresses.Length; i++)
        {
            using Socket socket = sockets[i];
            found[i] = new Destination(addresses[i], SourceOf(socket, addresses[i]));
        }

        return found;
    }

    private static IPAddress? SourceOf(Socket socket, IPAddress address)
    {
        try
        {
            // Any port will do, since no packet is sent.
            socket.Connect(new IPEndPoint(address, 9));
            return (socket.LocalEndPoint as IPEndPoint)?.Address;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
