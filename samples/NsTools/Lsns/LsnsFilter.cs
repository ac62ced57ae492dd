using System.Text.RegularExpressions;

namespace LinuxNamespaces.Samples.NsTools.Lsns;

/// <summary>Which rows are shown; scols-filter(5).</summary>
internal sealed class LsnsFilter
{
    private const string Suffixes = "KMGTPEZY";

    private readonly string _text;
    private readonly FilterToken[] _tokens;
    private readonly List<string> _unknown = [];
    private int _next;
    private int _depth;

    private LsnsFilter(string text)
    {
        _text = text;
        _tokens = [.. FilterToken.Read(ByteText.From(text))];
    }

    private FilterToken Current => _tokens[_next];

    /// <summary>Reads an expression.</summary>
    internal static Func<LsnsRow, bool> Parse(string text)
    {
        LsnsFilter filter = new(text);
        FilterTerm expression = filter.ParseLogic();
        if (filter.Current.Kind != FilterToken.End)
        {
            throw filter.Unexpected(isComplete: true);
        }

        return filter._unknown.Count == 0 ? expression.IsTrueOf
            : throw new ToolException(string.Join("\nlsns: ", [.. filter._unknown.Select(name => $"unknown column: {name}"), "failed to initialize filter"]));
    }

    // Neither of "and" and "or" comes before the other: they are taken from the left.
    private FilterTerm ParseLogic()
    {
        FilterTerm left = ParseComparison();
        while (Current.Kind is "AND" or "OR")
        {
            bool isAnd = Take().Kind == "AND";
            (FilterTerm one, FilterTerm other) = (left, ParseComparison());
            left = FilterTerm.Of(row => isAnd ? one.IsTrueOf(row) && other.IsTrueOf(row) : one.IsTrueOf(row) || other.IsTrueOf(row));
        }

        return left;
    }

    private FilterTerm ParseComparison()
    {
        FilterTerm left = ParseTerm();
        while (Current.Kind is "EQ" or "NE" or "LT" or "LE" or "GT" or "GE" or "REG" or "NREG")
        {
            string operation = Take().Kind;
            FilterTerm right = ParseTerm();
            left = operation is "REG" or "NREG" ? Match(left, right, operation == "REG") : left.Compare(right, operation);
        }

        return left;
    }

    private FilterTerm ParseTerm()
    {
        switch (Current.Kind)
        {
            case "NEG":
                Take();
                FilterTerm opposite = ParseTerm();
                return FilterTerm.Of(row => !opposite.IsTrueOf(row));
            case "'('":
                Take();
                _depth++;
                FilterTerm inner = ParseLogic();
                _depth--;
                return Current.Kind == "')'" ? Use(inner) : throw Unexpected(isComplete: false);
            case "TRUE" or "FALSE":
                return FilterTerm.Of(FilterType.Boolean, Take().Kind == "TRUE");
            case "STRING":
                return FilterTerm.Of(FilterType.Text, Take().Text[1..^1]);
            case "FLOAT":
                return FilterTerm.Of(FilterType.Float, FilterValue.Parse(Take().Text, FilterType.Float));
            case "NUMBER":
                return FilterTerm.Of(FilterType.Number, ParseNumber(Take().Text));
            case "HOLDER":
                string name = Take().Text;
                LsnsColumn? column = LsnsColumns.TryFind(name);
                if (column is null)
                {
                    _unknown.Add(name);
                }

                return column is null ? FilterTerm.Of(_ => false) : FilterTerm.Of(column);
            default:
                throw Unexpected(isComplete: false);
        }
    }

    // What is too large without a suffix is the largest number.
    private ulong ParseNumber(string text)
    {
        string digits = text.TrimEnd('i', 'B', 'K', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y');
        ulong number = ulong.TryParse(digits, out ulong known) ? known : ulong.MaxValue;
        UInt128 value = digits.Length == text.Length ? number : (UInt128)number << (10 * (Suffixes.IndexOf(text[digits.Length], StringComparison.Ordinal) + 1));
        return value <= ulong.MaxValue && (value > 0 || number == 0) ? (ulong)value : throw Wrong($"\"{text}\" token error: {Errno.ERANGE.Description}");
    }

    private FilterTerm Match(FilterTerm left, FilterTerm right, bool wanted)
    {
        if (!right.IsConstant || right.Type != FilterType.Text)
        {
            throw Wrong("(null)");
        }

        try
        {
            Regex pattern = FilterPattern.Parse(ByteText.ToText((string)right.Read(null!)!));
            return FilterTerm.Of(row => left.IsColumn || left.Type == FilterType.Text
                ? pattern.IsMatch(ByteText.ToText((string?)FilterValue.Convert(left.Read(row), left.Type, FilterType.Text) ?? string.Empty)) == wanted
                : throw FilterValue.Refused());
        }
        catch (FormatException e)
        {
            throw Wrong(e.Message);
        }
    }

    private FilterToken Take() => _tokens[_next++];

    private FilterTerm Use(FilterTerm term)
    {
        Take();
        return term;
    }

    private ToolException Unexpected(bool isComplete) => Wrong($"syntax error, unexpected {Current.Kind}{(isComplete && _depth == 0 ? ", expecting end of file" : string.Empty)}");

    private ToolException Wrong(string why) => new($"failed to parse \"{_text}\": {why}");
}
