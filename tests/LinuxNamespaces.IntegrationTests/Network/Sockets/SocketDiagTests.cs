using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Sockets;

/// <summary>Sockets that the test makes, against what ss(8) shows of them.</summary>
[Collection("The kernel")]
public sealed class SocketDiagTests : KernelTest
{
    private static readonly IPEndPoint s_server = new(IPAddress.Loopback, 8080);
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(20);

    private readonly List<Socket> _sockets = [];

    public SocketDiagTests() => Red.Loopback.Up();

    protected override void Dispose(bool disposing)
    {
        _sockets.ForEach(socket => socket.Dispose());
        base.Dispose(disposing);
    }

    [Fact]
    public void Sockets_are_those_of_ss()
    {
        (Socket client, _) = Connect();
        client.Send(new byte[5]);
        Socket datagrams = Open(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
        datagrams.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 53));
        Socket dual = Open(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        dual.DualMode = true;
        dual.Connect(new IPEndPoint(IPAddress.Loopback.MapToIPv6(), 8080));
        Open(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp).Connect(new IPEndPoint(IPAddress.Loopback, 99));

        Until(() => Red.GetSockets().Select(Line).Order(StringComparer.Ordinal).SequenceEqual(Ss("-tuan")));
        IReadOnlyList<NetSocketInfo> sockets = Red.GetSockets();
        sockets.Should().Contain(socket => socket.State == TcpState.Listen && socket.ReceiveQueue == 1 && socket.SendQueue == 7, "the limit of the queue is known by sock_diag");
        sockets.Should().OnlyContain(socket => socket.Cookie != null && socket.Tcp == null && socket.Memory == null);
        sockets.Should().ContainSingle(socket => socket.Inode == 0, "nothing has accepted the last connection");
        sockets.Select(socket => socket.Cookie).Should().OnlyHaveUniqueItems();
        sockets.Should().Contain(socket => socket.Protocol == ProtocolType.Tcp && socket.Remote.Address.IsIPv4MappedToIPv6);
        sockets.Single(socket => socket.Local.Port == 53).IsIPv6Only.Should().Be(datagrams.GetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.IPv6Only) is 1);
        Blue.GetSockets().Should().BeEmpty();
    }

    [Fact]
    public void Details_are_those_of_ss()
    {
        (Socket client, Socket server) = Connect();
        client.Send(new byte[1000]);
        server.Receive(new byte[1000]);
        server.Shutdown(SocketShutdown.Send);
        int port = ((IPEndPoint)client.LocalEndPoint!).Port;
        NetSocketFilter filter = new() { Protocol = ProtocolType.Tcp, LocalPorts = new PortRange(port), IncludeDetails = true };
        // The end of the stream arrives a moment later.
        Until(() => Red.GetSockets(filter).Single().State == TcpState.CloseWait);
        NetSocketInfo socket;
        string ss;
        do
        {
            socket = Red.GetSockets(filter).Should().ContainSingle().Subject;
            ss = Tool.RunIn(Red, "ss", "-Htnimoe", "sport", "=", $":{port}");
        }
        // The end of the stream is acknowledged later still.
        while (Red.GetSockets(filter).Single().Tcp!.SegmentsSent != socket.Tcp!.SegmentsSent);

        ss.Should().Contain($" {socket.CongestionControl} ").And.Contain($" cwnd:{socket.Tcp.CongestionWindow} ").And.Contain($" mss:{socket.Tcp.SendSegmentSize} ").And.Contain($" pmtu:{socket.Tcp.PathMtu} ")
            .And.Contain($" bytes_sent:{socket.Tcp.BytesSent} ").And.Contain($" bytes_acked:{socket.Tcp.BytesAcknowledged}").And.Contain($" segs_out:{socket.Tcp.SegmentsSent} ").And.Contain($" segs_in:{socket.Tcp.SegmentsReceived} ")
            .And.Contain($" wscale:{socket.Tcp.SendWindowScale},{socket.Tcp.ReceiveWindowScale} ").And.Contain($"rto:{Number(socket.Tcp.RetransmissionTimeout)} ")
            .And.Contain($" rtt:{Number(socket.Tcp.RoundTripTime)}/{Number(socket.Tcp.RoundTripTimeVariation)} ").And.Contain($" minrtt:{Number(socket.Tcp.MinimumRoundTripTime!.Value)}")
            .And.Contain($" ino:{socket.Inode} ").And.Contain($" sk:{socket.Cookie:x} ");
        SocketMemory memory = socket.Memory!;
        ss.Should().Contain($"skmem:(r{memory.ReceiveAllocated},rb{memory.ReceiveBuffer},t{memory.SendAllocated},tb{memory.SendBuffer},f{memory.ForwardAllocated},w{memory.SendQueued},o{memory.Options},bl{memory.Backlog},d{memory.Dropped})");
        (socket.Tcp.BytesSent, socket.Tcp.Options.HasFlag(TcpConnectionOptions.SelectiveAcknowledgements)).Should().Be((1000UL, true));
        (socket.IsReceiveShutDown, socket.IsSendShutDown, socket.TypeOfService).Should().Be((true, false, (byte)0));
    }

    [Fact]
    public void The_kernel_applies_every_part_of_a_filter()
    {
        (Socket client, _) = Connect();
        int port = ((IPEndPoint)client.LocalEndPoint!).Port;
        Socket bound = Open(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        bound.SetRawSocketOption(1, 25, "lo\0"u8);
        bound.SetRawSocketOption(1, 36, BitConverter.GetBytes(7));
        bound.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 5000));
        Socket v6 = Open(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
        v6.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 5000));

        Ports(new() { States = [TcpState.Listen] }).Should().Equal(8080);
        Ports(new() { Protocol = ProtocolType.Tcp, LocalPorts = new PortRange(port) }).Should().Equal(port);
        Ports(new() { RemotePorts = new PortRange(port) }).Should().Equal(8080);
        Ports(new() { RemotePorts = new PortRange(8000, 8079) }).Should().BeEmpty();
        Ports(new() { RemotePorts = new PortRange(8000, 8080) }).Should().Equal(port);
        Ports(new() { Local = IPNetwork.Parse("127.0.0.2/31") }).Should().Equal(5000);
        Ports(new() { Local = IPNetwork.Parse("::1/128") }).Should().Equal(5000);
        Ports(new() { Family = AddressFamily.InterNetworkV6 }).Should().Equal(5000);
        Ports(new() { Remote = IPNetwork.Parse("127.0.0.0/8") }).Order().Should().Equal(new[] { 8080, port }.Order());
        // Raw sockets cannot be filtered so where the kernel has no list of them.
        NetSocketFilter udp = new() { Protocol = ProtocolType.Udp };
        Ports(udp with { LinkIndex = Red.Loopback.Index }).Should().Equal(5000);
        Ports(udp with { LinkIndex = 99 }).Should().BeEmpty();
        Ports(udp with { Mark = 7 }).Should().Equal(5000);
        Ports(udp with { Mark = 8 }).Should().BeEmpty();
        Red.GetSockets(udp with { LinkIndex = Red.Loopback.Index }).Should().ContainSingle().Which.Should().Match<NetSocketInfo>(socket => socket.LinkIndex == 1 && socket.Mark == 7);
    }

    [Fact]
    public void Raw_sockets_are_listed_with_or_without_help_of_the_kernel()
    {
        Open(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Icmp);
        Red.GetSockets(new NetSocketFilter { Protocol = ProtocolType.Raw }).Should().ContainSingle().Which.Local.Port.Should().Be(1);
        Red.GetSockets(new NetSocketFilter { Protocol = ProtocolType.Raw, LocalPorts = new PortRange(2) }).Should().BeEmpty();
    }

    [Fact]
    public void Owner_of_a_socket_is_found()
    {
        (Socket client, _) = Connect();
        NetSocketInfo socket = Red.GetSockets().Single(socket => socket.Local.Equals(client.LocalEndPoint));
        SocketOwner owner = socket.FindOwners().Should().ContainSingle().Subject;
        (owner.ProcessId, owner.Descriptor).Should().Be((Environment.ProcessId, (int)client.Handle));
        owner.ProcessName.Should().Be(File.ReadAllText("/proc/self/comm").TrimEnd());
        SocketOwner.Find([1]).Should().BeEmpty();
    }

    [Fact]
    public void Destroyed_connection_fails_at_both_ends()
    {
        (Socket client, Socket server) = Connect();
        NetSocketInfo socket = Red.GetSockets().Single(socket => socket.Local.Equals(client.LocalEndPoint));
        try
        {
            Red.DestroySocket(socket);
        }
        catch (NotSupportedException)
        {
            Assert.Skip("The kernel has no destruction of sockets (CONFIG_INET_DIAG_DESTROY).");
        }

        Action send = () => client.Send(new byte[1]);
        send.Should().Throw<SocketException>();
        Action receive = () => server.Receive(new byte[1]);
        receive.Should().Throw<SocketException>().Which.SocketErrorCode.Should().Be(SocketError.ConnectionReset);
        Action again = () => Red.DestroySocket(socket);
        again.Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.ENOENT);
        Action other = () => Red.DestroySocket(socket with { Cookie = null });
        other.Should().Throw<ArgumentException>();

        Socket datagrams = Open(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
        datagrams.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 53));
        Red.DestroySocket(Red.GetSockets(new NetSocketFilter { Protocol = ProtocolType.Udp }).Single());
        Action aborted = () => datagrams.Receive(new byte[1]);
        aborted.Should().Throw<SocketException>().Which.SocketErrorCode.Should().Be(SocketError.ConnectionAborted);
    }

    [Fact]
    public void Unix_sockets_are_those_of_ss()
    {
        using TemporaryDirectory directory = new();
        string path = Path.Combine(directory.Path, "server");
        Socket server = Open(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        server.Bind(new UnixDomainSocketEndPoint(path));
        server.Listen(3);
        Socket client = Open(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(path));
        Socket @abstract = Open(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        @abstract.Bind(new UnixDomainSocketEndPoint("\0" + "name in red"));

        IReadOnlyList<UnixSocketInfo> sockets = Red.GetUnixSockets();
        UnixSocketInfo listening = sockets.Single(socket => socket.State == UnixSocketState.Listening);
        (listening.Path, listening.ReceiveQueue, listening.SendQueue, listening.Type).Should().Be((path, 1, 3, SocketType.Stream));
        sockets.Should().Contain(socket => socket.AbstractName == "name in red" && socket.Type == SocketType.Dgram && socket.State == UnixSocketState.Unconnected);
        sockets.Should().Contain(socket => socket.State == UnixSocketState.Connected && socket.Path == null);
        SocketOwner.Find(sockets.Select(socket => socket.Inode))[listening.Inode].Should().Contain(owner => owner.ProcessId == Environment.ProcessId && owner.Descriptor == (int)server.Handle);
        Tool.RunIn(Red, "ss", "-Hxa").Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(sockets.Count);
        Tool.RunIn(Red, "ss", "-Hxl").Should().Contain($"{path} {listening.Inode}");
    }

    private (Socket Client, Socket Server) Connect()
    {
        Socket listener = Red.CreateBoundListenSocket(s_server);
        _sockets.Add(listener);
        listener.Listen(7);
        Socket client = Open(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(s_server);
        Socket server = listener.Accept();
        _sockets.Add(server);
        Open(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        return (client, server);
    }

    private Socket Open(AddressFamily family, SocketType type, ProtocolType protocol)
    {
        Socket socket = Red.CreateSocket(family, type, protocol);
        _sockets.Add(socket);
        return socket;
    }

    private IEnumerable<int> Ports(NetSocketFilter filter) => Red.GetSockets(filter).Select(socket => socket.Local.Port);

    private IEnumerable<string> Ss(string options) => Tool.RunIn(Red, "ss", "-H", options).Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        .Order(StringComparer.Ordinal);

    private static void Until(Func<bool> condition) => SpinWait.SpinUntil(condition, s_long).Should().BeTrue();

    /// <summary>A time in milliseconds, as ss(8) prints it.</summary>
    private static string Number(TimeSpan time) => time.TotalMilliseconds.ToString("G6", CultureInfo.InvariantCulture);

    private static string Line(NetSocketInfo socket)
    {
        string state = socket.State switch
        {
            TcpState.Established => "ESTAB",
            TcpState.Listen => "LISTEN",
            TcpState.Closed => "UNCONN",
            _ => socket.State.ToString(),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{socket.Protocol.ToString().ToLowerInvariant()} {state} {socket.ReceiveQueue} {socket.SendQueue} {Text(socket.Local)} {Text(socket.Remote)}");
    }

    private static string Text(IPEndPoint point)
    {
        string address = point.Address.Equals(IPAddress.Any) ? "0.0.0.0" : point.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{point.Address}]" : point.Address.ToString();
        return $"{address}:{(point.Port == 0 ? "*" : point.Port.ToString(CultureInfo.InvariantCulture))}";
    }
}
