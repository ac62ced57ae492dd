namespace LinuxNamespaces.Samples.NsTools.Lsns;

/// <summary>Rows as lines of text.</summary>
/// <param name="columns">The columns.</param>
/// <param name="tree">The column whose cells show how rows hang together; null for none.</param>
/// <param name="headings">Whether the headings come first.</param>
internal sealed class TextTable(IReadOnlyList<TableColumn> columns, TableColumn? tree, bool headings)
{
    /// <summary>How wide the terminal is; null where there is none.</summary>
    internal int? Width { get; init; }

    /// <summary>Whether text may be cut to fit.</summary>
    internal bool Cuts { get; init; }

    /// <summary>Columns at their full length, for programs to read.</summary>
    internal void WriteRaw(TextWriter writer, IReadOnlyList<TableRow> rows)
    {
        if (headings && rows.Count > 0)
        {
            writer.Write($"{string.Join(' ', columns.Select(column => column.Name))}\n");
        }

        foreach ((string[] cells, _) in Cells(rows, string.Empty, isTop: true))
        {
            writer.Write($"{string.Join(' ', cells.Select(Escape))}\n");
        }
    }

    internal void Write(TextWriter writer, IReadOnlyList<TableRow> rows)
    {
        // Of a cell with several lines the rest is in lines of its own.
        (string[][] Row, string Beside)[] lines = [.. Cells(rows, string.Empty, isTop: true).Select(row => (row.Cells.Select((cell, i) => Lines(columns[i], cell)).ToArray(), ByteText.ToPrintable(row.Beside)))];
        if (lines.Length == 0)
        {
            return;
        }

        int[] widths = FindWidths([.. columns.Select((_, i) => lines.SelectMany(line => line.Row[i]).Max(ByteText.WidthOf))]);
        if (headings)
        {
            WriteLine(writer, [.. columns.Select(column => column.Name)], widths);
        }

        foreach ((string[][] row, string beside) in lines)
        {
            for (int line = 0; line < row.Max(cell => cell.Length); line++)
            {
                WriteLine(writer, [.. row.Select((cell, i) => cell.ElementAtOrDefault(line) ?? (columns[i] == tree ? beside : string.Empty))], widths);
            }
        }
    }

    private static string[] Lines(TableColumn column, string cell) => [.. (column.HasLines ? cell.Split('\n') : [cell]).Select(ByteText.ToPrintable)];

    // On a terminal columns are as wide as they like to be, then as they need to be, and some narrower, but no narrower than their headings.
    private int[] FindWidths(int[] contents)
    {
        int[] needed = [.. columns.Select((column, i) => contents[i] > (headings ? column.Name.Length : 1) ? Math.Max(contents[i], column.Width) : headings ? column.Name.Length : contents[i])];
        if (Width is not { } width)
        {
            return needed;
        }

        int[] widths = [.. columns.Select((column, i) => Math.Max(needed[i], column.Width))];
        long excess = widths.Sum(wide => (long)wide) + widths.Length - 1 - width;
        for (int i = 0; i < widths.Length; i++)
        {
            Shrink(i, needed[i]);
        }

        for (int i = widths.Length - 1; i >= 0; i--)
        {
            Shrink(i, Cuts && columns[i].MayBeCut ? columns[i].Name.Length : widths[i]);
        }

        return widths;

        void Shrink(int i, int least)
        {
            int narrow = (int)Math.Max(least, widths[i] - Math.Max(excess, 0));
            excess -= widths[i] - narrow;
            widths[i] = narrow;
        }
    }

    // Nothing stands to the right of the last column, nor in it what is empty.
    private void WriteLine(TextWriter writer, string[] row, int[] widths)
    {
        IEnumerable<string> padded = row.Select((cell, i) =>
        {
            string text = columns[i].MayBeCut ? ByteText.Cut(cell, widths[i]) : cell;
            string padding = new(' ', Math.Max(0, widths[i] - ByteText.WidthOf(text)));
            bool isLast = i == row.Length - 1;
            return columns[i].IsRight && columns[i] != tree ? (isLast && text.Length == 0 ? string.Empty : padding + text) : isLast ? text : text + padding;
        });
        writer.Write($"{string.Join(' ', padded)}\n");
    }

    // With what stands in the tree when a row has further lines.
    private IEnumerable<(string[] Cells, string Beside)> Cells(IReadOnlyList<TableRow> rows, string below, bool isTop)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            bool isLast = i == rows.Count - 1;
            string own = isTop ? string.Empty : below + (isLast ? ByteText.Tree.LastBranch : ByteText.Tree.Branch);
            string beside = isTop ? string.Empty : below + (isLast ? ByteText.Tree.Below : ByteText.Tree.Beside);
            yield return ([.. columns.Select((column, at) => (column == tree ? own : string.Empty) + rows[i].Cells[at])], beside);
            foreach ((string[] Cells, string Beside) child in Cells(rows[i].Children, beside, isTop: false))
            {
                yield return child;
            }
        }
    }

    private static string Escape(string cell) => string.Concat(cell.Select(value => value is > ' ' and < '\x7f' and not '\\' ? $"{value}" : $"\\x{(int)value:x2}"));
}
