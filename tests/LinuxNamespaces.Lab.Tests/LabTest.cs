using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.Lab.Tests;

/// <summary>A test that starts labs of its own.</summary>
public abstract class LabTest
{
    protected LabTest()
    {
        try
        {
            using NetNamespace first = NetNamespace.Create();
            first.OpenRtnetlink().Dispose();
        }
        catch (LinuxException e) when (e.Errno == Errno.EPERM || e.Errno == Errno.ENOSPC)
        {
            Assert.Skip($"Network namespaces cannot be created: {e.Message}");
        }
    }

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The output of a program on a host: what others see there.</summary>
    protected static async Task<string> RunAsync(LabHost host, string program, params string[] arguments)
    {
        InstalledPrograms.Require(program);
        ProcessResult result = await host.RunAsync(program, arguments, Token);
        Assert.True(result.Status.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {result.Status} {result.StandardOutput}{result.StandardError}");
        return result.StandardOutput.Text;
    }
}
