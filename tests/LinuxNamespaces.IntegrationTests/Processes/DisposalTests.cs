using System.Globalization;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Processes;

[Collection("The kernel")]
public sealed class DisposalTests
{
    [Fact]
    public void A_process_that_may_not_be_signaled_does_not_make_disposal_fail_or_wait()
    {
        Require.RootOfTheMachine();
        Require.Program("setpriv");
        string output = Tool.Run("setpriv", "--bounding-set=-kill", "sh", "-c", Program.DisposeCommand);
        int[] processes = [.. output.Trim().Split(' ').Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
        processes.Should().HaveCount(2);
        foreach (int id in processes)
        {
            using var process = LinuxNamespaces.Processes.NamespaceProcess.Attach(id);
            process.Kill().Should().BeTrue("the process is left running");
        }
    }
}
