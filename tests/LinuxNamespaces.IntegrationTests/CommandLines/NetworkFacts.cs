using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Text.Json;
using System.Text.RegularExpressions;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.IntegrationTests.CommandLines;

/// <summary>What ip(8) and bridge(8) show of a namespace, without what is never the same twice.</summary>
internal static partial class NetworkFacts
{
    // Few programs, as each takes long in an emulated machine. What a kernel cannot tell is the last thing of its program.
    private const string Questions =
        @"printf 'link show\naddr show\nroute show table all\nrule show\nneigh show nud all\nneigh show proxy\nnexthop show\n' | ip -4 -d -j -force -batch -; "
        + @"printf 'addr show\nroute show table all\nrule show\nneigh show nud all\nneigh show proxy\n' | ip -6 -d -j -force -batch -; "
        + @"printf 'link show\nfdb show\nmdb show\nvlan show\n' | bridge -d -j -force -batch -";

    // For both links, as these do not ask about all. Only newer versions of tc(8) print classes as JSON.
    private const string TrafficQuestions =
        "for link in eth0 eth1; do tc class show dev $link | sed 's/.*/[\"&\"]/'; "
        + "for item in qdisc filter 'filter parent ffff:' 'filter egress'; do set -- $item; tc -j $1 show dev $link $2 $3 | tr -d '\\n'; echo; done; done";

    /// <summary>Makes the links and tables that docs/from-ip-to-csharp.md describes.</summary>
    internal static void SetUp(NetNamespace red)
    {
        // The kernel adds no addresses of its own, and checks none.
        red.Sysctl["net/ipv6/conf/default/addr_gen_mode"] = "1";
        red.Sysctl["net/ipv6/conf/default/accept_dad"] = "0";
        red.Loopback.Up();
        VethPair cable = VethPair.Create(red, "eth0", red, "eth1");
        VethPair port = VethPair.Create(red, "port0", red, "port1");
        Bridge bridge = red.Links.AddBridge("br0");
        // The port is without a carrier until the other end is set up.
        Link[] links = [cable.First, cable.Second, port.First, bridge];
        for (int i = 0; i < links.Length; i++)
        {
            links[i].SetAddress(new PhysicalAddress([2, 0, 0, 0, 0, (byte)(0x10 + i)]));
            links[i].Up();
        }

        port.Second.SetAddress(new PhysicalAddress([2, 0, 0, 0, 0, 0x20]));
        bridge.AddPort(port.First);
        cable.First.AddAddress("10.0.0.1/24");
        cable.First.AddAddress("2001:db8::1/64");
        red.Routes.Add(IPNetwork.Parse("10.9.0.0/16"), IPAddress.Parse("10.0.0.2"));
        red.Rules.Add(new RoutingRule(System.Net.Sockets.AddressFamily.InterNetwork) { From = IPNetwork.Parse("10.8.0.0/16"), Table = 100, Priority = 100 });
        red.Neighbours.Add(new Neighbour(IPAddress.Parse("10.0.0.9")) { LinkName = "eth0", LinkLayerAddress = new PhysicalAddress([2, 0, 0, 0, 0, 9]) });
        SpinWait.SpinUntil(() => links[..2].All(link => link.Refresh().OperationalState == LinkOperationalState.Up), TimeSpan.FromSeconds(20));
    }

    /// <summary>Adds what the page says about traffic control.</summary>
    internal static void AddClasses(NetNamespace red)
    {
        Link link = red.Links.Get("eth1");
        link.Qdiscs.Add(new HtbQdisc { Handle = new(1, 0), DefaultClass = 0x20 });
        link.Classes.Add(new HtbClass(2_000_000) { Handle = new(1, 0x20), Parent = new(1, 0) });
    }

    /// <summary>Adds what the page says about nftables.</summary>
    internal static void AddRules(NetNamespace red)
    {
        NftTable table = new(NftFamily.Inet, "filter");
        NftChain input = new(table, "input") { Hook = NftHook.Input };
        red.Nftables.Update((_, change) =>
        {
            change.Add(table);
            change.Add(input);
            change.Add(new NftChain(table, "prerouting") { Type = NftChainType.Nat, Hook = NftHook.Prerouting, Priority = -100 });
            change.Add(new NftChain(table, "postrouting") { Type = NftChainType.Nat, Hook = NftHook.Postrouting, Priority = 100 });
            change.Add(new NftSet(table, "blocked", NftDataType.IPv4Address));
            change.Add(new NftRule(input, NftMatch.Udp.DestinationPort(9), NftAction.Drop));
        });
    }

    /// <summary>Returns the state of a namespace, one fact a line.</summary>
    /// <param name="red">The namespace.</param>
    /// <param name="tool">The program whose facts are read too.</param>
    internal static string Read(NetNamespace red, string tool)
    {
        string more = tool switch
        {
            "tc" => TrafficQuestions,
            "nft" => "nft -j list ruleset",
            _ => ":",
        };
        string answers = Tool.RunIn(red, "sh", "-c", $"{{ {Questions}; echo; {more}; }} 2>/dev/null || true");
        List<string> facts = [];
        foreach ((string answer, int number) in answers.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select((answer, number) => (answer, number)))
        {
            // The tool ends in the middle of an answer that the kernel does not give.
            if (answer is not (['[', .., ']'] or ['{', .., '}']))
            {
                continue;
            }

            try
            {
                using JsonDocument document = JsonDocument.Parse(answer);
                Add(facts, $"{number}", document.RootElement);
            }
            catch (JsonException)
            {
                // tc(8) 6.1 writes the options of hfsc as text into its JSON.
                facts.Add($"{number} {answer}");
            }
        }

        return string.Join('\n', facts.Order(StringComparer.Ordinal));
    }

    /// <summary>What tells the items of an answer of the tool apart.</summary>
    internal static IEnumerable<string> Identities(string answer)
    {
        using JsonDocument document = JsonDocument.Parse(answer);
        List<string> identities = [];
        foreach (JsonElement item in document.RootElement.EnumerateArray())
        {
            JsonElement[] items = item.TryGetProperty("addr_info", out JsonElement addresses) ? [.. addresses.EnumerateArray()] : [item];
            identities.AddRange(items.Where(item => item.EnumerateObject().Any()).Select(Identity));
        }

        return identities;
    }

    /// <summary>The same of an object of the library.</summary>
    internal static string Identity(object item) => item switch
    {
        Link link => link.Name,
        BridgePort port => port.Link.Name,
        InterfaceAddress address => $"{address.Address}/{address.PrefixLength}",
        LinkAddress found => Identity(found.Address),
        Route route => $"{(route.Destination.PrefixLength == 0 ? "default" : route.Destination.ToString().Replace("/32", string.Empty, StringComparison.Ordinal))} {route.Gateway} {route.LinkName}",
        RoutingRule rule => string.Create(CultureInfo.InvariantCulture, $"priority {rule.Priority}"),
        Neighbour neighbour => $"{neighbour.Address} {Convert.ToHexString(neighbour.LinkLayerAddress!.GetAddressBytes())}",
        _ => throw new ArgumentException($"There is no identity of a {item.GetType().Name}.", nameof(item)),
    };

    private static string Identity(JsonElement item) =>
        item.TryGetProperty("ifname", out JsonElement name) ? name.GetString()!
        : item.TryGetProperty("local", out JsonElement local) ? $"{local}/{item.GetProperty("prefixlen")}"
        : item.TryGetProperty("priority", out JsonElement priority) ? $"priority {priority}"
        : item.TryGetProperty("lladdr", out JsonElement address) ? $"{item.GetProperty("dst")} {address.GetString()!.Replace(":", string.Empty, StringComparison.Ordinal).ToUpperInvariant()}"
        : $"{item.GetProperty("dst")} {Find(item, "gateway")} {Find(item, "dev")}";

    private static string Find(JsonElement item, string name) => item.TryGetProperty(name, out JsonElement value) ? value.ToString() : string.Empty;

    private static void Add(List<string> facts, string path, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                // The kernel adds multicast entries when it sends, bridges count, and netem chooses the seed of its random numbers.
                if (Find(value, "dst") is ['f', 'f', ..] or ['2', '2', '4', '.', ..] || Find(value, "grp").StartsWith("ff", StringComparison.Ordinal) || Find(value, "mac").StartsWith("33:33", StringComparison.Ordinal))
                {
                    return;
                }

                string identity = $"{path}/{Find(value, "ifname")}{Find(value, "dst")}{Find(value, "local")}{Find(value, "mac")}{Find(value, "priority")}{Find(value, "id")}";
                // Objects of nftables, which alone have a family, are numbered in another order by older kernels.
                bool isNumbered = value.TryGetProperty("family", out _);
                foreach (JsonProperty property in value.EnumerateObject().Where(property => property.Name.Split('_')[^1] is not ("timer" or "stat" or "seed") && !(isNumbered && property.Name == "handle")))
                {
                    Add(facts, $"{identity}.{property.Name}", property.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (JsonElement element in value.EnumerateArray())
                {
                    Add(facts, path, element);
                }

                break;
            default:
                facts.Add(KernelHandle().Replace(BridgeId().Replace(RandomAddress().Replace($"{path} = {value}", "MAC"), "ID"), "HANDLE:"));
                break;
        }
    }

    /// <summary>An address that the kernel has chosen.</summary>
    [GeneratedRegex("(?!02:00:00:|00:00:00:|ff:ff:ff:)([0-9a-f]{2}:){5}[0-9a-f]{2}")]
    private static partial Regex RandomAddress();

    /// <summary>A handle of traffic control that the kernel has chosen. It counts them for the whole machine.</summary>
    [GeneratedRegex("\\b[89a-f][0-9a-f]{3}:(?=[0-9a-f]*( |$))")]
    private static partial Regex KernelHandle();

    [GeneratedRegex("8000\\.[0-9a-f:]+")]
    private static partial Regex BridgeId();
}
