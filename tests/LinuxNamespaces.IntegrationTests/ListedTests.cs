using System.Net;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

/// <summary>What was listed is deleted and added again as it was, whichever program made it.</summary>
[Collection("The kernel")]
public sealed class ListedTests : KernelTest
{
    private readonly VethPair _pair;

    public ListedTests()
    {
        Red.Sysctl["net/ipv6/conf/default/dad_transmits"] = "0";
        // The kernel waits for up to this long before it uses the first address.
        Red.Sysctl["net/ipv6/conf/default/router_solicitation_delay"] = "0";
        _pair = VethPair.Create(Red, "a0", Red, "a1").Connect();
        Red.Loopback.Up();
        Eventually.HaveLinkLocalAddress(_pair.First, _pair.Second);
        Tool.Ip(
            Red,
            "addr add 10.0.0.1/24 dev a0",
            "addr add 2001:db8::1/64 dev a0 nodad");
    }

    public static TheoryData<string, string> Routes => new()
    {
        { "-6 route add 2001:db8:1::/64 from 2001:db8:2::/64 via 2001:db8::9 dev a0", "" },
        { "-6 route add default from 2001:db8:2::/48 via 2001:db8::9 dev a0 metric 5", "" },
        { "-6 route add 2001:db8:1::/64 from 2001:db8:2::/64 via 2001:db8::9", "-6 route add 2001:db8:1::/64 via 2001:db8::9" },
        { "-6 route add 2001:db8:1::/64 nexthop via 2001:db8::8 dev a0 nexthop via 2001:db8::9 dev a0 weight 3", "" },
        { "-6 route add 2001:db8:1::/64 dev a0 mtu 1400 pref low", "" },
        { "-6 route add unreachable 2001:db8:1::/64 metric 77", "" },
        { "-6 route add 2001:db8:1::/64 dev a0 metric 5", "-6 route add 2001:db8:1::/64 dev a0 metric 6" },
        { "-6 route add 2001:db8:1::/64 via 2001:db8::9 proto 77 table 1000", "-6 route add 2001:db8:1::/64 via 2001:db8::9" },
        { "route add 10.1.0.0/16 tos 0x10 via 10.0.0.2", "route add 10.1.0.0/16 via 10.0.0.2" },
        { "route add 10.1.0.0/16 via 10.0.0.2", "route add 10.1.0.0/16 tos 0x10 via 10.0.0.2" },
        { "route add 10.1.0.0/16 nexthop via 10.0.0.2 weight 3 nexthop via 10.0.0.3 dev a0 weight 7", "" },
        { "route add 10.1.0.0/16 via inet6 2001:db8::9 dev a0", "" },
        { "route add 10.1.0.0/16 via inet6 2001:db8::9 dev a0", "route append 10.1.0.0/16 via inet6 2001:db8::8 dev a0" },
        { "route add 10.1.0.0/16 via 10.0.0.2 mtu lock 1300 initcwnd 20 rto_min 50ms", "" },
        { "route add 10.1.0.0/16 via 10.0.0.2 mtu 1300", "route append 10.1.0.0/16 via 10.0.0.2 mtu 1200" },
        { "route add 10.1.0.0/16 dev a0 proto 50", "route append 10.1.0.0/16 dev a0 proto static" },
        { "route add 10.1.0.0/16 dev a0 proto static", "route append 10.1.0.0/16 dev a0 proto 50" },
        { "route add 10.1.0.0/16 via 10.77.0.2 dev a0 onlink", "" },
        { "route add 10.1.0.0/16 nexthop via 10.77.0.2 dev a0 onlink nexthop via 10.0.0.3 dev a0", "" },
        { "route add blackhole 10.1.0.0/16 metric 5", "route add 10.1.0.0/16 dev a0 metric 6" },
        { "route add throw 10.1.0.0/16 table 1000", "" },
        { "route add local 10.1.0.0/16 dev a0", "" },
        { "route add 10.1.0.0/16 via 10.0.0.2 scope site", "" },
        { "route add 10.1.0.0/16 via 10.0.0.2 src 10.0.0.1", "route append 10.1.0.0/16 via 10.0.0.2" },
        { "route add 10.1.0.0/16 via 10.0.0.2 realm 5", "" },
        { "route add default via 10.0.0.2", "" },
        { "route add 10.1.0.0/16 encap ip id 5 dst 1.2.3.4 dev a0", "" },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public void Listed_route_is_deleted_and_added_again_as_it_was(string command, string neighbour)
    {
        HashSet<string> known = [.. Lines()];
        List<Route> others = [.. Red.Routes];
        Tool.Ip(Red, command);
        Route route = Red.Routes.Single(listed => listed.Protocol != RouteProtocol.Kernel && !others.Contains(listed));
        if (neighbour.Length > 0)
        {
            Tool.Ip(Red, neighbour);
        }

        string[] all = Lines();
        string mine = all.Single(line => !known.Contains(line) && (neighbour.Length == 0 || IsOf(line, command, all, known)));

        Red.Routes.Delete(route);
        string[] rest = [.. all.Where(line => line != mine)];
        Lines().Should().Equal(rest, "nothing else is deleted");
        if (neighbour.Contains(" append ", StringComparison.Ordinal) || neighbour.StartsWith("route append", StringComparison.Ordinal))
        {
            // Two of one metric are not added, but appended.
            Red.Routes.Delete(Red.Routes.Single(listed => listed.Protocol != RouteProtocol.Kernel && !others.Contains(listed)));
            rest = [];
        }

        Red.Routes.Add(route);
        Lines().Should().Equal(rest.Append(mine).Order(StringComparer.Ordinal), "it is as it was");
        Red.Routes.Delete(route);
        Lines().Should().Equal(rest);
    }

    [Theory]
    [InlineData("-4", "10.1.0.0/16", "nexthop add id 5 via 10.0.0.2 dev a0")]
    [InlineData("-6", "2001:db8:1::/64", "nexthop add id 5 via 2001:db8::9 dev a0")]
    public void Listed_route_by_a_nexthop_object_is_deleted_and_added_again(string family, string destination, string nexthop)
    {
        Tool.Ip(Red, $"{family} {nexthop}", $"{family} route add {destination} nhid 5");
        string[] all = Lines();
        Route route = Red.Routes.Single(listed => listed.Destination.Equals(IPNetwork.Parse(destination)));
        Red.Routes.Delete(route);
        Lines().Should().HaveCount(all.Length - 1);
        Red.Routes.Add(route);
        Lines().Should().Equal(all);
        Red.Routes.Replace(route);
        Lines().Should().Equal(all);
    }

    [Fact]
    public void Listed_route_with_a_lifetime_keeps_it()
    {
        Tool.Ip(Red, "-6 route add 2001:db8:1::/64 dev a0 expires 600");
        Route route = Red.Routes.Single(listed => listed.Destination.Equals(IPNetwork.Parse("2001:db8:1::/64")));
        Red.Routes.Delete(route);
        Red.Routes.Add(route);
        Tool.RunIn(Red, "ip", "-6", "route", "show", "2001:db8:1::/64").Should().MatchRegex("expires (5[89][0-9]|600)sec");
    }

    [Fact]
    public void What_is_changed_of_a_listed_route_is_what_is_asked_for()
    {
        Tool.Ip(Red, "route add 10.1.0.0/16 nexthop via 10.0.0.2 nexthop via 10.0.0.3", "-6 route add 2001:db8:1::/64 from 2001:db8:2::/64 via 2001:db8::9 mtu 1400");
        Route four = Red.Routes.Single(listed => listed.Destination.Equals(IPNetwork.Parse("10.1.0.0/16")));
        Red.Routes.Replace(four with { Gateway = IPAddress.Parse("10.0.0.7") });
        Tool.RunIn(Red, "ip", "route", "show", "10.1.0.0/16").Trim().Should().Be("10.1.0.0/16 via 10.0.0.7 dev a0");
        Route six = Red.Routes.Single(listed => listed.Destination.Equals(IPNetwork.Parse("2001:db8:1::/64")));
        Red.Routes.Add(six with { Metric = 7 });
        Tool.RunIn(Red, "ip", "-6", "route", "show", "2001:db8:1::/64", "metric", "7").Trim()
            .Should().Be("2001:db8:1::/64 from 2001:db8:2::/64 via 2001:db8::9 dev a0 mtu 1400 pref medium");
    }

    public static TheoryData<string, string> Addresses => new()
    {
        { "addr add 10.2.0.1/24 dev a1 metric 500", "" },
        { "addr add 10.2.0.1 peer 10.3.0.1/24 dev a1 label a1:x broadcast 10.3.0.255", "addr add 10.2.0.1 peer 10.4.0.2/24 dev a1" },
        { "addr add 10.2.0.1 peer 0.0.0.0/24 dev a1", "" },
        { "addr add 10.2.0.1/24 dev a1", "addr add 10.2.0.1/25 dev a1" },
        { "addr add 10.2.0.1/24 dev a1 scope link noprefixroute", "addr add 10.2.1.2/24 dev a1" },
        { "addr add 10.2.0.1/24 dev a1 valid_lft 1000000 preferred_lft 0", "" },
        { "addr add 10.2.0.1/32 dev a1 broadcast 10.2.0.77", "" },
        { "-6 addr add 2001:db8:3::1 peer 2001:db8:4::1/64 dev a1 nodad metric 77", "" },
        { "-6 addr add 2001:db8:3::1/64 dev a1 nodad metric 77", "-6 addr add 2001:db8:4::2/64 dev a1 nodad" },
        { "-6 addr add 2001:db8:3::1/64 dev a1 nodad noprefixroute home", "" },
        { "-6 addr add 2001:db8:3::1/64 dev a1 nodad mngtmpaddr preferred_lft 0", "" },
        { "-6 addr add 2001:db8:3::1/64 dev a1 nodad scope link", "" },
    };

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Listed_address_is_deleted_and_added_again_as_it_was(string command, string neighbour)
    {
        string before = ShowAddresses();
        List<InterfaceAddress> others = [.. _pair.Second.GetAddresses()];
        if (neighbour.Length > 0)
        {
            Tool.Ip(Red, neighbour);
            others = [.. _pair.Second.GetAddresses()];
            before = ShowAddresses();
        }

        Tool.Ip(Red, command);
        // The kernel adds some of the routes of an IPv6 address a little later.
        await Task.Delay(100, TestContext.Current.CancellationToken);
        string all = ShowAddresses();
        InterfaceAddress address = _pair.Second.GetAddresses().Single(listed => !others.Exists(other => other.Address.Equals(listed.Address) && other.PrefixLength == listed.PrefixLength && Equals(other.Peer, listed.Peer)));
        _pair.Second.DeleteAddress(address);
        await ShouldBecome(before);
        _pair.Second.AddAddress(address);
        await ShouldBecome(all);
        _pair.Second.DeleteAddress(address);
        await ShouldBecome(before);
    }

    private static bool IsOf(string line, string command, string[] all, HashSet<string> known)
    {
        // The lines of the two differ in a word of the command that made the one.
        string[] candidates = [.. all.Where(other => !known.Contains(other))];
        string[] words = command.Split(' ');
        int Score(string candidate) => candidate.Split(' ').Count(word => words.Contains(word)) - candidate.Split(' ').Count(word => !words.Contains(word));
        return Score(line) == candidates.Max(Score);
    }

    /// <summary>The routes, without the time that some have left and the order in which those of one metric stand.</summary>
    private string[] Lines() => [.. (Show("-4") + Show("-6")).Replace("\n\t", " ", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.Contains("proto kernel", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private string Show(string family) => Tool.RunIn(Red, "ip", family, "-d", "route", "show", "table", "all");

    private async Task ShouldBecome(string addresses)
    {
        for (int attempt = 0; attempt < 100 && ShowAddresses() != addresses; attempt++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        ShowAddresses().Should().Be(addresses);
    }

    private string ShowAddresses()
    {
        string[] lines = [.. Tool.RunIn(Red, "ip", "-d", "addr", "show", "dev", "a1").Split('\n').Where(line => line.StartsWith("    inet", StringComparison.Ordinal)).Select(line => line.Trim()).Where(line => !line.Contains("fe80:", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        // The routes to the subnets, with their metrics; the kernel adds others when the link is ready.
        string routes = string.Join('\n', (Show("-4") + Show("-6")).Split('\n').Where(line => line.StartsWith("unicast 10.", StringComparison.Ordinal) || line.StartsWith("unicast 2001:", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        return string.Join('\n', lines) + "\n" + routes;
    }
}
