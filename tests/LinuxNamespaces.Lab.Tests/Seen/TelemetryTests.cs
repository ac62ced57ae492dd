using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Lab.Tests.Seen;

public sealed class TelemetryTests : LabTest
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_meter_counts_the_packets_of_each_link_and_direction()
    {
        string name = $"sender-{Guid.NewGuid():N}";
        await using NetworkLab lab = new();
        lab.Connect(lab.AddHost(name), lab.AddHost("b"));
        await lab.StartAsync(Token);
        await lab[name].PingAsync("b", new EchoOptions { Count = 5, Interval = TimeSpan.FromMilliseconds(10) }, Token);
        Dictionary<string, long> counts = Measure(name);
        counts["lab.link.packets"].Should().BeGreaterThanOrEqualTo(5);
        counts["lab.link.bytes"].Should().BeGreaterThan(5 * 64);
        counts["lab.link.drops interface"].Should().Be(0);
        counts.Keys.Should().NotContain(key => key.StartsWith("lab.link.queue", StringComparison.Ordinal), "a cable has no queue");
    }

    [Fact]
    public async Task The_meter_counts_the_drops_of_a_managed_wire_by_reason()
    {
        string name = $"sender-{Guid.NewGuid():N}";
        await using NetworkLab lab = new();
        LabHost sender = lab.AddHost(name), receiver = lab.AddHost("b");
        LabLink link = lab.Connect(sender, receiver, null, new LabLinkOptions { Wire = LabWireKind.Managed });
        await lab.StartAsync(Token);
        using UdpClient from = sender.CreateUdpClient();
        await SendAsync(from, receiver, 1);
        SpinWait.SpinUntil(() => link.Wire!.GetStatistics(WireDirection.Forward).Delivered > 1, s_patience).Should().BeTrue("the link-layer address is known then");
        Dictionary<string, long> before = Measure(name);
        link.Set(c => c with { Loss = 1 });
        await SendAsync(from, receiver, 3);
        await WaitAsync(link, WireDrop.Loss, 3);
        link.Set(c => c with { Loss = 0, Partitioned = true });
        await SendAsync(from, receiver, 2);
        await WaitAsync(link, WireDrop.Partition, 2);
        link.Set(LinkConditions.None, LinkConditions.None);
        using (link.Wire!.OnFrame(frame => frame.Udp is null ? WireVerdict.Pass : WireVerdict.Drop))
        {
            await SendAsync(from, receiver, 4);
            await WaitAsync(link, WireDrop.Handler, 4);
        }

        Dictionary<string, long> after = Measure(name);
        Difference("loss").Should().BeGreaterThanOrEqualTo(3);
        Difference("partition").Should().BeGreaterThanOrEqualTo(2);
        Difference("handler").Should().Be(4);
        foreach (string none in (string[])["queue", "overflow", "truncated", "missed", "rejected", "interface"])
        {
            Difference(none).Should().Be(0, none);
        }

        // The other direction has counters of its own.
        Measure("b", link.Name)["lab.link.drops handler"].Should().Be(0);

        long Difference(string reason) => after["lab.link.drops " + reason] - before["lab.link.drops " + reason];
    }

    [Theory]
    [InlineData(LabWireKind.Managed)]
    [InlineData(LabWireKind.Kernel)]
    public async Task The_meter_shows_the_queue_of_a_rate_and_what_it_drops(LabWireKind kind)
    {
        const int size = 1000;
        const int headers = 14 + 20 + 8;
        Assert.SkipUnless(kind == LabWireKind.Managed || KernelQdiscs.HasTbf, "The kernel has no tbf qdiscs.");
        string name = $"sender-{Guid.NewGuid():N}";
        await using NetworkLab lab = new();
        LabHost sender = lab.AddHost(name), receiver = lab.AddHost("b");
        LabLink link = lab.Connect(sender, receiver, null, new LabLinkOptions { Wire = kind });
        await lab.StartAsync(Token);
        using UdpClient from = sender.CreateUdpClient(), to = receiver.CreateUdpClient(9);
        await SendAsync(from, receiver, 1, size);
        await to.ReceiveAsync(Token);
        Measure(name)["lab.link.queue.packets"].Should().Be(0);
        // A packet a second, and half a minute of them may wait. The kernel lets a burst pass first.
        link.Set(sender, c => c with { Rate = (size + headers) * 8, Queue = TimeSpan.FromSeconds(30) });
        await SendAsync(from, receiver, 100, size);
        Dictionary<string, long> now = Measure(name);
        SpinWait.SpinUntil(() => (now = Measure(name))["lab.link.drops queue"] > 30, s_patience).Should().BeTrue();
        // Thirty, and a burst of the kernel's. Meanwhile a second may pass, or a few.
        now["lab.link.queue.packets"].Should().BeInRange(10, 48);
        now["lab.link.queue.bytes"].Should().BeCloseTo(now["lab.link.queue.packets"] * (size + headers), 3 * (size + headers));
        now["lab.link.drops loss"].Should().Be(0);
        Measure("b", link.Name)["lab.link.queue.packets"].Should().Be(0);
        Measure("b", link.Name)["lab.link.drops queue"].Should().Be(0);
    }

    private static async Task SendAsync(UdpClient from, LabHost to, int count, int size = 10)
    {
        for (int i = 0; i < count; i++)
        {
            await from.SendAsync(new byte[size], new IPEndPoint(to.Address, 9), Token);
        }
    }

    private static async Task WaitAsync(LabLink link, WireDrop reason, long count)
    {
        while (link.Wire!.GetStatistics(WireDirection.Forward).DroppedBy(reason) < count)
        {
            await Task.Delay(1, Token);
        }
    }

    /// <summary>What the meter has for a sender now, by the name of the instrument and the reason.</summary>
    private static Dictionary<string, long> Measure(string from, string? link = null)
    {
        Dictionary<string, long> counts = [];
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == LabTelemetry.Name)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            // Other tests have labs too.
            Dictionary<string, object?> all = new(tags.ToArray());
            if ((string?)all["lab.from"] == from && (link is null || (string?)all["lab.link"] == link))
            {
                counts[$"{instrument.Name} {all.GetValueOrDefault("lab.reason")}".TrimEnd()] = value;
            }
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return counts;
    }

    [Fact]
    public async Task A_start_is_traced()
    {
        ConcurrentBag<Activity> seen = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == LabTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = seen.Add,
        };
        ActivitySource.AddActivityListener(listener);
        using Activity parent = new Activity("test").Start();
        await using NetworkLab lab = new();
        lab.Connect(lab.AddHost("a"), lab.AddHost("b"));
        await lab.StartAsync(Token);
        Activity own = seen.Single(activity => activity.TraceId == parent.TraceId);
        own.OperationName.Should().Be("lab.start");
        own.GetTagItem("lab.hosts").Should().Be(2);
    }

    [Fact]
    public async Task Events_are_lines_of_JSON_with_the_time_of_the_clock()
    {
        DateTimeOffset now = new(2020, 2, 2, 2, 2, 2, TimeSpan.Zero);
        NetworkLab lab = new(new NetworkLabOptions { TimeProvider = new FixedClock(now) });
        LabLink link = lab.Connect(lab.AddHost("a"), lab.AddHost("b"));
        List<LabEvent> raised = [];
        lab.Log.Added += (_, item) => raised.Add(item);
        link.Set(c => c with { Loss = 0.5 });
        link.Unplug();
        lab.Log.Add("mine", "a", "line\nbreak");
        await lab.DisposeAsync();
        string[] lines = lab.Log.ToJsonLines().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("kind").GetString()).Should().Equal("conditions", "unplugged", "mine", "disposed");
        JsonElement mine = JsonDocument.Parse(lines[2]).RootElement;
        mine.GetProperty("time").GetDateTimeOffset().Should().Be(now);
        mine.GetProperty("subject").GetString().Should().Be("a");
        mine.GetProperty("text").GetString().Should().Be("line\nbreak");
        raised.Should().Equal(lab.Log.Events);
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
