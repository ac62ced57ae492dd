using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.IntegrationTests.Oracles;

/// <summary>The rules of a namespace, as the library and as ip-rule(8) see them.</summary>
internal static class RuleOracle
{
    internal static void ShouldAgree(NetNamespace netNamespace) =>
        Facts.ShouldAgree(() => netNamespace.Rules.Select(Facts.Of), () => [.. All(netNamespace, "-4", AddressFamily.InterNetwork, 32), .. All(netNamespace, "-6", AddressFamily.InterNetworkV6, 128)]);

    /// <summary>Each rule has the words that ip-rule(8) prints.</summary>
    internal static void ShouldReadTheSame(NetNamespace netNamespace) => netNamespace.Rules.Select(rule => rule.ToString()).Should().Equal(Lines(netNamespace));

    internal static string[] Lines(NetNamespace netNamespace) =>
    [
        .. (Tool.RunIn(netNamespace, "ip", "-4", "rule", "show") + Tool.RunIn(netNamespace, "ip", "-6", "rule", "show")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => string.Join(' ', line.Replace("[detached] ", string.Empty, StringComparison.Ordinal).Replace("ipproto ipproto-", "ipproto ", StringComparison.Ordinal).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))),
    ];

    private static IEnumerable<Facts> All(NetNamespace netNamespace, string family, AddressFamily addressFamily, int bits) =>
        Tool.Json(netNamespace, "ip", family, "-N", "-d", "-j", "rule", "show").Select(rule => Read(rule, addressFamily, bits));

    private static Facts Read(JsonElement rule, AddressFamily family, int bits)
    {
        bool goes = rule.Find("goto") is not null;
        RoutingRuleAction action =
            goes ? RoutingRuleAction.Goto
            : rule.Find("nop") is not null ? RoutingRuleAction.Nop
            : rule.Text("action") is { } name ? Enum.TryParse(name, ignoreCase: true, out RoutingRuleAction known) ? known : RoutingRuleAction.Lookup
            : RoutingRuleAction.Lookup;
        bool l3 = rule.Text("table") == "[l3mdev-table]" || rule.Find("l3mdev") is not null;
        Facts facts = [];
        facts.Set(nameof(RoutingRule.Family), family);
        facts.Set(nameof(RoutingRule.Priority), rule.Number("priority"));
        facts.Set(nameof(RoutingRule.Inverted), rule.Find("not") is not null);
        facts.Set(nameof(RoutingRule.From), rule.Text("src") is { } from and not "all" ? $"{from}/{rule.Number("srclen") ?? bits}" : null);
        facts.Set(nameof(RoutingRule.To), rule.Text("dst") is { } to and not "all" ? $"{to}/{rule.Number("dstlen") ?? bits}" : null);
        facts.Set(nameof(RoutingRule.TypeOfService), rule.Hexadecimal("tos") ?? 0);
        facts.Set(nameof(RoutingRule.Mark), rule.Hexadecimal("fwmark") ?? 0);
        facts.Set(nameof(RoutingRule.MarkMask), rule.Hexadecimal("fwmask"));
        facts.Set(nameof(RoutingRule.InputLinkName), rule.Text("iif"));
        facts.Set(nameof(RoutingRule.OutputLinkName), rule.Text("oif"));
        facts.Set(nameof(RoutingRule.UserIds), rule.Text("uid_start") is { } uid ? $"{uid}-{rule.Text("uid_end")}" : null);
        facts.Set(nameof(RoutingRule.IPProtocol), rule.Text("ipproto")?.Replace("ipproto-", string.Empty, StringComparison.Ordinal));
        facts.Set(nameof(RoutingRule.SourcePorts), Range(rule, "sport"));
        facts.Set(nameof(RoutingRule.DestinationPorts), Range(rule, "dport"));
        facts.Set(nameof(RoutingRule.TunnelId), rule.Number("tun_id"));
        facts.Set(nameof(RoutingRule.L3MasterDevice), l3);
        facts.Set(nameof(RoutingRule.Action), action);
        facts.Set(nameof(RoutingRule.Table), l3 || action != RoutingRuleAction.Lookup ? null : rule.Number("table"));
        facts.Set(nameof(RoutingRule.GotoPriority), goes ? rule.Text("goto") : null);
        facts.Set(nameof(RoutingRule.SuppressPrefixLength), rule.Number("suppress_prefixlen"));
        facts.Set(nameof(RoutingRule.SuppressLinkGroup), rule.Number("suppress_ifgroup"));
        facts.Set(nameof(RoutingRule.SourceRealm), rule.Number("flow_from"));
        facts.Set(nameof(RoutingRule.DestinationRealm), rule.Number("flow_to"));
        facts.Set(nameof(RoutingRule.Protocol), (RouteProtocol)(rule.Number("protocol") ?? 0));
        // Newer than many versions of ip-rule; tests of their own see to them.
        foreach (string newer in (string[])[nameof(RoutingRule.Dscp), nameof(RoutingRule.DscpMask), nameof(RoutingRule.FlowLabel), nameof(RoutingRule.FlowLabelMask), nameof(RoutingRule.SourcePortMask), nameof(RoutingRule.DestinationPortMask)])
        {
            facts.Set(newer, null);
        }

        return facts;
    }

    private static string? Range(JsonElement rule, string name) =>
        rule.Text(name) is { } port ? port.Replace("0x", "", StringComparison.Ordinal)
        : rule.Number($"{name}_start") is { } start ? string.Create(CultureInfo.InvariantCulture, $"{start}-{rule.Number($"{name}_end")}")
        : null;
}
