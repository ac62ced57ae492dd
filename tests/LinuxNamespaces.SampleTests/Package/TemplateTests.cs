using System.IO.Compression;
using System.Xml.Linq;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.SampleTests.Package;

/// <summary>The template of <c>dotnet new</c>: its projects build against the packages that were packed with it, and their tests pass.</summary>
[Collection("The kernel")]
public sealed class TemplateTests(PackedLibrary library)
{
    [Fact]
    public void A_project_of_the_template_builds_and_its_tests_pass()
    {
        Require.NetworkNamespaces();
        Require.PackageSource();
        string directory = library.CreateDirectory("templates");
        string hive = Path.Combine(directory, "hive"), project = Path.Combine(directory, "NetworkTests");
        Tool.Run("dotnet", "new", "install", $"{library.PathOf("LinuxNamespaces.Lab.Templates")}.nupkg", "--debug:custom-hive", hive);
        Tool.Run("dotnet", "new", "lab-tests", "-o", project, "--no-update-check", "--debug:custom-hive", hive);

        string[] files = [.. Directory.GetFiles(project, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(project, file)).Order(StringComparer.Ordinal)];
        files.Should().Equal("LossyLinkTests.cs", "NetworkTests.csproj", "global.json");
        File.ReadAllText(Path.Combine(project, "LossyLinkTests.cs")).Should().Contain("namespace NetworkTests;");
        VersionsIn(Path.Combine(project, "NetworkTests.csproj")).Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["LinuxNamespaces.Lab"] = library.Version,
            ["LinuxNamespaces.Lab.Xunit"] = library.Version,
            ["xunit.v3"] = CentralVersionOf("xunit.v3"),
        });

        string built = Path.Combine(project, "built");
        Tool.Run("dotnet", "build", project, "-o", built, "-warnaserror");
        Tool.Run(Path.Combine(built, "NetworkTests"), "-noColor").Should().MatchRegex(@"Total: 2, Errors: 0, Failed: 0, Skipped: 0,");
    }

    [Fact]
    public void The_package_is_a_template_and_nothing_else()
    {
        Require.PackageSource();
        using ZipArchive package = ZipFile.OpenRead($"{library.PathOf("LinuxNamespaces.Lab.Templates")}.nupkg");
        package.Entries.Select(entry => entry.FullName).Should().NotContain(name => name.StartsWith("lib/", StringComparison.Ordinal))
            .And.Contain(["README.md", "content/lab-tests/.template.config/template.json", "content/lab-tests/LabTests.csproj"]);
        using Stream description = package.GetEntry("LinuxNamespaces.Lab.Templates.nuspec")!.Open();
        XElement metadata = XDocument.Load(description).Root!.Elements().Single();
        metadata.Descendants().Single(element => element.Name.LocalName == "packageType").Attribute("name")!.Value.Should().Be("Template");
        metadata.Descendants().Should().NotContain(element => element.Name.LocalName == "dependency");
    }

    private static Dictionary<string, string> VersionsIn(string project) =>
        XDocument.Load(project).Descendants("PackageReference").ToDictionary(reference => reference.Attribute("Include")!.Value, reference => reference.Attribute("Version")!.Value);

    private static string CentralVersionOf(string package) => XDocument.Load(Path.Combine(PackedLibrary.Repository, "Directory.Packages.props")).Descendants("PackageVersion")
        .Single(item => item.Attribute("Include")!.Value == package).Attribute("Version")!.Value;
}
