using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.IntegrationTests.Oracles;

/// <summary>The links of a namespace, as the library and as ip-link(8) see them.</summary>
internal static class LinkOracle
{
    // The names of ip-link(8) with the values of linux/if.h.
    private static readonly Dictionary<string, int> s_flags = new()
    {
        ["UP"] = 0x1, ["BROADCAST"] = 0x2, ["DEBUG"] = 0x4, ["LOOPBACK"] = 0x8, ["POINTOPOINT"] = 0x10, ["NOTRAILERS"] = 0x20, ["NOARP"] = 0x80,
        ["PROMISC"] = 0x100, ["ALLMULTI"] = 0x200, ["MASTER"] = 0x400, ["SLAVE"] = 0x800, ["MULTICAST"] = 0x1000, ["PORTSEL"] = 0x2000,
        ["AUTOMEDIA"] = 0x4000, ["DYNAMIC"] = 0x8000, ["LOWER_UP"] = 0x10000, ["DORMANT"] = 0x20000, ["ECHO"] = 0x40000,
        ["NO-CARRIER"] = 0, ["M-DOWN"] = 0,
    };

    // What older tools do not show, or only with statistics.
    private static readonly string[] s_unseen =
    [
        nameof(LinkInfo.CarrierChanges), nameof(LinkInfo.CarrierUpCount), nameof(LinkInfo.CarrierDownCount), nameof(LinkInfo.ProtocolDownReasons), nameof(LinkInfo.IPv6Token),
        nameof(LinkInfo.GsoIPv4MaxSize), nameof(LinkInfo.GroIPv4MaxSize), nameof(LinkInfo.PermanentAddress), nameof(LinkInfo.IsNamespaceImmutable),
    ];

    internal static void ShouldAgree(NetNamespace netNamespace) =>
        Facts.ShouldAgree(() => netNamespace.Links.Select(link => Library(link.Info)), () => Tool(netNamespace));

    /// <summary>What ip-link(8) says of a link.</summary>
    internal static JsonElement Find(NetNamespace netNamespace, string name) => All(netNamespace).Single(link => link.Text("ifname") == name);

    private static List<JsonElement> All(NetNamespace netNamespace) => TestTools.Tool.Json(netNamespace, "ip", "-N", "-d", "-j", "link");

    private static Facts Library(LinkInfo info)
    {
        Facts facts = Facts.Of(info);
        if ((info.Flags & LinkFlags.Up) == 0)
        {
            // The kernel does not tell others.
            facts.Remove(nameof(LinkInfo.Carrier));
        }

        foreach (string name in s_unseen)
        {
            facts.Remove(name).Should().BeTrue("{0} is a property", name);
        }

        return facts;
    }

    private static IEnumerable<Facts> Tool(NetNamespace netNamespace)
    {
        List<JsonElement> links = All(netNamespace);
        Dictionary<string, long> indexes = links.ToDictionary(link => link.Text("ifname")!, link => link.Number("ifindex")!.Value);
        return links.OrderBy(link => link.Number("ifindex")).Select(link => Tool(link, indexes));
    }

    private static Facts Tool(JsonElement link, Dictionary<string, long> indexes)
    {
        string[] flags = link.Texts("flags");
        bool up = flags.Contains("UP");
        LinkFlags running = up && !flags.Contains("NO-CARRIER") ? LinkFlags.Running : LinkFlags.None;
        JsonElement? kind = link.Find("linkinfo");
        Facts facts = [];
        facts.Set(nameof(LinkInfo.Index), link.Number("ifindex"));
        facts.Set(nameof(LinkInfo.Name), link.Text("ifname"));
        facts.Set(nameof(LinkInfo.AlternativeNames), link.Texts("altnames"));
        facts.Set(nameof(LinkInfo.Alias), link.Text("ifalias"));
        facts.Set(nameof(LinkInfo.Kind), kind?.Text("info_kind"));
        facts.Set(nameof(LinkInfo.PortKind), kind?.Text("info_slave_kind"));
        facts.Set(nameof(LinkInfo.Flags), (LinkFlags)flags.Sum(flag => s_flags[flag]) | running);
        facts.Set(nameof(LinkInfo.OperationalState), Enum.Parse<LinkOperationalState>(link.Text("operstate")!, ignoreCase: true));
        facts.Set(nameof(LinkInfo.HardwareType), link.Text("link_type")!.Trim('[', ']'));
        facts.Set(nameof(LinkInfo.Mtu), link.Number("mtu"));
        facts.Set(nameof(LinkInfo.MinMtu), link.Number("min_mtu"));
        facts.Set(nameof(LinkInfo.MaxMtu), link.Number("max_mtu"));
        facts.Set(nameof(LinkInfo.Address), Address(link.Text("address")));
        facts.Set(nameof(LinkInfo.BroadcastAddress), Address(link.Text("broadcast")));
        facts.Set(nameof(LinkInfo.MasterIndex), link.Text("master") is { } master ? indexes[master] : null);
        facts.Set(nameof(LinkInfo.LinkIndex), link.Text("link") is { } other ? indexes[other] : link.Number("link_index"));
        facts.Set(nameof(LinkInfo.LinkNamespaceId), link.Number("link_netnsid"));
        facts.Set(nameof(LinkInfo.QueueingDiscipline), link.Text("qdisc"));
        facts.Set(nameof(LinkInfo.TransmitQueueLength), link.Number("txqlen") ?? 0);
        facts.Set(nameof(LinkInfo.TransmitQueueCount), link.Number("num_tx_queues"));
        facts.Set(nameof(LinkInfo.ReceiveQueueCount), link.Number("num_rx_queues"));
        facts.Set(nameof(LinkInfo.Group), link.Number("group"));
        facts.Set(nameof(LinkInfo.Promiscuity), link.Number("promiscuity"));
        facts.Set(nameof(LinkInfo.AllMulticastCount), link.Number("allmulti"));
        facts.Set(nameof(LinkInfo.ProtocolDown), link.Flag("proto_down"));
        facts.Set(nameof(LinkInfo.IPv6AddressGenerationMode), Mode(link.Text("inet6_addr_gen_mode")));
        facts.Set(nameof(LinkInfo.GsoMaxSize), link.Number("gso_max_size"));
        facts.Set(nameof(LinkInfo.GsoMaxSegments), link.Number("gso_max_segs"));
        facts.Set(nameof(LinkInfo.GroMaxSize), link.Number("gro_max_size"));
        facts.Set(nameof(LinkInfo.TsoMaxSize), link.Number("tso_max_size"));
        facts.Set(nameof(LinkInfo.TsoMaxSegments), link.Number("tso_max_segs"));
        facts.Set(nameof(LinkInfo.ParentDeviceName), link.Text("parentdev"));
        facts.Set(nameof(LinkInfo.ParentDeviceBus), link.Text("parentbus"));
        facts.Set(nameof(LinkInfo.PhysicalPortId), link.Text("phys_port_id"));
        facts.Set(nameof(LinkInfo.PhysicalPortName), link.Text("phys_port_name"));
        facts.Set(nameof(LinkInfo.PhysicalSwitchId), link.Text("phys_switch_id"));
        if (up)
        {
            facts.Set(nameof(LinkInfo.Carrier), flags.Contains("LOWER_UP"));
        }

        return facts;
    }

    private static IPv6AddressGenerationMode? Mode(string? text) => text switch
    {
        null => null,
        "eui64" => IPv6AddressGenerationMode.Eui64,
        "none" => IPv6AddressGenerationMode.None,
        "stable_secret" => IPv6AddressGenerationMode.StablePrivacy,
        "random" => IPv6AddressGenerationMode.Random,
        _ => throw new FormatException($"ip shows the mode '{text}'."),
    };

    private static string? Address(string? text) => text?.Replace(":", "", StringComparison.Ordinal).ToUpperInvariant();
}
