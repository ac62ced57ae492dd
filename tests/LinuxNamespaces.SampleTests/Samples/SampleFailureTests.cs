using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.SampleTests.Samples;

/// <summary>Samples that are interrupted, killed, or fail half way.</summary>
public sealed class SampleFailureTests : SampleTestBase
{
    [Theory]
    [InlineData("TwoHostsOneBridge", "INT", 130)]
    [InlineData("TwoHostsOneBridge --named", "TERM", 143)]
    [InlineData("TwoHostsOneBridge --on-host", "INT", 130)]
    [InlineData("TwoHostsOneBridge --on-host --named", "TERM", 143)]
    [InlineData("TwoHostsOneBridge --on-host --named", "HUP", 129)]
    [InlineData("VethPair", "TERM", 143)]
    [InlineData("VethPair --on-host", "INT", 130)]
    public async Task A_signal_while_it_pings_has_everything_removed(string commandLine, string signal, int exitCode)
    {
        SampleResult result = await InterruptAsync(commandLine, "icmp_seq=1", signal);
        result.ExitCode.Should().Be(exitCode);
        result.Errors.Should().BeEmpty();
        // On a busy machine the ping may have ended before the signal is heard. One that is interrupted tells no statistics.
        result.Output.Should().Contain("Interrupted.\n\nRemoving everything:").And.NotContain("1 packets transmitted");
    }

    [Theory]
    [InlineData("a network namespace, red")]
    [InlineData("a bridge")]
    [InlineData("a veth pair from red")]
    [InlineData("its ports up")]
    [InlineData("Removing everything")]
    public async Task A_signal_at_any_step_has_everything_removed(string step)
    {
        SampleResult result = await InterruptAsync("TwoHostsOneBridge --on-host --named", step, "TERM");
        result.ExitCode.Should().Be(143);
        result.Errors.Should().BeEmpty();
    }

    [Theory]
    [InlineData("TwoHostsOneBridge --on-host --named", "ip link del br-veth0; ip netns del blue")]
    [InlineData("TwoHostsOneBridge --on-host --named", "ip link del br0; ip netns del red; ip link del br-veth1")]
    [InlineData("VethPair --on-host", "ip link del host-veth0")]
    public async Task What_somebody_else_has_removed_need_not_be_removed(string commandLine, string removal)
    {
        using SampleProcess sample = new(Room, commandLine);
        await sample.ReadUntilAsync("icmp_seq=1");
        sample.Signal("STOP");
        Room.Run(removal);
        sample.Signal("TERM");
        sample.Signal("CONT");
        SampleResult result = await sample.ExitAsync();
        // The next echo may be sent before the signal is heard, and has no way to go any more.
        result.Errors.Should().Match(errors => errors.Length == 0 || errors.Contains("echo request"))
            .And.NotContainAny("delete", "ENODEV", "ENOENT");
        result.ExitCode.Should().Be(143);
    }

    [Theory]
    [InlineData("TwoHostsOneBridge", "icmp_seq=1", null)]
    [InlineData("TwoHostsOneBridge --named", "a network namespace, red", null)]
    [InlineData("TwoHostsOneBridge --named", "icmp_seq=1", "red; removed")]
    [InlineData("TwoHostsOneBridge --on-host", "a veth pair from red", "br0; removed")]
    [InlineData("TwoHostsOneBridge --on-host", "icmp_seq=1", "br0; removed")]
    [InlineData("TwoHostsOneBridge --on-host --named", "icmp_seq=1", "br-veth1; removed")]
    [InlineData("TwoHostsOneBridge --on-host --named", "Removing everything", null)]
    [InlineData("VethPair --on-host", "icmp_seq=1", null)]
    public async Task A_kill_is_nothing_that_the_next_run_trips_over(string commandLine, string line, string? removed)
    {
        (await InterruptAsync(commandLine, line, "KILL")).ExitCode.Should().Be(137);

        SampleResult next = await RunAsync(commandLine);
        next.Errors.Should().BeEmpty();
        next.ExitCode.Should().Be(0);
        if (removed is not null)
        {
            next.Output.Should().Contain($"Left by a run that was killed: ").And.Contain(removed);
        }
    }

    [Theory]
    [InlineData("TwoHostsOneBridge --on-host --named", "net_raw", "PING", "CAP_NET_RAW")]
    [InlineData("VethPair --on-host", "net_raw", "PING", "CAP_NET_RAW")]
    public async Task A_failure_has_everything_removed_that_was_built(string commandLine, string missing, string last, string message)
    {
        SampleResult result = await RunAsync(commandLine, "setpriv", $"--bounding-set=-{missing}");
        result.ExitCode.Should().Be(1);
        result.Output.Should().Contain(last).And.Contain("Removing everything").And.NotContain("icmp_seq");
        ShouldBeOneLine(result.Errors).And.Contain(message);
    }

    [Fact]
    public async Task A_name_that_cannot_be_made_has_the_first_one_removed()
    {
        // The root, netns, the file of the names, and one name.
        Furnish("mount -n -t tmpfs -o nr_inodes=4 tmpfs /run; mkdir /run/netns");
        SampleResult result = await RunAsync("TwoHostsOneBridge --named");
        result.ExitCode.Should().Be(1);
        result.Output.Should().Contain("ip netns del red").And.NotContain("ip netns del blue");
        ShouldBeOneLine(result.Errors).And.Contain("'blue'").And.Contain("ENOSPC");
    }

    private async Task<SampleResult> InterruptAsync(string commandLine, string line, string signal)
    {
        using SampleProcess sample = new(Room, commandLine);
        await sample.ReadUntilAsync(line);
        sample.Signal(signal);
        return await sample.ExitAsync();
    }
}
