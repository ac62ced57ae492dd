using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.StressTests;

/// <summary>The program in tests/LinuxNamespaces.Stress, for a short time; its Program.cs tells how to run it for long.</summary>
public sealed class StressProgramTests
{
    private const string WorkstationCollector = "DOTNET_gcServer=0";
    private const string ServerCollector = "DOTNET_gcServer=1";

    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "LinuxNamespaces.Stress");

    public StressProgramTests() => Require.UserNamespaces();

    [Theory]
    [InlineData(WorkstationCollector, "spawn", "6000")]
    [InlineData(WorkstationCollector, "storm", "6")]
    [InlineData(ServerCollector, "storm", "6")]
    [InlineData(WorkstationCollector, "sigchld-ignored")]
    [InlineData(WorkstationCollector, "as-init")]
    [InlineData(WorkstationCollector, "parent-death")]
    [InlineData(WorkstationCollector, "sockets", "10000")]
    [InlineData(WorkstationCollector, "placed", "2000")]
    [InlineData(WorkstationCollector, "killed", "25", "ordinary")]
    [InlineData(WorkstationCollector, "killed", "25", "privileged")]
    public void Under_bad_conditions_all_goes_as_it_should(string environment, params string[] mode) => Run(["env", environment, s_program, .. mode]);

    [Fact]
    public void A_launcher_in_a_file_is_waited_for_until_nobody_has_it_open_for_writing()
    {
        const string setting = "/proc/sys/vm/memfd_noexec";
        Assert.SkipUnless(File.Exists(setting), $"The kernel has no {setting}.");
        Assert.SkipUnless(Require.IsRootOfTheMachine, $"{setting} is for root of the machine to set.");
        Run(["unshare", "-pf", "--mount-proc", "sh", "-c", $"echo 2 > {setting} && {s_program} storm 6"]);
    }

    private static void Run(string[] command)
    {
        // What hangs is ended, which is a failure.
        string line = Tool.Run("timeout", ["-s", "KILL", "600", .. command]);
        TestContext.Current.TestOutputHelper!.Write(line);
        line.Should().StartWith("passed");
    }
}
