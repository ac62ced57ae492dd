using System.Globalization;
using LinuxNamespaces.Samples.NsTools.Running;

namespace LinuxNamespaces.Samples.NsTools.Lsns;

/// <summary>The columns of lsns(8).</summary>
internal static class LsnsColumns
{
    internal static IReadOnlyList<LsnsColumn> All { get; } =
    [
        Number("NS", 10, "namespace identifier (inode number)", row => row.Namespace.Identity.Inode),
        Text("TYPE", 5, "kind of namespace", row => TypeName(row.Namespace.Type)),
        Text("PATH", 0, "path to the namespace", row => row.Process is { } process ? string.Create(CultureInfo.InvariantCulture, $"/proc/{process.ProcessId}/ns/{TypeName(row.Namespace.Type)}") : null),
        Number("NPROCS", 5, "number of processes in the namespace", row => (ulong)row.Namespace.ProcessCount),
        Number("PID", 5, "lowest PID in the namespace", row => (ulong?)row.Process?.ProcessId),
        Number("PPID", 5, "PPID of the PID", row => row.Process is { } first ? (ulong)(first.ParentProcessId ?? 0) : null),
        new(new TableColumn("COMMAND", MayBeCut: true), "command line of the PID", row => row.Command),
        Number("UID", 0, "UID of the PID", row => row.UserId),
        Text("USER", 0, "username of the PID", row => NameOf(row.UserId)),
        new(new TableColumn("NETNSID", IsRight: true), "namespace ID as used by network subsystem", row => row.Namespace.Type != NamespaceTypes.Network ? null : Format((ulong?)row.Namespace.NetNsId) ?? "unassigned"),
        new(new TableColumn("NSFS", HasLines: true), "nsfs mountpoint (usually used network subsystem)", row => row.MountPoints.Count > 0 ? ByteText.From(string.Join('\n', row.MountPoints)) : null),
        Number("PNS", 10, "parent namespace identifier (inode number)", row => row.Namespace.Parent?.Identity.Inode ?? 0),
        Number("ONS", 10, "owner namespace identifier (inode number)", row => row.Namespace.Owner?.Identity.Inode ?? 0),
    ];

    /// <summary>The name of a kind, as under /proc/PID/ns.</summary>
    internal static string TypeName(NamespaceTypes type) => type switch
    {
        NamespaceTypes.Mount => "mnt",
        NamespaceTypes.Network => "net",
        _ => type.ToString().ToLowerInvariant(),
    };

    /// <summary>The columns that a list names; after a plus sign, besides the usual ones.</summary>
    /// <param name="all">Whether all columns are the usual ones.</param>
    /// <param name="processes">Whether the rows are processes of one namespace.</param>
    internal static LsnsColumn[] Parse(string? list, bool all, bool network, bool processes)
    {
        string usual = all ? string.Join(',', All.Select(column => column.Name)) : processes ? "PID,PPID,USER,COMMAND" : network ? "NS,TYPE,NPROCS,PID,USER,NETNSID,NSFS,COMMAND" : "NS,TYPE,NPROCS,PID,USER,COMMAND";
        string names = list is null ? usual : list.StartsWith('+') ? $"{usual},{list[1..]}" : list;
        return [.. names.Split(',').Select(Find)];
    }

    internal static LsnsColumn? TryFind(string name) => All.FirstOrDefault(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static LsnsColumn Find(string name) => TryFind(name) ?? throw new ToolException($"unknown column: {name}");

    private static LsnsColumn Text(string name, int width, string help, Func<LsnsRow, string?> read) => new(new TableColumn(name, Width: width), help, row => read(row) is { } text ? ByteText.From(text) : null);

    private static LsnsColumn Number(string name, int width, string help, Func<LsnsRow, ulong?> read) => new(new TableColumn(name, IsRight: true, IsNumber: true, Width: width), help, row => Format(read(row)));

    private static string? NameOf(uint? user) => user is { } id ? UserDatabase.NameOf(id) ?? Format(id) : null;

    private static string? Format(ulong? number) => number?.ToString(CultureInfo.InvariantCulture);
}
