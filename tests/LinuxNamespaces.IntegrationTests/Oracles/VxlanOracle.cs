using System.Globalization;
using System.Text.Json;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.IntegrationTests.Oracles;

/// <summary>The settings of a VXLAN as the library and ip-link(8) see them.</summary>
internal static class VxlanOracle
{
    // What the tool does not print, or prints only since a later version.
    private static readonly string[] s_unknown =
        [nameof(VxlanInfo.InheritFlowLabel), nameof(VxlanInfo.LocalBypass), nameof(VxlanInfo.ReservedBits), nameof(VxlanInfo.RemoteChecksumNoPartial)];

    internal static void ShouldAgree(VxlanLink link) => Facts.ShouldAgree(
        () =>
        {
            link.Refresh();
            Facts facts = Facts.Of(link.Settings);
            foreach (string name in s_unknown)
            {
                facts.Remove(name);
            }

            return [facts];
        },
        () => [Of(link.Namespace, Data(link))]);

    /// <summary>What ip-link(8) prints for links of this kind only.</summary>
    internal static JsonElement Data(Link link) => LinkOracle.Find(link.Namespace, link.Name).GetProperty("linkinfo").GetProperty("info_data");

    private static Facts Of(NetNamespace netNamespace, JsonElement data)
    {
        Facts facts = [];
        facts.Set(nameof(VxlanInfo.Id), data.Number("id"));
        facts.Set(nameof(VxlanInfo.Remote), data.Text("remote") ?? data.Text("remote6") ?? data.Text("group") ?? data.Text("group6"));
        facts.Set(nameof(VxlanInfo.Local), data.Text("local") ?? data.Text("local6"));
        facts.Set(nameof(VxlanInfo.UnderlyingIndex), data.Text("link") is { } device ? LinkOracle.Find(netNamespace, device).Number("ifindex") : null);
        facts.Set(nameof(VxlanInfo.UdpPort), data.Number("port"));
        JsonElement ports = data.GetProperty("port_range");
        facts.Set(nameof(VxlanInfo.SourcePorts), ports.Number("high") == 0 ? null : $"{ports.Number("low")}-{ports.Number("high")}");
        // The tool prints no TTL that is inherited, and 0 for one that the kernel chooses.
        long? ttl = data.Number("ttl");
        facts.Set(nameof(VxlanInfo.TimeToLive), ttl is 0 ? null : ttl);
        facts.Set(nameof(VxlanInfo.InheritTimeToLive), ttl is null);
        int tos = data.Hexadecimal("tos") ?? 0;
        facts.Set(nameof(VxlanInfo.TypeOfService), tos == 1 ? 0 : tos);
        facts.Set(nameof(VxlanInfo.InheritTypeOfService), tos == 1);
        facts.Set(nameof(VxlanInfo.FlowLabel), data.Hexadecimal("label") ?? 0);
        facts.Set(nameof(VxlanInfo.Fragmentation), data.Text("df") switch
        {
            "set" => TunnelFragmentation.Forbidden,
            "inherit" => TunnelFragmentation.Inherited,
            _ => TunnelFragmentation.Allowed,
        });
        facts.Set(nameof(VxlanInfo.Learning), data.Flag("learning"));
        facts.Set(nameof(VxlanInfo.AgeingTime), TimeSpan.FromSeconds(uint.Parse(data.Text("ageing") ?? "0", CultureInfo.InvariantCulture)));
        facts.Set(nameof(VxlanInfo.MaxAddresses), data.Number("limit") ?? 0);
        facts.Set(nameof(VxlanInfo.Proxy), data.Flag("proxy"));
        facts.Set(nameof(VxlanInfo.RouteShortCircuit), data.Flag("rsc"));
        facts.Set(nameof(VxlanInfo.LinkLayerMissNotifications), data.Flag("l2miss"));
        facts.Set(nameof(VxlanInfo.NetworkMissNotifications), data.Flag("l3miss"));
        facts.Set(nameof(VxlanInfo.UdpChecksum), data.Flag("udp_csum"));
        facts.Set(nameof(VxlanInfo.SendZeroChecksum6), data.Flag("udp_zero_csum6_tx"));
        facts.Set(nameof(VxlanInfo.ReceiveZeroChecksum6), data.Flag("udp_zero_csum6_rx"));
        facts.Set(nameof(VxlanInfo.SendRemoteChecksum), data.Flag("remcsum_tx"));
        facts.Set(nameof(VxlanInfo.ReceiveRemoteChecksum), data.Flag("remcsum_rx"));
        facts.Set(nameof(VxlanInfo.GroupPolicy), data.Flag("gbp"));
        facts.Set(nameof(VxlanInfo.GenericProtocol), data.Flag("gpe"));
        facts.Set(nameof(VxlanInfo.IsExternal), data.Flag("external"));
        facts.Set(nameof(VxlanInfo.VniFilter), data.Flag("vnifilter"));
        return facts;
    }
}
