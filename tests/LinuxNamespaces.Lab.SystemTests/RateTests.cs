using System.Globalization;
using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.Lab.SystemTests;

/// <summary>What iperf3 measures.</summary>
public sealed class RateTests : LabTestBase
{
    private const double FrameLength = 1514;
    private const double SegmentLength = 1448;
    private const double Least = 95;
    private const int Attempts = 10;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [LabTheory(Timeout = 60_000)]
    [InlineData(LabWireKind.Managed)]
    [InlineData(LabWireKind.Kernel)]
    public async Task Iperf3_measures_the_rate_of_a_link(LabWireKind wire)
    {
        string iperf3 = InstalledPrograms.Require("iperf3");
        LabHost client = Lab.AddHost("client"), server = Lab.AddHost("server");
        Lab.Connect(client, server, new() { Rate = 100_000_000, Queue = TimeSpan.FromMilliseconds(200) }, new() { Wire = wire });
        try
        {
            await Lab.StartAsync(TestContext.Current.CancellationToken);
        }
        catch (NotSupportedException e) when (e.Message.Contains("CONFIG_NET_SCH_TBF", StringComparison.Ordinal))
        {
            Assert.Skip("The kernel has no tbf qdiscs.");
        }

        await using NamespaceProcess listening = server.Start(iperf3, "--server", "--forceflush");
        await foreach (string line in listening.StandardOutput!.ReadLinesAsync(Token))
        {
            if (line.Contains("listening", StringComparison.Ordinal))
            {
                break;
            }
        }

        // With a queue that lasts while another program has the processor. The rate is never more than what is set. It is less while others have all processors.
        double rate = 0;
        for (int attempt = 0; attempt < Attempts && rate < Least; attempt++)
        {
            rate = await MeasureAsync(client, iperf3);
        }

        rate.Should().BeLessThanOrEqualTo(100);
        Assert.SkipWhen(rate < Least && LoadAverage() > Environment.ProcessorCount, "Other programs have the processors, so that no rate can be held.");
        rate.Should().BeGreaterThanOrEqualTo(Least);
    }

    private static double LoadAverage() => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);

    /// <summary>Measures for a second, in Mbit/s with the headers of the frames, as the rate of a link is.</summary>
    private static async Task<double> MeasureAsync(LabHost client, string iperf3)
    {
        ProcessResult result = await client.RunAsync(iperf3, ["--client", "server", "--time", "1", "--set-mss", "1448", "--json"], Token);
        result.Status.ExitCode.Should().Be(0, result.StandardOutput.Text + result.StandardError.Text);
        using JsonDocument report = JsonDocument.Parse(result.StandardOutput.Text);
        double payload = report.RootElement.GetProperty("end").GetProperty("sum_received").GetProperty("bits_per_second").GetDouble() / 1e6;
        payload.Should().BeLessThan(100);
        return Math.Min(100, payload * FrameLength / SegmentLength);
    }
}
