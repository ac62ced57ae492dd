using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Processes;

/// <summary>The program in tests/LinuxNamespaces.Stress, for a short time; its Program.cs tells how to run it for long.</summary>
[Collection("The kernel")]
public sealed class StressTests
{
    private const string WorkstationCollector = "DOTNET_gcServer=0";
    private const string ServerCollector = "DOTNET_gcServer=1";

    public StressTests() => Require.UserNamespaces();

    [Theory]
    [InlineData(WorkstationCollector, "spawn", "10000")]
    [InlineData(WorkstationCollector, "storm", "10")]
    [InlineData(ServerCollector, "storm", "10")]
    [InlineData(WorkstationCollector, "sigchld-ignored")]
    [InlineData(WorkstationCollector, "as-init")]
    [InlineData(WorkstationCollector, "parent-death")]
    public void Under_bad_conditions_all_goes_as_it_should(string environment, params string[] mode)
    {
        // What hangs is ended, which is a failure.
        string line = Tool.Run("timeout", ["-s", "KILL", "180", "env", environment, Path.Combine(AppContext.BaseDirectory, "LinuxNamespaces.Stress"), .. mode]);
        TestContext.Current.TestOutputHelper!.Write(line);
        line.Should().StartWith("passed");
    }
}
