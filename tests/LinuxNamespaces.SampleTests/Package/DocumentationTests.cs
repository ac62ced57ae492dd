using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.SampleTests.Package;

/// <summary>The programs in the pages under docs/ compile without a warning and run.</summary>
[Collection("The kernel")]
public sealed class DocumentationTests(PackedLibrary library)
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
                .SelectMany(page => PagePrograms.Read(page).Select(program => (Path.GetFileName(page), program)))
                // Processes of a lab see the names of its hosts if the machine has such a file.
                .Where(program => File.Exists("/etc/hosts") || !program.program.Contains("getent", StringComparison.Ordinal)),
        ];
        programs.Should().NotBeEmpty();

        // A program without await is a method that needs none.
        string project = library.CreateProject("pages", PagePrograms.Combine([.. programs.Select(program => program.Text)]), "<NoWarn>CS1998</NoWarn>", "LinuxNamespaces.Lab");
        string built = Path.Combine(project, "built");
        Tool.Run("dotnet", "build", project, "-o", built);
        for (int i = 0; i < programs.Length; i++)
        {
            Tool.Run(Path.Combine(built, "pages"), $"{i}").Should().NotBeEmpty($"the program in {programs[i].Page} prints something");
        }
    }
}
