using System.Diagnostics;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Samples;

[Collection("The kernel")]
public sealed class SampleTests : IDisposable
{
    private readonly string _before;

    public SampleTests()
    {
        Require.NetworkNamespaces();
        _before = Leaks.Snapshot();
    }

    public void Dispose() => Leaks.Snapshot().Should().Be(_before, "a sample leaves nothing behind");

    [Fact]
    public void Two_hosts_on_one_bridge_ping_and_leave_nothing()
    {
        string output = Tool.Run("dotnet", Sample("TwoHostsOneBridge"));
        output.Should().Contain("4 packets transmitted, 4 received, 0% packet loss");
        output.Should().MatchRegex(@"br0\s+8000\.[0-9a-f]{12}\s+no\s+br-veth0");
    }

    [Fact]
    public void Veth_pairs_ping_both_ways() =>
        Tool.Run("dotnet", Sample("VethPair")).Should().Contain("0% packet loss").And.NotContain("100% packet loss");

    [Fact]
    public async Task A_kill_in_the_middle_is_nothing_that_the_next_run_trips_over()
    {
        using Process killed = Process.Start(new ProcessStartInfo("dotnet", Sample("TwoHostsOneBridge")) { RedirectStandardOutput = true })!;
        while (await killed.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.Contains("icmp_seq=1", StringComparison.Ordinal))
        {
        }

        killed.Kill();
        await killed.WaitForExitAsync(TestContext.Current.CancellationToken);
        killed.ExitCode.Should().Be(137, "it was in the middle of its work");
        Tool.Run("dotnet", Sample("TwoHostsOneBridge")).Should().Contain("0% packet loss");
    }

    [Fact]
    public void On_the_host_a_bridge_of_somebody_else_is_not_touched()
    {
        string script = $"ip link add br0 type bridge; ! dotnet '{Sample("TwoHostsOneBridge")}' --on-host 2>&1 && ip link show br0";
        Tool.Run("unshare", "-n", "sh", "-c", script).Should().Contain("br0").And.NotContain("packets transmitted");
    }

    [Fact]
    public void On_the_host_everything_is_removed_after_an_interrupt()
    {
        string script = $"dotnet '{Sample("TwoHostsOneBridge")}' --on-host & sample=$!; until ip link show br0 >/dev/null 2>&1; do sleep 0.1; done; sleep 0.5; "
            + "kill -TERM $sample; wait $sample; ip -o link";
        string output = Tool.Run("unshare", "-n", "sh", "-c", script);
        output.Should().Contain("1: lo:");
        output[output.LastIndexOf("1: lo:", StringComparison.Ordinal)..].Should().NotContain("br0").And.NotContain("br-veth");
    }

    private static string Sample(string name)
    {
        // .../tests/PROJECT/bin/CONFIGURATION/net10.0/
        DirectoryInfo framework = new(AppContext.BaseDirectory.TrimEnd('/'));
        string repository = framework.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(repository, "samples", name, "bin", framework.Parent.Name, framework.Name, name + ".dll");
    }
}
