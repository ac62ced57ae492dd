using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Processes;

[Collection("The kernel")]
public sealed class TimerSlackTests
{
    [Theory]
    [InlineData(Carrier.Automatic)]
    [InlineData(Carrier.Launcher)]
    public async Task The_program_has_the_timer_slack(Carrier carrier) =>
        (await Run.OutputAsync(new NamespaceProcessStartInfo("cat", "/proc/self/timerslack_ns")
        {
            TimerSlack = TimeSpan.FromMicroseconds(123.4),
            StandardOutput = ProcessStream.Pipe,
        }.By(carrier))).Trim().Should().Be("123400");

    [Fact]
    public void A_timer_slack_that_is_not_positive_is_rejected()
    {
        Action zero = () => _ = new NamespaceProcessStartInfo("true") { TimerSlack = TimeSpan.Zero };
        zero.Should().Throw<ArgumentOutOfRangeException>();
    }
}
