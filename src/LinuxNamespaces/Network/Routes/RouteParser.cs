using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>Reads routes in the words of ip-route(8).</summary>
internal static class RouteParser
{
    // State that ip-route prints, and that cannot be set.
    private static readonly string[] s_state = ["dead", "pervasive", "offload", "trap", "linkdown", "unresolved", "cache", "rt_offload", "rt_trap", "rt_offload_failed"];

    internal static Route Parse(string text)
    {
        Words words = new(text, "route");
        try
        {
            return Read(words);
        }
        catch (ArgumentException e)
        {
            throw words.Error(e.Message.TrimEnd('.'));
        }
    }

    private static Route Read(Words words)
    {
        RouteType type = RouteType.Unicast;
        if (words.Peek is { } first && RouteNames.TypeOf(first) is { } named)
        {
            type = named;
            words.Next();
        }

        words.Take("to");
        bool isDefault = words.Peek is "default" or "any" or "all";
        IPNetwork? destination = null;
        if (isDefault)
        {
            words.Next();
        }
        else
        {
            destination = words.Network();
        }

        Draft draft = new();
        while (!words.AtEnd)
        {
            ReadOption(words, words.Next(), draft);
        }

        Route route = Build(draft, type, destination);
        return draft.Metrics == new RouteMetrics() ? route : route with { Metrics = draft.Metrics };
    }

    private static Route Build(Draft draft, RouteType type, IPNetwork? destination)
    {
        AddressFamily family = destination?.BaseAddress.AddressFamily ?? draft.Family ?? AddressFamily.InterNetwork;
        bool own = type is RouteType.Local or RouteType.Broadcast or RouteType.Anycast;
        Route route = new(destination ?? Prefix.Any(family))
        {
            Type = type,
            Source = draft.Source,
            Metric = draft.Metric,
            PreferredSource = draft.PreferredSource,
            Table = draft.Table ?? (own ? Route.LocalTable : Route.MainTable),
            Protocol = draft.Protocol ?? RouteProtocol.Boot,
            Scope = draft.Scope,
            TypeOfService = draft.TypeOfService,
            OnLink = draft.OnLink,
            SourceRealm = draft.SourceRealm,
            DestinationRealm = draft.DestinationRealm,
            Expires = draft.Expires,
            Preference = draft.Preference ?? RoutePreference.Medium,
        };
        // A listed route by a nexthop object is printed with the path behind it.
        return draft.NextHopId is not null ? route with { NextHopId = draft.NextHopId }
            : draft.NextHops.Count > 0 ? route with { NextHops = draft.NextHops }
            : draft.Gateway is not null || draft.Link is not null || draft.Encapsulation is not null
                ? route with { Gateway = draft.Gateway, LinkName = draft.Link, Encapsulation = draft.Encapsulation }
            : route;
    }

    private static void ReadOption(Words words, string word, Draft draft)
    {
        switch (word)
        {
            case "via":
                draft.Gateway = ReadGateway(words, draft);
                break;
            case "dev" or "oif":
                draft.Link = words.Next();
                break;
            case "from":
                draft.Source = words.Network();
                draft.Family ??= AddressFamily.InterNetworkV6;
                break;
            case "src":
                draft.PreferredSource = words.Address();
                draft.Family ??= draft.PreferredSource.AddressFamily;
                break;
            case "metric" or "priority" or "preference":
                draft.Metric = words.Number(0, uint.MaxValue);
                break;
            case "table":
                draft.Table = words.Known(RouteNames.TableOf(words.Peek ?? string.Empty), words.Next());
                break;
            case "proto" or "protocol":
                draft.Protocol = words.Known(RouteNames.ProtocolOf(words.Peek ?? string.Empty), words.Next());
                break;
            case "scope":
                draft.Scope = words.Known(RouteNames.ScopeOf(words.Peek ?? string.Empty), words.Next());
                break;
            case "tos" or "dsfield":
                draft.TypeOfService = (byte)words.Number(0, byte.MaxValue);
                break;
            case "onlink":
                draft.OnLink = true;
                break;
            case "realm" or "realms":
                (draft.SourceRealm, draft.DestinationRealm) = ReadRealms(words);
                break;
            case "expires":
                draft.Expires = words.Time(TimeSpan.FromSeconds(1));
                draft.Family ??= AddressFamily.InterNetworkV6;
                break;
            case "pref":
                draft.Preference = words.Known(RouteNames.PreferenceOf(words.Peek ?? string.Empty), words.Next());
                draft.Family ??= AddressFamily.InterNetworkV6;
                break;
            case "nhid":
                draft.NextHopId = words.Number(1, uint.MaxValue);
                break;
            case "encap":
                draft.Encapsulation = EncapsulationParser.Read(words);
                break;
            case "nexthop":
                draft.NextHops.Add(ReadNextHop(words, draft));
                break;
            default:
                draft.Metrics = RouteMetricsParser.Read(words, word, draft.Metrics)
                    ?? (s_state.Contains(word) ? draft.Metrics : throw words.Error($"{PrintableText.Quote(word)} is not known here"));
                break;
        }
    }

    private static RouteNextHop ReadNextHop(Words words, Draft draft)
    {
        RouteNextHop hop = new();
        while (words.Peek is not null and not "nexthop")
        {
            string word = words.Next();
            (int? source, int? destination) = word is "realm" or "realms" ? ReadRealms(words) : (hop.SourceRealm, hop.DestinationRealm);
            hop = word switch
            {
                "via" => hop with { Gateway = ReadGateway(words, draft) },
                "dev" => hop with { LinkName = words.Next() },
                "weight" => hop with { Weight = (int)words.Number(1, 256) },
                "onlink" => hop with { OnLink = true },
                "encap" => hop with { Encapsulation = EncapsulationParser.Read(words) },
                "realm" or "realms" => hop with { SourceRealm = source, DestinationRealm = destination },
                _ when s_state.Contains(word) => hop,
                _ => throw words.Error($"{PrintableText.Quote(word)} is not known here"),
            };
        }

        return hop;
    }

    private static IPAddress ReadGateway(Words words, Draft draft)
    {
        bool other = words.Take("inet6");
        if (!other)
        {
            words.Take("inet");
        }

        IPAddress gateway = words.Address();
        // An IPv4 route can have an IPv6 gateway.
        draft.Family ??= other ? AddressFamily.InterNetwork : gateway.AddressFamily;
        return gateway;
    }

    private static (int? Source, int? Destination) ReadRealms(Words words)
    {
        string word = words.Next();
        int?[] realms = [.. word.Split('/').Select(part => part == RouteText.UnknownRealm ? 0 : ushort.TryParse(part, out ushort realm) ? realm : (int?)null)];
        return realms.Contains(null) ? throw words.Error($"{PrintableText.Quote(word)} is not a pair of realms")
            : realms.Length == 1 ? (null, NotZero(realms[0]))
            : realms.Length == 2 ? (NotZero(realms[0]), NotZero(realms[1]))
            : throw words.Error($"{PrintableText.Quote(word)} is not a pair of realms");

        static int? NotZero(int? realm) => realm == 0 ? null : realm;
    }

    /// <summary>What was read so far.</summary>
    private sealed class Draft
    {
        internal AddressFamily? Family { get; set; }

        internal IPAddress? Gateway { get; set; }

        internal string? Link { get; set; }

        internal List<RouteNextHop> NextHops { get; } = [];

        internal long? NextHopId { get; set; }

        internal RouteEncapsulation? Encapsulation { get; set; }

        internal IPNetwork? Source { get; set; }

        internal IPAddress? PreferredSource { get; set; }

        internal long? Metric { get; set; }

        internal long? Table { get; set; }

        internal RouteProtocol? Protocol { get; set; }

        internal RouteScope? Scope { get; set; }

        internal byte TypeOfService { get; set; }

        internal bool OnLink { get; set; }

        internal int? SourceRealm { get; set; }

        internal int? DestinationRealm { get; set; }

        internal TimeSpan? Expires { get; set; }

        internal RoutePreference? Preference { get; set; }

        internal RouteMetrics Metrics { get; set; } = new();
    }
}
