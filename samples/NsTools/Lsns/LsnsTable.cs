using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LinuxNamespaces.Samples.NsTools.Lsns;

/// <summary>How lsns prints rows.</summary>
/// <param name="columns">The columns.</param>
/// <param name="tree">The column whose cells show how rows hang together; null for none.</param>
/// <param name="wrap">Whether a cell may have several lines.</param>
internal sealed class LsnsTable(IReadOnlyList<LsnsColumn> columns, LsnsColumn? tree, bool wrap)
{
    private readonly List<LsnsRow> _roots = [];

    /// <param name="above">The row that it belongs below, if rows hang together.</param>
    internal void Add(LsnsRow row, LsnsRow? above) => (tree is null || above is null ? _roots : above.Children).Add(row);

    internal void WriteJson(TextWriter writer)
    {
        writer.Write("{\n   \"namespaces\": [\n");
        WriteJson(writer, _roots, "      ");
        writer.Write("\n   ]\n}\n");
    }

    internal void WriteRaw(TextWriter writer, bool headings)
    {
        if (headings)
        {
            writer.WriteLine(string.Join(' ', columns.Select(column => column.Name)));
        }

        foreach (string[] cells in Cells())
        {
            writer.WriteLine(string.Join(' ', cells.Select(Escape)));
        }
    }

    internal void Write(TextWriter writer, bool headings)
    {
        // Of a cell with several lines the rest is in lines of its own.
        string[][][] rows = [.. Cells().Select(cells => cells.Select(cell => wrap ? cell.Split('\n') : [cell.Replace('\n', ',')]).ToArray())];
        if (rows.Length == 0)
        {
            return;
        }

        int[] widths = [.. columns.Select((column, i) => WidthOf(column, rows.SelectMany(row => row[i]).Max(line => line.Length)))];
        if (headings)
        {
            WriteLine([.. columns.Select(column => column.Name)]);
        }

        foreach (string[][] row in rows)
        {
            for (int line = 0; line < row.Max(cell => cell.Length); line++)
            {
                WriteLine([.. row.Select(cell => cell.ElementAtOrDefault(line) ?? string.Empty)]);
            }
        }

        void WriteLine(string[] row)
        {
            IEnumerable<string> padded = row.Select((cell, i) => columns[i].IsRight && columns[i] != tree ? cell.PadLeft(widths[i]) : i == row.Length - 1 ? cell : cell.PadRight(widths[i]));
            writer.WriteLine(string.Join(' ', padded));
        }
    }

    // What is narrower than its heading is not widened any further.
    private static int WidthOf(LsnsColumn column, int content) => content < column.Name.Length ? column.Name.Length : Math.Max(content, column.Width);

    private IEnumerable<string[]> Cells() => Cells(_roots, string.Empty, isTop: true);

    private IEnumerable<string[]> Cells(List<LsnsRow> rows, string below, bool isTop)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            bool isLast = i == rows.Count - 1;
            string own = isTop ? string.Empty : $"{below}{(isLast ? "└─" : "├─")}";
            yield return [.. columns.Select(column => (column == tree ? own : string.Empty) + (column.Read(rows[i]) ?? string.Empty))];
            foreach (string[] cells in Cells(rows[i].Children, isTop ? string.Empty : $"{below}{(isLast ? "  " : "│ ")}", isTop: false))
            {
                yield return cells;
            }
        }
    }

    private void WriteJson(TextWriter writer, List<LsnsRow> rows, string indent)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            string fields = string.Join(",\n", columns.Select(column => $"{indent}   \"{column.Name.ToLowerInvariant()}\": {Json(column, rows[i])}"));
            writer.Write($"{(i > 0 ? ",{" : $"{indent}{{")}\n{fields}");
            if (rows[i].Children.Count > 0)
            {
                writer.Write($",\n{indent}   \"children\": [\n");
                WriteJson(writer, rows[i].Children, $"{indent}      ");
                writer.Write($"\n{indent}   ]");
            }

            writer.Write($"\n{indent}}}");
        }
    }

    private static string Escape(string cell)
    {
        StringBuilder text = new();
        foreach (byte value in Encoding.UTF8.GetBytes(cell))
        {
            text.Append(value is > (byte)' ' and < 0x7f && value != '\\' ? $"{(char)value}" : $"\\x{value:x2}");
        }

        return text.ToString();
    }

    private static string Json(LsnsColumn column, LsnsRow row) =>
        column.Read(row) is not { } text ? "null" : column.IsNumber ? text : $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
