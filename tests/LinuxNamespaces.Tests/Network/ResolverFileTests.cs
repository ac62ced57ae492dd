using System.Net;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Network;

public sealed class ResolverFileTests
{
    [Fact]
    public void A_configuration_is_read()
    {
        ResolverConfiguration read = Parse(
            "# comment", "; comment", "nameserver 192.0.2.1", "nameserver\t2001:db8::1#no", "nameserver nonsense", "nameserver 192.0.2.3", "nameserver 192.0.2.4",
            "domain old.example", "search example.org. sub.example # no", "options ndots:2 timeout:3 attempts:4 rotate ndots:x", "sortlist 1.2.3.4");
        read.NameServers.Select(server => server.ToString()).Should().Equal("192.0.2.1:53", "[2001:db8::1]:53", "192.0.2.3:53");
        read.Search.Should().Equal("example.org", "sub.example");
        read.Dots.Should().Be(2);
        read.Timeout.Should().Be(TimeSpan.FromSeconds(3));
        read.Attempts.Should().Be(4);
        read.Rotate.Should().BeTrue();
        (read.OnlyV4, read.OneAtATime, read.UseTcp, read.UseEdns, read.NoTopLevel).Should().Be((false, false, false, false, false));
    }

    [Fact]
    public void Options_that_are_switches_are_read()
    {
        ResolverConfiguration read = Parse("options inet6 no-aaaa single-request use-vc edns0 no-tld-query trust-ad debug unknown");
        (read.OnlyV4, read.OneAtATime, read.UseTcp, read.UseEdns, read.NoTopLevel, read.Rotate).Should().Be((true, true, true, true, true, false));
    }

    [Fact]
    public void Values_have_the_limits_of_the_C_library()
    {
        ResolverConfiguration read = Parse("options timeout:4000000000 attempts:99 ndots:99");
        (read.Dots, read.Timeout, read.Attempts).Should().Be((15, TimeSpan.FromSeconds(30), 5));
        read = Parse("options timeout:0 attempts:0 ndots:0");
        (read.Dots, read.Timeout, read.Attempts).Should().Be((0, TimeSpan.FromSeconds(1), 1));
    }

    [Fact]
    public void What_is_not_there_is_as_the_manual_says()
    {
        ResolverConfiguration read = Parse("options timeout:999999999999 attempts:");
        read.NameServers.Should().Equal(new IPEndPoint(IPAddress.Loopback, 53));
        read.Search.Should().BeEmpty();
        (read.Dots, read.Timeout, read.Attempts).Should().Be((1, TimeSpan.FromSeconds(5), 2));
    }

    [Theory]
    [InlineData("search a.example b.example", "web", "web.a.example web.b.example web")]
    [InlineData("search a.example b.example", "web.c", "web.c web.c.a.example web.c.b.example")]
    [InlineData("search a.example b.example", "web.", "web")]
    [InlineData("search a.example . b.example", "web", "web.a.example web web.b.example")]
    [InlineData("search .", "web", "web")]
    [InlineData("search 1 2 3 4 5 6 7", "a", "a.1 a.2 a.3 a.4 a.5 a.6 a.7 a")]
    [InlineData("domain a.example b.example", "web", "web.a.example web")]
    [InlineData("search bücher.example", "web", "web.xn--bcher-kva.example web")]
    [InlineData("search a\noptions ndots:5", "1.2.3.4.5", "1.2.3.4.5.a 1.2.3.4.5")]
    [InlineData("search a\noptions ndots:0", "web", "web web.a")]
    [InlineData("search a\noptions no-tld-query", "web", "web.a")]
    [InlineData("options no-tld-query", "web", "web")]
    public void Names_are_completed(string file, string name, string expected) =>
        string.Join(' ', Parse(file.Split('\n')).FullNames(name)).Should().Be(expected);

    [Fact]
    public void Hosts_are_found()
    {
        string[] lines = ["# 192.0.2.9 web", "192.0.2.1\tweb www # other", "2001:db8::1 WEB", "nonsense web", "192.0.2.2", string.Empty, "192.0.2.1 web", "192.0.2.3 bücher\r"];
        Find("web").Should().Equal(IPAddress.Parse("192.0.2.1"), IPAddress.Parse("2001:db8::1"));
        Find("www.").Should().ContainSingle();
        Find("other").Should().BeEmpty();
        Find("xn--bcher-kva").Should().ContainSingle();

        IReadOnlyList<IPAddress> Find(string name) => HostsFile.Find(lines, name, Address);
    }

    private static ResolverConfiguration Parse(params string[] lines) => ResolverConfiguration.Parse(lines, Address);

    private static IPAddress? Address(string text) => IPAddress.TryParse(text, out IPAddress? address) ? address : null;
}
