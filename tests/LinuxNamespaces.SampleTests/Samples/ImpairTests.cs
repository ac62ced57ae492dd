using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.SampleTests.Samples;

public sealed class ImpairTests : SampleTestBase
{
    [Theory]
    [InlineData]
    [InlineData("unshare", "--user", "--map-user=1000", "--map-group=1000")]
    public async Task The_sample_impairs_a_link_or_limits_its_rate(params string[] wrapper)
    {
        SampleResult result = await RunAsync("Impair", wrapper);
        result.Errors.Should().BeEmpty();
        result.ExitCode.Should().Be(0);
        result.Output.Should().MatchRegex(@"(?s)delay 30 ms:.*ms \|#.*loss 40 %:|CONFIG_NET_SCH_NETEM");
        if (result.Output.Contains("CONFIG_NET_SCH_NETEM", StringComparison.Ordinal))
        {
            result.Output.Should().MatchRegex(@"100\.0 Mbit/s \|#+").And.MatchRegex(@"0\.2 Mbit/s \|#+\.* \d+ sent, \d+ waiting, [1-9]\d* dropped");
        }
    }
}
