using System.Globalization;
using System.Text;

namespace LinuxNamespaces.Network;

/// <summary>Writes nexthop objects in the words of ip-nexthop(8).</summary>
internal static class NexthopText
{
    internal static string Of(Nexthop nexthop)
    {
        StringBuilder text = new();
        Append(text, "id", nexthop.Id?.ToString(CultureInfo.InvariantCulture));
        Append(text, "group", nexthop.IsGroup ? string.Join('/', nexthop.Group) : null);
        Append(text, "type", nexthop.GroupType == NexthopGroupType.Resilient ? "resilient" : null);
        Append(text, "buckets", nexthop.Buckets?.ToString(CultureInfo.InvariantCulture));
        Append(text, "idle_timer", Seconds(nexthop.IdleTimer));
        Append(text, "unbalanced_timer", Seconds(nexthop.UnbalancedTimer));
        Append(text, "unbalanced_time", Seconds(nexthop.UnbalancedTime));
        Append(text, null, nexthop.Encapsulation?.ToString());
        Append(text, "via", nexthop.Gateway?.ToString());
        Append(text, "dev", nexthop.Link.IsSet ? nexthop.Link.ToString() : null);
        Append(text, "scope", nexthop.Scope is { } scope and not RouteScope.Universe ? RouteNames.Of(scope) : null);
        Append(text, null, nexthop.Blackhole ? "blackhole" : null);
        Append(text, "proto", nexthop.Protocol == RouteProtocol.Unspecified ? null : RouteNames.Of(nexthop.Protocol));
        Append(text, null, nexthop.OnLink ? "onlink" : null);
        Append(text, null, (nexthop.Flags & RouteFlags.LinkDown) != 0 ? "linkdown" : null);
        Append(text, null, nexthop.ForwardingDatabase ? "fdb" : null);
        return text.ToString();
    }

    private static string? Seconds(TimeSpan? time) => time?.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    private static void Append(StringBuilder text, string? word, string? value)
    {
        if (value is not null)
        {
            text.Append(text.Length > 0 ? " " : null).Append(word).Append(word is null ? null : " ").Append(value);
        }
    }
}
