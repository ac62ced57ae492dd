using System.IO.Compression;
using System.Text.RegularExpressions;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Package;

/// <summary>README's programs in a fresh project outside of the repository, with the package as anybody gets it.</summary>
[Collection("The kernel")]
public sealed class ReadmeTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("linuxnamespaces-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void The_programs_of_README_run_from_the_package_also_as_native_code()
    {
        Require.NetworkNamespaces();
        Require.PackageSource();
        string repository = Repository();
        string version = $"0.1.0-test.{Environment.ProcessId}.{Environment.TickCount64}";
        string source = Path.Combine(_directory.FullName, "source");
        Tool.Run(
            "dotnet", "pack", Path.Combine(repository, "src/LinuxNamespaces/LinuxNamespaces.csproj"), "-c", "Release", "-o", source,
            "--artifacts-path", Path.Combine(_directory.FullName, "artifacts"), $"-p:Version={version}");
        File.Exists(Path.Combine(source, $"LinuxNamespaces.{version}.snupkg")).Should().BeTrue();
        using (ZipArchive package = ZipFile.OpenRead(Path.Combine(source, $"LinuxNamespaces.{version}.nupkg")))
        {
            package.Entries.Select(entry => entry.FullName).Should().Contain(["README.md", "lib/net10.0/LinuxNamespaces.dll", "lib/net10.0/LinuxNamespaces.xml"]);
        }

        string project = Path.Combine(_directory.FullName, "app");
        Directory.CreateDirectory(project);
        string[] programs = [.. Regex.Matches(File.ReadAllText(Path.Combine(repository, "README.md")), "```csharp\n(.*?)```", RegexOptions.Singleline).Select(match => match.Groups[1].Value)];
        string[] expected = [@"([1-9]\d*) of \1 echoes came back", @"^inner\n0\n[^$]*\b1 \S+ +\S+ +\S+ LinuxNamespaces\n", @"(?m)^net:\[\d+\] \d+ process"];
        programs.Should().HaveSameCount(expected);
        File.WriteAllText(
            Path.Combine(project, "nuget.config"),
            $"""<configuration><packageSources><add key="built" value="{source}" /></packageSources></configuration>""");
        File.WriteAllText(
            Path.Combine(project, "app.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <PublishAot>true</PublishAot>
                <InvariantGlobalization>true</InvariantGlobalization>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="LinuxNamespaces" Version="{version}" />
              </ItemGroup>
            </Project>
            """);
        try
        {
            foreach ((string program, string output) in programs.Zip(expected))
            {
                File.WriteAllText(Path.Combine(project, "Program.cs"), program);
                Tool.Run("dotnet", "run", "--project", project).Should().MatchRegex(output);
            }

            Require.NativeCompilation();
            // That takes long, and what it compiles does not depend on the user.
            foreach ((string program, string output) in programs.Zip(expected).Take(Require.IsRootOfTheMachine ? programs.Length : 1))
            {
                File.WriteAllText(Path.Combine(project, "Program.cs"), program);
                string native = Path.Combine(_directory.FullName, "native");
                Tool.Run("dotnet", "publish", project, "-o", native).Should().NotContain("warning");
                Tool.Run(Path.Combine(native, "app")).Should().MatchRegex(output);
            }
        }
        finally
        {
            string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget/packages");
            string cached = Path.Combine(packages, "linuxnamespaces", version);
            if (Directory.Exists(cached))
            {
                Directory.Delete(cached, recursive: true);
            }
        }
    }

    private static string Repository()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "LinuxNamespaces.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("The tests run outside of the repository.");
    }
}
