using System.Text.Json;
using LinuxNamespaces.Inspection;

namespace LinuxNamespaces.Samples.NsTools.Lsns;

/// <summary>How lsns prints namespaces.</summary>
internal sealed class LsnsTable(IReadOnlyList<LsnsColumn> columns)
{
    private readonly List<(string Branch, NamespaceInfo Namespace)> _rows = [];

    internal void Add(NamespaceInfo item, string branch = "") => _rows.Add((branch, item));

    internal void WriteJson(TextWriter writer)
    {
        writer.Write("{\n   \"namespaces\": [\n      ");
        for (int i = 0; i < _rows.Count; i++)
        {
            string fields = string.Join(",\n", columns.Select(column => $"         \"{column.Name.ToLowerInvariant()}\": {Json(column, _rows[i].Namespace)}"));
            writer.Write($"{(i > 0 ? "," : string.Empty)}{{\n{fields}\n      }}");
        }

        writer.Write("\n   ]\n}\n");
    }

    internal void WriteRaw(TextWriter writer, bool headings)
    {
        if (headings)
        {
            writer.WriteLine(string.Join(' ', columns.Select(column => column.Name)));
        }

        foreach ((_, NamespaceInfo item) in _rows)
        {
            writer.WriteLine(string.Join(' ', columns.Select(column => column.Read(item)?.Replace(" ", "\\x20", StringComparison.Ordinal) ?? string.Empty)));
        }
    }

    internal void Write(TextWriter writer, bool headings, bool isTree)
    {
        string[][] cells = [.. _rows.Select(row => columns.Select((column, i) => (i == 0 ? row.Branch : string.Empty) + (column.Read(row.Namespace) ?? string.Empty)).ToArray())];
        int[] widths = [.. columns.Select((column, i) => cells.Select(row => row[i].Length).Append(column.Name.Length).Max())];
        if (headings)
        {
            WriteLine([.. columns.Select(column => column.Name)]);
        }

        Array.ForEach(cells, WriteLine);

        void WriteLine(string[] row)
        {
            IEnumerable<string> padded = row.Select((cell, i) => columns[i].IsNumber && !(isTree && i == 0) ? cell.PadLeft(widths[i]) : i == row.Length - 1 ? cell : cell.PadRight(widths[i]));
            writer.WriteLine(string.Join(' ', padded).TrimEnd());
        }
    }

    private static string Json(LsnsColumn column, NamespaceInfo item) =>
        column.Read(item) is not { } text ? "null" : column.IsNumber ? text : $"\"{JsonEncodedText.Encode(text)}\"";
}
