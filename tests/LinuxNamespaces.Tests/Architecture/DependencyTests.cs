using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Tests.Architecture;

public sealed class DependencyTests
{
    [Theory]
    [InlineData("Interop", "Netlink|Network|Placement|Child|Processes|Inspection")]
    [InlineData("Netlink", "Network|Placement|Child|Processes|Inspection")]
    [InlineData("Placement", "Netlink|Network|Processes|Inspection")]
    public void Dependencies_point_down_only(string layer, string above)
    {
        string[] forbidden = [.. above.Split('|').Select(name => "LinuxNamespaces." + name)];
        string[] files = Directory.GetFiles(Path.Combine(Repository(), "src", "LinuxNamespaces", layer), "*.cs", SearchOption.AllDirectories);
        files.Should().NotBeEmpty();
        files.Where(file => forbidden.Any(File.ReadAllText(file).Contains)).Should().BeEmpty();
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
