using System.Net;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

/// <summary>Echo requests without CAP_NET_RAW, over datagram sockets of ICMP.</summary>
[Collection("The kernel")]
public sealed class DatagramPingTests : KernelTest
{
    private readonly List<NetNamespace> _far = [];

    [Theory]
    [InlineData("10.0.0.2", 56, 64, "Success 10.0.0.2 64 64")]
    [InlineData("2001:db8::2", 56, 64, "Success 2001:db8::2 64 64")]
    [InlineData("10.0.0.2", 0, 64, "Success 10.0.0.2 64 8")]
    [InlineData("2001:db8::2", 4000, 64, "Success 2001:db8::2 64 4008")]
    [InlineData("10.0.2.2", 56, 2, "Success 10.0.2.2 63 64")]
    [InlineData("10.0.2.2", 56, 1, "TtlExpired 10.0.0.2 64 *")]
    [InlineData("2001:db8:2::2", 56, 2, "Success 2001:db8:2::2 63 64")]
    [InlineData("2001:db8:2::2", 56, 1, "TtlExpired 2001:db8::2 64 *")]
    [InlineData("10.0.3.2", 56, 64, "DestinationUnreachable 10.0.0.2 64 *")]
    [InlineData("2001:db8:3::2", 56, 64, "DestinationUnreachable 2001:db8::2 64 *")]
    [InlineData("127.0.0.1", 56, 64, "Success 127.0.0.1 64 64")]
    [InlineData("::1", 56, 64, "Success ::1 64 64")]
    public void Request_is_answered_as_over_a_raw_socket(string target, int size, int ttl, string expected)
    {
        Route();
        AllowGroup();
        string[] replies = Ping(target, size, ttl, 3, "-net_raw");
        replies.Should().HaveCount(3);
        replies.Should().AllSatisfy(reply => reply.Should().Match(expected));
        Ping(target, size, ttl, 1, "+net_raw").Single().Should().Be(replies[0], "a raw socket says the same");
    }

    [Theory]
    [InlineData("10.0.2.2")]
    [InlineData("2001:db8:2::2")]
    public void Request_that_is_too_large_for_a_link_on_the_way_is_told_and_the_next_one_fits(string target)
    {
        using NetNamespace far = Route();
        Blue.Links.Get("far").SetMtu(1280);
        far.Links.Get("eth0").SetMtu(1280);
        AllowGroup();
        string[] replies = Ping(target, 1400, 64, 2, "-net_raw");
        replies[0].Should().StartWith("PacketTooBig ");
        replies[1].Should().StartWith($"Success {target}");
    }

    [Fact]
    public void Request_that_nobody_answers_times_out_and_the_next_is_sent()
    {
        Route();
        AllowGroup();
        Ping("10.0.0.77", 56, 64, 2, "-net_raw", 200).Should().AllSatisfy(reply => reply.Should().StartWith("TimedOut"));
    }

    [Theory]
    [InlineData("10.0.0.2")]
    [InlineData("2001:db8::2")]
    public void Refusal_of_both_kinds_of_sockets_is_told(string target)
    {
        Route();
        Ping(target, 56, 64, 1, "-net_raw").Single().Should().Contain("EPERM").And.Contain("CAP_NET_RAW").And.Contain("net/ipv4/ping_group_range");
    }

    /// <summary>The kernel takes the numbers as those of the user namespace of the process that writes them.</summary>
    private void AllowGroup() => Tool.RunIn(Red, "sh", "-c", "echo 0 0 >/proc/sys/net/ipv4/ping_group_range");

    private NetNamespace Route()
    {
        NetNamespace far = NetNamespace.Create();
        VethPair.Create(Red, "eth0", Blue, "near");
        VethPair.Create(Blue, "far", far, "eth0");
        Tool.Ip(
            Red, "link set lo up", "link set eth0 up", "addr add 10.0.0.1/24 dev eth0", "addr add 2001:db8::1/64 dev eth0 nodad");
        Tool.Ip(
            Blue, "link set lo up", "link set near up", "link set far up", "addr add 10.0.0.2/24 dev near", "addr add 10.0.2.1/24 dev far",
            "addr add 2001:db8::2/64 dev near nodad", "addr add 2001:db8:2::1/64 dev far nodad");
        Tool.Ip(
            far, "link set lo up", "link set eth0 up", "addr add 10.0.2.2/24 dev eth0", "addr add 2001:db8:2::2/64 dev eth0 nodad",
            "route add default via 10.0.2.1", "-6 route add default via 2001:db8:2::1");
        Tool.Ip(Red, "route add default via 10.0.0.2", "-6 route add default via 2001:db8::2");
        Blue.Sysctl["net/ipv4/ip_forward"] = "1";
        Blue.Sysctl["net/ipv6/conf/all/forwarding"] = "1";
        // An error for every request.
        Blue.Sysctl["net/ipv4/icmp_ratelimit"] = "0";
        Blue.Sysctl["net/ipv6/icmp/ratelimit"] = "0";
        _far.Add(far);
        return far;
    }

    protected override void Dispose(bool disposing)
    {
        _far.ForEach(far => far.Dispose());
        base.Dispose(disposing);
    }

    /// <summary>Has another process ask, whose bounding set of capabilities is changed.</summary>
    private string[] Ping(string target, int size, int ttl, int count, string bounding, int milliseconds = 20000)
    {
        Require.Program("setpriv");
        return Tool.RunIn(Red, "setpriv", "--bounding-set", bounding, "sh", "-c", Program.PingCommand(IPAddress.Parse(target), size, ttl, count, milliseconds))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
