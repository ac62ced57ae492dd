namespace LinuxNamespaces.Tests.Architecture;

/// <summary>The source files of the library, by their paths from its folder.</summary>
internal static class LibrarySource
{
    internal static IReadOnlyList<string> Files => PackageSource.Library.Files;

    /// <summary>The outermost folders; those of files that are in none are left out.</summary>
    internal static IReadOnlyList<string> Folders { get; } = [.. Files.Select(FolderOf).Where(folder => folder.Length > 0).Distinct()];

    /// <summary>The outermost folder of a file; empty for a file that is in none.</summary>
    internal static string FolderOf(string file) => file.Contains('/') ? file.Split('/')[0] : string.Empty;

    internal static string Read(string file) => PackageSource.Library.Read(file);

    /// <summary>The text without comments and without what is in strings.</summary>
    internal static string ReadCode(string file) => PackageSource.Library.ReadCode(file);
}
