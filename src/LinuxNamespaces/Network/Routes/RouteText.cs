using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace LinuxNamespaces.Network;

/// <summary>Writes routes in the words of ip-route(8).</summary>
internal static class RouteText
{
    // The name of the realm 0 in iproute2's rt_realms.
    internal const string UnknownRealm = "cosmos";

    private static readonly (RouteFlags Flag, string Word)[] s_flags =
    [
        (RouteFlags.Dead, "dead"), (RouteFlags.OnLink, "onlink"), (RouteFlags.Pervasive, "pervasive"), (RouteFlags.Offloaded, "offload"),
        (RouteFlags.Trapped, "trap"), (RouteFlags.LinkDown, "linkdown"), (RouteFlags.Unresolved, "unresolved"),
    ];

    internal static string Of(Route route)
    {
        StringBuilder text = new();
        Append(text, null, route.Type == RouteType.Unicast ? null : RouteNames.Of(route.Type));
        Append(text, null, route.Destination.PrefixLength == 0 ? "default" : Prefix.Text(route.Destination));
        Append(text, "from", route.Source is { } source ? Prefix.Text(source) : null);
        Append(text, null, route.Encapsulation?.ToString());
        Append(text, "tos", route.TypeOfService == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"0x{route.TypeOfService:x2}"));
        Append(text, "nhid", Number(route.NextHopId));
        AppendPath(text, route.Gateway, route.Path.Link, route.Family);
        Append(text, "table", route.Table == Route.MainTable ? null : RouteNames.OfTable(route.Table));
        Append(text, "proto", route.Protocol == RouteProtocol.Boot || route.Report.IsLookup ? null : RouteNames.Of(route.Protocol));
        Append(text, "scope", route.Scope is { } scope and not RouteScope.Universe && !route.Report.IsLookup ? RouteNames.Of(scope) : null);
        Append(text, "src", route.PreferredSource?.ToString());
        Append(text, "metric", Number(route.Metric));
        AppendFlags(text, route.Flags | (route.OnLink ? RouteFlags.OnLink : RouteFlags.None));
        AppendRealms(text, route.SourceRealm, route.DestinationRealm);
        Append(text, "expires", route.Expires is { } time ? string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalSeconds}sec") : null);
        if (route.Metrics is { } metrics)
        {
            Append(text, metrics);
        }

        Append(text, "pref", route.Family == AddressFamily.InterNetworkV6 ? RouteNames.Of(route.Preference) : null);
        foreach (RouteNextHop hop in route.NextHops)
        {
            Append(text, hop, route.Family);
        }

        return text.ToString();
    }

    internal static string Of(RouteNextHop hop)
    {
        StringBuilder text = new();
        Append(text, hop, hop.Gateway?.AddressFamily);
        return text.ToString();
    }

    private static void Append(StringBuilder text, RouteNextHop hop, AddressFamily? family)
    {
        Append(text, null, "nexthop");
        Append(text, null, hop.Encapsulation?.ToString());
        AppendPath(text, hop.Gateway, hop.Link, family);
        AppendRealms(text, hop.SourceRealm, hop.DestinationRealm);
        Append(text, "weight", Number(hop.Weight));
        AppendFlags(text, hop.Flags | (hop.OnLink ? RouteFlags.OnLink : RouteFlags.None));
    }

    private static void AppendPath(StringBuilder text, System.Net.IPAddress? gateway, LinkReference link, AddressFamily? family)
    {
        Append(text, gateway?.AddressFamily == family ? "via" : "via inet6", gateway?.ToString());
        Append(text, "dev", link.IsSet ? link.ToString() : null);
    }

    private static void AppendRealms(StringBuilder text, int? source, int? destination) => Append(
        text,
        source is null ? "realm" : "realms",
        source is null ? Number(destination) : string.Create(CultureInfo.InvariantCulture, $"{source}/{Number(destination) ?? UnknownRealm}"));

    private static void AppendFlags(StringBuilder text, RouteFlags flags)
    {
        foreach ((RouteFlags flag, string word) in s_flags)
        {
            Append(text, null, (flags & flag) != 0 ? word : null);
        }
    }

    private static void Append(StringBuilder text, RouteMetrics metrics)
    {
        LockedRouteMetrics locked = metrics.Locked;
        Append(text, Word("mtu", LockedRouteMetrics.Mtu), Number(metrics.Mtu));
        Append(text, Word("window", LockedRouteMetrics.Window), Number(metrics.Window));
        Append(text, Word("rtt", LockedRouteMetrics.RoundTripTime), Milliseconds(metrics.RoundTripTime));
        Append(text, Word("rttvar", LockedRouteMetrics.RoundTripTimeVariance), Milliseconds(metrics.RoundTripTimeVariance));
        Append(text, Word("ssthresh", LockedRouteMetrics.SlowStartThreshold), Number(metrics.SlowStartThreshold));
        Append(text, Word("cwnd", LockedRouteMetrics.CongestionWindow), Number(metrics.CongestionWindow));
        Append(text, Word("advmss", LockedRouteMetrics.AdvertisedSegmentSize), Number(metrics.AdvertisedSegmentSize));
        Append(text, Word("reordering", LockedRouteMetrics.Reordering), Number(metrics.Reordering));
        Append(text, Word("hoplimit", LockedRouteMetrics.HopLimit), Number(metrics.HopLimit));
        Append(text, Word("initcwnd", LockedRouteMetrics.InitialCongestionWindow), Number(metrics.InitialCongestionWindow));
        Append(text, Word("features", LockedRouteMetrics.Features), (metrics.Features & RouteFeatures.Ecn) != 0 ? "ecn" : null);
        Append(text, Word("rto_min", LockedRouteMetrics.MinimumRetransmissionTimeout), Milliseconds(metrics.MinimumRetransmissionTimeout));
        Append(text, Word("initrwnd", LockedRouteMetrics.InitialReceiveWindow), Number(metrics.InitialReceiveWindow));
        Append(text, Word("quickack", LockedRouteMetrics.QuickAcknowledgement), Switch(metrics.QuickAcknowledgement));
        Append(text, Word("congctl", LockedRouteMetrics.CongestionControl), metrics.CongestionControl);
        Append(text, Word("fastopen_no_cookie", LockedRouteMetrics.FastOpenWithoutCookie), Switch(metrics.FastOpenWithoutCookie));

        string Word(string name, LockedRouteMetrics bit) => (locked & bit) != 0 ? $"{name} lock" : name;
    }

    private static void Append(StringBuilder text, string? word, string? value)
    {
        if (value is null)
        {
            return;
        }

        if (text.Length > 0)
        {
            text.Append(' ');
        }

        if (word is not null)
        {
            text.Append(word).Append(' ');
        }

        text.Append(value);
    }

    private static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    private static string? Switch(bool? value) => value is { } on ? on ? "1" : "0" : null;

    private static string? Milliseconds(TimeSpan? time) => time is { } value ? value.TotalMilliseconds.ToString(CultureInfo.InvariantCulture) + "ms" : null;
}
