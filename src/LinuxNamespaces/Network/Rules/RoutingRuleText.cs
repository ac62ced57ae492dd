using System.Globalization;
using System.Text;

namespace LinuxNamespaces.Network;

/// <summary>Writes rules in the words of ip-rule(8).</summary>
internal static class RoutingRuleText
{
    // Other protocols have numbers, as not every machine has /etc/protocols.
    private static readonly Dictionary<byte, string> s_protocols = new()
    {
        [1] = "icmp", [2] = "igmp", [6] = "tcp", [17] = "udp", [33] = "dccp", [47] = "gre", [50] = "esp", [51] = "ah", [58] = "ipv6-icmp", [132] = "sctp", [136] = "udplite",
    };

    internal static string Of(RoutingRule rule)
    {
        StringBuilder text = new();
        Append(text, rule.Priority is { } priority ? Format($"{priority}:") : null);
        Append(text, rule.Inverted ? "not" : null);
        Append(text, rule.From is { } from ? $"from {Prefix.Text(from)}" : "from all");
        Append(text, rule.To is { } to ? $"to {Prefix.Text(to)}" : null);
        Append(text, rule.TypeOfService != 0 ? Format($"tos 0x{rule.TypeOfService:x2}") : null);
        Append(text, Mark(rule));
        Append(text, rule.InputLinkName is { } input ? $"iif {input}" : null);
        Append(text, rule.OutputLinkName is { } output ? $"oif {output}" : null);
        Append(text, rule.UserIds is { } users ? $"uidrange {users}" : null);
        Append(text, rule.IPProtocol is { } protocol ? $"ipproto {s_protocols.GetValueOrDefault(protocol) ?? protocol.ToString(CultureInfo.InvariantCulture)}" : null);
        Append(text, rule.SourcePorts is { } source ? $"sport {source}{Mask(rule.SourcePortMask)}" : null);
        Append(text, rule.DestinationPorts is { } destination ? $"dport {destination}{Mask(rule.DestinationPortMask)}" : null);
        Append(text, rule.TunnelId is { } tunnel ? Format($"tun_id {tunnel}") : null);
        Append(text, rule.Dscp is { } dscp ? Format($"dscp {dscp}{Mask(rule.DscpMask)}") : null);
        Append(text, rule.FlowLabel is { } label ? Format($"flowlabel 0x{label:x}{Mask(rule.FlowLabelMask)}") : null);
        Append(text, rule.L3MasterDevice ? "lookup [l3mdev-table]" : rule.Action == RoutingRuleAction.Lookup ? $"lookup {RouteNames.OfTable(rule.Table ?? Route.MainTable)}" : null);
        Append(text, rule.SuppressPrefixLength is { } length ? Format($"suppress_prefixlength {length}") : null);
        Append(text, rule.SuppressLinkGroup is { } group ? $"suppress_ifgroup {(group == 0 ? "default" : Format($"{group}"))}" : null);
        Append(text, Realms(rule));
        Append(text, rule.Action switch
        {
            RoutingRuleAction.Lookup => null,
            RoutingRuleAction.Goto => Format($"goto {rule.GotoPriority}"),
            RoutingRuleAction.Nop => "nop",
            RoutingRuleAction.Blackhole => "blackhole",
            RoutingRuleAction.Unreachable => "unreachable",
            RoutingRuleAction.Prohibit => "prohibit",
            _ => Format($"action {(int)rule.Action}"),
        });
        Append(text, rule.Protocol is RouteProtocol.Kernel or RouteProtocol.Unspecified ? null : $"proto {RouteNames.Of(rule.Protocol)}");
        return text.ToString();
    }

    private static string? Mark(RoutingRule rule) =>
        rule.Mark == 0 && rule.EffectiveMarkMask == 0 ? null
        : rule.EffectiveMarkMask == uint.MaxValue ? $"fwmark {Hexadecimal(rule.Mark)}"
        : $"fwmark {Hexadecimal(rule.Mark)}/{Hexadecimal(rule.EffectiveMarkMask)}";

    private static string Hexadecimal(uint value) => value == 0 ? "0" : Format($"0x{value:x}");

    private static string? Realms(RoutingRule rule) =>
        rule.SourceRealm is { } source ? Format($"realms {source}/{rule.DestinationRealm ?? 0}")
        : rule.DestinationRealm is { } destination ? Format($"realms {destination}")
        : null;

    private static string? Mask(int? mask) => mask is { } bits ? Format($"/0x{bits:x}") : null;

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Append(StringBuilder text, string? part)
    {
        if (part is not null)
        {
            text.Append(text.Length > 0 ? " " : null).Append(part);
        }
    }
}
