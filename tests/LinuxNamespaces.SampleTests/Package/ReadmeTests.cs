using System.IO.Compression;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.SampleTests.Package;

/// <summary>The programs of README in a fresh project outside of the repository, with the package as its users get it.</summary>
[Collection("The kernel")]
public sealed class ReadmeTests(PackedLibrary library)
{
    private static readonly string[] s_expected = [@"([1-9]\d*) of \1 echoes came back", @"^inner\n0\n[^$]*\b1 \S+ +\S+ +\S+ LinuxNamespaces\n", @"(?m)^net:\[\d+\] \d+ process"];

    [Fact]
    public void The_package_has_its_documentation_and_symbols()
    {
        Require.PackageSource();
        File.Exists($"{library.PackagePath}.snupkg").Should().BeTrue();
        using ZipArchive package = ZipFile.OpenRead($"{library.PackagePath}.nupkg");
        package.Entries.Select(entry => entry.FullName).Should().Contain(["README.md", "lib/net10.0/LinuxNamespaces.dll", "lib/net10.0/LinuxNamespaces.xml"]);
    }

    [Fact]
    public void The_programs_of_README_run_from_the_package()
    {
        Require.NetworkNamespaces();
        Require.PackageSource();
        Require.Program("ps");
        foreach ((string program, string output) in ReadPrograms())
        {
            Tool.Run("dotnet", "run", "--project", CreateProject(program)).Should().MatchRegex(output);
        }
    }

    [Fact]
    public void The_programs_of_README_run_from_the_package_as_native_code()
    {
        Require.NetworkNamespaces();
        Require.PackageSource();
        Require.Program("ps");
        Require.NativeCompilation();
        // One executable: each takes long to publish. What the programs print has the name of it.
        (string Program, string Output)[] programs = [.. ReadPrograms()];
        string project = library.CreateProject(
            "native", PagePrograms.Combine([.. programs.Select(program => program.Program)]), "<PublishAot>true</PublishAot><NoWarn>CS1998</NoWarn>");
        string published = Path.Combine(project, "published");
        Tool.Run("dotnet", "publish", project, "-o", published).Should().NotContain("warning");
        for (int i = 0; i < programs.Length; i++)
        {
            Tool.Run(Path.Combine(published, "native"), $"{i}").Should().MatchRegex(programs[i].Output);
        }
    }

    private static IEnumerable<(string Program, string Output)> ReadPrograms()
    {
        string[] programs = PagePrograms.Read("README.md");
        programs.Should().HaveSameCount(s_expected);
        return programs.Zip(s_expected);
    }

    private string CreateProject(string program) =>
        library.CreateProject("app", new Dictionary<string, string> { ["Program.cs"] = program }, "<PublishAot>true</PublishAot>");
}
