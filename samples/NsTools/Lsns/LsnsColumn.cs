namespace LinuxNamespaces.Samples.NsTools.Lsns;

/// <summary>A column.</summary>
/// <param name="Table">How it stands in a table.</param>
/// <param name="Help">What it shows.</param>
/// <param name="Read">What it shows of a row, as <see cref="ByteText"/>; null for nothing.</param>
internal sealed record LsnsColumn(TableColumn Table, string Help, Func<LsnsRow, string?> Read)
{
    internal string Name => Table.Name;

    internal bool IsNumber => Table.IsNumber;
}
