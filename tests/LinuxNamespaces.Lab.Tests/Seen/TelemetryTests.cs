using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Lab.Tests.Seen;

public sealed class TelemetryTests : LabTest
{
    [Fact]
    public async Task The_meter_counts_the_packets_of_each_link_and_direction()
    {
        string name = $"sender-{Guid.NewGuid():N}";
        await using NetworkLab lab = new();
        lab.Connect(lab.AddHost(name), lab.AddHost("b"));
        await lab.StartAsync(Token);
        await lab[name].PingAsync("b", new EchoOptions { Count = 5, Interval = TimeSpan.FromMilliseconds(10) }, Token);
        ConcurrentDictionary<string, long> counts = new();
        using MeterListener listener = new() { InstrumentPublished = (instrument, self) => Enable(instrument, self) };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            // Other tests have labs too.
            if (tags.ToArray().Any(tag => tag.Key == "lab.from" && (string?)tag.Value == name))
            {
                counts[instrument.Name] = value;
            }
        });
        listener.Start();
        listener.RecordObservableInstruments();
        counts["lab.link.packets"].Should().BeGreaterThanOrEqualTo(5);
        counts["lab.link.bytes"].Should().BeGreaterThan(5 * 64);
        counts["lab.link.drops"].Should().Be(0);

        static void Enable(Instrument instrument, MeterListener self)
        {
            if (instrument.Meter.Name == LabTelemetry.Name)
            {
                self.EnableMeasurementEvents(instrument);
            }
        }
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
