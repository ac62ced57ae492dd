using System.Globalization;
using System.Text;

namespace LinuxNamespaces.Samples.NsTools.Lsns;

/// <summary>Rows as JSON.</summary>
/// <param name="name">What they are called together.</param>
/// <param name="columns">The columns.</param>
/// <param name="style">"compact" for a line for each row, "lines" for nothing but these, anything else for a line for each cell.</param>
internal sealed class JsonTable(string name, IReadOnlyList<TableColumn> columns, string? style)
{
    internal void Write(TextWriter writer, IReadOnlyList<TableRow> rows)
    {
        switch (style)
        {
            case "lines":
                writer.Write(string.Concat(rows.Select(row => $"{Line(row)}\n")));
                break;
            case "compact":
                writer.Write($"{{\"{name}\":[\n{string.Concat(rows.Select((row, i) => $"{Line(row)}{(i < rows.Count - 1 ? "," : string.Empty)}\n"))}]}}\n");
                break;
            default:
                writer.Write($"{{\n   \"{name}\": [\n");
                Write(writer, rows, "      ");
                writer.Write("\n   ]\n}\n");
                break;
        }
    }

    private string Line(TableRow row)
    {
        string children = row.Children.Count > 0 ? $",\"children\":[{string.Join(',', row.Children.Select(Line))}]" : string.Empty;
        return $"{{{string.Join(',', Fields(row).Select(field => $"\"{field.Name}\":{field.Value}"))}{children}}}";
    }

    private void Write(TextWriter writer, IReadOnlyList<TableRow> rows, string indent)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            string fields = string.Join(",\n", Fields(rows[i]).Select(field => $"{indent}   \"{field.Name}\": {field.Value}"));
            writer.Write($"{(i > 0 ? ",{" : $"{indent}{{")}\n{fields}");
            if (rows[i].Children.Count > 0)
            {
                writer.Write($",\n{indent}   \"children\": [\n");
                Write(writer, rows[i].Children, $"{indent}      ");
                writer.Write($"\n{indent}   ]");
            }

            writer.Write($"\n{indent}}}");
        }
    }

    private IEnumerable<(string Name, string Value)> Fields(TableRow row) =>
        columns.Select((column, i) => (column.Name.ToLowerInvariant(), row.Cells[i] is not { } text ? "null" : column.IsNumber ? text : Quote(text)));

    private static string Quote(string text)
    {
        StringBuilder quoted = new("\"");
        foreach (char value in text)
        {
            _ = value switch
            {
                '"' or '\\' => quoted.Append('\\').Append(value),
                '\b' => quoted.Append("\\b"),
                '\f' => quoted.Append("\\f"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                < ' ' => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)value:x4}"),
                _ => quoted.Append(value),
            };
        }

        return quoted.Append('"').ToString();
    }
}
