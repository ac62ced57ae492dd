using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Names;

/// <summary>Hosts with several addresses, some of which do not work.</summary>
[Collection("The kernel")]
public sealed class ConnectionTests : NameTest
{
    // Far above what an attempt costs, far below the minutes that the kernel tries a dead address.
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(25);

    private readonly List<WebServer> _servers = [];

    public ConnectionTests()
    {
        // What goes there is lost without a word.
        Tool.Ip(Red, "route add 198.51.100.0/24 via 10.0.0.2", "-6 route add 2001:db8:dead::/64 via 2001:db8::2");
        Tool.Ip(Blue, "route add blackhole 198.51.100.0/24", "-6 route add blackhole 2001:db8:dead::/64");
        Write("resolv.conf", Patient);
    }

    [Theory]
    [InlineData("2001:db8:dead::1 10.0.0.2")]
    [InlineData("2001:db8:dead::1 2001:db8:dead::2 198.51.100.1 10.0.0.2")]
    [InlineData("198.51.100.1 2001:db8::2")]
    [InlineData("2001:db9::1 10.0.0.2")] // no route
    [InlineData("192.0.2.1 2001:db8::2")]
    [InlineData("2001:db8::4 10.0.0.2")] // refused
    [InlineData("10.0.0.2")]
    [InlineData("2001:db8::2")]
    public async Task An_address_that_works_is_found_soon(string addresses)
    {
        Serve("10.0.0.2");
        Serve("2001:db8::2");
        using NameServer server = new(Blue, "10.0.0.2", query => query.Addresses(addresses.Split(' ')));
        (await GetAsync("http://web.example/")).Should().Be("hello");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_family_does_not_wait_for_the_other_to_be_known(bool v6IsKnown)
    {
        Serve("10.0.0.2");
        Serve("2001:db8::2");
        using NameServer server = new(Blue, "10.0.0.2", query => query.IsV6 == v6IsKnown ? query.Addresses("10.0.0.2", "2001:db8::2") : null);
        (await GetAsync("http://web.example/")).Should().Be("hello");
    }

    [Fact]
    public async Task If_the_first_family_does_not_work_the_other_is_waited_for()
    {
        Serve("2001:db8::2");
        using NameServer server = new(Blue, "10.0.0.2", query =>
        {
            if (query.IsV6)
            {
                Thread.Sleep(1000);
            }

            return query.Addresses("10.0.0.4", "2001:db8::2");
        });
        (await GetAsync("http://web.example/")).Should().Be("hello");
    }

    [Fact]
    public async Task The_order_of_a_function_is_kept()
    {
        Serve("10.0.0.2");
        Serve("2001:db8::2");
        using HttpClient http = new(Red.CreateHttpHandler(new NamespaceHttpOptions
        {
            ResolveHost = (_, _) => ValueTask.FromResult<IReadOnlyList<IPAddress>>([IPAddress.Parse("198.51.100.1"), IPAddress.Parse("10.0.0.2"), IPAddress.Parse("2001:db8::2")]),
        }));
        (await http.GetStringAsync(new Uri("http://web/"), Cancellation).WaitAsync(s_bound, Cancellation)).Should().Be("hello");
        _servers.Select(server => server.Connections).Should().Equal(1, 0);
    }

    [Fact]
    public async Task IPv6_comes_first()
    {
        Serve("10.0.0.2");
        Serve("2001:db8::2");
        Write("hosts", "10.0.0.2 web\n2001:db8::2 web");
        (await GetAsync("http://web/")).Should().Be("hello");
        _servers[1].Connections.Should().Be(1);
    }

    [Fact]
    public async Task Where_no_address_works_each_is_named_with_its_reason()
    {
        using NameServer server = new(Blue, "10.0.0.2", query => query.Addresses("2001:db9::1", "10.0.0.4", "192.0.2.1"));
        Func<Task> act = () => GetAsync("http://web.example/");
        HttpRequestException failure = (await act.Should().ThrowAsync<HttpRequestException>()).Which;
        failure.Message.Should().Contain("web.example").And.Contain("2001:db9::1: Network is unreachable").And.Contain("10.0.0.4: Connection refused").And.Contain("192.0.2.1: Network is unreachable");
        failure.InnerException.Should().BeOfType<SocketException>().Which.SocketErrorCode.Should().Be(SocketError.ConnectionRefused, "it tells most");
    }

    [Fact]
    public async Task Attempts_end_with_the_wait_and_leave_nothing()
    {
        Write("hosts", "2001:db8:dead::1 web\n198.51.100.1 web\n198.51.100.2 web");
        List<Exception> unobserved = [];
        EventHandler<UnobservedTaskExceptionEventArgs> note = (_, e) => unobserved.Add(e.Exception);
        TaskScheduler.UnobservedTaskException += note;
        int before = Leaks.Sockets();
        SocketsHttpHandler handler = Named.CreateHttpHandler(Files);
        handler.ConnectTimeout = TimeSpan.FromSeconds(1);
        using (HttpClient http = new(handler))
        {
            Func<Task> act = () => http.GetStringAsync(new Uri("http://web/"), Cancellation).WaitAsync(s_bound, Cancellation);
            await act.Should().ThrowAsync<TaskCanceledException>();
        }

        (await Leaks.SocketsAfterAsync(before, Cancellation)).Should().BeLessThanOrEqualTo(before);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        TaskScheduler.UnobservedTaskException -= note;
        unobserved.Should().BeEmpty();
    }

    [Fact]
    public async Task What_loses_is_closed()
    {
        Serve("10.0.0.2");
        Write("hosts", "2001:db8:dead::1 web\n2001:db8:dead::2 web\n198.51.100.1 web\n10.0.0.2 web");
        int before = Leaks.Sockets();
        (await GetAsync("http://web/")).Should().Be("hello");
        (await Leaks.SocketsAfterAsync(before, Cancellation)).Should().BeLessThanOrEqualTo(before);
    }

    [Theory]
    [InlineData("fe80::2%zone0")]
    [InlineData("fe80::2%25zone0")]
    [InlineData("fe80::2%INDEX")]
    public async Task The_zone_of_an_address_is_a_link_of_the_namespace(string address)
    {
        Serve("fe80::2", Pair.Second.Index);
        (await GetAsync($"http://[{address.Replace("INDEX", $"{Pair.First.Index}", StringComparison.Ordinal)}]/")).Should().Be("hello");
    }

    [Fact]
    public async Task A_zone_that_is_no_link_is_told()
    {
        Func<Task> act = () => GetAsync("http://[fe80::2%nolink]/");
        await act.Should().ThrowAsync<HttpRequestException>().WithMessage("*'nolink'*");
    }

    protected override void Dispose(bool disposing)
    {
        _servers.ForEach(server => server.Dispose());
        base.Dispose(disposing);
    }

    private void Serve(string address, long scope = 0) => _servers.Add(new WebServer(Blue, address, scope));

    private async Task<string> GetAsync(string uri)
    {
        using HttpClient http = new(Named.CreateHttpHandler(Files));
        return await http.GetStringAsync(new Uri(uri), Cancellation).WaitAsync(s_bound, Cancellation);
    }
}
