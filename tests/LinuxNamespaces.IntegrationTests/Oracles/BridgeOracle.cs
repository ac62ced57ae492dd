using System.Globalization;
using System.Text.Json;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.IntegrationTests.Oracles;

/// <summary>A bridge and its ports, as the library, ip-link(8) and bridge(8) see them.</summary>
internal static class BridgeOracle
{
    internal static void ShouldAgree(Bridge bridge)
    {
        Facts.ShouldAgree(
            () =>
            {
                bridge.Refresh();
                return [Facts.Of(bridge.Settings)];
            },
            () => [Settings(bridge)]);
        Facts.ShouldAgree(() => bridge.GetPorts().Select(Facts.Of), () => Ports(bridge));
    }

    /// <summary>What ip-link(8) says of what only bridges have.</summary>
    internal static JsonElement Data(Bridge bridge) =>
        LinkOracle.Find(bridge.Namespace, bridge.Name).GetProperty("linkinfo").GetProperty("info_data");

    private static Facts Settings(Bridge bridge)
    {
        JsonElement data = Data(bridge);
        Facts facts = [];
        facts.Set(nameof(BridgeInfo.BridgeId), Id(data.Text("bridge_id")!));
        facts.Set(nameof(BridgeInfo.RootId), Id(data.Text("root_id")!));
        facts.Set(nameof(BridgeInfo.SpanningTree), data.Number("stp_state") != 0);
        facts.Set(nameof(BridgeInfo.ForwardDelay), Time(data.Number("forward_delay")));
        facts.Set(nameof(BridgeInfo.HelloTime), Time(data.Number("hello_time")));
        facts.Set(nameof(BridgeInfo.MaxAge), Time(data.Number("max_age")));
        facts.Set(nameof(BridgeInfo.AgeingTime), Time(data.Number("ageing_time")));
        facts.Set(nameof(BridgeInfo.Priority), data.Number("priority"));
        facts.Set(nameof(BridgeInfo.VlanFiltering), data.Number("vlan_filtering") is { } filtering ? filtering != 0 : null);
        facts.Set(nameof(BridgeInfo.DefaultVlan), data.Number("vlan_default_pvid"));
        facts.Set(nameof(BridgeInfo.MulticastSnooping), data.Number("mcast_snooping") is { } snooping ? snooping != 0 : null);
        facts.Set(nameof(BridgeInfo.GroupForwardMask), data.Hexadecimal("group_fwd_mask"));
        return facts;
    }

    private static IEnumerable<Facts> Ports(Bridge bridge) =>
        Tool.Json(bridge.Namespace, "bridge", "-d", "-j", "link")
            .Where(port => port.Text("master") == bridge.Name)
            .OrderBy(port => port.Number("ifindex"))
            .Select(port => Port(bridge.Namespace, port));

    private static Facts Port(NetNamespace netNamespace, JsonElement port)
    {
        // bridge(8) does not tell the number.
        JsonElement data = LinkOracle.Find(netNamespace, port.Text("ifname")!).GetProperty("linkinfo").GetProperty("info_slave_data");
        Facts facts = [];
        facts.Set(nameof(BridgePort.Link), $"{port.Number("ifindex")}: {port.Text("ifname")}");
        facts.Set(nameof(BridgePort.State), Enum.Parse<BridgePortState>(port.Text("state")!, ignoreCase: true));
        facts.Set(nameof(BridgePort.Number), data.Hexadecimal("no"));
        facts.Set(nameof(BridgePort.Priority), port.Number("priority"));
        facts.Set(nameof(BridgePort.Cost), port.Number("cost"));
        facts.Set(nameof(BridgePort.Hairpin), port.Flag("hairpin"));
        facts.Set(nameof(BridgePort.BpduGuard), port.Flag("guard"));
        facts.Set(nameof(BridgePort.RootBlock), port.Flag("root_block"));
        facts.Set(nameof(BridgePort.FastLeave), port.Flag("fastleave"));
        facts.Set(nameof(BridgePort.Learning), port.Flag("learning"));
        facts.Set(nameof(BridgePort.UnicastFlood), port.Flag("flood"));
        facts.Set(nameof(BridgePort.MulticastFlood), port.Flag("mcast_flood"));
        facts.Set(nameof(BridgePort.Isolated), port.Flag("isolated"));
        return facts;
    }

    private static TimeSpan? Time(long? hundredths) => hundredths is { } value ? TimeSpan.FromMilliseconds(value * 10) : null;

    /// <summary>ip-link(8) leaves zeros out, as in <c>8000.2:fc:0:0:0:1</c>.</summary>
    private static string Id(string text)
    {
        string[] parts = text.Split('.');
        return $"{parts[0]}.{string.Concat(parts[1].Split(':').Select(part => part.PadLeft(2, '0')))}".ToLower(CultureInfo.InvariantCulture);
    }
}
