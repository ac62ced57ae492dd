using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

/// <summary>Names of hosts, as they are known in a namespace.</summary>
[Collection("The kernel")]
public sealed class ResolverTests : KernelTest
{
    private static readonly IPAddress s_server = IPAddress.Parse("10.0.0.2");
    private readonly TemporaryDirectory _directory = new();
    private readonly string _before = HostResolver.Directory;

    public ResolverTests()
    {
        VethPair pair = VethPair.Create(Red, "eth0", Blue, "eth0");
        pair.First.Up().AddAddress("10.0.0.1/24");
        pair.Second.Up().AddAddress($"{s_server}/24");
        HostResolver.Directory = _directory.Path;
        Directory.CreateDirectory(Path.Combine(_directory.Path, "red"));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("web.example", "10.0.0.2")]
    [InlineData("WEB", "10.0.0.2")]
    [InlineData("both.example", "2001:db8::2 10.0.0.2")]
    [InlineData("large.example", "10.0.0.77")]
    [InlineData("listed", "10.0.0.3")]
    [InlineData("localhost", "127.0.0.1 ::1")]
    [InlineData("10.0.0.9", "10.0.0.9")]
    public async Task Hosts_are_found_by_the_files_of_the_namespace(string host, string addresses)
    {
        Write("hosts", "10.0.0.3 listed");
        Write("resolv.conf", $"nameserver {s_server}\nsearch example");
        using NameServer server = new(Blue);
        using NetNamespace named = Named();
        IReadOnlyList<IPAddress> found = await new HostResolver(named, new NamespaceHttpOptions()).ResolveAsync(host, Cancellation);
        string.Join(' ', found).Should().Be(addresses);
    }

    [Fact]
    public async Task Hosts_that_do_not_exist_are_told()
    {
        using NameServer server = new(Blue);
        HostResolver resolver = new(Red, new NamespaceHttpOptions { NameServers = [new IPEndPoint(s_server, 53)] });
        Func<Task> act = () => resolver.ResolveAsync("nobody.example", Cancellation).AsTask();
        (await act.Should().ThrowAsync<SocketException>().WithMessage("*'nobody.example'*")).Which.SocketErrorCode.Should().Be(SocketError.HostNotFound);
        act = () => resolver.ResolveAsync("..", Cancellation).AsTask();
        await act.Should().ThrowAsync<SocketException>();
    }

    [Fact]
    public async Task Servers_that_are_not_there_are_passed_over()
    {
        using NameServer server = new(Blue);
        HostResolver resolver = new(Red, new NamespaceHttpOptions { NameServers = [new IPEndPoint(s_server, 54), new IPEndPoint(IPAddress.Parse("192.0.2.1"), 53), new IPEndPoint(s_server, 53)] });
        (await resolver.ResolveAsync("web.example", Cancellation)).Should().Equal(s_server);

        resolver = new(Red, new NamespaceHttpOptions { NameServers = [new IPEndPoint(s_server, 54)] });
        Func<Task> act = () => resolver.ResolveAsync("web.example", Cancellation).AsTask();
        await act.Should().ThrowAsync<SocketException>().WithMessage("*10.0.0.2:54*");
    }

    [Fact]
    public async Task Without_files_the_way_to_have_them_is_told()
    {
        using NetNamespace named = Named();
        Func<Task> act = () => new HostResolver(named, new NamespaceHttpOptions()).ResolveAsync("web.example", Cancellation).AsTask();
        await act.Should().ThrowAsync<SocketException>().WithMessage($"*'web.example'*{_directory.Path}/red/resolv.conf*NameServers*ResolveHost*");
        act = () => new HostResolver(Red, new NamespaceHttpOptions()).ResolveAsync("web.example", Cancellation).AsTask();
        await act.Should().ThrowAsync<SocketException>().WithMessage("*has no name*");
    }

    [Fact]
    public async Task A_handler_uses_them()
    {
        using NameServer server = new(Blue);
        using Socket listener = Blue.CreateBoundListenSocket(new IPEndPoint(s_server, 80));
        listener.Listen();
        Task serving = ServeOnceAsync(listener);
        using HttpClient http = new(Red.CreateHttpHandler(new NamespaceHttpOptions { NameServers = [new IPEndPoint(s_server, 53)] }));
        (await http.GetStringAsync(new Uri("http://both.example/"), Cancellation)).Should().Be("hello", "the second address works when the first does not");
        await serving;
    }

    protected override void Dispose(bool disposing)
    {
        HostResolver.Directory = _before;
        _directory.Dispose();
        base.Dispose(disposing);
    }

    private static async Task ServeOnceAsync(Socket listener)
    {
        using Socket connection = await listener.AcceptAsync(Cancellation);
        await connection.ReceiveAsync(new byte[4096], Cancellation);
        await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"u8.ToArray(), Cancellation);
    }

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_directory.Path, "red", file), text);

    /// <summary>The namespace as it would be if it had a name, which needs privileges.</summary>
    private NetNamespace Named() => new(NamespaceHandle.Open(Tool.InheritedPathOf(Red)), name: "red");

    /// <summary>Knows a few hosts. First it sends what somebody might who guesses.</summary>
    private sealed class NameServer : IDisposable
    {
        private readonly Socket _datagrams;
        private readonly Socket _listener;

        internal NameServer(NetNamespace where)
        {
            IPEndPoint endPoint = new(s_server, 53);
            _datagrams = where.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            _datagrams.Bind(endPoint);
            _listener = where.CreateBoundListenSocket(endPoint);
            _listener.Listen();
            _ = AnswerDatagramsAsync();
            _ = AnswerConnectionsAsync();
        }

        public void Dispose()
        {
            _datagrams.Dispose();
            _listener.Dispose();
        }

        private static byte[] Answer(ReadOnlySpan<byte> query, bool mayBeLong)
        {
            ReadOnlySpan<byte> question = query[12..];
            string name = Encoding.ASCII.GetString(question[..^5]).ToLowerInvariant();
            bool isNewer = BinaryPrimitives.ReadUInt16BigEndian(question[^4..]) == 28;
            bool exists = name is "\x3web\x7" + "example" or "\x4" + "both\x7" + "example" or "\x5large\x7" + "example";
            bool cut = name.Contains("large", StringComparison.Ordinal) && !mayBeLong && !isNewer;
            byte[] address = name.Contains("both", StringComparison.Ordinal) && isNewer ? IPAddress.Parse("2001:db8::2").GetAddressBytes()
                : isNewer ? []
                : name.Contains("large", StringComparison.Ordinal) ? [10, 0, 0, 77]
                : [10, 0, 0, 2];
            bool has = exists && !cut && address.Length > 0;
            byte[] record = has ? [0xc0, 12, 0, (byte)(isNewer ? 28 : 1), 0, 1, 0, 0, 0, 60, 0, (byte)address.Length, .. address] : [];
            return [.. query[..2], (byte)(0x81 | (cut ? 2 : 0)), (byte)(exists ? 0x80 : 0x83), 0, 1, 0, (byte)(has ? 1 : 0), 0, 0, 0, 0, .. question, .. record];
        }

        private async Task AnswerDatagramsAsync()
        {
            byte[] buffer = new byte[4096];
            try
            {
                while (true)
                {
                    SocketReceiveFromResult query = await _datagrams.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), Cancellation);
                    byte[] answer = Answer(buffer.AsSpan(0, query.ReceivedBytes), mayBeLong: false);
                    byte[] forged = [.. answer];
                    forged[0]++;
                    forged[^1]++;
                    await _datagrams.SendToAsync(forged, query.RemoteEndPoint, Cancellation);
                    await _datagrams.SendToAsync(answer, query.RemoteEndPoint, Cancellation);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // That is the end.
            }
        }

        private async Task AnswerConnectionsAsync()
        {
            byte[] buffer = new byte[4096];
            try
            {
                while (true)
                {
                    using Socket connection = await _listener.AcceptAsync(Cancellation);
                    int received = await connection.ReceiveAsync(buffer, Cancellation);
                    byte[] answer = Answer(buffer.AsSpan(2, received - 2), mayBeLong: true);
                    await connection.SendAsync((byte[])[0, (byte)answer.Length, .. answer], Cancellation);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // That is the end.
            }
        }
    }
}
