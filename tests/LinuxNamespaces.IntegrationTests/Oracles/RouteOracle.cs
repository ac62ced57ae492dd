using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using FluentAssertions;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.IntegrationTests.Oracles;

/// <summary>The routes of a namespace, as the library and as ip-route(8) see them.</summary>
internal static partial class RouteOracle
{
    private static readonly (string Name, RouteFlags Flag)[] s_flags =
    [
        ("dead", RouteFlags.Dead), ("onlink", RouteFlags.OnLink), ("pervasive", RouteFlags.Pervasive), ("offload", RouteFlags.Offloaded),
        ("trap", RouteFlags.Trapped), ("linkdown", RouteFlags.LinkDown), ("unresolved", RouteFlags.Unresolved),
    ];

    internal static void ShouldAgree(NetNamespace netNamespace) =>
        Facts.ShouldAgree(() => netNamespace.Routes.Select(Of), () => All(netNamespace));

    /// <summary>Each route has the words that ip-route(8) prints.</summary>
    internal static void ShouldReadTheSame(NetNamespace netNamespace)
    {
        string[] ours = [.. netNamespace.Routes.Select(route => Normal(route.ToString()))];
        string[] theirs = Lines(netNamespace);
        if (!ours.SequenceEqual(theirs))
        {
            // The time that a route has left may have changed in between.
            netNamespace.Routes.Select(route => Normal(route.ToString())).Should().Equal(Lines(netNamespace));
        }
    }

    /// <summary>What ip-route(8) says of the routes to a destination.</summary>
    internal static JsonElement Find(NetNamespace netNamespace, string destination) =>
        All(netNamespace, "-4").Concat(All(netNamespace, "-6")).Single(route => route.Text("dst") == destination);

    /// <summary>The lines of <c>ip route show table all</c>, each with its paths and without the rest of the blanks.</summary>
    internal static string[] Lines(NetNamespace netNamespace) =>
    [
        .. Tool.RunIn(netNamespace, "ip", "-4", "-o", "route", "show", "table", "all").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Concat(Tool.RunIn(netNamespace, "ip", "-6", "-o", "route", "show", "table", "all").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(line => Normal(line.Replace('\\', ' '))),
    ];

    private static string Normal(string line) =>
        Expiry().Replace(string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), "expires");

    // The time passes between two looks.
    [GeneratedRegex("expires [0-9]+sec")]
    private static partial Regex Expiry();

    private static Facts Of(Route route)
    {
        Facts facts = Facts.Of(route);
        // The JSON of ip-route does not say what is locked; the text does.
        facts.Set(nameof(Route.Metrics), route.Metrics is { } metrics ? metrics with { Locked = LockedRouteMetrics.None } : null);
        // The time passes between two looks.
        facts.Set(nameof(Route.Expires), route.Expires is not null);
        return facts;
    }

    private static IEnumerable<Facts> All(NetNamespace netNamespace)
    {
        Dictionary<string, long> indexes =
            Tool.Json(netNamespace, "ip", "-j", "link").ToDictionary(link => link.Text("ifname")!, link => link.Number("ifindex")!.Value);
        return [.. All(netNamespace, "-4").Select(route => Read(route, indexes, "0.0.0.0/0", 32)), .. All(netNamespace, "-6").Select(route => Read(route, indexes, "::/0", 128))];
    }

    private static List<JsonElement> All(NetNamespace netNamespace, string family) =>
        Tool.Json(netNamespace, "ip", family, "-N", "-d", "-j", "route", "show", "table", "all");

    private static Facts Read(JsonElement route, Dictionary<string, long> indexes, string any, int bits)
    {
        string destination = route.Text("dst")!;
        Facts facts = [];
        facts.Set(nameof(Route.Destination), destination == "default" ? any : WithLength(destination, bits));
        facts.Set(nameof(Route.Source), route.Text("from") is { } source ? WithLength(source, bits) : null);
        facts.Set(nameof(Route.Gateway), GatewayOf(route));
        facts.Set(nameof(Route.LinkIndex), route.Text("dev") is { } link ? indexes[link] : null);
        facts.Set(nameof(Route.LinkName), route.Text("dev"));
        facts.Set(nameof(Route.NextHops), route.Find("nexthops") is { } hops ? string.Join(',', hops.EnumerateArray().Select(HopOf)) : string.Empty);
        facts.Set(nameof(Route.NextHopId), route.Number("nhid"));
        facts.Set(nameof(Route.Encapsulation), EncapsulationOf(route));
        facts.Set(nameof(Route.Metric), route.Number("metric"));
        facts.Set(nameof(Route.PreferredSource), route.Text("prefsrc"));
        facts.Set(nameof(Route.Table), route.Number("table"));
        facts.Set(nameof(Route.Type), (RouteType)route.Number("type")!.Value);
        facts.Set(nameof(Route.Protocol), (RouteProtocol)route.Number("protocol")!.Value);
        facts.Set(nameof(Route.Scope), (RouteScope)route.Number("scope")!.Value);
        facts.Set(nameof(Route.TypeOfService), route.Hexadecimal("tos") ?? 0);
        facts.Set(nameof(Route.OnLink), route.Texts("flags").Contains("onlink"));
        facts.Set(nameof(Route.Metrics), route.Find("metrics") is { } metrics ? MetricsOf(metrics.EnumerateArray().Single()) : null);
        facts.Set(nameof(Route.SourceRealm), route.Find("flow")?.Number("from") is > 0 and var from ? from : null);
        facts.Set(nameof(Route.DestinationRealm), route.Find("flow")?.Number("to") is > 0 and var to ? to : null);
        facts.Set(nameof(Route.Expires), route.Number("expires") is not null);
        facts.Set(nameof(Route.Preference), route.Text("pref") is { } preference ? Enum.Parse<RoutePreference>(preference, ignoreCase: true) : RoutePreference.Medium);
        facts.Set(nameof(Route.Flags), FlagsOf(route));
        return facts;
    }

    private static string WithLength(string prefix, int bits) => prefix.Contains('/', StringComparison.Ordinal) ? prefix : string.Create(CultureInfo.InvariantCulture, $"{prefix}/{bits}");

    private static string? GatewayOf(JsonElement path) => path.Text("gateway") ?? path.Find("via")?.Text("host");

    private static string HopOf(JsonElement hop) => Normal(string.Join(
        ' ',
        "nexthop",
        EncapsulationOf(hop),
        hop.Find("via") is { } via ? $"via inet6 {via.Text("host")}" : hop.Text("gateway") is { } gateway ? $"via {gateway}" : null,
        hop.Text("dev") is { } link ? $"dev {link}" : null,
        $"weight {hop.Number("weight")}",
        string.Join(' ', hop.Texts("flags"))));

    private static string? EncapsulationOf(JsonElement path) =>
        // Newer versions of ip have an object for it.
        path.Find("encap") is { ValueKind: JsonValueKind.Object } nested ? EncapsulationOf(nested, nested.Text("encap_type")) : EncapsulationOf(path, path.Text("encap"));

    private static string? EncapsulationOf(JsonElement encapsulation, string? type) => type switch
    {
        null => null,
        "seg6" => $"encap seg6 mode {encapsulation.Text("mode")} segs {encapsulation.Texts("segs").Length} [ {string.Join(' ', encapsulation.Texts("segs"))} ]",
        "ip" => "encap 2",
        string other => other,
    };

    private static RouteFlags FlagsOf(JsonElement route) =>
        s_flags.Where(flag => route.Texts("flags").Contains(flag.Name)).Aggregate(RouteFlags.None, (flags, flag) => flags | flag.Flag);

    private static RouteMetrics MetricsOf(JsonElement metrics) => new()
    {
        Mtu = metrics.Number("mtu"),
        Window = metrics.Number("window"),
        RoundTripTime = Milliseconds(metrics.Text("rtt")),
        RoundTripTimeVariance = Milliseconds(metrics.Text("rttvar")),
        SlowStartThreshold = metrics.Number("ssthresh"),
        CongestionWindow = metrics.Number("cwnd"),
        AdvertisedSegmentSize = metrics.Number("advmss"),
        Reordering = metrics.Number("reordering"),
        HopLimit = (int?)metrics.Number("hoplimit"),
        InitialCongestionWindow = metrics.Number("initcwnd"),
        Features = metrics.Find("ecn") is null ? RouteFeatures.None : RouteFeatures.Ecn,
        MinimumRetransmissionTimeout = Milliseconds(metrics.Text("rto_min")),
        InitialReceiveWindow = metrics.Number("initrwnd"),
        QuickAcknowledgement = metrics.Number("quickack") is { } quick ? quick == 1 : null,
        CongestionControl = metrics.Text("congestion"),
        FastOpenWithoutCookie = metrics.Number("fastopen_no_cookie") is { } open ? open == 1 : null,
    };

    private static TimeSpan? Milliseconds(string? text) => text is null ? null : TimeSpan.FromMilliseconds(double.Parse(text, CultureInfo.InvariantCulture));
}
