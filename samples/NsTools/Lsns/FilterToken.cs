using System.Text.RegularExpressions;

namespace LinuxNamespaces.Samples.NsTools.Lsns;

/// <summary>A word of an expression.</summary>
/// <param name="Kind">What it is, by the name that messages give it.</param>
/// <param name="Text">How it is written.</param>
internal readonly partial record struct FilterToken(string Kind, string Text)
{
    internal const string End = "end of file";

    private static readonly Dictionary<string, string> s_words = new(StringComparer.Ordinal)
    {
        ["&&"] = "AND", ["||"] = "OR", ["!"] = "NEG", ["=="] = "EQ", ["!="] = "NE", ["<"] = "LT", ["<="] = "LE", [">"] = "GT", [">="] = "GE", ["=~"] = "REG", ["!~"] = "NREG",
        ["and"] = "AND", ["or"] = "OR", ["not"] = "NEG", ["eq"] = "EQ", ["ne"] = "NE", ["lt"] = "LT", ["le"] = "LE", ["gt"] = "GT", ["ge"] = "GE",
        ["AND"] = "AND", ["OR"] = "OR", ["NOT"] = "NEG", ["EQ"] = "EQ", ["NE"] = "NE", ["LT"] = "LT", ["LE"] = "LE", ["GT"] = "GT", ["GE"] = "GE",
        ["true"] = "TRUE", ["TRUE"] = "TRUE", ["false"] = "FALSE", ["FALSE"] = "FALSE", ["("] = "'('", [")"] = "')'",
    };

    /// <summary>Reads an expression. What belongs to no word is passed over, as by the original.</summary>
    internal static IEnumerable<FilterToken> Read(string text)
    {
        foreach (Match match in Pattern().Matches(text))
        {
            string kind = s_words.GetValueOrDefault(match.Value) ?? match.Groups.Values.Skip(1).First(group => group.Success).Name;
            yield return new FilterToken(kind, match.Value);
        }

        yield return new FilterToken(End, string.Empty);
    }

    [GeneratedRegex("""(?<STRING>"[^"\n]*"|'[^'\n]*')|(?<FLOAT>[0-9]+\.[0-9]+)|(?<NUMBER>[0-9]+(?:[KMGTPEZY](?:iB)?)?)|(?<HOLDER>[A-Za-z][A-Za-z_.%:/0-9-]*)|&&|\|\||[=!<>]=|=~|!~|[<>!()]""")]
    private static partial Regex Pattern();
}
