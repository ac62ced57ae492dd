using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LinuxNamespaces.Lab;

/// <summary>Topologies of containerlab (https://containerlab.dev/manual/topo-def-file/).</summary>
/// <remarks>
/// The containers have no management network: its interface would be eth0. Everything that a container needs is done by commands after the links exist, which all versions understand.
/// </remarks>
internal static class ContainerlabExport
{
    internal static string Write(NetworkLab lab, ContainerlabOptions options)
    {
        ExportNames.RequireExportable(lab);
        ExportNames names = new(lab);
        IReadOnlyDictionary<LabHost, IReadOnlyList<PlannedRoute>> routes = RoutePlan.Compute(lab);
        JsonObject nodes = [];
        foreach (LabNode node in lab.Nodes)
        {
            nodes.Add(names[node], DescribeNode(lab, node, routes));
        }

        JsonObject topology = new()
        {
            ["defaults"] = new JsonObject { ["kind"] = "linux", ["image"] = options.Image, ["cmd"] = "sleep infinity", ["network-mode"] = "none" },
            ["nodes"] = nodes,
        };
        if (lab.Links.Count > 0)
        {
            topology["links"] = new JsonArray([.. lab.Links.Select(link => new JsonObject
            {
                ["endpoints"] = new JsonArray($"{names[link.First.Node]}:{link.First.Name}", $"{names[link.Second.Node]}:{link.Second.Name}"),
            })]);
        }

        using JsonDocument document = JsonDocument.Parse(new JsonObject { ["name"] = options.Name, ["topology"] = topology }.ToJsonString());
        IEnumerable<string> conditions = ExportNotes.Conditions(lab).SelectMany(direction => DescribeConditions(direction.Sender, direction.Conditions, options, names));
        return ExportNotes.ToComments([.. ExportNotes.Of(lab, names), .. conditions]) + Yaml.FromJson(document.RootElement);
    }

    private static JsonObject? DescribeNode(NetworkLab lab, LabNode node, IReadOnlyDictionary<LabHost, IReadOnlyList<PlannedRoute>> routes)
    {
        string[] commands = node is LabHost host
            ? [.. ExportCommands.Of(host, port => port.Name, routes.GetValueOrDefault(host, []), (_, _) => false), .. NamesOf(lab)]
            : [.. ExportCommands.Of((LabSwitch)node, port => port.Name)];
        return commands.Length == 0 ? null : new JsonObject { ["exec"] = new JsonArray([.. commands.Select(command => JsonValue.Create(command))]) };
    }

    private static IEnumerable<string> NamesOf(NetworkLab lab) => lab.Hosts
        .SelectMany(host => host.Addresses.Select(address => $"sh -c 'echo {address} {string.Join(' ', [host.Name, .. host.Aliases])} >> /etc/hosts'"));

    private static IEnumerable<string> DescribeConditions(LabPort sender, LinkConditions conditions, ContainerlabOptions options, ExportNames names)
    {
        yield return ExportNotes.Of(sender, conditions);
        string settings = string.Concat(Settings(conditions));
        if (settings.Length > 0)
        {
            yield return $"  As near as possible: containerlab tools netem set -n clab-{options.Name}-{names[sender.Node]} -i {ExportCommands.Quote(sender.Name)}{settings}";
        }
    }

    private static IEnumerable<string> Settings(LinkConditions conditions)
    {
        if (conditions.Delay > TimeSpan.Zero)
        {
            yield return Microseconds("delay", conditions.Delay);
            // There is no jitter without a delay.
            yield return conditions.Jitter > TimeSpan.Zero ? Microseconds("jitter", conditions.Jitter) : string.Empty;
        }

        double loss = conditions.Partitioned ? 1 : conditions.Loss;
        yield return loss > 0 ? Percent("loss", loss) : string.Empty;
        yield return conditions.Corruption > 0 ? Percent("corruption", conditions.Corruption) : string.Empty;
        // In kbit/s, and 0 is no limit.
        yield return conditions.Rate is { } rate ? string.Create(CultureInfo.InvariantCulture, $" --rate {Math.Max(1, rate / 1000)}") : string.Empty;
    }

    private static string Microseconds(string name, TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $" --{name} {time.TotalMicroseconds:0}us");

    private static string Percent(string name, double share) => string.Create(CultureInfo.InvariantCulture, $" --{name} {share * 100:0.######}");
}
