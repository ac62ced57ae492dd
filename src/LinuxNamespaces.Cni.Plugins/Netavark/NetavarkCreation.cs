using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>Validates a network that is created, and completes what podman leaves to the driver. What is not known here stays as it is.</summary>
internal static class NetavarkCreation
{
    private const int SubnetLength4 = 24;
    private const int SubnetLength6 = 64;
    private const int VlanDigits = 5;
    private const int MaxInterfaceName = 15;

    /// <summary>Networks without a subnet get one of this.</summary>
    private static readonly IPNetwork s_pool4 = IPNetwork.Parse("10.128.0.0/9");

    /// <exception cref="CniException">The network is invalid.</exception>
    internal static JsonObject Complete(NetNamespace host, ReadOnlyMemory<byte> text)
    {
        NetavarkNetwork network = NetavarkHost.Read(text, NetavarkJson.Default.NetavarkNetwork);
        network.RequireIdentity();
        NetavarkSettings settings = NetavarkSettings.Read(network.Options);
        foreach (NetavarkRoute? route in network.Routes ?? [])
        {
            _ = (route ?? new NetavarkRoute()).Read(settings.Metric);
        }

        JsonObject answer = JsonNode.Parse(text.Span, documentOptions: new JsonDocumentOptions { MaxDepth = JsonText.MaxDepth, AllowDuplicateProperties = false })!.AsObject();
        answer["network_interface"] = ChooseBridge(host, network, settings);
        // Names are served to networks of netavark's own drivers only.
        answer["dns_enabled"] = false;
        if (network.HasAddresses)
        {
            CompleteSubnets(host, network, answer);
        }
        else if (network.Subnets is { Length: > 0 })
        {
            throw PluginErrors.Invalid("The network has subnets, although its IPAM driver is 'none'.");
        }

        return answer;
    }

    private static string ChooseBridge(NetNamespace host, NetavarkNetwork network, NetavarkSettings settings)
    {
        bool isChosen = string.IsNullOrEmpty(network.NetworkInterface);
        string name = isChosen ? NetavarkBridge.NameOf(network.Id!) : NetavarkNames.RequireInterface(network.NetworkInterface, "the name of the bridge");
        if (settings.Vlan != 0 && name.Length > MaxInterfaceName - VlanDigits)
        {
            throw PluginErrors.Invalid($"The name of the bridge {JsonText.Quote(name)} is too long for a VLAN: at most {MaxInterfaceName - VlanDigits} bytes.");
        }

        return host.Links.Find(name) switch
        {
            null => name,
            Bridge when !isChosen => name,
            Bridge => throw PluginErrors.Invalid($"The bridge '{name}' exists already. Choose another name with '--interface-name'."),
            _ => throw PluginErrors.Invalid($"The link '{name}' exists, but is no bridge."),
        };
    }

    private static void CompleteSubnets(NetNamespace host, NetavarkNetwork network, JsonObject answer)
    {
        IReadOnlyList<(IPNetwork Prefix, IPAddress? Gateway)> subnets = network.ReadSubnets();
        IPNetwork[] used = [.. Used(host)];
        Bridge? bridge = string.IsNullOrEmpty(network.NetworkInterface) ? null : host.Links.Find(network.NetworkInterface) as Bridge;
        foreach ((IPNetwork prefix, _) in subnets)
        {
            // Unless it is that of a bridge that is there for the network.
            if (used.Any(other => CniPrefix.Overlap(prefix, other)) && bridge?.GetAddresses().Any(address => prefix == CniPrefix.Of(address.Address, address.PrefixLength)) != true)
            {
                throw PluginErrors.Invalid($"The subnet {prefix} is in use on the host.");
            }
        }

        JsonArray list = answer["subnets"] as JsonArray ?? [];
        if (subnets.Count == 0)
        {
            list.Add((JsonNode)new JsonObject { ["subnet"] = ChooseIPv4(network.Id!, used).ToString() });
        }

        bool hasIPv6 = subnets.Any(subnet => subnet.Prefix.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6);
        if (network.Ipv6Enabled && !hasIPv6)
        {
            list.Add((JsonNode)new JsonObject { ["subnet"] = ChooseIPv6(network.Id!).ToString() });
        }

        answer["subnets"] = list.Parent is null ? list : list.DeepClone();
        answer["ipv6_enabled"] = network.Ipv6Enabled || hasIPv6;
        JsonObject ipam = answer["ipam_options"] as JsonObject ?? [];
        ipam["driver"] = "host-local";
        answer["ipam_options"] = ipam.Parent is null ? ipam : ipam.DeepClone();
    }

    /// <summary>Chooses by the ID of the network: those that have no container now are not seen on the host.</summary>
    private static IPNetwork ChooseIPv4(string id, IPNetwork[] used)
    {
        uint count = 1u << (SubnetLength4 - s_pool4.PrefixLength);
        uint start = BitConverter.ToUInt32(Hash(id)) % count;
        for (uint i = 0; i < count; i++)
        {
            UInt128 number = AddressNumber.ToNumber(s_pool4.BaseAddress) + ((UInt128)((start + i) % count) << (32 - SubnetLength4));
            IPNetwork subnet = new(AddressNumber.ToAddress(number, AddressFamily.InterNetwork), SubnetLength4);
            if (!used.Any(other => CniPrefix.Overlap(subnet, other)))
            {
                return subnet;
            }
        }

        throw PluginErrors.Invalid($"No subnet of {s_pool4} is free. Choose one with '--subnet'.");
    }

    /// <summary>A unique local prefix (RFC 4193): 40 bits that are random, as the ID is.</summary>
    private static IPNetwork ChooseIPv6(string id)
    {
        byte[] address = new byte[16];
        address[0] = 0xfd;
        Hash(id).AsSpan(0, 5).CopyTo(address.AsSpan(1));
        return new IPNetwork(new IPAddress(address), SubnetLength6);
    }

    private static byte[] Hash(string id) => Convert.FromHexString(StableHash.Of(id, 32));

    /// <summary>The subnets of the links of the host, and destinations of its routes but default ones.</summary>
    private static IEnumerable<IPNetwork> Used(NetNamespace host) => host.Links.List().SelectMany(link => link.GetAddresses()).Select(address => CniPrefix.Of(address.Address, address.PrefixLength))
        .Concat(host.Routes.List().Select(route => route.Destination)).Where(prefix => prefix.PrefixLength > 0);
}
