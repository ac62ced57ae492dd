using LinuxNamespaces.Inspection;

namespace LinuxNamespaces.Samples.NsTools.Lsns;

/// <summary>A row: a namespace, with its first process or another one.</summary>
/// <param name="item">The namespace.</param>
/// <param name="process">The process.</param>
/// <param name="hasProcesses">False for what is there only since others hang from it: its processes were not asked for.</param>
internal sealed class LsnsRow(NamespaceInfo item, InspectedProcess? process, bool hasProcesses = true)
{
    internal int ProcessCount => hasProcesses ? item.ProcessCount : 0;

    internal NamespaceInfo Namespace => item;

    internal InspectedProcess? Process => process;

    /// <summary>The user of the process; without one who created the user namespace.</summary>
    internal uint? UserId => process?.UserId ?? (process is null ? item.CreatorUserId : null);

    internal string? Command => hasProcesses && ReferenceEquals(process, item.Process) ? item.Command : process?.ReadCommand();

    /// <summary>The rows below it.</summary>
    internal List<LsnsRow> Children { get; } = [];
}
