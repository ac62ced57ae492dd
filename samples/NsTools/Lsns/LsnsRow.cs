using LinuxNamespaces.Inspection;

namespace LinuxNamespaces.Samples.NsTools.Lsns;

/// <summary>A row: a namespace, with its first process or another one.</summary>
internal sealed class LsnsRow(NamespaceInfo item, InspectedProcess? process)
{
    internal NamespaceInfo Namespace => item;

    internal InspectedProcess? Process => process;

    internal string? Command => ReferenceEquals(process, item.Process) ? item.Command : process?.ReadCommand();

    /// <summary>The rows below it.</summary>
    internal List<LsnsRow> Children { get; } = [];
}
