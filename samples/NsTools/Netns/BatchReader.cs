using System.Text;

namespace LinuxNamespaces.Samples.NsTools.Netns;

/// <summary>The command lines of a file, as ip(8) reads them: words may be quoted, comments begin with '#', a line goes on after a backslash.</summary>
internal sealed class BatchReader(TextReader reader)
{
    private static readonly char[] s_space = [' ', '\t', '\r'];

    /// <summary>The number of the line that was read last.</summary>
    internal int Line { get; private set; }

    /// <summary>The words of the next line, none for an empty one; null at the end.</summary>
    internal string[]? Read()
    {
        if (ReadLine() is not { } first)
        {
            return null;
        }

        StringBuilder line = new(first);
        while (line.Length > 0 && line[^1] == '\\')
        {
            if (ReadLine() is not { } more)
            {
                Output.WriteError("Missing continuation line\n");
                return null;
            }

            line.Length--;
            line.Append(more);
        }

        return [.. Split(line.ToString())];
    }

    private static IEnumerable<string> Split(string line)
    {
        for (int at = 0; at < line.Length;)
        {
            if (s_space.Contains(line[at]))
            {
                at++;
                continue;
            }

            bool isQuoted = line[at] is '"' or '\'';
            int end = isQuoted ? line.IndexOf(line[at++], at) : line.IndexOfAny(s_space, at);
            if (end < 0)
            {
                end = isQuoted ? throw new ToolException("Unterminated quoted string") : line.Length;
            }

            yield return line[at..end];
            at = end + 1;
        }
    }

    private string? ReadLine()
    {
        string? line = reader.ReadLine();
        Line += line is null ? 0 : 1;
        return line?.Split('#')[0];
    }
}
