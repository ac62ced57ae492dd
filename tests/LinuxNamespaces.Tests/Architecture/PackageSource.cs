using System.Reflection;
using System.Text.RegularExpressions;

namespace LinuxNamespaces.Tests.Architecture;

/// <summary>A package: its assembly, and its source files by their paths from its folder.</summary>
internal sealed partial class PackageSource
{
    private readonly string _folder;

    private PackageSource(Assembly assembly)
    {
        Assembly = assembly;
        _folder = Path.Combine(Repository(), "src", assembly.GetName().Name!);
        Files =
        [
            .. Directory.GetFiles(_folder, "*.cs", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(_folder, path))
                .Where(path => !path.StartsWith("obj/", StringComparison.Ordinal) && !path.StartsWith("bin/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The package of the library itself.</summary>
    internal static PackageSource Library { get; } = new(typeof(Namespace).Assembly);

    /// <summary>The packages on top of its public API.</summary>
    internal static IReadOnlyList<PackageSource> Others { get; } = [new(typeof(Lab.NetworkLab).Assembly), new(typeof(Lab.LabFixture).Assembly)];

    internal static IReadOnlyList<PackageSource> All { get; } = [Library, .. Others];

    internal Assembly Assembly { get; }

    internal IReadOnlyList<string> Files { get; }

    internal string Read(string file) => File.ReadAllText(Path.Combine(_folder, file));

    /// <summary>The text without comments and without what is in strings.</summary>
    internal string ReadCode(string file) => CommentOrString().Replace(Read(file), " ");

    public override string ToString() => Assembly.GetName().Name!;

    internal static string Repository()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "LinuxNamespaces.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("The tests run outside of the repository.");
    }

    [GeneratedRegex(""""//[^\n]*|"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])'"""")]
    private static partial Regex CommentOrString();
}
