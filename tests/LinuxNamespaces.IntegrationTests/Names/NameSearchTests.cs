using System.Net.Sockets;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Names;

/// <summary>Which names are asked for, and what is answered without asking.</summary>
[Collection("The kernel")]
public sealed class NameSearchTests : NameTest
{
    private const string Search = "nameserver 10.0.0.2\nsearch bad.example good.example\noptions timeout:30 attempts:1 ";

    [Theory]
    [InlineData("SERVFAIL")]
    [InlineData("silence")]
    [InlineData("NXDOMAIN")]
    [InlineData("NODATA")]
    public async Task What_happens_under_one_domain_does_not_end_the_search(string what)
    {
        using NameServer server = new(Blue, "10.0.0.2", query => query.Name == "web.good.example" ? query.Addresses("10.0.0.9")
            : query.Name != "web.bad.example" || what == "NXDOMAIN" ? query.Error(NameQuery.NoSuchName)
            : what == "NODATA" ? query.Empty()
            : what == "silence" ? null
            : query.Error(NameQuery.ServerFailure));
        (await ResolveAsync("web", what == "silence" ? Search + "timeout:1 attempts:5" : Search)).Should().Be("10.0.0.9");
    }

    [Theory]
    [InlineData("web", "web.bad.example", SocketError.TryAgain)]
    [InlineData("web", "web", SocketError.TryAgain)]
    [InlineData("web", "", SocketError.HostNotFound)]
    [InlineData("web.x", "web.x.good.example", SocketError.TryAgain)]
    public async Task If_nothing_is_found_an_error_on_the_way_is_told(string host, string failing, SocketError expected)
    {
        using NameServer server = new(Blue, "10.0.0.2", query => query.Error(query.Name == failing ? NameQuery.ServerFailure : NameQuery.NoSuchName));
        (await FailAsync(host, Search)).Should().Be(expected);
    }

    [Fact]
    public async Task Names_with_few_dots_are_tried_under_all_domains_first()
    {
        using NameServer server = new(Blue, "10.0.0.2", query => query.Name == "db.prod.svc" ? query.Addresses("10.0.0.9") : query.Error(query.Name.Contains("bad", StringComparison.Ordinal) ? NameQuery.ServerFailure : NameQuery.NoSuchName));
        (await ResolveAsync("db.prod.svc", Search + "ndots:5 no-aaaa")).Should().Be("10.0.0.9");
        server.Queries.Select(query => query.Name).Should().Equal("db.prod.svc.bad.example", "db.prod.svc.good.example", "db.prod.svc");
    }

    [Fact]
    public async Task A_dot_at_the_end_makes_a_name_full()
    {
        using NameServer server = new(Blue, "10.0.0.2", query => query.Error(NameQuery.NoSuchName));
        (await FailAsync("web.", Search)).Should().Be(SocketError.HostNotFound);
        server.Queries.Should().OnlyContain(query => query.Name == "web");
    }

    [Fact]
    public async Task Letters_of_all_languages_are_asked_for_as_name_servers_know_them()
    {
        using NameServer server = new(Blue, "10.0.0.2", query => query.Addresses("10.0.0.9"));
        (await ResolveAsync("bücher.example")).Should().Be("10.0.0.9");
        server.Queries.Should().OnlyContain(query => query.Name == "xn--bcher-kva.example");
    }

    [Theory]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData("ü123456789012345678901234567890123456789012345678901234567890123")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public async Task What_cannot_be_a_name_is_not_asked_for(string host)
    {
        using NameServer server = new(Blue, "10.0.0.2", query => query.Addresses("10.0.0.9"));
        (await FailAsync(host)).Should().Be(SocketError.HostNotFound);
        server.Queries.Should().BeEmpty();
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST.")]
    [InlineData("app.localhost")]
    public async Task Loopback_names_are_not_asked_for(string host)
    {
        using NameServer server = new(Blue, "10.0.0.2", query => query.Addresses("10.0.0.9"));
        (await ResolveAsync(host)).Should().Be("::1 127.0.0.1");
        server.Queries.Should().BeEmpty();
    }

    [Fact]
    public async Task The_file_of_hosts_has_all_addresses_of_a_host()
    {
        Write("hosts", "10.0.0.3 web\n2001:db8::3\tother WEB\n10.0.0.4 web\nfe80::4%zone0 web\n10.0.0.5 web2\n127.0.0.9 localhost");
        (await ResolveAsync("web")).Should().Be($"10.0.0.3 2001:db8::3 10.0.0.4 fe80::4%{Pair.First.Index}");
        (await ResolveAsync("localhost")).Should().Be("127.0.0.9");
    }
}
