using System.Text.RegularExpressions;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Tests.Architecture;

public sealed partial class DependencyTests
{
    // What each folder must not know. The folders with the types that users start from may know all.
    private static readonly Dictionary<string, string[]> s_forbidden = new()
    {
        ["Errors"] = ["Interop", "Netlink", "Child", "Placement", "Network", "Processes", "Inspection", "Ipc"],
        ["Interop"] = ["Netlink", "Child", "Placement", "Network", "Processes", "Inspection", "Ipc"],
        ["Netlink"] = ["Child", "Placement", "Network", "Processes", "Inspection", "Ipc"],
        ["Child"] = ["Netlink", "Placement", "Network", "Processes", "Inspection", "Ipc"],
        ["Placement"] = ["Netlink", "Network", "Processes", "Inspection", "Ipc"],
        ["Network"] = ["Processes", "Inspection", "Ipc"],
        ["Processes"] = ["Inspection", "Ipc"],
        ["Inspection"] = [],
        ["Mounts"] = ["Netlink", "Network", "Processes", "Inspection", "Ipc"],
        ["Namespaces"] = [],
    };

    public static TheoryData<string> Folders => [.. LibrarySource.Folders];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Dependencies_point_down_only(string folder)
    {
        s_forbidden.Should().ContainKey(folder, "every folder has its place");
        if (s_forbidden[folder] is { Length: > 0 } forbidden)
        {
            // By the full name, or as seen from the namespace that is around all.
            Regex dependency = new($@"\bLinuxNamespaces\.({string.Join('|', forbidden)})\b|(?<![\w.])({string.Join('|', forbidden)})\.[A-Z]");
            LibrarySource.Files.Where(file => file.StartsWith(folder + "/", StringComparison.Ordinal) && dependency.IsMatch(LibrarySource.ReadCode(file)))
                .Should().BeEmpty();
        }
    }

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
            [] or ["Errors" or "Mounts", ..] => nameof(LinuxNamespaces),
            ["Namespaces", "Ipc"] when !Path.GetFileName(file).StartsWith("IpcNamespace.", StringComparison.Ordinal) => $"{nameof(LinuxNamespaces)}.Ipc",
            ["Namespaces", ..] => nameof(LinuxNamespaces),
            ["Child", ..] => $"{nameof(LinuxNamespaces)}.{string.Join('.', folders)}",
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
