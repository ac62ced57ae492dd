using System.Globalization;
using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Kinds;

[Collection("The kernel")]
public sealed class SupportTests : KindTest
{
    [Fact]
    public void Each_kind_is_told_about()
    {
        IReadOnlyList<NamespaceSupport> kinds = Namespace.GetSupport();
        kinds.Select(kind => kind.Type).Should().BeEquivalentTo(Enum.GetValues<NamespaceTypes>().Where(type => type != NamespaceTypes.None));
        foreach (NamespaceSupport kind in kinds)
        {
            kind.IsInKernel.Should().Be(File.Exists($"/proc/self/ns/{kind.ProcName}"));
            kind.CanCreate.Should().BeTrue("{0}", kind.Refusal?.Message);
            kind.NeedsUserNamespace.Should().Be(kind.Type != NamespaceTypes.User && !Require.HasPrivileges);
            kind.Limit.Should().Be(long.Parse(File.ReadAllText($"/proc/sys/user/max_{kind.ProcName}_namespaces"), CultureInfo.InvariantCulture));
        }
    }

    [Theory]
    [InlineData(NamespaceTypes.Uts)]
    [InlineData(NamespaceTypes.User)]
    [InlineData(NamespaceTypes.Pid)]
    public async Task What_a_limit_forbids_is_told(NamespaceTypes type)
    {
        string name = Namespace.GetSupport().Single(kind => kind.Type == type).ProcName;
        // The limits of a user namespace hold for what is created in it and below.
        NamespaceProcessStartInfo info = new("sh", "-c", $"echo 0 > /proc/sys/user/max_{name}_namespaces; {Program.SupportCommand}")
        {
            NewNamespaces = NamespaceTypes.User | NamespaceTypes.Mount,
            IdMap = IdMap.CurrentUserAsRoot,
            StandardOutput = ProcessStream.Pipe,
        };
        await using NamespaceProcess process = NamespaceProcess.Start(info, TestContext.Current.CancellationToken);
        string[] lines = (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).TrimEnd().Split('\n');
        lines.Should().HaveCount(8);
        foreach (string line in lines)
        {
            if (line.StartsWith($"{type} ", StringComparison.Ordinal))
            {
                line.Should().Contain("ENOSPC").And.Contain($"user.max_{name}_namespaces");
            }
            else
            {
                line.Should().EndWith(" True");
            }
        }
    }
}
