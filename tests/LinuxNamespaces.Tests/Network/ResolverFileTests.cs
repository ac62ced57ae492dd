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
        ResolverConfiguration read = ResolverConfiguration.Parse(
        [
            "# comment", "; comment", "nameserver 192.0.2.1", "nameserver\t2001:db8::1", "nameserver nonsense", "nameserver 192.0.2.3", "nameserver 192.0.2.4",
            "domain old.example", "search example.org. sub.example", "options ndots:2 timeout:3 attempts:4 rotate ndots:x", "sortlist 1.2.3.4",
        ]);
        read.NameServers.Select(server => server.ToString()).Should().Equal("192.0.2.1:53", "[2001:db8::1]:53", "192.0.2.3:53");
        read.Search.Should().Equal("example.org", "sub.example");
        read.Dots.Should().Be(2);
        read.Timeout.Should().Be(TimeSpan.FromSeconds(3));
        read.Attempts.Should().Be(4);
    }

    [Fact]
    public void What_is_not_there_is_as_the_manual_says()
    {
        ResolverConfiguration read = ResolverConfiguration.Parse(["options timeout:999999999999 attempts:0"]);
        read.NameServers.Should().Equal(new IPEndPoint(IPAddress.Loopback, 53));
        read.Search.Should().BeEmpty();
        (read.Dots, read.Timeout, read.Attempts).Should().Be((1, TimeSpan.FromSeconds(5), 1));
    }

    [Theory]
    [InlineData("web", "web.a.example web.b.example web")]
    [InlineData("web.c", "web.c web.c.a.example web.c.b.example")]
    [InlineData("web.", "web")]
    public void Names_are_completed(string name, string expected) =>
        string.Join(' ', ResolverConfiguration.Parse(["search a.example b.example"]).FullNames(name)).Should().Be(expected);

    [Fact]
    public void Hosts_are_found()
    {
        string[] lines = ["# 192.0.2.9 web", "192.0.2.1\tweb www # other", "2001:db8::1 WEB", "nonsense web", "192.0.2.2", string.Empty];
        HostsFile.Find(lines, "web").Should().Equal(IPAddress.Parse("192.0.2.1"), IPAddress.Parse("2001:db8::1"));
        HostsFile.Find(lines, "www.").Should().ContainSingle();
        HostsFile.Find(lines, "other").Should().BeEmpty();
    }
}
