namespace LinuxNamespaces.Samples.NsTools.Lsns;

/// <summary>A row of a table.</summary>
/// <param name="cells">What stands in the columns, as <see cref="ByteText"/>; null for nothing.</param>
internal sealed class TableRow(string?[] cells)
{
    internal string?[] Cells => cells;

    /// <summary>The rows below it.</summary>
    internal List<TableRow> Children { get; } = [];
}
