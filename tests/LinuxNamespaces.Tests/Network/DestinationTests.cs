using System.Net;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Network;

/// <summary>The order of destinations. The cases are those of RFC 6724, section 10.2, as far as a socket can see them.</summary>
public sealed class DestinationTests
{
    [Theory]
    [InlineData("2001:db8:1::1<2001:db8:1::2 198.51.100.121<169.254.13.78", "2001:db8:1::1 198.51.100.121")]
    [InlineData("2001:db8:1::1<fe80::1 198.51.100.121<198.51.100.117", "198.51.100.121 2001:db8:1::1")]
    [InlineData("2001:db8:1::1<2001:db8:1::2 10.1.2.3<10.1.2.4", "2001:db8:1::1 10.1.2.3")]
    [InlineData("2001:db8:1::1<2001:db8:1::2 fe80::1<fe80::2", "fe80::1 2001:db8:1::1")]
    [InlineData("2001:db8:1::1<2001:db8:3f44::2 2001:db8:3ffe::1<2001:db8:3f44::2", "2001:db8:3ffe::1 2001:db8:1::1")]
    [InlineData("2002:c633:6401::1<2002:c633:6401::2 2001:db8:1::1<2002:c633:6401::2", "2002:c633:6401::1 2001:db8:1::1")]
    [InlineData("fd00::1<fd00::2 2001:db8::1<2001:db8::2 192.0.2.1<192.0.2.2", "2001:db8::1 192.0.2.1 fd00::1")]
    [InlineData("2001:db8::1<fd00::2 192.0.2.1<192.0.2.2", "192.0.2.1 2001:db8::1")]
    [InlineData("2001:db8::1< 192.0.2.1<192.0.2.2", "192.0.2.1 2001:db8::1")]
    [InlineData("192.0.2.1< 2001:db8::1<", "2001:db8::1 192.0.2.1")]
    [InlineData("::1<::1 127.0.0.1<127.0.0.1", "::1 127.0.0.1")]
    [InlineData("192.0.2.9<192.0.2.1 192.0.2.8<192.0.2.1", "192.0.2.9 192.0.2.8")]
    public void Destinations_are_ordered(string pairs, string expected)
    {
        Destination[] destinations = Parse(pairs);
        string.Join(' ', destinations.Order(DestinationComparer.Instance).Select(destination => destination.Address)).Should().Be(expected);
    }

    [Fact]
    public void Families_alternate()
    {
        DestinationQueue queue = new();
        queue.AddSorted(Parse("192.0.2.1<192.0.2.9 192.0.2.2<192.0.2.9 192.0.2.3<192.0.2.9"));
        Take(queue, 1).Should().Be("192.0.2.1");
        queue.AddSorted(Parse("2001:db8::1<2001:db8::9 2001:db8::2<2001:db8::9"));
        Take(queue, 5).Should().Be("2001:db8::1 192.0.2.2 2001:db8::2 192.0.2.3");
        queue.IsEmpty.Should().BeTrue();
        queue.AddSorted(Parse("192.0.2.4<192.0.2.9"));
        Take(queue, 1).Should().Be("192.0.2.4");
    }

    [Fact]
    public void An_order_that_is_given_stays()
    {
        DestinationQueue queue = new();
        IPAddress[] addresses = [IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2"), IPAddress.Parse("2001:db8::1"), IPAddress.Parse("192.0.2.1")];
        queue.Add(addresses);
        Take(queue, 9).Should().Be("192.0.2.1 192.0.2.2 2001:db8::1");
    }

    private static string Take(DestinationQueue queue, int count)
    {
        List<IPAddress> taken = [];
        while (taken.Count < count && queue.TryTake(out IPAddress? address))
        {
            taken.Add(address);
        }

        return string.Join(' ', taken);
    }

    private static Destination[] Parse(string pairs) => Array.ConvertAll(pairs.Split(' '), pair =>
    {
        string[] ends = pair.Split('<');
        return new Destination(IPAddress.Parse(ends[0]), ends[1].Length > 0 ? IPAddress.Parse(ends[1]) : null);
    });
}
