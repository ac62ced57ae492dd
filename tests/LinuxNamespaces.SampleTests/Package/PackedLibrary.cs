using LinuxNamespaces.SampleTests.Package;
using Xunit;

[assembly: AssemblyFixture(typeof(PackedLibrary))]

namespace LinuxNamespaces.SampleTests.Package;

/// <summary>The packages, and projects outside of the repository that reference nothing else.</summary>
public sealed class PackedLibrary : IDisposable
{
    // The library, and what stands on it.
    private static readonly string[] s_packages = ["LinuxNamespaces", "LinuxNamespaces.Lab", "LinuxNamespaces.Lab.Xunit", "LinuxNamespaces.Lab.Templates"];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory(RunMark.Prefix);
    private readonly string _version = $"0.1.0-test.{Environment.ProcessId}.{Environment.TickCount64}";
    private readonly Lazy<string> _source;

    public PackedLibrary() => _source = new Lazy<string>(Pack);

    /// <summary>The repository.</summary>
    internal static string Repository { get; } = FindRepository();

    /// <summary>The package file without its extension.</summary>
    internal string PackagePath => PathOf("LinuxNamespaces");

    /// <summary>The file of a package, without its extension.</summary>
    internal string PathOf(string package) => Path.Combine(_source.Value, $"{package}.{_version}");

    /// <summary>The version of all packages.</summary>
    internal string Version => _version;

    /// <summary>Creates a directory whose projects get the packages.</summary>
    /// <returns>Its path.</returns>
    internal string CreateDirectory(string name)
    {
        string directory = Path.Combine(_directory.FullName, name);
        Directory.CreateDirectory(directory);
        File.WriteAllText(
            Path.Combine(directory, "nuget.config"),
            $"""<configuration><packageSources><add key="built" value="{_source.Value}" /></packageSources></configuration>""");
        return directory;
    }

    public void Dispose()
    {
        _directory.Delete(recursive: true);
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget/packages");
        foreach (string cached in s_packages.Select(package => Path.Combine(packages, package.ToLowerInvariant(), _version)).Where(Directory.Exists))
        {
            Directory.Delete(cached, recursive: true);
        }
    }

    /// <summary>Creates a project that references the package.</summary>
    /// <param name="files">Its source files, by name.</param>
    /// <param name="properties">Further elements of its property group.</param>
    /// <param name="package">The package.</param>
    /// <returns>Its directory.</returns>
    internal string CreateProject(string name, IReadOnlyDictionary<string, string> files, string properties = "", string package = "LinuxNamespaces")
    {
        string project = CreateDirectory(name);
        File.WriteAllText(
            Path.Combine(project, $"{name}.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <InvariantGlobalization>true</InvariantGlobalization>
                <NuGetAudit>false</NuGetAudit>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="{package}" Version="{_version}" />
              </ItemGroup>
            </Project>
            """);
        foreach ((string file, string text) in files)
        {
            File.WriteAllText(Path.Combine(project, file), text);
        }

        return project;
    }

    private string Pack()
    {
        string source = Path.Combine(_directory.FullName, "source");
        // All at once: what they have in common is built once.
        string filter = Path.Combine(_directory.FullName, "packages.slnf");
        string projects = string.Join(", ", s_packages.Select(package => $"\"src\\\\{package}\\\\{package}.csproj\""));
        File.WriteAllText(filter, $$"""{ "solution": { "path": "{{Path.Combine(Repository, "LinuxNamespaces.sln")}}", "projects": [{{projects}}] } }""");
        Tool.Run(
            "dotnet", "pack", filter, "-c", "Release", "-o", source, "--artifacts-path", Path.Combine(_directory.FullName, "artifacts"), $"-p:Version={_version}",
            "-p:RunAnalyzers=false");
        return source;
    }

    private static string FindRepository()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "LinuxNamespaces.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("The tests run outside of the repository.");
    }
}
