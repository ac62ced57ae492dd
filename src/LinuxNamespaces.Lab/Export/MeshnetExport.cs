using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LinuxNamespaces.Lab;

/// <summary>Manifests for meshnet-cni (https://github.com/networkop/meshnet-cni).</summary>
/// <remarks>
/// meshnet-cni creates a link when both of its pods exist, and gives each end one address. The rest is done by the command of the pod, which waits for its links.
/// </remarks>
internal static partial class MeshnetExport
{
    private const string ClusterInterface = "eth0";

    internal static string Write(NetworkLab lab, MeshnetOptions options)
    {
        ExportNames.RequireExportable(lab);
        ExportNames names = new(lab);
        // The default route of a pod leads into the cluster.
        IReadOnlyDictionary<LabHost, IReadOnlyList<PlannedRoute>> routes = RoutePlan.Compute(lab, isShort: false);
        JsonArray items = [];
        foreach (LabNode node in lab.Nodes)
        {
            items.Add((JsonNode)DescribeTopology(node, names, options));
        }

        foreach (LabNode node in lab.Nodes)
        {
            items.Add((JsonNode)DescribePod(node, names, options, node is LabHost host ? routes.GetValueOrDefault(host, []) : []));
        }

        using JsonDocument document = JsonDocument.Parse(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "List", ["items"] = items }.ToJsonString());
        IEnumerable<string> conditions = ExportNotes.Conditions(lab).Select(direction => ExportNotes.Of(direction.Sender, direction.Conditions));
        IEnumerable<string> renamed = lab.Nodes.SelectMany(node => node.Ports).Where(port => port.Name == ClusterInterface)
            .Select(port => $"The interface '{port.Name}' of '{port.Node.Name}' is called '{NameOf(port)}' here.");
        return ExportNotes.ToComments([.. ExportNotes.Of(lab, names), .. renamed, .. conditions]) + Yaml.FromJson(document.RootElement);
    }

    private static JsonObject DescribeTopology(LabNode node, ExportNames names, MeshnetOptions options) => new()
    {
        ["apiVersion"] = "networkop.co.uk/v1beta1",
        ["kind"] = "Topology",
        ["metadata"] = Metadata(node, names, options),
        ["spec"] = new JsonObject { ["links"] = new JsonArray([.. node.Ports.Select(port => DescribeLink(port, names, options))]) },
    };

    private static JsonObject DescribeLink(LabPort port, ExportNames names, MeshnetOptions options)
    {
        JsonObject link = new()
        {
            ["uid"] = options.FirstLink + port.Link.Number - 1,
            ["peer_pod"] = names[port.Peer.Node],
            ["local_intf"] = NameOf(port),
            ["peer_intf"] = NameOf(port.Peer),
        };
        foreach ((string key, LabPort end) in new[] { ("local_ip", port), ("peer_ip", port.Peer) })
        {
            if (end.Addresses.Count > 0)
            {
                link[key] = ExportCommands.Text(end.Addresses[0]);
            }
        }

        return link;
    }

    private static JsonObject DescribePod(LabNode node, ExportNames names, MeshnetOptions options, IReadOnlyList<PlannedRoute> routes)
    {
        IEnumerable<string> commands = node is LabHost host
            ? ExportCommands.Of(host, NameOf, routes, (port, address) => address == port.Addresses[0])
            : ExportCommands.Of((LabSwitch)node, NameOf);
        IEnumerable<string> waits = node.Ports.Select(port => $"until ip link show dev {ExportCommands.Quote(NameOf(port))} >/dev/null 2>&1; do sleep 1; done");
        JsonObject container = new()
        {
            ["name"] = "node",
            ["image"] = options.Image,
            ["command"] = new JsonArray("sh", "-c", string.Join("\n", [.. waits, .. commands, "exec sleep infinity"])),
            // The settings of the kernel are read-only for others.
            ["securityContext"] = node is LabRouter
                ? new JsonObject { ["privileged"] = true }
                : new JsonObject { ["capabilities"] = new JsonObject { ["add"] = new JsonArray("NET_ADMIN") } },
        };
        JsonObject spec = new() { ["containers"] = new JsonArray(container) };
        JsonObject[] aliases = node is LabHost ? [.. node.Lab.Hosts.SelectMany(DescribeNames)] : [];
        if (aliases.Length > 0)
        {
            spec["hostAliases"] = new JsonArray([.. aliases]);
        }

        return new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Pod", ["metadata"] = Metadata(node, names, options), ["spec"] = spec };
    }

    // Kubernetes takes no names with '_' or capitals.
    private static IEnumerable<JsonObject> DescribeNames(LabHost host)
    {
        string[] valid = [.. new[] { host.Name }.Concat(host.Aliases).Select(name => name.ToLowerInvariant()).Where(name => Subdomain().IsMatch(name))];
        return valid.Length == 0
            ? []
            : host.Addresses.Select(address => new JsonObject { ["ip"] = $"{address}", ["hostnames"] = new JsonArray([.. valid.Select(name => JsonValue.Create(name))]) });
    }

    private static JsonObject Metadata(LabNode node, ExportNames names, MeshnetOptions options)
    {
        JsonObject metadata = new() { ["name"] = names[node] };
        if (options.Namespace is { } space)
        {
            metadata["namespace"] = space;
        }

        metadata["labels"] = new JsonObject { ["lab"] = options.Name };
        return metadata;
    }

    private static string NameOf(LabPort port)
    {
        if (port.Name != ClusterInterface)
        {
            return port.Name;
        }

        for (int i = 0; ; i++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"lab{i}");
            if (!port.Node.Ports.Any(other => other.Name == name))
            {
                return name;
            }
        }
    }

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\z")]
    private static partial Regex Subdomain();
}
