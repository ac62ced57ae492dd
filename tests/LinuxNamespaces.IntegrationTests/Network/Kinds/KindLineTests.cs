using LinuxNamespaces.IntegrationTests.CommandLines;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Kinds;

/// <summary>The lines of docs/from-ip-to-csharp.md that create links, for which many kernels lack a kind.</summary>
[Collection("The kernel")]
public sealed class KindLineTests : CommandLineTest
{
    public static TheoryData<string> Lines => [.. CommandLine.All.Where(line => line.IsOfKind).Select(line => line.Command)];

    [Theory]
    [MemberData(nameof(Lines))]
    public void Command_and_code_create_the_same(string command) => ShouldChangeTheSame(command);
}
