using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Names;

/// <summary>Where the names of a namespace come from.</summary>
[Collection("The kernel")]
public sealed class HostResolverTests : NameTest
{
    private static readonly IPEndPoint s_server = new(IPAddress.Parse("10.0.0.2"), 53);

    [Theory]
    [InlineData("web.example", "10.0.0.9")]
    [InlineData("WEB", "10.0.0.9")]
    [InlineData("listed", "10.0.0.3")]
    [InlineData("10.0.0.7", "10.0.0.7")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    public async Task Hosts_are_found_by_the_files_of_the_namespace(string host, string addresses)
    {
        Write("hosts", "10.0.0.3 listed");
        using NameServer server = new(Blue, "10.0.0.2", query => query.Name.Equals("web.example", StringComparison.OrdinalIgnoreCase) ? query.Addresses("10.0.0.9") : query.Error(NameQuery.NoSuchName));
        (await ResolveAsync(host, Patient + "\nsearch example")).Should().Be(addresses);
    }

    [Fact]
    public async Task Servers_of_the_options_are_asked_in_place_of_the_file()
    {
        using NameServer server = new(Blue, "10.0.0.2", query => query.Addresses("10.0.0.9"));
        Write("resolv.conf", "nameserver 10.0.0.4");
        Write("hosts", "10.0.0.3 listed");
        HostResolver resolver = new(Named, Files with { NameServers = [new IPEndPoint(s_server.Address, 54), s_server] });
        (await FindAsync(resolver, "web.example")).Should().Be("10.0.0.9");
        (await FindAsync(resolver, "listed")).Should().Be("10.0.0.3");

        resolver = new(Red, Files with { NameServers = [new IPEndPoint(s_server.Address, 54)] });
        Func<Task> act = () => FindAsync(resolver, "web.example");
        await act.Should().ThrowAsync<SocketException>().WithMessage("*10.0.0.2:54*");
    }

    [Fact]
    public async Task A_handler_uses_them()
    {
        using NameServer server = new(Blue, "10.0.0.2", query => query.Addresses("2001:db9::2", "10.0.0.2"));
        using WebServer web = new(Blue, "10.0.0.2");
        using HttpClient http = new(Red.CreateHttpHandler(new NamespaceHttpOptions { NameServers = [s_server] }));
        (await http.GetStringAsync(new Uri("http://both.example/"), Cancellation)).Should().Be("hello", "the second address works when the first does not");
    }

    [Fact]
    public async Task Without_files_the_way_to_have_them_is_told()
    {
        Func<Task> act = () => FindAsync(new HostResolver(Named, Files), "web.example");
        await act.Should().ThrowAsync<SocketException>().WithMessage("*'web.example'*/red/resolv.conf*NameServers*ResolveHost*");
        act = () => FindAsync(new HostResolver(Red, Files), "web.example");
        await act.Should().ThrowAsync<SocketException>().WithMessage("*has no name*");
    }

    [Fact]
    public void A_list_without_servers_is_refused()
    {
        Action act = () => _ = new NamespaceHttpOptions { NameServers = [] };
        act.Should().Throw<ArgumentException>();
    }
}
