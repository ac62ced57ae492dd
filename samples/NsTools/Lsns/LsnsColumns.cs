using System.Globalization;

namespace LinuxNamespaces.Samples.NsTools.Lsns;

/// <summary>The columns of lsns(8).</summary>
internal static class LsnsColumns
{
    internal static IReadOnlyList<LsnsColumn> All { get; } =
    [
        new("NS", "namespace identifier (inode number)", IsNumber: true, ns => Number(ns.Identity.Inode)),
        new("TYPE", "kind of namespace", IsNumber: false, ns => TypeName(ns.Type)),
        new("PATH", "path to the namespace", IsNumber: false, ns => ns.Path),
        new("NPROCS", "number of processes in the namespace", IsNumber: true, ns => Number((ulong)ns.ProcessCount)),
        new("PID", "lowest PID in the namespace", IsNumber: true, ns => Number((ulong?)ns.Process?.ProcessId)),
        new("PPID", "PPID of the PID", IsNumber: true, ns => ns.Process is { } first ? Number((ulong)(first.ParentProcessId ?? 0)) : null),
        new("COMMAND", "command line of the PID", IsNumber: false, ns => ns.Command),
        new("UID", "UID of the PID", IsNumber: true, ns => Number(ns.UserId)),
        new("USER", "username of the PID", IsNumber: false, ns => ns.UserName),
        new("NETNSID", "namespace ID as used by network subsystem", IsNumber: false, ns => ns.Type != NamespaceTypes.Network ? null : Number((ulong?)ns.NetNsId) ?? "unassigned"),
        new("NSFS", "nsfs mountpoint (usually used network subsystem)", IsNumber: false, ns => ns.MountPoints.Any() ? string.Join(',', ns.MountPoints) : null),
        new("PNS", "parent namespace identifier (inode number)", IsNumber: true, ns => Number(ns.Parent?.Identity.Inode ?? 0)),
        new("ONS", "owner namespace identifier (inode number)", IsNumber: true, ns => Number(ns.Owner?.Identity.Inode ?? 0)),
    ];

    /// <summary>The name of a kind, as under /proc/PID/ns.</summary>
    internal static string TypeName(NamespaceTypes type) => type switch
    {
        NamespaceTypes.Mount => "mnt",
        NamespaceTypes.Network => "net",
        _ => type.ToString().ToLowerInvariant(),
    };

    /// <summary>The columns that a list names; after a plus sign, besides the usual ones.</summary>
    internal static LsnsColumn[] Parse(string? list, bool network)
    {
        string usual = network ? "NS,TYPE,NPROCS,PID,USER,NETNSID,NSFS,COMMAND" : "NS,TYPE,NPROCS,PID,USER,COMMAND";
        string names = list is null ? usual : list.StartsWith('+') ? $"{usual},{list[1..]}" : list;
        return [.. names.Split(',').Select(Find)];
    }

    private static LsnsColumn Find(string name) =>
        All.FirstOrDefault(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw new ToolException($"unknown column: {name}");

    private static string? Number(ulong? number) => number?.ToString(CultureInfo.InvariantCulture);
}
