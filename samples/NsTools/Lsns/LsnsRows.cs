using LinuxNamespaces.Inspection;

namespace LinuxNamespaces.Samples.NsTools.Lsns;

/// <summary>Which rows there are, and how they hang together.</summary>
/// <param name="graph">All that there is.</param>
/// <param name="filter">Which rows are shown.</param>
/// <param name="cells">What stands in a row.</param>
internal sealed class LsnsRows(NamespaceGraph graph, Func<LsnsRow, bool> filter, Func<LsnsRow, string?[]> cells)
{
    private readonly List<TableRow> _roots = [];

    /// <summary>The processes of a namespace.</summary>
    /// <param name="inode">Its number.</param>
    /// <param name="types">The kinds that it may be of; none for all.</param>
    /// <param name="isTree">Whether they stand below their parents.</param>
    internal IReadOnlyList<TableRow> OfProcesses(ulong inode, NamespaceTypes types, bool isTree)
    {
        NamespaceInfo info = graph.Namespaces.FirstOrDefault(info => info.Identity.Inode == inode && IsOf(types, info))
            ?? throw new ToolException($"not found namespace: {inode}");
        LsnsNamespace item = Describe(info);
        Dictionary<int, TableRow> rows = [];
        foreach (InspectedProcess process in graph.Processes.Values.Where(process => process.Namespaces.Contains(info)).OrderBy(process => process.ProcessId))
        {
            LsnsRow row = new(item, process);
            if (filter(row))
            {
                rows.Add(process.ProcessId, new TableRow(cells(row)));
            }
        }

        foreach ((int process, TableRow row) in rows)
        {
            Add(row, isTree && graph.Processes[process].ParentProcessId is { } parent ? rows.GetValueOrDefault(parent) : null);
        }

        return _roots;
    }

    /// <summary>The namespaces of some kinds.</summary>
    /// <param name="types">The kinds; none for all.</param>
    /// <param name="task">A process that is in them; null for none.</param>
    /// <param name="onlyPersistent">Whether no process is in them.</param>
    /// <param name="relation">The relation that determines the order: owners, or numbers if it is null.</param>
    /// <param name="isTree">Whether they stand below those that the relation is to.</param>
    internal IReadOnlyList<TableRow> OfNamespaces(NamespaceTypes types, int? task, bool onlyPersistent, string? relation, bool isTree)
    {
        bool isOfKinds = relation is "owner" or "parent";
        IEnumerable<NamespaceInfo> found = task is { } id ? Of(id) : graph.Namespaces.Where(info => Describe(info).IsListed);
        found = isOfKinds && task is null ? WithThoseAbove(found, info => [info.Owner, info.Parent]) : found;
        found = onlyPersistent ? found.Where(info => info.ProcessCount == 0) : found;
        HashSet<NamespaceInfo> direct = [.. found];
        found = isOfKinds ? WithThoseAbove(direct, info => [Above(info, relation)]) : direct;
        LsnsRow[] chosen = [.. found
            .Where(info => IsOf(types, info))
            .OrderBy(info => info.Identity.Inode)
            .Select(info => new LsnsRow(Describe(info)))
            .Where(filter)];
        if (isOfKinds)
        {
            FillByRelation(chosen, direct, relation, !isTree ? _ => null : relation == "owner" ? info => info.Owner : info => info.Parent);
        }
        else
        {
            FillByProcess(chosen, isTree);
        }

        return _roots;
    }

    private static bool IsOf(NamespaceTypes types, NamespaceInfo info) => types == NamespaceTypes.None || types.HasFlag(info.Type);

    // A tree of parents has the owner above a namespace without parent.
    private static NamespaceInfo? Above(NamespaceInfo info, string? relation) => relation == "owner" ? info.Owner : info.Parent ?? info.Owner;

    private static HashSet<NamespaceInfo> WithThoseAbove(IEnumerable<NamespaceInfo> found, Func<NamespaceInfo, NamespaceInfo?[]> above)
    {
        HashSet<NamespaceInfo> all = [];
        Stack<NamespaceInfo> left = new(found);
        while (left.TryPop(out NamespaceInfo? info))
        {
            foreach (NamespaceInfo other in all.Add(info) ? above(info).OfType<NamespaceInfo>() : [])
            {
                left.Push(other);
            }
        }

        return all;
    }

    private IReadOnlyList<NamespaceInfo> Of(int task) => graph.Processes.TryGetValue(task, out InspectedProcess? process) ? process.Namespaces : [];

    private LsnsNamespace Describe(NamespaceInfo info) =>
        new(info, graph.Processes.GetValueOrDefault(Environment.ProcessId)?.Namespaces.FirstOrDefault(other => other.Type == NamespaceTypes.Mount));

    private void Add(TableRow row, TableRow? above) => (above?.Children ?? _roots).Add(row);

    // A process stands where it was listed last.
    private void FillByProcess(LsnsRow[] chosen, bool isTree)
    {
        Dictionary<int, TableRow> rows = [];
        foreach (LsnsRow item in chosen)
        {
            TableRow row = new(cells(item));
            Add(row, isTree && item.Process?.ParentProcessId is { } parent ? rows.GetValueOrDefault(parent) : null);
            if (item.Process is { } process)
            {
                rows[process.ProcessId] = row;
            }
        }
    }

    // The namespace above another one comes before it; one that is there for that only comes where it is first needed.
    private void FillByRelation(LsnsRow[] chosen, HashSet<NamespaceInfo> direct, string? relation, Func<NamespaceInfo, NamespaceInfo?> above)
    {
        Dictionary<NamespaceInfo, LsnsRow> items = chosen.ToDictionary(item => item.Namespace);
        Dictionary<NamespaceInfo, TableRow> rows = [];
        foreach (LsnsRow item in chosen.Where(item => direct.Contains(item.Namespace)))
        {
            Place(item.Namespace);
        }

        TableRow? Place(NamespaceInfo? info)
        {
            if (info is null || !items.TryGetValue(info, out LsnsRow? item) || rows.TryGetValue(info, out TableRow? row))
            {
                return info is null ? null : rows.GetValueOrDefault(info);
            }

            Place(Above(info, relation));
            row = rows[info] = new TableRow(cells(item));
            Add(row, Place(above(info)));
            return row;
        }
    }
}
