using System.Text.RegularExpressions;

namespace LinuxNamespaces.Tests.Architecture;

/// <summary>The types of the library by the folder that declares them, and which of them a file names.</summary>
internal static partial class LibraryTypes
{
    // A name after one of these words is the name of a type.
    private static readonly HashSet<string> s_beforeType =
    [
        "new", "is", "as", "not", "or", "and", "in", "out", "ref", "readonly", "params", "scoped", "public", "internal", "private", "protected", "static", "sealed",
        "abstract", "virtual", "override", "async", "unsafe", "partial", "const", "required", "this", "foreach", "using", "case", "where", "event", "volatile", "implicit", "explicit", "operator",
    ];

    /// <summary>Gets the outermost folder of each type that is not nested in another.</summary>
    internal static IReadOnlyDictionary<string, string> Folders { get; } = LibrarySource.Files
        .SelectMany(file => Declaration().Matches(LibrarySource.ReadCode(file)).Select(match => (Name: match.Groups[1].Value, Folder: LibrarySource.FolderOf(file))))
        .Distinct().ToDictionary(type => type.Name, type => type.Folder);

    /// <summary>Finds the types of the library that a text names.</summary>
    /// <param name="code">C# code without comments and strings.</param>
    internal static IEnumerable<string> In(string code) =>
        Name().Matches(code).Where(match => Folders.ContainsKey(match.Value) && IsType(code, match)).Select(match => match.Value).Distinct();

    // Members, parameters and local variables may be called like a type. What surrounds the name tells them apart.
    private static bool IsType(string code, Match match)
    {
        string before = TokenBefore(code, match.Index);
        string after = TokenAfter(code, match.Index + match.Length);
        if (before == ".")
        {
            string qualifier = TokenBefore(code, code.LastIndexOf('.', match.Index - 1));
            return LibrarySource.Folders.Contains(qualifier) || qualifier is nameof(LinuxNamespaces) or "Ipc";
        }

        bool isDeclaredName = (char.IsLetter(before[0]) && !s_beforeType.Contains(before)) || before is ">" or "?" or "]" or "*";
        return after switch
        {
            "(" => before is "new" or ":",
            "=" or "=>" or ":" or "{" => before is "new" or "is" or ":",
            ";" => before is ":" or "is" or "as",
            _ => !isDeclaredName || after is "." or "<" || char.IsLetter(after[0]),
        };
    }

    private static string TokenBefore(string code, int index)
    {
        int end = index;
        while (end > 0 && char.IsWhiteSpace(code[end - 1]))
        {
            end--;
        }

        int start = end;
        while (start > 0 && (char.IsLetterOrDigit(code[start - 1]) || code[start - 1] == '_'))
        {
            start--;
        }

        return end == 0 ? ";" : start == end ? code[(end - 1)..end] : code[start..end];
    }

    private static string TokenAfter(string code, int index) => NextToken().Match(code, index).Groups[1] is { Success: true } token ? token.Value : ";";

    // Types that are not nested start at the margin.
    [GeneratedRegex(@"^(?:\[[^\]\n]*\] )?(?:(?:public|internal|file|sealed|static|abstract|readonly|unsafe|partial|ref) )*(?:class|struct|record struct|record class|record|interface|enum|delegate [\w<>?\[\]*]+) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"(?<!\w)[A-Z]\w*")]
    private static partial Regex Name();

    [GeneratedRegex(@"\G\s*(\w+|==|=>|.)")]
    private static partial Regex NextToken();
}
