using System.Net.Sockets;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Lab.Tests;

/// <summary>Captures of what goes over a wire.</summary>
[Collection("The kernel")]
public sealed class LinkCaptureTests : WireTest
{
    [Fact]
    public async Task Tcpdump_reads_a_capture()
    {
        Require.Program("tcpdump");
        // As root, it becomes another user before it reads a file.
        Assert.SkipWhen(Environment.IsPrivilegedProcess && File.ReadAllText("/proc/self/uid_map").Split(' ', StringSplitOptions.RemoveEmptyEntries)[2].Trim() == "1", "This user namespace has a single id.");
        Wire wire = CreateWire();
        using TemporaryDirectory directory = new();
        string file = Path.Combine(directory.Path, "capture.pcapng");
        using (LinkCapture capture = LinkCapture.Start(wire.First, file, frame => frame.Udp is not null))
        {
            Socket red = Datagram(Red, RedAddress);
            Socket blue = Datagram(Blue, BlueAddress);
            Send(red, BlueAddress, 1);
            Receive(blue).Should().Be(1);
            Send(blue, RedAddress, 2);
            Receive(red).Should().Be(2);
            capture.Dispose();
            (capture.Frames, capture.Missed, capture.Failure).Should().Be((2, 0, null));
        }

        // With -vv, tcpdump checks the checksums.
        (int exitCode, string output) = await RunAsync("tcpdump", "-nvvr", file);
        exitCode.Should().Be(0);
        output.Should().Contain("10.0.0.1.9000 > 10.0.0.2.9000: [udp sum ok] UDP, length 4").And.Contain("10.0.0.2.9000 > 10.0.0.1.9000: [udp sum ok] UDP, length 4");
    }

    [Fact]
    public async Task Frames_are_read_as_they_come()
    {
        Wire wire = CreateWire();
        Socket red = Datagram(Red, RedAddress);
        Socket blue = Datagram(Blue, BlueAddress);
        await using IAsyncEnumerator<CapturedFrame> frames = LinkCapture.ReadAsync(wire.Second, frame => frame.Udp is { SourcePort: 9000 }, Cancellation).GetAsyncEnumerator(Cancellation);
        ValueTask<bool> first = frames.MoveNextAsync();
        Send(red, BlueAddress, 5);
        (await first).Should().BeTrue();
        frames.Current.IsOutgoing.Should().BeFalse();
        BitConverter.ToInt32(frames.Current.Frame.Payload).Should().Be(5);
        (frames.Current.Frame.IPv4!.Value.Source == RedAddress).Should().BeTrue();
        Send(blue, RedAddress, 6);
        (await frames.MoveNextAsync()).Should().BeTrue();
        (frames.Current.IsOutgoing, BitConverter.ToInt32(frames.Current.Frame.Payload)).Should().Be((true, 6));
    }

    [Fact]
    public void A_filter_that_throws_ends_the_capture()
    {
        Wire wire = CreateWire();
        using MemoryStream stream = new();
        using LinkCapture capture = LinkCapture.StartTo(wire.First, stream, _ => throw new InvalidOperationException("broken"));
        Socket blue = Datagram(Blue, BlueAddress);
        Send(Datagram(Red, RedAddress), BlueAddress, 1);
        Receive(blue).Should().Be(1);
        SpinWait.SpinUntil(() => capture.Failure is not null, Patience).Should().BeTrue();
        capture.Failure.Should().BeOfType<InvalidOperationException>();
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(InstalledPrograms.Require(program), arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync(Cancellation);
        string output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await errors;
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, output);
    }
}
