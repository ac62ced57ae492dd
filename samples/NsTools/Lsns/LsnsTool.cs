using System.Globalization;
using System.Text;
using LinuxNamespaces.Inspection;
using LinuxNamespaces.Samples.NsTools.Options;

namespace LinuxNamespaces.Samples.NsTools.Lsns;

/// <summary>Lists namespaces; lsns(8).</summary>
internal sealed class LsnsTool : Tool
{
    private const int UsualWidth = 80;

    // Of each only one may be given.
    private static readonly string[][] s_alternatives = [["json", "raw"], ["persistent", "task"]];

    private readonly Dictionary<string, string?> _given = new(StringComparer.Ordinal);
    private NamespaceTypes _types;
    private int? _task;

    internal override string Name => "lsns";

    internal override string Synopsis => "[options] [<namespace ID>]";

    internal override string Purpose => "List system namespaces.";

    internal override Option[] Options { get; } =
    [
        new("json", "use JSON output format", 'J'),
        new("list", "use list format output", 'l'),
        new("noheadings", "don't print headings", 'n'),
        new("output", "define which output columns to use", 'o', ArgumentRule.Required, "<list>"),
        new("output-all", "output all columns"),
        new("persistent", "namespaces without processes", 'P'),
        new("task", "print process namespaces", 'p', ArgumentRule.Required, "<pid>"),
        new("raw", "use the raw output format", 'r'),
        new("notruncate", "don't truncate text in columns", 'u'),
        new("nowrap", "don't use multi-line representation", 'W'),
        new("filter", "print only what the expression is true of, such as 'TYPE == \"net\" and NPROCS > 1'", 'Q', ArgumentRule.Required, "<expr>"),
        new("type", "namespace type (mnt, net, ipc, user, pid, uts, cgroup, time)", 't', ArgumentRule.Required, "<name>"),
        new("tree", "use tree format (parent, owner, or process)", 'T', ArgumentRule.Optional, "<rel>"),
        new("list-columns", "list the available columns", 'H'),
        new("help", "display this help", 'h'),
        new("version", "display version", 'V'),
    ];

    // A tree of processes, unless a list or another tree is asked for.
    private string? Relation => _given.TryGetValue("tree", out string? given) ? given ?? "owner" : _given.ContainsKey("list") ? null : "process";

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

            Take(option.Long, argument);
        }

        Func<LsnsRow, bool> filter = _given.GetValueOrDefault("filter") is { Length: > 0 } expression ? LsnsFilter.Parse(expression) : _ => true;
        if (_given.ContainsKey("list-columns"))
        {
            Write("lsns-columns", [new("holder", IsRight: true), new("type"), new("description")], tree: null, headings: false,
                [.. LsnsColumns.All.Select(column => new TableRow([column.Name, column.IsNumber ? "<integer>" : "<string>", column.Help]))]);
            return 0;
        }

        bool ofOne = parser.Operands.Count > 0;
        if (ofOne && _task is not null)
        {
            throw new ToolException("--task is mutually exclusive with <namespace>");
        }

        ulong inode = ofOne ? ParseNumber("namespace", parser.Operands[0], ulong.MaxValue) : 0;
        LsnsColumn[] columns = LsnsColumns.Parse(_given.GetValueOrDefault("output"), _given.ContainsKey("output-all"), _types.HasFlag(NamespaceTypes.Network), ofOne);
        LsnsRows rows = new(NamespaceGraph.Snapshot(), filter, row => Cells(columns, row));
        string? tree = Relation switch
        {
            // All columns of namespaces are a list.
            "process" => ofOne || _given.ContainsKey("tree") || !_given.ContainsKey("output-all") ? "COMMAND" : null,
            null => null,
            _ => ofOne ? null : "NS",
        };
        TableColumn? treeColumn = columns.FirstOrDefault(column => column.Name == tree)?.Table;
        IReadOnlyList<TableRow> found = ofOne
            ? rows.OfProcesses(inode, _types, isTree: treeColumn is not null)
            : rows.OfNamespaces(_types, _task, onlyPersistent: _given.ContainsKey("persistent"), Relation, isTree: treeColumn is not null);
        Write("namespaces", [.. columns.Select(column => column.Table)], treeColumn, !_given.ContainsKey("noheadings"), found);
        return 0;
    }

    private static ulong ParseNumber(string what, string text, ulong last)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingWhite | NumberStyles.AllowLeadingSign;
        return !Int128.TryParse(text, Style, CultureInfo.InvariantCulture, out Int128 number) ? throw new ToolException($"invalid {what} argument: '{text}'")
            : number > 0 && number <= last ? (ulong)number
            : throw new ToolException($"invalid {what} argument: '{text}': {Errno.ERANGE.Description}");
    }

    private void Take(string option, string? argument)
    {
        if (Array.Find(s_alternatives, names => names.Contains(option))?.FirstOrDefault(name => name != option && _given.ContainsKey(name)) is { } other)
        {
            throw new ToolException($"options --{other} and --{option} cannot be combined");
        }

        _given[option] = argument;
        switch (option)
        {
            case "type":
                _types |= Enum.GetValues<NamespaceTypes>().FirstOrDefault(type => type != NamespaceTypes.None && LsnsColumns.TypeName(type) == argument) is var type && type != NamespaceTypes.None
                    ? type
                    : throw new ToolException($"unknown namespace type: {argument}");
                break;
            case "task":
                _task = (int)ParseNumber("PID", argument!, int.MaxValue);
                break;
            case "tree":
                // A short option may have the '=' of a long one.
                string? relation = argument?.StartsWith('=') == true ? argument[1..] : argument;
                _given[option] = relation is null or "owner" or "parent" or "process" ? relation : throw new ToolException($"unknown tree type: {relation}");
                break;
        }
    }

    private string?[] Cells(LsnsColumn[] columns, LsnsRow row)
    {
        bool wraps = !_given.ContainsKey("nowrap") && !_given.ContainsKey("raw");
        return [.. columns.Select(column => column.Table.HasLines && !wraps ? column.Read(row)?.Replace('\n', ',') : column.Read(row))];
    }

    private void Write(string name, IReadOnlyList<TableColumn> columns, TableColumn? tree, bool headings, IReadOnlyList<TableRow> rows)
    {
        if (_given.ContainsKey("json"))
        {
            JsonTable json = new(name, columns, Environment.GetEnvironmentVariable("LIBSMARTCOLS_JSON"));
            Output.Write(_ =>
            {
                using StreamWriter bytes = new(Output.Bytes, Encoding.Latin1, leaveOpen: true);
                json.Write(bytes, rows);
            });
            return;
        }

        TextTable table = new(columns, tree, headings)
        {
            Width = Output.TerminalWidth is 0 ? UsualWidth : Output.TerminalWidth,
            Cuts = !_given.ContainsKey("notruncate"),
        };
        Output.Write(writer =>
        {
            if (_given.ContainsKey("raw"))
            {
                table.WriteRaw(writer, rows);
            }
            else
            {
                table.Write(writer, rows);
            }
        });
    }
}
