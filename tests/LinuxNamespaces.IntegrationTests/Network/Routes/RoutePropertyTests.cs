using CsCheck;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Routes;

/// <summary>Random routes in both directions: what the library adds ip-route(8) shows, and what that adds the library reads.</summary>
[Collection("The kernel")]
public sealed class RoutePropertyTests : NetworkTest
{
    private const int Rounds = 8;

    [Fact]
    public void IPv4_routes_are_the_same_in_both_directions() => Check(RandomRoutes.V4, "-4");

    [Fact]
    public void IPv6_routes_are_the_same_in_both_directions() => Check(RandomRoutes.V6, "-6");

    private void Check(Gen<Route[]> routes, string family)
    {
        HashSet<Route> before = [.. Red.Routes];
        InstalledPrograms.Require("ip");
        routes.Sample(chosen => Check(before, chosen, family), iter: Rounds, threads: 1);
    }

    private void Check(HashSet<Route> before, Route[] chosen, string family)
    {
        // What a round leaves that has failed, shrinking trips over.
        foreach (Route route in Ours(before))
        {
            Red.Routes.Delete(route);
        }

        foreach (Route route in chosen)
        {
            Red.Routes.Add(route);
        }

        // What the library adds ip shows, field by field and word by word.
        RouteOracle.ShouldAgree(Red);
        RouteOracle.ShouldReadTheSame(Red);
        Route[] listed = Ours(before);
        listed.Should().HaveCount(chosen.Length);
        listed.Select(Comparable).Should().BeEquivalentTo(chosen.Select(Complete).Select(Comparable), options => options.ComparingByValue<Route>());

        // What is listed is deleted exactly, and added again as it was.
        string[] lines = RouteOracle.Lines(Red);
        foreach (Route route in listed)
        {
            Red.Routes.Delete(route);
        }

        Ours(before).Should().BeEmpty();
        foreach (Route route in listed)
        {
            Red.Routes.Add(route);
        }

        RouteOracle.Lines(Red).Should().BeEquivalentTo(lines);
        foreach (Route route in listed)
        {
            Red.Routes.Delete(route with { Expires = null });
        }

        // What ip adds by the same words the library reads.
        Batch(Red, family, chosen.Select(route => $"route add {Words(route)}"));
        RouteOracle.ShouldAgree(Red);
        Route[] read = Ours(before);
        read.Select(Comparable).Should().BeEquivalentTo(listed.Select(Comparable), options => options.ComparingByValue<Route>());
        foreach (Route route in read)
        {
            Route.Parse(route.ToString()).ToString().Should().Be(route.ToString());
            Red.Routes.Delete(route);
        }
    }

    private Route[] Ours(HashSet<Route> before) => [.. Red.Routes.Where(route => route.Protocol != RouteProtocol.Kernel && !before.Contains(route))];

    /// <summary>The words for ip-route, which takes the segments in another form than it prints them.</summary>
    private static string Words(Route route)
    {
        string words = route.ToString();
        while (words.IndexOf(" segs ", StringComparison.Ordinal) is var start and >= 0 && words.IndexOf('[', start) is var open and >= 0)
        {
            int close = words.IndexOf(']', open);
            words = $"{words[..start]} SEGS {string.Join(',', words[(open + 1)..close].Split(' ', StringSplitOptions.RemoveEmptyEntries))}{words[(close + 1)..]}";
        }

        // With -batch ip takes a name for the number that it has read last: each kind of names has one place in a cache.
        return words.Replace(" SEGS ", " segs ", StringComparison.Ordinal).Replace("sec", string.Empty, StringComparison.Ordinal)
            .Replace("proto static", "proto 4", StringComparison.Ordinal).Replace("proto bird", "proto 12", StringComparison.Ordinal)
            .Replace("scope link", "scope 253", StringComparison.Ordinal).Replace("table local", "table 255", StringComparison.Ordinal).Replace("cosmos", "0", StringComparison.Ordinal);
    }

    /// <summary>Expires as it was, whatever has passed since.</summary>
    private static Route Comparable(Route route) => route with { Expires = route.Expires is null ? null : TimeSpan.FromSeconds(1) };

    /// <summary>What the kernel and ip-route assume of a route.</summary>
    private Route Complete(Route route) =>
        (route.NextHops.Count > 0 ? route with { NextHops = [.. route.NextHops.Select(hop => hop with { LinkIndex = First.Index })] }
            : route.LinkName is null ? route with { LinkIndex = route.Destination.BaseAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? Red.Loopback.Index : null }
            : route with { LinkIndex = First.Index })
        with
        {
            Scope = route.Scope
                ?? (route.Destination.BaseAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && route is { Type: RouteType.Unicast, Gateway: null, NextHops.Count: 0 }
                    ? RouteScope.Link : RouteScope.Universe),
            Metric = route.Metric ?? (route.Destination.BaseAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? 1024 : null),
        };
}
