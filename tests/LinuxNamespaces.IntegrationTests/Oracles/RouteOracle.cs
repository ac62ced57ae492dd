using System.Text.Json;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.IntegrationTests.Oracles;

/// <summary>The routes of a namespace, as the library and as ip-route(8) see them.</summary>
internal static class RouteOracle
{
    internal static void ShouldAgree(NetNamespace netNamespace) =>
        Facts.ShouldAgree(() => netNamespace.Routes.Select(Facts.Of), () => All(netNamespace));

    /// <summary>What ip-route(8) says of the routes to a destination.</summary>
    internal static JsonElement Find(NetNamespace netNamespace, string destination) =>
        All(netNamespace, "-4").Concat(All(netNamespace, "-6")).Single(route => route.Text("dst") == destination);

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
        facts.Set(nameof(Route.Destination), destination == "default" ? any : destination.Contains('/', StringComparison.Ordinal) ? destination : $"{destination}/{bits}");
        facts.Set(nameof(Route.Gateway), route.Text("gateway"));
        facts.Set(nameof(Route.LinkIndex), route.Text("dev") is { } link ? indexes[link] : null);
        facts.Set(nameof(Route.Metric), route.Number("metric"));
        facts.Set(nameof(Route.PreferredSource), route.Text("prefsrc"));
        facts.Set(nameof(Route.Table), route.Number("table"));
        facts.Set(nameof(Route.Type), (RouteType)route.Number("type")!.Value);
        facts.Set(nameof(Route.Protocol), (RouteProtocol)route.Number("protocol")!.Value);
        facts.Set(nameof(Route.Scope), (RouteScope)route.Number("scope")!.Value);
        facts.Set(nameof(Route.OnLink), route.Texts("flags").Contains("onlink"));
        return facts;
    }
}
