using System.Globalization;
using LinuxNamespaces.Inspection;
using LinuxNamespaces.Samples.NsTools.Options;

namespace LinuxNamespaces.Samples.NsTools.Lsns;

/// <summary>Lists namespaces; lsns(8).</summary>
internal sealed class LsnsTool : Tool
{
    private readonly Dictionary<string, string?> _given = new(StringComparer.Ordinal);
    private NamespaceTypes _types;

    internal override string Name => "lsns";

    internal override string Synopsis => "[options] [<namespace>]";

    internal override string Purpose => "List system namespaces.";

    internal override IReadOnlyList<Option> Options { get; } =
    [
        new("json", "use JSON output format", 'J'),
        new("list", "use list format output", 'l'),
        new("noheadings", "don't print headings", 'n'),
        new("output", $"define which output columns to use: {string.Join(", ", LsnsColumns.All.Select(column => column.Name))}", 'o', ArgumentRule.Required, "<list>"),
        new("output-all", "output all columns"),
        new("persistent", "namespaces without processes", 'P'),
        new("task", "print process namespaces", 'p', ArgumentRule.Required, "<pid>"),
        new("raw", "use the raw output format", 'r'),
        new("notruncate", "don't truncate text in columns", 'u'),
        new("nowrap", "don't use multi-line representation", 'W'),
        new("filter", "print only what the expression is true of, such as 'TYPE == \"net\" and NPROCS > 1'", 'Q', ArgumentRule.Required, "<expr>"),
        new("type", "namespace type (mnt, net, ipc, user, pid, uts, cgroup, time)", 't', ArgumentRule.Required, "<name>"),
        new("tree", "use tree format (parent, owner, or process)", 'T', ArgumentRule.Optional, "<rel>"),
        new("help", "display this help", 'h'),
        new("version", "display version", 'V'),
    ];

    internal override int Run(string[] args)
    {
        OptionParser parser = new(Options, stopsAtFirstOperand: false);
        foreach ((Option option, string? argument) in parser.Parse(args))
        {
            if (option.Long is "help" or "version")
            {
                Information.Write(this, option.Long);
                return 0;
            }

            _given[option.Long] = argument;
            if (option.Long == "type")
            {
                _types |= Enum.GetValues<NamespaceTypes>().FirstOrDefault(type => type != NamespaceTypes.None && LsnsColumns.TypeName(type) == argument) is var type && type != NamespaceTypes.None
                    ? type
                    : throw new ToolException($"unknown namespace type: {argument}");
            }
        }

        string? all = _given.ContainsKey("output-all") ? string.Join(',', LsnsColumns.All.Select(column => column.Name)) : _given.GetValueOrDefault("output");
        LsnsColumn[] columns = LsnsColumns.Parse(all, _types.HasFlag(NamespaceTypes.Network), parser.Operands.Count > 0);
        string? relation = Relation();
        string? name = relation is null || (parser.Operands.Count > 0 && relation != "process") ? null : relation == "process" ? "COMMAND" : "NS";
        LsnsTable table = new(columns, columns.FirstOrDefault(column => column.Name == name), wrap: !_given.ContainsKey("nowrap"));
        NamespaceGraph graph = NamespaceGraph.Snapshot();
        Func<LsnsRow, bool> filter = _given.TryGetValue("filter", out string? expression) ? LsnsFilter.Parse(expression!) : _ => true;
        NamespaceInfo[] chosen = Choose(graph, parser.Operands);
        if (parser.Operands.Count > 0)
        {
            FillWithProcesses(table, graph, chosen[0], filter);
            chosen = [];
        }

        chosen = [.. chosen.Where(item => filter(new LsnsRow(item, item.Process)))];
        if (relation is null or "process")
        {
            FillByProcess(table, chosen);
        }
        else
        {
            FillByRelation(table, chosen, relation == "owner" ? item => item.Owner : item => item.Parent);
        }

        bool headings = !_given.ContainsKey("noheadings");
        if (_given.ContainsKey("json"))
        {
            table.WriteJson(Console.Out);
        }
        else if (_given.ContainsKey("raw"))
        {
            table.WriteRaw(Console.Out, headings);
        }
        else
        {
            table.Write(Console.Out, headings);
        }

        return 0;
    }

    private NamespaceInfo[] Choose(NamespaceGraph graph, IReadOnlyList<string> operands)
    {
        IEnumerable<NamespaceInfo> chosen = graph.Namespaces;
        if (_given.TryGetValue("task", out string? task))
        {
            int id = int.TryParse(task, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : throw new ToolException($"invalid PID argument: '{task}'");
            chosen = graph.Processes.TryGetValue(id, out InspectedProcess? process) ? process.Namespaces : [];
        }

        if (operands.Count > 0)
        {
            ulong inode = ulong.TryParse(operands[0], NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : throw new ToolException($"invalid namespace argument: '{operands[0]}'");
            chosen = chosen.Where(item => item.Identity.Inode == inode);
            return chosen.Any() ? [.. chosen] : throw new ToolException($"not found namespace: {inode}");
        }

        bool persistent = _given.ContainsKey("persistent");
        return [.. chosen.Where(item => (_types == NamespaceTypes.None || _types.HasFlag(item.Type)) && (!persistent || item.ProcessCount == 0)).OrderBy(item => item.Identity.Inode)];
    }

    // A tree of processes, unless a list or another tree is asked for.
    private string? Relation() => !_given.TryGetValue("tree", out string? given) ? _given.ContainsKey("list") ? null : "process"
        : given?.TrimStart('=') is var relation and (null or "owner" or "parent" or "process") ? relation ?? "owner"
        : throw new ToolException($"unknown tree type: {given}");

    // A process stands where it was listed last.
    private static void FillByProcess(LsnsTable table, NamespaceInfo[] chosen)
    {
        Dictionary<int, LsnsRow> rows = [];
        foreach (NamespaceInfo item in chosen)
        {
            LsnsRow row = new(item, item.Process);
            table.Add(row, item.Process?.ParentProcessId is { } parent ? rows.GetValueOrDefault(parent) : null);
            if (item.Process is { } process)
            {
                rows[process.ProcessId] = row;
            }
        }
    }

    private static void FillWithProcesses(LsnsTable table, NamespaceGraph graph, NamespaceInfo item, Func<LsnsRow, bool> filter)
    {
        InspectedProcess[] members = [.. graph.Processes.Values.Where(process => process.Namespaces.Contains(item)).OrderBy(process => process.ProcessId)];
        Dictionary<int, LsnsRow> rows = members.Select(process => new LsnsRow(item, process)).Where(filter).ToDictionary(row => row.Process!.ProcessId);
        foreach (LsnsRow row in rows.Values)
        {
            table.Add(row, row.Process!.ParentProcessId is { } parent ? rows.GetValueOrDefault(parent) : null);
        }
    }

    // Whoever owns one, or is above it, comes before it, asked for or not.
    private static void FillByRelation(LsnsTable table, NamespaceInfo[] chosen, Func<NamespaceInfo, NamespaceInfo?> above)
    {
        Dictionary<NamespaceInfo, LsnsRow> rows = [];
        Array.ForEach(chosen, item => Add(item));

        LsnsRow Add(NamespaceInfo item)
        {
            if (rows.TryGetValue(item, out LsnsRow? known))
            {
                return known;
            }

            LsnsRow? owner = item.Owner is null ? null : Add(item.Owner);
            LsnsRow? parent = item.Parent is null ? null : Add(item.Parent);
            bool isChosen = chosen.Contains(item);
            LsnsRow row = rows[item] = new LsnsRow(item, isChosen ? item.Process : null, isChosen);
            NamespaceInfo? upper = above(item);
            table.Add(row, upper is null ? null : ReferenceEquals(upper, item.Owner) ? owner : parent);
            return row;
        }
    }
}
