using System.Net;
using CsCheck;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.IntegrationTests.Network.Routes;

/// <summary>Routes that a kernel takes, over the link a0 with the addresses 10.0.0.1/24 and 2001:db8::1/64.</summary>
internal static class RandomRoutes
{
    private static readonly Gen<RouteMetrics?> s_metrics = Gen.Select(
        Gen.OneOf<long?>(null, 1400, 9000),
        Gen.OneOf<long?>(null, 1000),
        Gen.OneOf<TimeSpan?>(null, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(12)),
        Gen.OneOf<int?>(null, 7, 255),
        Gen.OneOf<bool?>(null, true),
        Gen.OneOf(RouteFeatures.None, RouteFeatures.Ecn),
        Gen.OneOf<string?>(null, "cubic"),
        Gen.OneOf(LockedRouteMetrics.None, LockedRouteMetrics.Mtu))
        .Select((mtu, advmss, rtt, hops, quick, features, congestion, locked) => new RouteMetrics
        {
            Mtu = mtu,
            AdvertisedSegmentSize = advmss,
            RoundTripTime = rtt,
            RoundTripTimeVariance = rtt,
            HopLimit = hops,
            QuickAcknowledgement = quick,
            Features = features,
            CongestionControl = congestion,
            InitialCongestionWindow = advmss / 10,
            Locked = mtu is null ? LockedRouteMetrics.None : locked,
        })
        .Select(metrics => metrics == new RouteMetrics() ? null : metrics);

    private static readonly Gen<RouteEncapsulation?> s_encapsulation = Gen.Frequency(
        (4, Gen.Bool.Select(_ => (RouteEncapsulation?)null)),
        (1, Gen.Select(Gen.OneOf(SegmentRoutingMode.Encapsulate, SegmentRoutingMode.EncapsulateFrame), Gen.Int[1, 3])
            .Select((mode, count) => (RouteEncapsulation?)new SegmentRoutingEncapsulation(mode, [.. Enumerable.Range(1, count).Select(i => IPAddress.Parse($"fc00::{i}"))]))));

    private static readonly Gen<(long? Metric, long Table, RouteProtocol Protocol)> s_common = Gen.Select(
        Gen.OneOf<long?>(null, 5, uint.MaxValue), Gen.OneOf<long>(Route.MainTable, 77, 255, 256, 1_000_000, uint.MaxValue),
        Gen.OneOf(RouteProtocol.Boot, RouteProtocol.Static, RouteProtocol.Bird, (RouteProtocol)77));

    private static readonly RouteType[] s_rejecting = [RouteType.Blackhole, RouteType.Unreachable, RouteType.Prohibit, RouteType.Throw];

    /// <summary>IPv4 routes, each with a destination of its own.</summary>
    internal static Gen<Route[]> V4 { get; } = Gen.Select(
        Gen.Int[0, 6], s_common, s_metrics, s_encapsulation, Gen.OneOf<byte>(0, 0x10), Gen.Select(Gen.Int[0, 3], Gen.Int[0, 2]), Gen.Int[2, 4], Gen.Bool)
        .Select((kind, common, metrics, encapsulation, tos, realms, count, onLink) => V4Route(kind, common, metrics, encapsulation, tos, realms, count, onLink))
        .Array[1, 25].Select(routes => (Route[])[.. routes.Select((route, i) => Move(route, new IPNetwork(IPAddress.Parse($"10.{i + 1}.0.0"), 16 + (i % 3))))]);

    /// <summary>IPv6 routes, each with a destination of its own.</summary>
    internal static Gen<Route[]> V6 { get; } = Gen.Select(
        Gen.Int[0, 5], s_common, s_metrics, s_encapsulation, Gen.OneOf(RoutePreference.Low, RoutePreference.Medium, RoutePreference.High), Gen.Int[2, 4], Gen.Bool, Gen.Bool)
        .Select((kind, common, metrics, encapsulation, preference, count, fromSource, onLink) => V6Route(kind, common, metrics, encapsulation, preference, count, fromSource, onLink))
        .Array[1, 25].Select(routes => (Route[])[.. routes.Select((route, i) => Move(route, new IPNetwork(IPAddress.Parse($"2001:db8:{i + 1:x}::"), 48 + (i % 3))))]);

    private static Route V4Route(
        int kind, (long? Metric, long Table, RouteProtocol Protocol) common, RouteMetrics? metrics, RouteEncapsulation? encapsulation, byte tos, (int Source, int Destination) realms, int count, bool onLink)
    {
        Route route = new(IPNetwork.Parse("0.0.0.0/0"))
        {
            Metric = common.Metric,
            Table = common.Table,
            Protocol = common.Protocol,
            TypeOfService = tos,
        };
        Route path = route with { Metrics = metrics, SourceRealm = NotZero(realms.Source), DestinationRealm = NotZero(realms.Destination) };
        return kind switch
        {
            0 => path with { Gateway = IPAddress.Parse("10.0.0.2"), LinkName = "a0", Encapsulation = encapsulation },
            1 => path with { LinkName = "a0", Encapsulation = encapsulation, PreferredSource = onLink ? IPAddress.Parse("10.0.0.1") : null },
            2 => path with { Gateway = IPAddress.Parse("2001:db8::9"), LinkName = "a0" },
            3 => path with { Gateway = IPAddress.Parse("10.99.0.9"), LinkName = "a0", OnLink = true },
            4 => route with { Metrics = metrics, NextHops = [.. Enumerable.Range(2, count).Select(i => Hop("10.0.0." + i, i, encapsulation, onLink))] },
            5 => route with { Type = s_rejecting[count % s_rejecting.Length] },
            _ => path with { LinkName = "a0", Scope = (RouteScope)123 },
        };
    }

    private static Route V6Route(
        int kind, (long? Metric, long Table, RouteProtocol Protocol) common, RouteMetrics? metrics, RouteEncapsulation? encapsulation, RoutePreference preference, int count, bool fromSource, bool onLink)
    {
        Route route = new(IPNetwork.Parse("::/0"))
        {
            Metric = common.Metric,
            Table = common.Table,
            Protocol = common.Protocol,
            Metrics = metrics,
            Source = fromSource ? IPNetwork.Parse("2001:db8:ff00::/40") : null,
        };
        return kind switch
        {
            0 => route with { Gateway = IPAddress.Parse("2001:db8::9"), LinkName = "a0", Encapsulation = encapsulation, Preference = preference },
            1 => route with { LinkName = "a0", Encapsulation = encapsulation, Preference = preference, Expires = onLink ? TimeSpan.FromSeconds(1000) : null },
            2 => route with { Gateway = IPAddress.Parse("fe80::9"), LinkName = "a0", Preference = preference },
            3 => route with { Gateway = IPAddress.Parse("2001:db9::9"), LinkName = "a0", OnLink = true },
            4 => route with { NextHops = [.. Enumerable.Range(2, count).Select(i => Hop("2001:db8::" + i, i, encapsulation, onLink: false))] },
            _ => new Route(route.Destination) { Metric = route.Metric, Table = route.Table, Protocol = route.Protocol, Type = s_rejecting[count % s_rejecting.Length] },
        };
    }

    private static RouteNextHop Hop(string gateway, int number, RouteEncapsulation? encapsulation, bool onLink) => new()
    {
        Gateway = IPAddress.Parse(gateway),
        LinkName = "a0",
        Weight = number,
        Encapsulation = number == 2 ? encapsulation : null,
        OnLink = onLink,
    };

    /// <summary>The same route to another destination.</summary>
    private static Route Move(Route route, IPNetwork destination)
    {
        Route moved = new(destination)
        {
            Source = route.Source,
            Metric = route.Metric,
            PreferredSource = route.PreferredSource,
            Table = route.Table,
            Type = route.Type,
            Protocol = route.Protocol,
            Scope = route.Scope,
            TypeOfService = route.TypeOfService,
            Metrics = route.Metrics,
            SourceRealm = route.SourceRealm,
            DestinationRealm = route.DestinationRealm,
            Expires = route.Expires,
            Preference = route.Preference,
            OnLink = route.OnLink,
        };
        return route.NextHops.Count > 0 ? moved with { NextHops = route.NextHops }
            : route.LinkName is null ? moved
            : moved with { Gateway = route.Gateway, LinkName = route.LinkName, Encapsulation = route.Encapsulation };
    }

    private static int? NotZero(int number) => number == 0 ? null : number;
}
