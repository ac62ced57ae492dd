using System.Runtime.InteropServices;
using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.Tests.Processes;

public sealed class ExitStatusTests
{
    [Theory]
    [InlineData(15, PosixSignal.SIGTERM)]
    [InlineData(2, PosixSignal.SIGINT)]
    [InlineData(17, PosixSignal.SIGCHLD)]
    [InlineData(9, (PosixSignal)9)]
    [InlineData(64, (PosixSignal)64)]
    public void Signal_has_a_name_where_there_is_one(int number, PosixSignal signal)
    {
        ExitStatus status = ExitStatus.FromWaitStatus(number, usage: null);
        status.Signal.Should().Be(signal);
        status.SignalNumber.Should().Be(number);
        SignalNumbers.ToNumber(status.Signal!.Value).Should().Be(number, "it can be sent");
        status.ToString().Should().Be($"signal {number}");
    }

    [Fact]
    public void Signal_is_null_when_the_process_has_exited()
    {
        ExitStatus status = ExitStatus.FromWaitStatus(3 << 8, usage: null);
        (status.ExitCode, status.Signal, status.SignalNumber).Should().Be((3, null, null));
        ExitStatus.Unknown.Signal.Should().BeNull();
    }
}
