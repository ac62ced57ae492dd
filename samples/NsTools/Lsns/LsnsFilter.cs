using System.Globalization;
using System.Text.RegularExpressions;

namespace LinuxNamespaces.Samples.NsTools.Lsns;

/// <summary>Which rows are shown: a subset of scols-filter(5), of comparisons, and, or, not, and parentheses.</summary>
internal sealed partial class LsnsFilter
{
    private static readonly Dictionary<string, string> s_words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["and"] = "&&", ["or"] = "||", ["not"] = "!", ["eq"] = "==", ["ne"] = "!=", ["lt"] = "<", ["le"] = "<=", ["gt"] = ">", ["ge"] = ">=",
    };

    private readonly string[] _tokens;
    private int _next;

    private LsnsFilter(string text)
    {
        List<string> tokens = [];
        for (int at = 0; at < text.Length;)
        {
            Match match = Token().Match(text, at);
            if (!match.Success)
            {
                throw Wrong(text[at..]);
            }

            if (match.Groups[1].Value is { Length: > 0 } token)
            {
                tokens.Add(s_words.GetValueOrDefault(token, token));
            }

            at += match.Length;
        }

        _tokens = [.. tokens];
    }

    private string? Current => _tokens.ElementAtOrDefault(_next);

    /// <summary>Reads an expression.</summary>
    internal static Func<LsnsRow, bool> Parse(string text)
    {
        LsnsFilter filter = new(text);
        Func<LsnsRow, bool> expression = filter.ParseOr();
        return filter.Current is null ? expression : throw Wrong(filter.Current);
    }

    [GeneratedRegex("""\G(?:\s+|("[^"]*"|'[^']*'|&&|\|\||[=!<>]=|=~|!~|[<>!()]|[0-9]+(?![\w.])|[A-Za-z_][\w:.]*))""")]
    private static partial Regex Token();

    private static ToolException Wrong(string? token) => new($"failed to parse filter: {(token is null ? "unexpected end" : $"unexpected '{token}'")}");

    private static bool IsTrue(object? value) => value switch { bool truth => truth, decimal number => number != 0, string text => text.Length > 0, _ => false };

    private static bool Compare(object? left, string operation, object? right)
    {
        if (operation is "=~" or "!~")
        {
            return Regex.IsMatch(Text(left), Text(right)) == (operation == "=~");
        }

        if (left is null || right is null)
        {
            return operation == "!=" && (left is not null || right is not null);
        }

        int order = left is decimal one && right is decimal other ? one.CompareTo(other) : string.CompareOrdinal(Text(left), Text(right));
        return operation switch { "==" => order == 0, "!=" => order != 0, "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 };
    }

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;

    private Func<LsnsRow, bool> ParseOr()
    {
        Func<LsnsRow, bool> left = ParseAnd();
        while (Take("||"))
        {
            (Func<LsnsRow, bool> one, Func<LsnsRow, bool> other) = (left, ParseAnd());
            left = row => one(row) || other(row);
        }

        return left;
    }

    private Func<LsnsRow, bool> ParseAnd()
    {
        Func<LsnsRow, bool> left = ParseNot();
        while (Take("&&"))
        {
            (Func<LsnsRow, bool> one, Func<LsnsRow, bool> other) = (left, ParseNot());
            left = row => one(row) && other(row);
        }

        return left;
    }

    private Func<LsnsRow, bool> ParseNot()
    {
        if (Take("!"))
        {
            Func<LsnsRow, bool> opposite = ParseNot();
            return row => !opposite(row);
        }

        if (Take("("))
        {
            Func<LsnsRow, bool> inner = ParseOr();
            return Take(")") ? inner : throw Wrong(Current);
        }

        Func<LsnsRow, object?> left = ParseValue();
        if (Current is not ("==" or "!=" or "<" or "<=" or ">" or ">=" or "=~" or "!~"))
        {
            return row => IsTrue(left(row));
        }

        string operation = _tokens[_next++];
        Func<LsnsRow, object?> right = ParseValue();
        return row => Compare(left(row), operation, right(row));
    }

    private Func<LsnsRow, object?> ParseValue()
    {
        string token = Current ?? throw Wrong(null);
        _next++;
        object? constant = token[0] is '"' or '\'' ? token[1..^1]
            : char.IsAsciiDigit(token[0]) ? decimal.Parse(token, CultureInfo.InvariantCulture)
            : bool.TryParse(token, out bool truth) ? truth : null;
        if (constant is not null)
        {
            return _ => constant;
        }

        LsnsColumn column = LsnsColumns.Find(char.IsAsciiLetter(token[0]) || token[0] == '_' ? token : throw Wrong(token));
        return row => column.Read(row) is { } text && column.IsNumber ? decimal.Parse(text, CultureInfo.InvariantCulture) : column.Read(row);
    }

    private bool Take(string token)
    {
        bool taken = Current == token;
        _next += taken ? 1 : 0;
        return taken;
    }
}
