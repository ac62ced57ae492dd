using System.Net;
using System.Net.Sockets;
using System.Text;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

[Collection("The kernel")]
public sealed class SocketTests : KernelTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(20);
    private readonly int _index;

    public SocketTests()
    {
        VethPair pair = VethPair.Create(Red, "eth0", Blue, "eth0").Connect();
        foreach ((Link link, int host) in new (Link, int)[] { (pair.First, 1), (pair.Second, 2) })
        {
            link.AddAddress($"10.0.0.{host}/24");
            link.AddAddress(InterfaceAddress.Parse($"2001:db8::{host}/64") with { Flags = AddressFlags.NoDuplicateAddressDetection });
            link.AddAddress(InterfaceAddress.Parse($"fe80::{host}/64") with { Flags = AddressFlags.NoDuplicateAddressDetection });
        }

        _index = pair.First.Index;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("10.0.0.2")]
    [InlineData("2001:db8::2")]
    public async Task Datagrams_go_between_namespaces(string address)
    {
        IPAddress blue = IPAddress.Parse(address);
        using Socket server = Blue.CreateSocket(blue.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        server.Bind(new IPEndPoint(blue, 5000));
        using Socket client = Red.CreateSocket(blue.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await client.SendToAsync("question"u8.ToArray(), server.LocalEndPoint!, Cancellation);
        byte[] buffer = new byte[100];
        SocketReceiveFromResult question = await server.ReceiveFromAsync(buffer, server.LocalEndPoint!, Cancellation).AsTask().WaitAsync(s_long, Cancellation);
        Encoding.UTF8.GetString(buffer, 0, question.ReceivedBytes).Should().Be("question");
        ((IPEndPoint)question.RemoteEndPoint).Address.ToString().Should().Be(address[..^1] + "1");
        await server.SendToAsync("answer"u8.ToArray(), question.RemoteEndPoint, Cancellation);
        int answer = await client.ReceiveAsync(buffer, Cancellation).AsTask().WaitAsync(s_long, Cancellation);
        Encoding.UTF8.GetString(buffer, 0, answer).Should().Be("answer");
    }

    [Theory]
    [InlineData("10.0.0.2", "0.0.0.0")]
    [InlineData("2001:db8::2", "::")]
    [InlineData("10.0.0.2", "::")]
    public async Task Connections_go_between_namespaces(string address, string any)
    {
        using Socket listener = Blue.CreateBoundListenSocket(new IPEndPoint(IPAddress.Parse(any), 0));
        listener.Listen();
        int port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        IPAddress blue = IPAddress.Parse(address);
        using Socket client = Red.CreateSocket(blue.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(new IPEndPoint(blue, port), Cancellation).AsTask().WaitAsync(s_long, Cancellation);
        using Socket accepted = await listener.AcceptAsync(Cancellation).AsTask().WaitAsync(s_long, Cancellation);
        await Exchange(client, accepted);
    }

    [Fact]
    public async Task Raw_sockets_send_and_receive()
    {
        using Socket sender = Red.CreateSocket(AddressFamily.InterNetwork, SocketType.Raw, (ProtocolType)253);
        using Socket receiver = Blue.CreateSocket(AddressFamily.InterNetwork, SocketType.Raw, (ProtocolType)253);
        await sender.SendToAsync("raw"u8.ToArray(), new IPEndPoint(IPAddress.Parse("10.0.0.2"), 0), Cancellation);
        byte[] buffer = new byte[100];
        int length = await receiver.ReceiveAsync(buffer, Cancellation).AsTask().WaitAsync(s_long, Cancellation);
        Encoding.UTF8.GetString(buffer, 20, length - 20).Should().Be("raw", "it follows the IPv4 header");
    }

    [Fact]
    public async Task Packet_sockets_see_the_frames_of_their_namespace()
    {
        // Host to network byte order, as packet(7) has it: ETH_P_IP is 0x0800.
        using Socket capture = Blue.CreateSocket(AddressFamily.Packet, SocketType.Raw, (ProtocolType)0x0008);
        using Socket sender = Red.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await sender.SendToAsync("seen"u8.ToArray(), new IPEndPoint(IPAddress.Parse("10.0.0.2"), 5000), Cancellation);
        byte[] frame = new byte[2000];
        int length = await capture.ReceiveAsync(frame, Cancellation).AsTask().WaitAsync(s_long, Cancellation);
        Encoding.UTF8.GetString(frame, 14 + 20 + 8, length - 42).Should().Be("seen", "it follows the headers of Ethernet, IPv4 and UDP");
    }

    [Fact]
    public async Task Abstract_Unix_addresses_belong_to_a_namespace()
    {
        UnixDomainSocketEndPoint name = new("\0linuxnamespaces");
        using Socket listener = Blue.CreateBoundListenSocket(name);
        listener.Listen();
        using Socket elsewhere = Red.CreateSocket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        Func<Task> act = () => elsewhere.ConnectAsync(name, Cancellation).AsTask();
        (await act.Should().ThrowAsync<SocketException>()).Which.SocketErrorCode.Should().Be(SocketError.ConnectionRefused);
        using Socket inside = Blue.CreateSocket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await inside.ConnectAsync(name, Cancellation);
        using Socket accepted = await listener.AcceptAsync(Cancellation).AsTask().WaitAsync(s_long, Cancellation);
        await Exchange(inside, accepted);
    }

    [Fact]
    public void Each_namespace_has_ports_of_its_own()
    {
        IPEndPoint port = new(IPAddress.Any, 80);
        using Socket red = Red.CreateBoundListenSocket(port);
        red.Listen();
        using Socket blue = Blue.CreateBoundListenSocket(port);
        blue.Listen();
        Action again = () => Red.CreateBoundListenSocket(port);
        again.Should().Throw<SocketException>().Which.SocketErrorCode.Should().Be(SocketError.AddressAlreadyInUse);
        Action foreign = () => Red.CreateBoundListenSocket(new IPEndPoint(IPAddress.Parse("10.0.0.2"), 81));
        foreign.Should().Throw<SocketException>().Which.SocketErrorCode.Should().Be(SocketError.AddressNotAvailable);
    }

    [Fact]
    public async Task Destination_without_a_route_is_told()
    {
        foreach (string address in new[] { "192.0.2.1", "2001:db9::1" })
        {
            IPAddress nowhere = IPAddress.Parse(address);
            using Socket socket = Red.CreateSocket(nowhere.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            Func<Task> connect = () => socket.ConnectAsync(new IPEndPoint(nowhere, 80), Cancellation).AsTask();
            (await connect.Should().ThrowAsync<SocketException>()).Which.SocketErrorCode.Should().Be(SocketError.NetworkUnreachable);
        }

        using HttpClient http = new(Red.CreateHttpHandler());
        Func<Task> get = () => http.GetStringAsync(new Uri("http://192.0.2.1/"), Cancellation);
        HttpRequestException failure = (await get.Should().ThrowAsync<HttpRequestException>()).Which;
        failure.HttpRequestError.Should().Be(HttpRequestError.ConnectionError);
        failure.Message.Should().Be($"Could not connect to 192.0.2.1 from namespace '{Red}': Network is unreachable (192.0.2.1:80)");
        failure.InnerException.Should().BeOfType<SocketException>().Which.SocketErrorCode.Should().Be(SocketError.NetworkUnreachable);
    }

    [Fact]
    public void Families_and_protocols_that_are_not_there_are_told()
    {
        Action family = () => Red.CreateSocket(AddressFamily.AppleTalk, SocketType.Stream, ProtocolType.Tcp);
        family.Should().Throw<NotSupportedException>().WithMessage("*'AppleTalk'*");
        Action protocol = () => Red.CreateSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Udp);
        LinuxException failure = protocol.Should().Throw<LinuxException>().Which;
        failure.Errno.Should().Be(Errno.EPROTONOSUPPORT);
        failure.Message.Should().Contain($"'{Red}'");
        Action endPoint = () => Red.CreateBoundListenSocket(new DnsEndPoint("localhost", 80));
        endPoint.Should().Throw<NotSupportedException>().WithMessage("*DnsEndPoint*");
    }

    [Fact]
    public async Task Sockets_outlive_the_object_they_came_from()
    {
        Socket client;
        Socket listener;
        using (NetNamespace first = NetNamespace.Create())
        using (NetNamespace second = NetNamespace.Create())
        {
            VethPair pair = VethPair.Create(first, "eth0", second, "eth0");
            pair.First.Up().AddAddress("10.0.0.1/24");
            pair.Second.Up().AddAddress("10.0.0.2/24");
            client = first.CreateSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener = second.CreateBoundListenSocket(new IPEndPoint(IPAddress.Any, 5000));
        }

        using (client)
        using (listener)
        {
            listener.Listen();
            await client.ConnectAsync(new IPEndPoint(IPAddress.Parse("10.0.0.2"), 5000), Cancellation).AsTask().WaitAsync(s_long, Cancellation);
            using Socket accepted = await listener.AcceptAsync(Cancellation).AsTask().WaitAsync(s_long, Cancellation);
            await Exchange(client, accepted);
        }
    }

    [Fact]
    public void Sockets_are_not_handed_on_to_child_processes()
    {
        using Socket socket = Red.CreateSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        foreach (nint descriptor in new[] { socket.Handle, Red.Handle.DangerousGetHandle() })
        {
            string flags = File.ReadLines($"/proc/self/fdinfo/{descriptor}").Single(line => line.StartsWith("flags:", StringComparison.Ordinal));
            (Convert.ToInt32(flags[6..].Trim(), 8) & Convert.ToInt32("2000000", 8)).Should().NotBe(0, "O_CLOEXEC is set");
        }
    }

    [Theory]
    [InlineData("10.0.0.2")]
    [InlineData("[2001:db8::2]")]
    [InlineData("[fe80::2%INDEX]")]
    [InlineData("blue.example")]
    public async Task HTTP_goes_between_namespaces(string host)
    {
        using Socket listener = Blue.CreateBoundListenSocket(new IPEndPoint(IPAddress.IPv6Any, 80));
        Task server = Serve(listener);
        using HttpClient http = new(Red.CreateHttpHandler(new NamespaceHttpOptions
        {
            // The first has no route, so the second is tried.
            ResolveHost = (name, _) => ValueTask.FromResult<IReadOnlyList<IPAddress>>(name == "blue.example" ? [IPAddress.Parse("192.0.2.1"), IPAddress.Parse("2001:db8::2")] : []),
        }));
        Uri uri = new($"http://{host.Replace("INDEX", $"{_index}", StringComparison.Ordinal)}/");
        (await http.GetStringAsync(uri, Cancellation).WaitAsync(s_long, Cancellation)).Should().Be("hello");
        await server;
    }

    [Fact]
    public async Task HTTP_to_localhost_stays_in_the_namespace()
    {
        Red.Loopback.Up();
        using Socket listener = Red.CreateBoundListenSocket(new IPEndPoint(IPAddress.IPv6Loopback, 80));
        Task server = Serve(listener);
        using HttpClient http = new(Red.CreateHttpHandler());
        (await http.GetStringAsync(new Uri("http://localhost/"), Cancellation).WaitAsync(s_long, Cancellation)).Should().Be("hello");
        await server;
    }

    [Fact]
    public async Task Host_names_that_cannot_be_resolved_are_told()
    {
        using HttpClient http = new(Red.CreateHttpHandler());
        Func<Task> get = () => http.GetStringAsync(new Uri("http://blue.example/"), Cancellation);
        HttpRequestException failure = (await get.Should().ThrowAsync<HttpRequestException>()).Which;
        failure.HttpRequestError.Should().Be(HttpRequestError.NameResolutionError);
        failure.Message.Should().Contain("'blue.example'").And.Contain(nameof(NamespaceHttpOptions.ResolveHost));
        using HttpClient empty = new(Red.CreateHttpHandler(new NamespaceHttpOptions { ResolveHost = (_, _) => ValueTask.FromResult<IReadOnlyList<IPAddress>>([]) }));
        Func<Task> nowhere = () => empty.GetStringAsync(new Uri("http://blue.example/"), Cancellation);
        failure = (await nowhere.Should().ThrowAsync<HttpRequestException>()).Which;
        failure.HttpRequestError.Should().Be(HttpRequestError.NameResolutionError);
        failure.Message.Should().Be($"The host name 'blue.example' is not known in namespace '{Red}'. (blue.example:80)");
    }

    [Fact]
    public void Sockets_of_other_families_are_had_as_handles()
    {
        const int sockDiag = 4;
        using Socket netlink = new(Red.CreateSocketHandle(Linux.AF_NETLINK, (int)SocketType.Raw, sockDiag));
        using Socket known = Red.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        using Socket other = Blue.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Native.NamespaceCookie(netlink).Should().Be(Native.NamespaceCookie(known)).And.NotBe(Native.NamespaceCookie(other));
        Action act = () => Red.CreateSocketHandle(12345, 1, 0);
        act.Should().Throw<LinuxException>().Which.Errno.Should().Be(Errno.EAFNOSUPPORT);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(200)]
    public void Several_sockets_are_had_at_once(int count)
    {
        Socket[] sockets = Red.CreateSockets(count, AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        sockets.Should().HaveCount(count);
        foreach (Socket socket in sockets)
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse("10.0.0.1"), 0));
            socket.Dispose();
        }

        Action none = () => Red.CreateSockets(0, AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        none.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Of_sockets_that_are_not_all_had_none_is_left()
    {
        // In a process of its own, with a limit of its own: the runtime aborts when it needs a descriptor itself and there is none. With each of these
        // limits the descriptors run out at another step, as a helper process opens sixteen at a time.
        for (int limit = 400; limit < 416; limit++)
        {
            Tool.Run("sh", "-c", $"ulimit -n {limit}; {Program.ExhaustCommand}").Should().Be("EMFILE, 0 left, another one opens\n", $"the limit is {limit}");
        }
    }

    [Fact]
    public async Task HTTP_after_the_namespace_is_disposed_is_refused()
    {
        NetNamespace gone = NetNamespace.Create();
        using HttpClient http = new(gone.CreateHttpHandler());
        gone.Dispose();
        Func<Task> get = () => http.GetStringAsync(new Uri("http://10.0.0.2/"), Cancellation);
        (await get.Should().ThrowAsync<Exception>()).Which.GetBaseException().Should().BeOfType<ObjectDisposedException>();
    }

    private static async Task Exchange(Socket first, Socket second)
    {
        byte[] buffer = new byte[100];
        await first.SendAsync("question"u8.ToArray(), Cancellation);
        int length = await second.ReceiveAsync(buffer, Cancellation).AsTask().WaitAsync(s_long, Cancellation);
        Encoding.UTF8.GetString(buffer, 0, length).Should().Be("question");
        await second.SendAsync("answer"u8.ToArray(), Cancellation);
        length = await first.ReceiveAsync(buffer, Cancellation).AsTask().WaitAsync(s_long, Cancellation);
        Encoding.UTF8.GetString(buffer, 0, length).Should().Be("answer");
    }

    /// <summary>Answers one HTTP request.</summary>
    private static async Task Serve(Socket listener)
    {
        listener.Listen();
        using Socket client = await listener.AcceptAsync(Cancellation);
        await client.ReceiveAsync(new byte[4096], Cancellation);
        await client.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"u8.ToArray(), Cancellation);
    }
}
