using System.Text.RegularExpressions;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Tests.Architecture;

public sealed partial class DependencyTests
{
    // From the lowest to the highest. A folder knows those below it, and not those on its own level.
    private static readonly string[][] s_levels =
    [
        ["Errors"],
        ["Interop"],
        ["Handles"],
        ["Child", "Netlink"],
        ["Execution"],
        ["Mounts"],
        ["Namespaces"],
        ["Processes"],
        ["Network"],
        ["Inspection"],
    ];

    // What a file or a folder may know in spite of that, and why.
    private static readonly (string User, string[] Types, string Reason)[] s_exceptions =
    [
        ("Namespaces/Namespace.cs", ["NetNamespace"], "FromHandle creates an object of the class of any kind"),
        ("Namespaces/User/UserNamespace.cs", ["UserNamespaceCreation"], "an id map may have to be written by newuidmap(1), which is a process"),
    ];

    [Fact]
    public void Every_file_is_in_a_folder_that_has_a_level() =>
        LibrarySource.Files.Where(file => file != "AssemblyInfo.cs" && LevelOf(LibrarySource.FolderOf(file)) < 0).Should().BeEmpty();

    [Fact]
    public void Dependencies_point_down_only() =>
        LibrarySource.Files.SelectMany(file => TypesAbove(file).Except(ExceptionsOf(file)).Select(type => $"{file} knows {type} of {LibraryTypes.Folders[type]}/"))
            .Should().BeEquivalentTo(Array.Empty<string>());

    [Fact]
    public void Every_exception_is_used() =>
        s_exceptions.SelectMany(exception => exception.Types.Except(LibrarySource.Files.Where(file => file.StartsWith(exception.User, StringComparison.Ordinal)).SelectMany(TypesAbove))
                .Select(type => $"{exception.User} does not know {type}"))
            .Should().BeEmpty();

    [Theory]
    [InlineData("Link link = new();")]
    [InlineData("object link = new Link(1);")]
    [InlineData("class Special : Link;")]
    [InlineData("Network.Link? link;")]
    [InlineData("void Do(List<Link> links)")]
    [InlineData("bool known = item is Link;")]
    [InlineData("Link.Parse(text)")]
    [InlineData("nameof(Link)")]
    public void A_use_of_a_type_is_seen(string code) => LibraryTypes.In(code).Should().Equal("Link");

    [Theory]
    [InlineData("string Link { get; }")]
    [InlineData("string? Link => null;")]
    [InlineData("item.Link = 1;")]
    [InlineData("Do(Link: 1)")]
    [InlineData("Link(1);")]
    [InlineData("enum Kind { Link = 1 }")]
    public void A_member_that_is_called_like_a_type_is_not_a_use_of_it(string code) => LibraryTypes.In(code).Should().BeEmpty();

    private static int LevelOf(string folder) => Array.FindIndex(s_levels, level => level.Contains(folder));

    private static IEnumerable<string> TypesAbove(string file)
    {
        string folder = LibrarySource.FolderOf(file);
        return LibraryTypes.In(LibrarySource.ReadCode(file)).Where(type => LibraryTypes.Folders[type] != folder && LevelOf(LibraryTypes.Folders[type]) >= LevelOf(folder));
    }

    private static IEnumerable<string> ExceptionsOf(string file) =>
        s_exceptions.Where(exception => file.StartsWith(exception.User, StringComparison.Ordinal)).SelectMany(exception => exception.Types);

    [Fact]
    public void Namespaces_follow_folders() =>
        LibrarySource.Files.Where(file => DeclaredNamespace().Match(LibrarySource.ReadCode(file)) is { Success: true } declared
                && declared.Groups[1].Value != NamespaceOf(file))
            .Should().BeEmpty();

    // Users need not know the folders inside of a folder, and find the types that they start from in the namespace of the library.
    private static string NamespaceOf(string file)
    {
        string[] folders = file.Split('/')[..^1];
        return folders switch
        {
            ["Errors" or "Handles" or "Mounts", ..] or ["Network", "Namespaces"] => nameof(LinuxNamespaces),
            ["Interop", ..] when Path.GetFileName(file) == "LinuxText.cs" => nameof(LinuxNamespaces),
            ["Namespaces", "Ipc"] when !Path.GetFileName(file).StartsWith("IpcNamespace.", StringComparison.Ordinal) => $"{nameof(LinuxNamespaces)}.Ipc",
            ["Namespaces", ..] => nameof(LinuxNamespaces),
            _ => $"{nameof(LinuxNamespaces)}.{folders[0]}",
        };
    }

    [Fact]
    public void What_is_public_is_in_the_folders_for_users() =>
        typeof(Namespace).Assembly.GetExportedTypes().Select(type => type.Namespace).Distinct()
            .Should().BeSubsetOf(["LinuxNamespaces", "LinuxNamespaces.Network", "LinuxNamespaces.Netlink", "LinuxNamespaces.Processes", "LinuxNamespaces.Inspection", "LinuxNamespaces.Ipc"]);

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex DeclaredNamespace();
}
