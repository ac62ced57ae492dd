using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab.Tests;

/// <summary>A test on two hosts with a wire between them. Red is 10.0.0.1, blue is 10.0.0.2.</summary>
public abstract class WireTest : KernelTest
{
    protected static readonly IPAddress RedAddress = IPAddress.Parse("10.0.0.1");
    protected static readonly IPAddress BlueAddress = IPAddress.Parse("10.0.0.2");

    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<IDisposable> _owned = [];

    protected static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    /// <summary>Creates a wire on which only the traffic of the test is: the neighbours are known, and IPv6 is off.</summary>
    protected Wire CreateWire(WireOptions? options = null, string name = "eth0")
    {
        foreach (NetNamespace host in (NetNamespace[])[Red, Blue])
        {
            host.Sysctl["net/ipv6/conf/default/disable_ipv6"] = "1";
        }

        Wire wire = Own(Wire.Create(Red, name, Blue, name, options));
        wire.First.AddAddress("10.0.0.1/24").Up();
        wire.Second.AddAddress("10.0.0.2/24").Up();
        Red.Neighbours.Add(Known(BlueAddress, wire.First, wire.Second));
        Blue.Neighbours.Add(Known(RedAddress, wire.Second, wire.First));
        return wire;
    }

    private static Neighbour Known(IPAddress address, Link link, Link other) =>
        new(address) { LinkIndex = link.Index, LinkLayerAddress = other.Info.Address, State = NeighbourState.Permanent };

    protected T Own<T>(T item)
        where T : IDisposable
    {
        _owned.Insert(0, item);
        return item;
    }

    protected Socket Datagram(NetNamespace host, IPAddress address, int port = 9000)
    {
        Socket socket = Own(host.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        socket.Bind(new IPEndPoint(address, port));
        socket.ReceiveTimeout = 20_000;
        return socket;
    }

    protected static void Send(Socket socket, IPAddress to, int number) => socket.SendTo(BitConverter.GetBytes(number), new IPEndPoint(to, 9000)).Should().Be(sizeof(int));

    protected static int Receive(Socket socket)
    {
        byte[] buffer = new byte[16];
        socket.Receive(buffer).Should().Be(sizeof(int));
        return BitConverter.ToInt32(buffer);
    }

    protected override void Dispose(bool disposing)
    {
        _owned.ForEach(item => item.Dispose());
        base.Dispose(disposing);
    }
}
