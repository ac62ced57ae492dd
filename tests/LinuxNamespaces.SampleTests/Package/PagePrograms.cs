using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LinuxNamespaces.SampleTests.Package;

/// <summary>The C# programs in pages of Markdown.</summary>
internal static partial class PagePrograms
{
    /// <summary>Reads the programs in a page.</summary>
    /// <param name="page">The path of the page in the repository.</param>
    internal static string[] Read(string page) =>
        [.. Program().Matches(File.ReadAllText(Path.Combine(PackedLibrary.Repository, page))).Select(match => match.Groups[1].Value)];

    /// <summary>Makes one program of several, which runs the one whose number is its argument: a build takes longer than everything else.</summary>
    /// <returns>The source files, by name.</returns>
    internal static Dictionary<string, string> Combine(IReadOnlyList<string> programs)
    {
        Dictionary<string, string> files = [];
        StringBuilder main = new("[assembly: System.Runtime.Versioning.SupportedOSPlatform(\"linux\")]\nreturn int.Parse(args[0]) switch\n{\n");
        for (int i = 0; i < programs.Count; i++)
        {
            files.Add($"Program{i}.cs", ToClass(programs[i], i));
            main.Append(CultureInfo.InvariantCulture, $"    {i} => await Program{i}.RunAsync(),\n");
        }

        files.Add("Main.cs", main.Append("    _ => 1,\n};\n").ToString());
        return files;
    }

    /// <summary>Makes a method of a program with top-level statements.</summary>
    private static string ToClass(string program, int number)
    {
        string[] lines = program.Split('\n');
        IEnumerable<string> usings = lines.Where(line => IsDirective(line));
        // Types follow the statements.
        int types = Array.FindIndex(lines, line => TypeDeclaration().IsMatch(line));
        types = types < 0 ? lines.Length : types;
        IEnumerable<string> statements = lines[..types].Where(line => !IsDirective(line) && !line.StartsWith("[assembly:", StringComparison.Ordinal));
        return $$"""
            {{string.Join('\n', usings)}}

            internal static class Program{{number}}
            {
                internal static async Task<int> RunAsync()
                {
            {{string.Join('\n', statements)}}
                    return 0;
                }
            }

            {{string.Join('\n', lines[types..])}}
            """;

        static bool IsDirective(string line) => line.StartsWith("using ", StringComparison.Ordinal) && line.EndsWith(';') && !line.Contains('=', StringComparison.Ordinal);
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Program();

    [GeneratedRegex(@"^(public|internal) .*\b(class|record|struct|enum|interface)\b")]
    private static partial Regex TypeDeclaration();
}
