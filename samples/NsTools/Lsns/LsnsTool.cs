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
        LsnsTable table = new(LsnsColumns.Parse(all, _types == NamespaceTypes.Network));
        Fill(table, Choose(NamespaceGraph.Snapshot(), parser.Operands));
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
            table.Write(Console.Out, headings, _given.ContainsKey("tree"));
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

    private void Fill(LsnsTable table, NamespaceInfo[] chosen)
    {
        string? relation = _given.TryGetValue("tree", out string? given) ? given ?? "owner" : null;
        Func<NamespaceInfo, NamespaceInfo?>? above = relation switch
        {
            null or "process" => null,
            "parent" => item => item.Parent,
            "owner" => item => item.Owner,
            _ => throw new ToolException($"unknown tree type: {relation}"),
        };
        if (above is null)
        {
            Array.ForEach(chosen, item => table.Add(item));
            return;
        }

        foreach (NamespaceInfo root in chosen.Where(item => above(item) is not { } parent || !chosen.Contains(parent)))
        {
            AddBranch(root, string.Empty, string.Empty);
        }

        void AddBranch(NamespaceInfo item, string own, string below)
        {
            table.Add(item, own);
            NamespaceInfo[] children = [.. chosen.Where(other => ReferenceEquals(above(other), item))];
            for (int i = 0; i < children.Length; i++)
            {
                bool isLast = i == children.Length - 1;
                AddBranch(children[i], $"{below}{(isLast ? "└─" : "├─")}", $"{below}{(isLast ? "  " : "│ ")}");
            }
        }
    }
}
