using System.Text.RegularExpressions;

namespace LinuxNamespaces.Samples.NsTools.Lsns;

/// <summary>Regular expressions as regex(7) has them.</summary>
internal static partial class FilterPattern
{
    /// <exception cref="FormatException">It is none; the message tells why.</exception>
    internal static Regex Parse(string pattern)
    {
        try
        {
            return new Regex(Class().Replace(pattern, match => CharactersOf(match.Groups[1].Value)), RegexOptions.CultureInvariant);
        }
        catch (RegexParseException e)
        {
            throw new FormatException(e.Error switch
            {
                RegexParseError.InsufficientClosingParentheses => @"Unmatched ( or \(",
                RegexParseError.UnterminatedBracket => "Unmatched [, [^, [:, [., or [=",
                RegexParseError.QuantifierAfterNothing => "Invalid preceding regular expression",
                RegexParseError.UnescapedEndingBackslash => "Trailing backslash",
                _ => "Invalid regular expression",
            });
        }
    }

    private static string CharactersOf(string name) => name switch
    {
        "alpha" => @"\p{L}",
        "digit" => "0-9",
        "alnum" => @"\p{L}0-9",
        "lower" => @"\p{Ll}",
        "upper" => @"\p{Lu}",
        "space" => @"\s",
        "blank" => @" \t",
        "punct" => @"!-/:-@\[-`{-~",
        "xdigit" => "0-9A-Fa-f",
        "cntrl" => @"\p{Cc}",
        "print" => @" -~",
        "graph" => "!-~",
        _ => $"[:{name}:]",
    };

    [GeneratedRegex(@"\[:([a-z]+):\]")]
    private static partial Regex Class();
}
