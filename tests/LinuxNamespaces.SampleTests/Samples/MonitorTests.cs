using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.SampleTests.Samples;

public sealed class MonitorTests : SampleTestBase
{
    [Theory]
    [InlineData]
    [InlineData("unshare", "--user", "--map-user=1000", "--map-group=1000")]
    public async Task The_sample_prints_its_changes_and_rates_and_ends(params string[] wrapper)
    {
        SampleResult result = await RunAsync("Monitor", wrapper);
        result.Errors.Should().BeEmpty();
        result.ExitCode.Should().Be(0);
        string[] lines = result.Output.TrimEnd('\n').Split('\n');
        lines[^1].Should().MatchRegex(@"^\[LINK\]    removed  \d+: veth0 ");
        result.Output.Should().MatchRegex(@"(?m)^\[LINK\]    added    \d+: veth0 ")
            .And.Contain("\n[ADDR]    added    192.168.10.100/24 ")
            .And.Contain("\n[ROUTE]   added    10.0.0.0/8 via 192.168.10.101 dev veth0")
            .And.Contain("\n[ROUTE]   removed  10.0.0.0/8 via 192.168.10.101 dev veth0")
            .And.Contain("\n[RULE]    added    100: from all lookup 100")
            .And.MatchRegex(@"(?m)^\[NEIGH\]   added    192\.168\.10\.101 dev veth0 ")
            .And.Contain("\n[NSID]    added    nsid ")
            .And.MatchRegex(@"(?m)^\[RATE\]    veth0 +in +[\d.]+ [KMG]?B/s +out +[\d.]+ [KMG]?B/s");
    }

    [Fact]
    public async Task Changes_of_the_host_are_watched_until_the_end()
    {
        using SampleProcess sample = new(Room, "Monitor --on-host");
        await sample.ReadUntilAsync("[RATE]");
        Room.Run("ip link add other type bridge; ip link del other");
        await sample.ReadUntilAsync("other");
        sample.Signal("TERM");
        SampleResult result = await sample.ExitAsync();
        result.Errors.Should().BeEmpty();
        result.ExitCode.Should().Be(143);
    }
}
