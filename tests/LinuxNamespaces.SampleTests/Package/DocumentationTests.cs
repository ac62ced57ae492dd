using System.Text;
using System.Text.RegularExpressions;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.SampleTests.Package;

/// <summary>The programs in the pages under docs/ compile without a warning and run.</summary>
[Collection("The kernel")]
public sealed partial class DocumentationTests(PackedLibrary library) : IClassFixture<PackedLibrary>
{
    [Fact]
    public void Every_program_of_the_documentation_runs()
    {
        Require.NetworkNamespaces();
        Require.UserNamespaces();
        Require.PackageSource();
        string docs = Path.Combine(PackedLibrary.Repository, "docs");
        (string Page, string Text)[] programs =
        [
            .. Directory.GetFiles(docs, "*.md").Order(StringComparer.Ordinal)
                .SelectMany(page => PackedLibrary.ReadPrograms(page).Select(program => (Path.GetFileName(page), program))),
        ];
        programs.Should().NotBeEmpty();

        // One project for all: a build takes longer than everything else here.
        Dictionary<string, string> files = [];
        StringBuilder main = new("[assembly: System.Runtime.Versioning.SupportedOSPlatform(\"linux\")]\nreturn int.Parse(args[0]) switch\n{\n");
        for (int i = 0; i < programs.Length; i++)
        {
            files.Add($"Program{i}.cs", ToClass(programs[i].Text, i));
            main.Append(System.Globalization.CultureInfo.InvariantCulture, $"    {i} => await Program{i}.RunAsync(),\n");
        }

        files.Add("Main.cs", main.Append("    _ => 1,\n};\n").ToString());
        // A program without await is a method that needs none.
        string project = library.CreateProject("pages", files, "<NoWarn>CS1998</NoWarn>", "LinuxNamespaces.Lab");
        string built = Path.Combine(project, "built");
        Tool.Run("dotnet", "build", project, "-o", built);
        for (int i = 0; i < programs.Length; i++)
        {
            Tool.Run(Path.Combine(built, "pages"), $"{i}").Should().NotBeEmpty($"the program in {programs[i].Page} prints something");
        }
    }

    [GeneratedRegex(@"^(public|internal) .*\b(class|record|struct|enum|interface)\b")]
    private static partial Regex TypeDeclaration();

    /// <summary>Makes a method of a program with top-level statements.</summary>
    private static string ToClass(string program, int number)
    {
        string[] lines = program.Split('\n');
        IEnumerable<string> usings = lines.Where(line => IsDirective(line));
        // Types follow the statements.
        int types = Array.FindIndex(lines, line => TypeDeclaration().IsMatch(line));
        types = types < 0 ? lines.Length : types;
        IEnumerable<string> statements = lines[..types].Where(line => !IsDirective(line));
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
}
