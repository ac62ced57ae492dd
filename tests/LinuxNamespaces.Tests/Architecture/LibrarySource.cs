using System.Text.RegularExpressions;

namespace LinuxNamespaces.Tests.Architecture;

/// <summary>The source files of the library, by their paths from its folder.</summary>
internal static partial class LibrarySource
{
    private static readonly string s_folder = Path.Combine(Repository(), "src", "LinuxNamespaces");

    internal static IReadOnlyList<string> Files { get; } =
    [
        .. Directory.GetFiles(s_folder, "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(s_folder, path))
            .Where(path => !path.StartsWith("obj/", StringComparison.Ordinal) && !path.StartsWith("bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The outermost folders; those of files that are in none are left out.</summary>
    internal static IReadOnlyList<string> Folders { get; } = [.. Files.Select(FolderOf).Where(folder => folder.Length > 0).Distinct()];

    /// <summary>The outermost folder of a file; empty for a file that is in none.</summary>
    internal static string FolderOf(string file) => file.Contains('/') ? file.Split('/')[0] : string.Empty;

    internal static string Read(string file) => File.ReadAllText(Path.Combine(s_folder, file));

    /// <summary>The text without comments and without what is in strings.</summary>
    internal static string ReadCode(string file) => CommentOrString().Replace(Read(file), " ");

    private static string Repository()
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
